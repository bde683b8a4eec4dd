"""The referral tables. Columns ending in `_id` that are no Django relation are composite foreign keys in SQL.

Two things keep the invitations a forest without looking at it: a member has one binding (the primary
key), and every inviter arrived before the invitee, where both instants are held by foreign keys to
`Arrival`. A walk upwards therefore meets ever earlier people and can never come back.

Indexes that are no key leave the space out (ids are unique everywhere, and the policy sees to the space). A table
that was empty when its statistics were taken makes every index look equally good, and one that knows the space
alone would then be read from end to end for each row.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

CHANNEL = "channel"
PERSONAL = "personal"


class Code(models.Model):
    """A way in: of a channel (a poster, a parcel card) or of a person. Never re-used, never deleted.

    A code is inherited when its owner turned out to be the same person as `member_id` (RE-6).
    """

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    code = models.CharField(max_length=32)
    kind = models.CharField(max_length=8)
    member_id = models.BigIntegerField(null=True)
    label = models.CharField(max_length=120, default="")
    channel = models.CharField(max_length=60, default="")
    campaign = models.CharField(max_length=60, default="")
    bait = models.CharField(max_length=120, default="")
    bait_cost_cents = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    is_inherited = models.BooleanField(default=False)

    class Meta:
        db_table = "referral_code"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "space_id"], name="referral_code_unique"),
            models.UniqueConstraint(fields=["id", "space_id"], name="referral_code_in_space"),
            # Serves codes.personal_code: the one open code of a member.
            models.UniqueConstraint(
                fields=["member_id"],
                condition=Q(kind=PERSONAL, closed_at=None, is_inherited=False),
                name="referral_code_one_open_per_member",
            ),
            models.CheckConstraint(
                condition=Q(kind=CHANNEL, member_id=None) | Q(kind=PERSONAL, member_id__isnull=False),
                name="referral_code_belongs_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(code__regex="^[0-9A-HJKMNP-TV-Z]{10,32}$"), name="referral_code_alphabet"
            ),
            models.CheckConstraint(
                condition=Q(bait_cost_cents__range=(0, 10**12)), name="referral_code_bait_cost_range"
            ),
        ]


class Touch(models.Model):
    """A visitor came by a code. `after_id` is the same visitor's touch of this code before this one.

    Because it is unique, of two clicks at once only one can be the next: no click counts twice (A6).
    """

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    code_id = models.BigIntegerField()
    visitor = models.BinaryField(max_length=16)
    at = models.DateTimeField()
    source = models.CharField(max_length=40, default="")
    after_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "referral_touch"
        constraints: ClassVar = [
            # Serves referral_touch(): the latest touch of a code by a visitor; and forbids a fork.
            models.UniqueConstraint(
                fields=["visitor", "code_id", "after_id"],
                nulls_distinct=False,
                name="referral_touch_chain",
            ),
        ]
        indexes: ClassVar = [
            # Serves referral_choose(): the touches of a visitor within the validity.
            models.Index(fields=["visitor", "at"], name="referral_touch_visitor"),
            # Serves jobs.forget_touches and the channel report: touches by code and age.
            models.Index(fields=["code_id", "at"], name="referral_touch_code"),
        ]


class Guess(models.Model):
    """How often one origin asked for codes that do not exist, in one hour (F25)."""

    pk = models.CompositePrimaryKey("space_id", "origin", "hour_at")
    space_id = models.IntegerField()
    origin = models.BinaryField(max_length=16)
    hour_at = models.DateTimeField()
    misses = models.IntegerField()

    class Meta:
        db_table = "referral_guess"


class Arrival(models.Model):
    """When a member who invites or was invited joined, as the forest knows it."""

    pk = models.CompositePrimaryKey("space_id", "member_id")
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    joined_at = models.DateTimeField()

    class Meta:
        db_table = "referral_arrival"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["space_id", "member_id", "joined_at"], name="referral_arrival_instant"),
        ]


class Binding(models.Model):
    """Who brought a member, by which code, written once (A1); the first touch is kept beside it.

    `ended_at` is when the member left, `counts` is false under a fraud finding; both follow the journal
    and only say whether an act can still qualify. `decision_id` is the event of the last rebinding.
    """

    pk = models.CompositePrimaryKey("space_id", "member_id")
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    joined_at = models.DateTimeField()
    inviter_id = models.BigIntegerField(null=True)
    inviter_joined_at = models.DateTimeField(null=True)
    depth = models.IntegerField()
    code_id = models.BigIntegerField()
    touch_at = models.DateTimeField()
    first_code_id = models.BigIntegerField()
    first_touch_at = models.DateTimeField()
    protected_until = models.DateTimeField()
    bound_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    counts = models.BooleanField(default=True)
    merged_into_id = models.BigIntegerField(null=True)
    decision_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "referral_binding"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(inviter_id=None) | ~Q(inviter_id=F("member_id")), name="referral_binding_not_self"
            ),
            models.CheckConstraint(
                condition=Q(inviter_id=None, inviter_joined_at=None)
                | Q(inviter_id__isnull=False, inviter_joined_at__isnull=False),
                name="referral_binding_inviter_has_arrived",
            ),
            # A comparison of pairs: among people of one instant the smaller id counts as earlier.
            models.CheckConstraint(
                condition=Q(inviter_id=None)
                | Q(inviter_joined_at__lt=F("joined_at"))
                | Q(inviter_joined_at=F("joined_at"), inviter_id__lt=F("member_id")),
                name="referral_binding_inviter_is_older",
            ),
            models.CheckConstraint(
                condition=Q(inviter_id=None, depth=0) | Q(inviter_id__isnull=False, depth__gte=1),
                name="referral_binding_depth",
            ),
            models.CheckConstraint(condition=Q(first_touch_at__lte=F("touch_at")), name="referral_binding_first_touch"),
        ]
        indexes: ClassVar = [
            # Serves queries.invitees_of, subtree and report: downwards from an inviter.
            models.Index(fields=["inviter_id"], name="referral_binding_inviter"),
            # Serves queries.channel_report: who came by a code.
            models.Index(fields=["code_id"], name="referral_binding_code"),
            # Serves referral_refresh(): the other identities of a member.
            models.Index(
                fields=["merged_into_id"],
                condition=Q(merged_into_id__isnull=False),
                name="referral_binding_merged",
            ),
        ]


class QualificationRule(models.Model):
    """Which act makes an invitee count, in versions; the highest is in force. Empty types: nothing does."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    version = models.IntegerField()
    event_types = models.JSONField()
    predicate = models.TextField(default="")
    invitee_predicate = models.TextField(default="")
    function_name = models.CharField(max_length=63)
    actor = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "referral_rule"
        constraints: ClassVar = [
            # Serves referral_react(): the rule in force.
            models.UniqueConstraint(fields=["space_id", "version"], name="referral_rule_version"),
        ]


