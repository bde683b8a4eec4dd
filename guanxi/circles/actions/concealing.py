"""Taking posts and comments out of sight and bringing them back: by their writer, or by moderation.

What a text earned goes and comes with it. The journal is told first and the row is changed after it, because settling
locks members, and whoever comments locks their own member before the post. Whoever takes a post out of sight or brings
it back, and whoever features it, waits for the others at `room.settle_in_turn`, and about a comment at its row, so that
what counts and what is seen never part. Moderation waits there before it locks a case (`moderating`).
"""

from datetime import datetime, timedelta
from typing import Literal

from django.db.models import F

from guanxi import journal
from guanxi.circles import errors, hooks, models
from guanxi.circles.actions import counting, posting, room, talking
from guanxi.circles.queries import of_readers
from guanxi.kernel import tenancy
from guanxi.media import actions as pictures
from guanxi.moderation import words

type Column = Literal["deleted_at", "hidden_at"]

UNDO_DAYS = 7
"""What was deleted can be brought back for so long; then its words and pictures are forgotten."""

_OTHER: dict[Column, Column] = {"deleted_at": "hidden_at", "hidden_at": "deleted_at"}


def delete_post(*, space_id: int, post_id: int, author_id: int, at: datetime | None = None) -> None:
    """Take one's own post away; what it earned is taken back. Refuses with UnknownPost, NotYours."""
    with tenancy.acting_in(space_id):
        post = _own_post(space_id, post_id, author_id)
        moment = at or journal.now(space_id=space_id)
        _conceal_post(post, "deleted_at", moment, "deleted by its writer", room.member_actor(member_id=author_id))


def restore_post(*, space_id: int, post_id: int, author_id: int, at: datetime | None = None) -> None:
    """Bring back what one has deleted, for a week; nothing happens to what is not deleted.

    Refuses with UnknownPost, NotYours, TooLate, NotInside (who was taken out brings nothing back).
    """
    with tenancy.acting_in(space_id):
        post = _own_post(space_id, post_id, author_id)
        _refuse_late(post.deleted_at, at or journal.now(space_id=space_id))
        _refuse_outside(space_id, post.circle_id, author_id)
        _reveal_post(post, "deleted_at", "brought back by its writer", room.member_actor(member_id=author_id))


def hide_post(*, space_id: int, post_id: int, reason: str, actor: str, at: datetime | None = None) -> None:
    """Hide a post by a decision of moderation, which keeps the reason; what it earned is taken back.

    Refuses with UnknownPost, NotYours.
    """
    with tenancy.acting_in(space_id):
        post = _held_post(space_id, post_id)
        room.require_ruler(space_id, post.circle_id, actor)
        _conceal_post(post, "hidden_at", at or journal.now(space_id=space_id), f"{words.HIDDEN}{reason}", actor)


def show_post(*, space_id: int, post_id: int, reason: str, actor: str) -> None:
    """Take back the hiding of a post. Refuses with UnknownPost, NotYours."""
    with tenancy.acting_in(space_id):
        post = _held_post(space_id, post_id)
        room.require_ruler(space_id, post.circle_id, actor)
        _reveal_post(post, "hidden_at", f"shown again: {reason}", actor)


def delete_comment(*, space_id: int, comment_id: int, author_id: int, at: datetime | None = None) -> None:
    """Take one's own comment away; what it earned is taken back. Refuses with UnknownComment, NotYours."""
    with tenancy.acting_in(space_id):
        comment = _own_comment(space_id, comment_id, author_id)
        moment = at or journal.now(space_id=space_id)
        _conceal_comment(comment, "deleted_at", moment, "deleted by its writer", room.member_actor(member_id=author_id))


def restore_comment(*, space_id: int, comment_id: int, author_id: int, at: datetime | None = None) -> None:
    """Bring back a comment that one has deleted, for a week; nothing happens to what is not deleted.

    Refuses with UnknownComment, NotYours, TooLate, NotInside (who was taken out brings nothing back).
    """
    with tenancy.acting_in(space_id):
        room.settle_in_turn(room.comment(space_id, comment_id).post_id)
        comment = _own_comment(space_id, comment_id, author_id)
        _refuse_late(comment.deleted_at, at or journal.now(space_id=space_id))
        _refuse_outside(space_id, comment.circle_id, author_id)
        _reveal_comment(comment, "deleted_at", "brought back by its writer", room.member_actor(member_id=author_id))


def hide_comment(*, space_id: int, comment_id: int, reason: str, actor: str, at: datetime | None = None) -> None:
    """Hide a comment by a decision of moderation. Refuses with UnknownComment, NotYours."""
    with tenancy.acting_in(space_id):
        comment = room.held_comment(space_id, comment_id)
        room.require_ruler(space_id, comment.circle_id, actor)
        _conceal_comment(comment, "hidden_at", at or journal.now(space_id=space_id), f"{words.HIDDEN}{reason}", actor)


