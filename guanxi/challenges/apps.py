from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "guanxi.challenges"
    label = "challenges"

    def ready(self) -> None:
        from guanxi.challenges import events  # noqa: F401, PLC0415 - declares the event types once the apps are loaded
        from guanxi.challenges.actions import leaving  # noqa: PLC0415
        from guanxi.members import hooks  # noqa: PLC0415 - once the apps are loaded

        hooks.before_erasure(leaving.take_off_boards)
        hooks.after_merge(leaving.carry_checkins)
        hooks.export_also("challenges", leaving.exported)
