from django.apps import AppConfig


class SpacesConfig(AppConfig):
    name = "guanxi.spaces"
    label = "spaces"
