from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "guanxi.members"
    label = "members"

    def ready(self) -> None:
        from guanxi.members import events  # noqa: F401, PLC0415 - declares the event types once the apps are loaded
