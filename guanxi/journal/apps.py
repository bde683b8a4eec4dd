from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "guanxi.journal"
    label = "journal"
