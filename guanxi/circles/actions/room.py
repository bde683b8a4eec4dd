"""What every action in a circle begins with: the rows it is about, and whether the actor may."""

import contextlib
from datetime import datetime

from django.utils import formats, timezone

from guanxi import journal
from guanxi.circles import errors, models, writing
from guanxi.circles.queries import of_readers
from guanxi.journal import errors as journal_errors
from guanxi.journal.types import EventType
from guanxi.kernel import statements
from guanxi.moderation import queries as moderation
from guanxi.spaces import queries as spaces

RULERS = ("moderator", "host")
SHORTEST_REASON, LONGEST_REASON = 2, 200
_MEMBER = "member:"
_IN_TURN = "SELECT pg_advisory_xact_lock(7321, hashint8(%s::bigint))"
_REMEMBER = """
    INSERT INTO circles_undone (space_id, event_id, void_id) VALUES (%s, %s, %s)
    ON CONFLICT (space_id, event_id) DO UPDATE SET void_id = excluded.void_id
"""


def member_actor(*, member_id: int) -> str:
    """How a member is named where they decide something for a circle."""
    return f"{_MEMBER}{member_id}"


def member_of_actor(actor: str) -> int | None:
    """The member who acts; None for staff and for the system."""
    return int(actor.removeprefix(_MEMBER)) if actor.startswith(_MEMBER) else None


def circle(space_id: int, circle_id: int) -> models.Circle:
    """The circle, whatever its state. Refuses with UnknownCircle."""
    row = models.Circle.objects.filter(space_id=space_id, id=circle_id).first()
    if row is None:
        raise errors.UnknownCircle(circle=circle_id)
    return row


def still_open(space_id: int, circle_id: int) -> models.Circle:
    """The circle, if it is open. Refuses with UnknownCircle, CircleArchived."""
    row = circle(space_id, circle_id)
    if row.state != "open":
        raise errors.CircleArchived
    return row


def inside(space_id: int, circle_id: int, member_id: int) -> models.Membership:
    """The membership of somebody who is in the circle now. Refuses with NotInside."""
    row = models.Membership.objects.filter(
        space_id=space_id, circle_id=circle_id, member_id=member_id, left_at=None
    ).first()
    if row is None:
        raise errors.NotInside
    return row


def writer(space_id: int, circle_id: int, member_id: int, moment: datetime) -> models.Membership:
    """The membership of somebody who may write there now. Refuses with CircleArchived, NotInside, Muted."""
    still_open(space_id, circle_id)
    row = inside(space_id, circle_id, member_id)
    if row.muted_until is not None and row.muted_until > moment:
        raise errors.Muted(until=_told(space_id, row.muted_until), reason=row.mute_reason)
    mute = moderation.mute_of(space_id=space_id, member_id=member_id, scope_id=circle_id, at=moment)
    if mute is not None:
        raise errors.Muted(until=_told(space_id, mute.until), reason=mute.reason)
    return row


def require_ruler(space_id: int, circle_id: int, actor: str, *, roles: tuple[str, ...] = RULERS) -> None:
    """Refuse with NotYours a member who has none of `roles` in the circle; staff were asked for at the door."""
    member_id = member_of_actor(actor)
    if member_id is None:
        return
    row = models.Membership.objects.filter(
        space_id=space_id, circle_id=circle_id, member_id=member_id, left_at=None, role__in=roles
    )
    if not row.exists():
        raise errors.NotYours


def post(space_id: int, post_id: int) -> models.Post:
    """The post, whether it can be seen or not. Refuses with UnknownPost."""
    row = models.Post.objects.filter(space_id=space_id, id=post_id).first()
    if row is None:
        raise errors.UnknownPost(post=post_id)
    return row


def seen_post(space_id: int, post_id: int) -> models.Post:
    """The post, if it is there for readers. Refuses with UnknownPost."""
    row = post(space_id, post_id)
    if row.deleted_at is not None or row.hidden_at is not None:
        raise errors.UnknownPost(post=post_id)
    return row


def readable_post(space_id: int, post_id: int, member_id: int) -> models.Post:
    """The post, if it is there for this reader. Refuses with UnknownPost, also when they may not read its circle."""
    row = seen_post(space_id, post_id)
    if not of_readers.may_read(space_id=space_id, circle_id=row.circle_id, member_id=member_id):
        raise errors.UnknownPost(post=post_id)
    return row


def settle_in_turn(post_id: int) -> None:
    """Let whoever decides what of a post counts, or which answer helped, come one after the other.

    Called before anything is read that the decision rests on, and before any subject or row is locked: who comments
    holds their own subject and waits for the post's row, so the row itself cannot be what one waits at here.
    """
    statements.run(_IN_TURN, [post_id])


def comment(space_id: int, comment_id: int) -> models.Comment:
    """The comment, whether it can be seen or not. Refuses with UnknownComment."""
    row = models.Comment.objects.filter(space_id=space_id, id=comment_id).first()
    if row is None:
        raise errors.UnknownComment(comment=comment_id)
    return row


def held_comment(space_id: int, comment_id: int) -> models.Comment:
    """The comment under its lock, so that what is decided about it is decided once. Refuses with UnknownComment."""
    found = models.Comment.objects.filter(space_id=space_id, id=comment_id)
    row = found.select_for_update(no_key=True).order_by("id").first()  # replies to it may be written meanwhile
    if row is None:
        raise errors.UnknownComment(comment=comment_id)
    return row


def reason(text: str) -> str:
    """Why something is decided about somebody. Refuses with ReasonMissing."""
    try:
        return writing.clean(text, what="reason", least=SHORTEST_REASON, most=LONGEST_REASON)
    except errors.TextUnreadable as refusal:
        raise errors.ReasonMissing from refusal


def tell(
    space_id: int,
    event_type: EventType,
    row: models.Circle,
    *,
    actor: str | None,
    at: datetime | None,
    member_id: int | None = None,
    **props: object,
) -> int:
    """Record what happened to a circle, or to a member in it; returns the id of the event."""
    said = {"circle": row.slug, **props}
    source = "app" if actor is None else "decision"
    event = journal.Event(type=event_type.name, at=at, member_id=member_id, props=said, actor=actor, source=source)
    return journal.record(space_id=space_id, events=[event]).ids[0]


def undo(space_id: int, event_id: int | None, *, reason: str, actor: str) -> None:
    """Take back what an event had caused: points for it, a step, a qualification.

    What somebody else has voided stays as they decided, and is not remembered as ours.
    """
    if event_id is None:
        return
    void_id = journal.void_anew(space_id=space_id, event_id=event_id, reason=reason, actor=actor)
    if void_id is not None:
        statements.run(_REMEMBER, [space_id, event_id, void_id])


def redo(space_id: int, event_id: int | None, *, reason: str, actor: str) -> None:
    """Let an event count again that `undo` has voided; nothing happens when it counts, or when others voided it."""
    if event_id is None:
        return
    ours = models.Undone.objects.filter(space_id=space_id, event_id=event_id).values_list("void_id", flat=True).first()
    if ours is None or journal.live_void(space_id=space_id, event_id=event_id) != ours:
        return
    with contextlib.suppress(journal_errors.NotVoid):
        journal.reinstate(space_id=space_id, event_id=event_id, reason=reason, actor=actor)


def _told(space_id: int, moment: datetime) -> str:
    zone = spaces.space(space_id=space_id).zone
    return str(formats.date_format(timezone.localtime(moment, zone), "SHORT_DATETIME_FORMAT"))
