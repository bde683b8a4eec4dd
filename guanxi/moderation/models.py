"""Cases and what was said and decided in them. Columns ending in `_id` are composite foreign keys in SQL."""

from django.db import models

from guanxi.moderation import words

OPEN, APPEALED, DECIDED = "open", "appealed", "decided"
STATES = (OPEN, APPEALED, DECIDED)
ORIGINS = ("report", "ad_check", "staff")
NOTICES = (
    "held",
    "shown",
    "hidden",
    "warned",
    "muted",
    "undone",
    "appeal_granted",
    "appeal_refused",
    "report_answered",
)
WHOLE_SPACE = 0


class Case(models.Model):
    """A thing that somebody should look at. `author_id` is None for what the brand wrote.

    `is_held`: hidden until somebody decides. `severity` rises with what is reported.
    """

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    author_id = models.BigIntegerField(null=True)
    scope_id = models.BigIntegerField(null=True)
    origin = models.CharField(max_length=10)
    state = models.CharField(max_length=10, db_default=OPEN)
    severity = models.SmallIntegerField(db_default=words.LOW)
    reports = models.IntegerField(db_default=0)
    is_held = models.BooleanField(db_default=False)
    score = models.IntegerField(null=True)
    evidence = models.JSONField(db_default=models.Value([], models.JSONField()))
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "space_id"], name="moderation_case_in_space"),
            models.CheckConstraint(condition=models.Q(state__in=STATES), name="moderation_case_state_is_known"),
            models.CheckConstraint(condition=models.Q(origin__in=ORIGINS), name="moderation_case_origin_is_known"),
            # serves actions: the case in which a thing is being looked at; and there is one
            models.UniqueConstraint(
                fields=["subject_id", "kind", "space_id"],
                condition=~models.Q(state=DECIDED),
                name="moderation_case_one_open",
            ),
        ]
        indexes = [
            # queries.queue is served by moderation_case_worst and moderation_case_waiting (migration 0003, in SQL)
            # serves check_text, undo and hidden.by_members: whatever was decided about a thing
            models.Index(fields=["subject_id", "kind"], name="moderation_case_of_subject"),
            # serves belonging: the cases about a member
            models.Index(
                fields=["author_id"], condition=models.Q(author_id__isnull=False), name="moderation_case_of_author"
            ),
        ]


class Report(models.Model):
    """What a member says is wrong; the note is sealed under their key."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    case_id = models.BigIntegerField()
    reporter_id = models.BigIntegerField()
    reason = models.CharField(max_length=20)
    sealed_note = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            # serves actions.report: somebody reports a thing once
            models.UniqueConstraint(fields=["case_id", "reporter_id"], name="moderation_report_once"),
        ]
        indexes = [
            # serves belonging: what a member has reported
            models.Index(fields=["reporter_id"], name="moderation_report_by"),
        ]


class ReportCount(models.Model):
    """How many things a member has reported on a day of the space."""

    pk = models.CompositePrimaryKey("space_id", "member_id", "date")
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    date = models.DateField()
    count = models.IntegerField()


class Decision(models.Model):
    """What somebody decided, why, on what ground. It stands until it is undone; a case has one that stands."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    case_id = models.BigIntegerField()
    outcome = models.CharField(max_length=10)
    ground = models.CharField(max_length=20, null=True)
    reason = models.CharField(max_length=500)
    mute_days = models.IntegerField(null=True)
    was_held = models.BooleanField()
    actor = models.CharField(max_length=60)
    at = models.DateTimeField()
    event_id = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=60, null=True)
    undo_reason = models.CharField(max_length=500, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "space_id"], name="moderation_decision_in_space"),
            models.CheckConstraint(
                condition=models.Q(outcome__in=list(words.OUTCOMES)), name="moderation_decision_outcome_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(outcome__in=[words.HIDE, words.MUTE]) | models.Q(ground__isnull=False),
                name="moderation_decision_hides_on_a_ground",
            ),
            # serves queries: the decision that stands
            models.UniqueConstraint(
                fields=["case_id"], condition=models.Q(undone_at=None), name="moderation_decision_one_stands"
            ),
        ]
        indexes = [
            # serves queries.history: the latest first
            models.Index(fields=["space_id", "-id"], name="moderation_decision_latest"),
            # serves queries.history by what was decided, and those of one outcome
            models.Index(fields=["space_id", "outcome", "id"], name="moderation_decision_outcomes"),
            # serves queries.history by who decided, and those of one person
            models.Index(fields=["space_id", "actor", "id"], name="moderation_decision_by"),
        ]


class Appeal(models.Model):
    """What an author says against a decision, once in a case; sealed under their key."""

    pk = models.CompositePrimaryKey("space_id", "case_id")
    space_id = models.IntegerField()
    case_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    sealed_text = models.BinaryField(null=True)
    at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=60, null=True)
    is_granted = models.BooleanField(null=True)
    answer = models.CharField(max_length=500, null=True)

    class Meta:
        indexes = [
            # serves belonging: the appeals of a member
            models.Index(fields=["member_id"], name="moderation_appeal_of"),
        ]


class Mute(models.Model):
    """A member may not write, in a scope (a circle) or anywhere (0), until a moment."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    scope_id = models.BigIntegerField()
    until = models.DateTimeField()
    reason = models.CharField(max_length=500)
    decision_id = models.BigIntegerField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            # serves queries.mute_of: whether somebody may write now
            models.Index(
                fields=["member_id", "-until"], condition=models.Q(lifted_at=None), name="moderation_mute_of_member"
            ),
            # serves actions.undo
            models.Index(fields=["decision_id"], name="moderation_mute_of_decision"),
        ]


class Notice(models.Model):
    """What a member is told: what happened to something of theirs, or what became of their report."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    case_id = models.BigIntegerField()
    what = models.CharField(max_length=20)
    ground = models.CharField(max_length=20, null=True)
    reason = models.CharField(max_length=500)
    until = models.DateTimeField(null=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(what__in=NOTICES), name="moderation_notice_is_known"),
        ]
        indexes = [
            # serves queries.notices: a member's, the latest first
            models.Index(fields=["member_id", "-id"], name="moderation_notice_of_member"),
            # serves queries.unread: how many a member has not seen
            models.Index(fields=["member_id"], condition=models.Q(read_at=None), name="moderation_notice_unread"),
        ]
