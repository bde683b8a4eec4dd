from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "guanxi.moderation"
    label = "moderation"

    def ready(self) -> None:
        from guanxi.members import hooks  # noqa: PLC0415 - models are there only once the apps are loaded
        from guanxi.moderation import belonging, events  # noqa: F401, PLC0415 - declares when it is loaded

        hooks.after_merge(belonging.carry_over)
        hooks.before_erasure(belonging.forget)
        hooks.export_also("moderation", belonging.exported)
