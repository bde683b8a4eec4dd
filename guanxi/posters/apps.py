from django.apps import AppConfig


class PostersConfig(AppConfig):
    name = "guanxi.posters"
    label = "posters"