class Qualification(models.Model):
    """An invitee's first verified act, once while it stands (A7). `event_id` is its referral.qualified.

    It stands while `voided_id`, the event that took it back, is null. `is_lost`: a merge showed that another
    binding was the earlier one.
    """

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    generation = models.IntegerField()
    inviter_id = models.BigIntegerField(null=True)
    code_id = models.BigIntegerField()
    rule_version = models.IntegerField()
    act_id = models.BigIntegerField()
    at = models.DateTimeField()
    event_id = models.BigIntegerField()
    voided_id = models.BigIntegerField(null=True)
    is_lost = models.BooleanField(default=False)

    class Meta:
        db_table = "referral_qualification"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member_id", "space_id", "generation"], name="referral_qualification_generation"
            ),
            models.UniqueConstraint(
                fields=["member_id", "space_id"],
                condition=Q(voided_id=None, is_lost=False),
                name="referral_qualification_one_standing",
            ),
        ]
        indexes: ClassVar = [
            # Serves queries.channel_report: who qualified by a code.
            models.Index(fields=["code_id"], name="referral_qualification_code"),
        ]


class Landing(models.Model):
    """What somebody sees who comes by a channel's code; it leads to "circle:7", "quest:checkin-7" or joining."""

    pk = models.CompositePrimaryKey("space_id", "code_id")
    space_id = models.IntegerField()
    code_id = models.BigIntegerField()
    title = models.CharField(max_length=60, default="")
    text = models.CharField(max_length=400, default="")
    leads_to = models.CharField(max_length=80, default="")
    picture_id = models.BigIntegerField(null=True)
    is_ad = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "referral_landing"


class Figures(models.Model):
    """What came of one channel's code, as of `Reckoning.counted_at`."""

    pk = models.CompositePrimaryKey("space_id", "code_id")
    space_id = models.IntegerField()
    code_id = models.BigIntegerField()
    touches = models.IntegerField()
    visitors = models.IntegerField()
    joined = models.IntegerField()
    qualified = models.IntegerField()
    old_enough = models.IntegerField()
    retained = models.IntegerField()

    class Meta:
        db_table = "referral_figures"


class Reckoning(models.Model):
    """When the figures of a space's codes were counted last, and how long that took."""

    space_id = models.IntegerField(primary_key=True)
    counted_at = models.DateTimeField()
    took_ms = models.IntegerField()

    class Meta:
        db_table = "referral_reckoning"
