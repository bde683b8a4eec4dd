from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "guanxi.media"
    label = "media"

    def ready(self) -> None:
        from guanxi.media import belonging  # noqa: PLC0415 - models are there only once the apps are loaded
        from guanxi.members import hooks  # noqa: PLC0415

        hooks.after_merge(belonging.carry_over)
        hooks.before_erasure(belonging.delete_of_erased)
        hooks.export_also("pictures", belonging.exported)
