# as guanxi/members/models.py
from django.db import models


class Member(models.Model):
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(joined_at__isnull=False), name="members_member_joined")]
