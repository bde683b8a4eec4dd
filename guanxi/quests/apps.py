from django.apps import AppConfig


class QuestsConfig(AppConfig):
    name = "guanxi.quests"
    label = "quests"

    def ready(self) -> None:
        from guanxi.quests import events  # noqa: F401, PLC0415 - declares the event types once the apps are loaded
