# as guanxi/members/models.py
from django.db import models


class Member(models.Model):
    phone = models.TextField()

    class Meta:
        indexes = [
            # serves members.queries.by_phone
            models.Index(fields=["phone"], name="members_member_phone"),
        ]
