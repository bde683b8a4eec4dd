from django.apps import AppConfig


class QuestsConfig(AppConfig):
    name = "guanxi.quests"
    label = "quests"
