"""A circle: what it is for, who is in it, how one comes in, and where it meets."""

from django.db import models
from django.db.models import Q

PURPOSES = ("seed_users", "funnel", "product_iteration", "new_model", "other")
ENTRIES = ("open", "request", "survey", "ticket", "invitation")
STATES = ("open", "archived")
ROLES = ("member", "moderator", "host")
PLACE_KINDS = ("page", "wecom", "wechat", "qq", "forum", "other")
DECISIONS = ("pending", "approved", "declined", "withdrawn")


class Circle(models.Model):
    """People with one thing in common (`trait`), opened from a canvas: background, purpose, goal."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    slug = models.CharField(max_length=40)
    name = models.CharField(max_length=40)
    trait = models.CharField(max_length=200)
    background = models.CharField(max_length=2000)
    purpose = models.CharField(max_length=20)
    goal = models.CharField(max_length=200)
    goal_number = models.BigIntegerField()
    goal_date = models.DateField()
    cover_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, db_default="open")
    entry = models.CharField(max_length=12)
    survey_id = models.BigIntegerField(null=True)
    ticket = models.CharField(max_length=40, db_default="")
    is_ticket_spent = models.BooleanField(db_default=False)
    host_member_id = models.BigIntegerField(null=True)
    host_user_id = models.BigIntegerField(null=True)
    parent_id = models.BigIntegerField(null=True)
    charter_version = models.IntegerField()
    members = models.IntegerField(db_default=0)
    posts = models.IntegerField(db_default=0)
    opened_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Serves queries.circle: by the word in the address.
            models.UniqueConstraint(fields=["slug", "space_id"], name="circles_circle_slug_is_once"),
            models.UniqueConstraint(fields=["id", "space_id"], name="circles_circle_in_space"),
            models.CheckConstraint(condition=Q(state__in=STATES), name="circles_circle_state_is_known"),
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="circles_circle_purpose_is_known"),
            models.CheckConstraint(condition=Q(entry__in=ENTRIES), name="circles_circle_entry_is_known"),
            # No canvas, no circle.
            models.CheckConstraint(
                condition=~Q(background="") & ~Q(goal="") & ~Q(trait="") & Q(goal_number__gt=0),
                name="circles_circle_has_a_canvas",
            ),
            models.CheckConstraint(
                condition=(~Q(entry="survey") | Q(survey_id__isnull=False)) & (~Q(entry="ticket") | ~Q(ticket="")),
                name="circles_circle_entry_says_what_it_asks",
            ),
            models.CheckConstraint(
                condition=Q(state="open", archived_at=None) | Q(state="archived", archived_at__isnull=False),
                name="circles_circle_archived_has_its_time",
            ),
            models.CheckConstraint(condition=Q(members__gte=0, posts__gte=0), name="circles_circle_counts"),
        ]
        indexes = [
            # Serves queries.children: the circles that grew out of one.
            models.Index(fields=["parent_id"], condition=Q(parent_id__isnull=False), name="circles_circle_parent"),
        ]


class Charter(models.Model):
    """One version of the rules of a circle; who enters accepts the newest."""

    pk = models.CompositePrimaryKey("space_id", "circle_id", "version")
    space_id = models.IntegerField()
    circle_id = models.BigIntegerField()
    version = models.IntegerField()
    text = models.CharField(max_length=5000)
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()


class Membership(models.Model):
    """Somebody in a circle; who left keeps the row, so that coming back is seen as that."""

    pk = models.CompositePrimaryKey("space_id", "circle_id", "member_id")
    space_id = models.IntegerField()
    circle_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    role = models.CharField(max_length=10, db_default="member")
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    is_barred = models.BooleanField(db_default=False)
    charter_version = models.IntegerField()
    way = models.CharField(max_length=12)
    inviter_id = models.BigIntegerField(null=True)
    muted_until = models.DateTimeField(null=True)
    mute_reason = models.CharField(max_length=200, db_default="")
    removal_reason = models.CharField(max_length=200, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(role__in=ROLES), name="circles_membership_role_is_known"),
            models.CheckConstraint(
                condition=Q(muted_until=None) | ~Q(mute_reason=""), name="circles_membership_mute_has_a_reason"
            ),
        ]
        indexes = [
            # Serves queries.feed_of_all and queries.circles_of: the circles of a member.
            models.Index(fields=["member_id"], condition=Q(left_at=None), name="circles_membership_inside"),
            # Serves queries.insiders: the members of a circle, the newest first, and the cohorts of its figures.
            models.Index(fields=["circle_id", "-entered_at", "-member_id"], name="circles_membership_newest"),
            # Serves queries.insiders by their part, and those of one part.
            models.Index(
                fields=["circle_id", "role", "entered_at", "member_id"],
                condition=Q(left_at=None),
                name="circles_membership_parts",
            ),
        ]


class EntryRequest(models.Model):
    """Somebody asks to be let in."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    circle_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    note = models.CharField(max_length=300, db_default="")
    charter_version = models.IntegerField()
    state = models.CharField(max_length=10, db_default="pending")
    reason = models.CharField(max_length=200, db_default="")
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, db_default="")
    event_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DECISIONS), name="circles_entryrequest_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="circles_entryrequest_decline_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["member_id", "circle_id"],
                condition=Q(state="pending"),
                name="circles_entryrequest_one_at_a_time",
            ),
        ]
        indexes = [
            # Serves queries.requests: who waits to be let in.
            models.Index(fields=["circle_id", "id"], condition=Q(state="pending"), name="circles_entryrequest_waiting"),
            # Serves queries.standing: the last answer that a member got.
            models.Index(fields=["member_id", "circle_id", "-id"], name="circles_entryrequest_last"),
        ]


