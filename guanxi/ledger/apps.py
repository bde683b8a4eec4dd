from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "guanxi.ledger"
    label = "ledger"

    def ready(self) -> None:
        from guanxi.ledger import events  # noqa: F401, PLC0415 - declares the event types once the apps are loaded
