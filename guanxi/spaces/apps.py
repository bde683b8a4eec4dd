from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "guanxi.spaces"
    label = "spaces"

    def ready(self) -> None:
        from guanxi.spaces import events  # noqa: F401, PLC0415 - declares the event types once the apps are loaded
