"""Brands, the people who work for them, and what they have set."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower, Now


class Role(models.TextChoices):
    """What a person may do in a space; `queries.PERMISSIONS` says it in full."""

    OWNER = "owner"
    OPERATOR = "operator"
    AGENT = "agent"
    ANALYST = "analyst"


class User(AbstractBaseUser):
    """Somebody who signs in with an e-mail address. Works for spaces, may be a member of others."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=80)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = BaseUserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="spaces_user_email_is_lower_case"),
        ]


class Space(models.Model):
    """A brand. Its key lies with the journal; the rows of its members answer to its id only.

    `thing_titles`: what it calls its things, by code and language (`naming`).
    """

    id = models.AutoField(primary_key=True)
    slug = models.TextField()
    name = models.TextField()
    time_zone = models.TextField()
    currency = models.TextField()
    locale = models.TextField()
    is_demo = models.BooleanField(db_default=False)
    created_at = models.DateTimeField(db_default=Now())
    thing_titles = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="spaces_space_slug_is_free"),
            models.CheckConstraint(
                condition=models.Q(slug__regex=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$"), name="spaces_space_slug_reads"
            ),
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="spaces_space_currency_is_iso_4217"
            ),
        ]


class Staff(models.Model):
    """A user works for a space in one role."""

    pk = models.CompositePrimaryKey("space_id", "user_id")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, db_index=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.TextField(choices=Role.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="spaces_staff_role_is_known")
        ]


class Setting(models.Model):
    """What a space has set otherwise than the default. Names and types are declared in `settings`."""

    pk = models.CompositePrimaryKey("space_id", "name")
    space = models.ForeignKey(Space, on_delete=models.PROTECT, db_index=False)
    name = models.TextField()
    value = models.JSONField()
