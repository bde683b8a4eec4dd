from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "guanxi.circles"
    label = "circles"

    def ready(self) -> None:
        from guanxi.circles import events  # noqa: F401, PLC0415 - declares the event types once the apps are loaded
