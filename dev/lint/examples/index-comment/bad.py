# as guanxi/members/models.py
from django.db import models


class Member(models.Model):
    phone = models.TextField(db_index=True)  # <- bad

    class Meta:
        indexes = [
            models.Index(fields=["phone"], name="members_member_phone"),  # <- bad
        ]