def show_comment(*, space_id: int, comment_id: int, reason: str, actor: str) -> None:
    """Take back the hiding of a comment. Refuses with UnknownComment, NotYours."""
    with tenancy.acting_in(space_id):
        room.settle_in_turn(room.comment(space_id, comment_id).post_id)
        comment = room.held_comment(space_id, comment_id)
        room.require_ruler(space_id, comment.circle_id, actor)
        _reveal_comment(comment, "hidden_at", f"shown again: {reason}", actor)


def _held_post(space_id: int, post_id: int) -> models.Post:
    room.settle_in_turn(post_id)
    return room.post(space_id, post_id)


def _own_post(space_id: int, post_id: int, author_id: int) -> models.Post:
    post = _held_post(space_id, post_id)
    if post.author_id != author_id:
        raise errors.NotYours
    return post


def _own_comment(space_id: int, comment_id: int, author_id: int) -> models.Comment:
    comment = room.held_comment(space_id, comment_id)
    if comment.author_id != author_id:
        raise errors.NotYours
    return comment


def _refuse_late(deleted_at: datetime | None, moment: datetime) -> None:
    if deleted_at is not None and moment - deleted_at > timedelta(days=UNDO_DAYS):
        raise errors.TooLate(days=UNDO_DAYS)


def _refuse_outside(space_id: int, circle_id: int, member_id: int) -> None:
    if not of_readers.may_read(space_id=space_id, circle_id=circle_id, member_id=member_id):
        raise errors.NotInside


def _conceal_post(post: models.Post, column: Column, moment: datetime, reason: str, actor: str) -> None:
    space_id = post.space_id
    if post.deleted_at is None and post.hidden_at is None:
        for event_id in (post.event_id, post.featured_event_id, *post.accepted_events):
            room.undo(space_id, event_id, reason=reason, actor=actor)
    rows = models.Post.objects.filter(space_id=space_id, id=post.id)
    change = {column: moment, "pinned_at": None}
    if rows.filter(deleted_at=None, hidden_at=None).update(**change):
        hooks.pass_on(posting.text_of(post, is_seen=False))
        models.Circle.objects.filter(space_id=space_id, id=post.circle_id).update(posts=F("posts") - 1)
    else:
        rows.filter(**{column: None}).update(**change)
    pictures.hide(space_id=space_id, picture_ids=post.pictures, actor=actor, at=moment)


def _reveal_post(post: models.Post, column: Column, reason: str, actor: str) -> None:
    if getattr(post, column) is None:  # it was not out of sight by this hand: nothing comes back, and nothing counts
        return
    space_id, other = post.space_id, _OTHER[column]
    rows = models.Post.objects.filter(space_id=space_id, id=post.id)
    if getattr(post, other) is not None:
        rows.update(**{column: None})
        return
    featured = (post.featured_event_id,) if post.featured_at is not None else ()
    accepted = post.accepted_events if _is_answered(post) else ()
    for event_id in (post.event_id, *featured, *accepted):
        room.redo(space_id, event_id, reason=reason, actor=actor)
    rows.update(**{column: None})
    hooks.pass_on(posting.text_of(post, is_seen=True))
    models.Circle.objects.filter(space_id=space_id, id=post.circle_id).update(posts=F("posts") + 1)
    pictures.show(space_id=space_id, picture_ids=post.pictures, actor=actor)


def _conceal_comment(comment: models.Comment, column: Column, moment: datetime, reason: str, actor: str) -> None:
    if getattr(comment, column) is not None:
        return
    space_id = comment.space_id
    room.undo(space_id, comment.event_id, reason=reason, actor=actor)
    post = room.post(space_id, comment.post_id)
    if post.accepted_id == comment.id:
        for event_id in post.accepted_events:
            room.undo(space_id, event_id, reason=reason, actor=actor)
    models.Comment.objects.filter(space_id=space_id, id=comment.id).update(**{column: moment})
    hooks.pass_on(talking.text_of(comment, post, is_seen=False))
    counting.recount_comments(space_id, comment.post_id)


def _reveal_comment(comment: models.Comment, column: Column, reason: str, actor: str) -> None:
    if getattr(comment, column) is None:
        return
    space_id = comment.space_id
    rows = models.Comment.objects.filter(space_id=space_id, id=comment.id)
    if getattr(comment, _OTHER[column]) is not None:
        rows.update(**{column: None})
        return
    room.redo(space_id, comment.event_id, reason=reason, actor=actor)
    post = room.post(space_id, comment.post_id)
    is_seen = post.deleted_at is None and post.hidden_at is None
    for event_id in post.accepted_events if post.accepted_id == comment.id and is_seen else ():
        room.redo(space_id, event_id, reason=reason, actor=actor)
    rows.update(**{column: None})
    hooks.pass_on(talking.text_of(comment, post, is_seen=True))
    counting.recount_comments(space_id, comment.post_id)


def _is_answered(post: models.Post) -> bool:
    """Whether the accepted answer is there to be read: while it is gone, its acceptance does not count."""
    if post.accepted_id is None:
        return False
    answer = room.held_comment(post.space_id, post.accepted_id)
    return answer.deleted_at is None and answer.hidden_at is None