class Invitation(models.Model):
    """A member's own way to let somebody into a circle that one enters by invitation."""

    pk = models.CompositePrimaryKey("space_id", "circle_id", "member_id")
    space_id = models.IntegerField()
    circle_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    code = models.CharField(max_length=20)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Serves actions.enter: who invited with this code.
            models.UniqueConstraint(fields=["code", "space_id"], name="circles_invitation_code_is_once"),
        ]


class Place(models.Model):
    """Where a circle meets: its own page, or a group outside with its channel code and a headcount kept by hand."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    circle_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    code = models.CharField(max_length=32, db_default="")
    headcount = models.IntegerField(null=True)
    counted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "space_id"], name="circles_place_in_space"),
            models.CheckConstraint(condition=Q(kind__in=PLACE_KINDS), name="circles_place_kind_is_known"),
            models.CheckConstraint(
                condition=Q(headcount=None) | Q(headcount__gte=0), name="circles_place_headcount_is_not_negative"
            ),
            # A circle has one page of its own.
            models.UniqueConstraint(fields=["circle_id"], condition=Q(kind="page"), name="circles_place_one_page"),
        ]
        indexes = [
            # Serves queries.places: where a circle meets.
            models.Index(fields=["circle_id", "id"], name="circles_place_of_circle"),
        ]


class Headcount(models.Model):
    """How many people somebody counted in a place."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    place_id = models.BigIntegerField()
    count = models.IntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(count__range=(0, 1_000_000)), name="circles_headcount_is_plausible"),
        ]
        indexes = [
            # Serves queries.headcounts: the history of one place.
            models.Index(fields=["place_id", "-id"], name="circles_headcount_history"),
        ]


class Proposal(models.Model):
    """A member wants to open a child circle; the parent gives the template (purpose, charter, entry)."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    parent_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    trait = models.CharField(max_length=200)
    background = models.CharField(max_length=2000)
    goal_number = models.BigIntegerField()
    goal_date = models.DateField()
    state = models.CharField(max_length=10, db_default="pending")
    reason = models.CharField(max_length=200, db_default="")
    circle_id = models.BigIntegerField(null=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=60, db_default="")
    event_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DECISIONS), name="circles_proposal_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="circles_proposal_decline_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(circle_id__isnull=False), name="circles_proposal_became_a_circle"
            ),
            models.UniqueConstraint(
                fields=["member_id", "parent_id"], condition=Q(state="pending"), name="circles_proposal_one_at_a_time"
            ),
        ]
        indexes = [
            # Serves queries.proposals: what waits for the host.
            models.Index(fields=["parent_id", "id"], name="circles_proposal_of_parent"),
        ]


class Figures(models.Model):
    """What was counted in a circle at `counted_at` (actions.refresh_figures); a page never counts over all posts."""

    pk = models.CompositePrimaryKey("space_id", "circle_id")
    space_id = models.IntegerField()
    circle_id = models.BigIntegerField()
    counted_at = models.DateTimeField()
    members = models.IntegerField()
    active = models.IntegerField()
    posts = models.IntegerField()
    replies = models.IntegerField()
    old_enough = models.IntegerField()
    retained = models.IntegerField()
