"""What members write in a circle, and what others do with it."""

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Log, Round

KINDS = ("post", "question", "poll")
DECLARED = ("value", "ad")
REACTIONS = ("like", "useful", "warm")

DOUBLING_S = 43_200
"""Twice the points keep a post warm for half a day longer."""

_POINTS = (
    F("likes")
    + Value(2) * F("useful")
    + F("warm")
    + Value(3) * F("talkers")
    + Case(When(featured_at__isnull=False, then=Value(6)), default=Value(0), output_field=models.IntegerField())
)
_WARMTH = F("born_s") + Cast(
    Round(
        Value(DOUBLING_S)
        * Log(Value(2), Cast(Value(1) + _POINTS, models.DecimalField(max_digits=20, decimal_places=0)))
    ),
    models.BigIntegerField(),
)


class Post(models.Model):
    """A post, a question or a poll. Written by a member, or by staff in the brand's name (then `staff_id`).

    `warmth` is a moment in seconds that moves forward with what others do, so it never has to be counted again.
    """

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    circle_id = models.BigIntegerField()
    author_id = models.BigIntegerField(null=True)
    staff_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10)
    declared = models.CharField(max_length=5)
    text = models.CharField(max_length=5000)
    pictures = models.JSONField(db_default=models.Value([], models.JSONField()))
    once = models.CharField(max_length=40, null=True)
    event_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    born_s = models.BigIntegerField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)
    pinned_at = models.DateTimeField(null=True)
    featured_at = models.DateTimeField(null=True)
    featured_event_id = models.BigIntegerField(null=True)
    accepted_id = models.BigIntegerField(null=True)
    accepted_events = models.JSONField(db_default=models.Value([], models.JSONField()))
    likes = models.IntegerField(db_default=0)
    useful = models.IntegerField(db_default=0)
    warm = models.IntegerField(db_default=0)
    comments = models.IntegerField(db_default=0)
    talkers = models.IntegerField(db_default=0)
    warmth = models.GeneratedField(expression=_WARMTH, output_field=models.BigIntegerField(), db_persist=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "space_id"], name="circles_post_in_space"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="circles_post_kind_is_known"),
            models.CheckConstraint(condition=Q(declared__in=DECLARED), name="circles_post_is_value_or_ad"),
            # Serves actions.write_post: a form that was sent twice makes one post.
            models.UniqueConstraint(
                fields=["author_id", "once"], condition=Q(once__isnull=False), name="circles_post_is_sent_once"
            ),
        ]
        indexes = [
            # Serves the feed by newest.
            models.Index(
                fields=["circle_id", "-id"], condition=Q(deleted_at=None, hidden_at=None), name="circles_post_newest"
            ),
            # Serves the feed by warmth.
            models.Index(
                fields=["circle_id", "-warmth", "-id"],
                condition=Q(deleted_at=None, hidden_at=None),
                name="circles_post_warmest",
            ),
            # Serves the pinned posts of a circle.
            models.Index(
                fields=["circle_id"],
                condition=Q(pinned_at__isnull=False, deleted_at=None, hidden_at=None),
                name="circles_post_pinned",
            ),
            # Serves the feed of featured posts.
            models.Index(
                fields=["circle_id", "-id"],
                condition=Q(featured_at__isnull=False, deleted_at=None, hidden_at=None),
                name="circles_post_featured",
            ),
            # Serves a member's own posts, their export and their erasure.
            models.Index(fields=["author_id", "-id"], name="circles_post_of_author"),
            # Serves the figures of a circle: what was written lately.
            models.Index(fields=["circle_id", "created_at"], name="circles_post_lately"),
            # Serves actions.forget_deleted.
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="circles_post_deleted"),
        ]


