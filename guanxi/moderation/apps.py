from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "guanxi.moderation"
    label = "moderation"
