"""People in a space and what is known about them.

Rows refer to one another by (space, member); the foreign keys for it are in the migration, because
Django has none of two columns. What is personal is sealed under the member's own key.
"""

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    """What became of somebody: here, gone by their own wish, made unreadable, or found to be somebody else."""

    ACTIVE = "active"
    LEFT = "left"
    ERASED = "erased"
    MERGED = "merged"


class Member(models.Model):
    """Somebody in one space. The id is that of the journal's subject; the facts are what rules may ask for."""

    pk = models.CompositePrimaryKey("space_id", "id")
    space = models.ForeignKey("spaces.Space", on_delete=models.PROTECT, db_index=False)
    id = models.BigIntegerField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.TextField(choices=State.choices, db_default=State.ACTIVE)
    joined_at = models.DateTimeField()
    active_at = models.DateTimeField(null=True)
    is_returning = models.BooleanField(db_default=False)
    merged_into = models.BigIntegerField(null=True)
    channel = models.TextField(null=True)
    tier = models.TextField(null=True)
    tier_until = models.DateTimeField(null=True)
    plan = models.TextField(null=True)
    plan_until = models.DateTimeField(null=True)
    holdout_arm = models.TextField(null=True)
    facts = models.JSONField(db_default=models.Value({}, models.JSONField()))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="members_member_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(state=State.MERGED, merged_into__isnull=False)
                | (~models.Q(state=State.MERGED) & models.Q(merged_into__isnull=True)),
                name="members_member_merged_has_keeper",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="members_member_is_not_merged_into_itself",
            ),
            # serves queries.member_of_user, and lets a user be a space's member once
            models.UniqueConstraint(
                fields=["space", "user"], condition=models.Q(user__isnull=False), name="members_member_user_is_once"
            ),
        ]
        indexes = [
            # serves the aliases of a member: merging, erasing, exporting
            models.Index(
                fields=["space", "merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="members_member_aliases",
            )
        ]


class ExternalId(models.Model):
    """Who somebody is elsewhere: found by the keyed hash, readable with the member's key."""

    pk = models.CompositePrimaryKey("space_id", "system", "value_hash")
    space_id = models.IntegerField()
    system = models.TextField()
    value_hash = models.BinaryField()
    member_id = models.BigIntegerField()
    sealed = models.BinaryField()

    class Meta:
        indexes = [
            # serves all ids of one member: merging, erasing, exporting
            models.Index(fields=["space_id", "member_id"], name="members_externalid_member")
        ]


class ProfileField(models.Model):
    """What a space asks its members: why, on what ground, for how long (P-11)."""

    pk = models.CompositePrimaryKey("space_id", "slug")
    space = models.ForeignKey("spaces.Space", on_delete=models.PROTECT, db_index=False)
    slug = models.TextField()
    type = models.TextField()
    label = models.TextField()
    personal = models.BooleanField()
    purpose = models.TextField()
    basis = models.TextField()
    retention_days = models.IntegerField(null=True)
    options = models.JSONField(default=list)
    dropped = models.BooleanField(db_default=False)
    """Asked no more: shown to nobody, and deleted when the worker has deleted the answers."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(retention_days__isnull=True) | models.Q(retention_days__gt=0),
                name="members_profilefield_retention_is_positive",
            )
        ]


class ProfileValue(models.Model):
    """An answer: in clear, or sealed under the member's key with a keyed hash to find contacts by."""

    pk = models.CompositePrimaryKey("space_id", "member_id", "field")
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    field = models.TextField()
    plain = models.JSONField(null=True)
    sealed = models.BinaryField(null=True)
    blind = models.BinaryField(null=True)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(plain__isnull=True, sealed__isnull=False)
                | models.Q(plain__isnull=False, sealed__isnull=True, blind__isnull=True),
                name="members_profilevalue_is_plain_or_sealed",
            )
        ]
        indexes = [
            # serves queries.members_by_contact
            models.Index(
                fields=["space_id", "blind"], condition=models.Q(blind__isnull=False), name="members_profilevalue_blind"
            ),
            # serves actions.forget_expired
            models.Index(fields=["space_id", "field", "set_at"], name="members_profilevalue_age"),
        ]


class Consent(models.Model):
    """Somebody agreed to one purpose, in the words of one text, for one channel; and perhaps no longer."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    purpose = models.TextField()
    text_version = models.TextField()
    channel = models.TextField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # serves queries.has_consent; the same words are agreed to once at a time
            models.UniqueConstraint(
                fields=["space_id", "member_id", "purpose", "channel", "text_version"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="members_consent_is_given_once",
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="members_consent_ends_after_it_began",
            ),
        ]
        indexes = [
            # serves the history of one member's consents
            models.Index(fields=["space_id", "member_id"], name="members_consent_member")
        ]


class Tag(models.Model):
    """A word that a space puts on members."""

    pk = models.CompositePrimaryKey("space_id", "name")
    space = models.ForeignKey("spaces.Space", on_delete=models.PROTECT, db_index=False)
    name = models.TextField()


class MemberTag(models.Model):
    """A member wears a tag: put there by hand, by a rule or by a code."""

    pk = models.CompositePrimaryKey("space_id", "member_id", "tag")
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    tag = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            # serves the members who wear a tag
            models.Index(fields=["space_id", "tag", "member_id"], name="members_membertag_tag")
        ]


class Tombstone(models.Model):
    """Somebody with this id or contact was here and was erased (RE-5). Not whom: that nobody can say any more."""

    pk = models.CompositePrimaryKey("space_id", "system", "value_hash")
    space = models.ForeignKey("spaces.Space", on_delete=models.PROTECT, db_index=False)
    system = models.TextField()
    value_hash = models.BinaryField()
    erased_at = models.DateTimeField()


class RevealCount(models.Model):
    """How many personal values an actor has looked at in one hour."""

    pk = models.CompositePrimaryKey("space_id", "actor", "hour")
    space_id = models.IntegerField()
    actor = models.TextField()
    hour = models.DateTimeField()
    count = models.IntegerField()


class Face(models.Model):
    """What a member shows to others: a name of their choice, sealed under their key, and the id of a picture."""

    pk = models.CompositePrimaryKey("space_id", "member_id")
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    sealed_name = models.BinaryField(null=True)
    avatar_id = models.BigIntegerField(null=True)
    set_at = models.DateTimeField()
