from django.apps import AppConfig


class ChallengesConfig(AppConfig):
    name = "guanxi.challenges"
    label = "challenges"
