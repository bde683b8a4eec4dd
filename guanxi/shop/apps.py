from django.apps import AppConfig


class ShopConfig(AppConfig):
    name = "guanxi.shop"
    label = "shop"

    def ready(self) -> None:
        from guanxi.shop import events  # noqa: F401, PLC0415 - declares the event types once the apps are loaded
