from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "guanxi.ledger"
    label = "ledger"
