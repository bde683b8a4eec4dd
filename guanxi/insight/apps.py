from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "guanxi.insight"
    label = "insight"

    def ready(self) -> None:
        from guanxi.insight import notices, purse  # noqa: PLC0415 - once the apps are loaded
        from guanxi.members import hooks  # noqa: PLC0415

        hooks.before_erasure(notices.forget_seen)
        hooks.export_also("value", purse.exported)
