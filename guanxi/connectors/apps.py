from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "guanxi.connectors"
    label = "connectors"

    def ready(self) -> None:
        # Their event types are declared once the apps are loaded.
        from guanxi.connectors.customers import events as customers  # noqa: F401, PLC0415 - it declares
        from guanxi.connectors.orders import events as orders  # noqa: F401, PLC0415 - it declares
        from guanxi.connectors.stackexchange import events as stackexchange  # noqa: F401, PLC0415 - it declares
