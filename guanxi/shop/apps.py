from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "guanxi.shop"
    label = "shop"

    def ready(self) -> None:
        from guanxi.members import hooks  # noqa: PLC0415 - once the apps are loaded
        from guanxi.moderation import hooks as moderation  # noqa: PLC0415
        from guanxi.shop import events, moderating, reviewing  # noqa: F401, PLC0415 - declares the event types

        hooks.before_erasure(reviewing.forget)
        hooks.after_merge(reviewing.carry_over)
        hooks.export_also("reviews", reviewing.exported)
        moderation.register_subject(
            moderating.KIND,
            hide=moderating.hide,
            show=moderating.show,
            describe=moderating.described,
            legal_only=True,
            by_members=False,
        )
