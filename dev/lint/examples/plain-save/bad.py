# as guanxi/members/models.py
from django.db import models


class Member(models.Model):
    def save(self, **options: object) -> None:  # <- bad
        super().save(**options)