class Revision(models.Model):
    """The words that a post had before it was edited."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    post_id = models.BigIntegerField()
    text = models.CharField(max_length=5000)
    declared = models.CharField(max_length=5)
    until = models.DateTimeField()

    class Meta:
        indexes = [
            # Serves queries.revisions: the history of a post.
            models.Index(fields=["post_id", "id"], name="circles_revision_of_post"),
        ]


class Comment(models.Model):
    """A word under a post, or under a comment that stands directly under it; to a question it is an answer.

    `answered_id` is the member whose words it answers: the comment that was replied to, else the post.
    """

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    circle_id = models.BigIntegerField()
    post_id = models.BigIntegerField()
    parent_id = models.BigIntegerField(null=True)
    author_id = models.BigIntegerField(null=True)
    staff_id = models.BigIntegerField(null=True)
    text = models.CharField(max_length=1000)
    answered_id = models.BigIntegerField(null=True)
    is_to_another = models.BooleanField()
    accepted_events = models.JSONField(db_default=models.Value([], models.JSONField()))
    once = models.CharField(max_length=40, null=True)
    event_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["id", "post_id", "space_id"], name="circles_comment_of_post"),
            models.UniqueConstraint(
                fields=["author_id", "once"], condition=Q(once__isnull=False), name="circles_comment_is_sent_once"
            ),
        ]
        indexes = [
            # Serves a post's page: what stands directly under it, in the order of writing.
            models.Index(fields=["post_id", "id"], condition=Q(parent_id=None), name="circles_comment_direct"),
            # Serves a post's page: the replies to those.
            models.Index(fields=["parent_id", "id"], name="circles_comment_replies"),
            # Serves a member's export and erasure.
            models.Index(fields=["author_id", "id"], name="circles_comment_of_author"),
            # Serves the messages of a member: what was said to them, the newest first.
            models.Index(
                fields=["answered_id", "-event_id"],
                condition=Q(answered_id__isnull=False),
                name="circles_comment_to_member",
            ),
            # Serves the same: whether something newer was said to them under the same post.
            models.Index(
                fields=["answered_id", "post_id", "-event_id"],
                condition=Q(answered_id__isnull=False),
                name="circles_comment_to_member_at",
            ),
            # Serves the figures of a circle: what was said lately.
            models.Index(fields=["circle_id", "created_at"], name="circles_comment_lately"),
            # Serves actions.forget_deleted.
            models.Index(fields=["deleted_at"], condition=Q(deleted_at__isnull=False), name="circles_comment_deleted"),
        ]


class Reaction(models.Model):
    """A member's like, useful or warm for a post. Taken back, the row stays, so that it earns only once."""

    pk = models.CompositePrimaryKey("space_id", "post_id", "member_id", "kind")
    space_id = models.IntegerField()
    post_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    circle_id = models.BigIntegerField()
    at = models.DateTimeField()
    event_id = models.BigIntegerField(null=True)
    is_given = models.BooleanField(db_default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=REACTIONS), name="circles_reaction_kind_is_known"),
        ]
        indexes = [
            # Serves the figures of a circle: who did something lately.
            models.Index(fields=["circle_id", "at"], name="circles_reaction_lately"),
            # Serves merging, erasing, exporting a member.
            models.Index(fields=["member_id"], name="circles_reaction_of_member"),
        ]


class Bookmark(models.Model):
    """A member keeps a post to find it again."""

    pk = models.CompositePrimaryKey("space_id", "member_id", "post_id")
    space_id = models.IntegerField()
    member_id = models.BigIntegerField()
    post_id = models.BigIntegerField()
    at = models.DateTimeField()
    event_id = models.BigIntegerField(null=True)
    is_kept = models.BooleanField(db_default=True)


class Topic(models.Model):
    """A word between two hash signs."""

    id = models.BigAutoField(primary_key=True)
    space_id = models.IntegerField()
    name = models.CharField(max_length=30)
    folded = models.CharField(max_length=30)

    class Meta:
        constraints = [
            # Serves queries.topic, and lets a word be one topic however it is written.
            models.UniqueConstraint(fields=["folded", "space_id"], name="circles_topic_is_once"),
            models.UniqueConstraint(fields=["id", "space_id"], name="circles_topic_in_space"),
        ]


class PostTopic(models.Model):
    """A post is about a topic."""

    pk = models.CompositePrimaryKey("space_id", "topic_id", "post_id")
    space_id = models.IntegerField()
    topic_id = models.BigIntegerField()
    post_id = models.BigIntegerField()

    class Meta:
        indexes = [
            # Serves editing a post: its topics.
            models.Index(fields=["post_id"], name="circles_posttopic_of_post"),
        ]


class Poll(models.Model):
    """What a poll asks besides the post's text: one choice or several, until when."""

    pk = models.CompositePrimaryKey("space_id", "post_id")
    space_id = models.IntegerField()
    post_id = models.BigIntegerField()
    is_multiple = models.BooleanField()
    closes_at = models.DateTimeField(null=True)
    voters = models.IntegerField(db_default=0)


class PollOption(models.Model):
    """One answer to choose, with the votes it has."""

    pk = models.CompositePrimaryKey("space_id", "post_id", "position")
    space_id = models.IntegerField()
    post_id = models.BigIntegerField()
    position = models.IntegerField()
    text = models.CharField(max_length=60)
    votes = models.IntegerField(db_default=0)


class Ballot(models.Model):
    """What a member chose; one ballot each, for good."""

    pk = models.CompositePrimaryKey("space_id", "post_id", "member_id")
    space_id = models.IntegerField()
    post_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    choices = models.JSONField()
    at = models.DateTimeField()
    event_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            # Serves merging, erasing, exporting a member.
            models.Index(fields=["member_id"], name="circles_ballot_of_member"),
        ]
