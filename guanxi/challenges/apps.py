from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "guanxi.challenges"
    label = "challenges"

    def ready(self) -> None:
        from guanxi.challenges import events  # noqa: F401, PLC0415 - declares the event types once the apps are loaded
        from guanxi.challenges.actions import leaving, moderating  # noqa: PLC0415
        from guanxi.members import hooks  # noqa: PLC0415 - once the apps are loaded
        from guanxi.moderation import hooks as moderation  # noqa: PLC0415

        hooks.before_erasure(leaving.take_off_boards)
        hooks.after_merge(leaving.carry_checkins)
        hooks.export_also("challenges", leaving.exported)
        moderation.register_subject(
            moderating.KIND, hide=moderating.hide, show=moderating.show, describe=moderating.described
        )
