from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "guanxi.members"
    label = "members"
