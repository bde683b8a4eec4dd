from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "guanxi.media"
    label = "media"
