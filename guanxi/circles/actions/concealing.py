"""Taking posts and comments out of sight and bringing them back: by their writer, or by moderation.

What a text earned goes and comes with it. The journal is told first and the row is changed after it, because settling
locks members, and whoever comments locks their own member before the post.
"""

from datetime import datetime, timedelta
from typing import Literal

from django.db.models import F

from guanxi import journal
from guanxi.circles import errors, hooks, models
from guanxi.circles.actions import counting, posting, room, talking
from guanxi.kernel import tenancy

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
    """Bring back what one has deleted, for a week. Refuses with UnknownPost, NotYours, TooLate."""
    with tenancy.acting_in(space_id):
        post = _own_post(space_id, post_id, author_id)
        _refuse_late(post.deleted_at, at or journal.now(space_id=space_id))
        _reveal_post(post, "deleted_at", "brought back by its writer", room.member_actor(member_id=author_id))


def hide_post(*, space_id: int, post_id: int, reason: str, actor: str, at: datetime | None = None) -> None:
    """Hide a post by a decision of moderation, which keeps the reason; what it earned is taken back.

    Refuses with UnknownPost, NotYours.
    """
    with tenancy.acting_in(space_id):
        post = room.post(space_id, post_id)
        room.require_ruler(space_id, post.circle_id, actor)
        _conceal_post(post, "hidden_at", at or journal.now(space_id=space_id), f"hidden: {reason}", actor)


def show_post(*, space_id: int, post_id: int, reason: str, actor: str) -> None:
    """Take back the hiding of a post. Refuses with UnknownPost, NotYours."""
    with tenancy.acting_in(space_id):
        post = room.post(space_id, post_id)
        room.require_ruler(space_id, post.circle_id, actor)
        _reveal_post(post, "hidden_at", f"shown again: {reason}", actor)


def delete_comment(*, space_id: int, comment_id: int, author_id: int, at: datetime | None = None) -> None:
    """Take one's own comment away; what it earned is taken back. Refuses with UnknownComment, NotYours."""
    with tenancy.acting_in(space_id):
        comment = _own_comment(space_id, comment_id, author_id)
        moment = at or journal.now(space_id=space_id)
        _conceal_comment(comment, "deleted_at", moment, "deleted by its writer", room.member_actor(member_id=author_id))


def restore_comment(*, space_id: int, comment_id: int, author_id: int, at: datetime | None = None) -> None:
    """Bring back a comment that one has deleted, for a week. Refuses with UnknownComment, NotYours, TooLate."""
    with tenancy.acting_in(space_id):
        comment = _own_comment(space_id, comment_id, author_id)
        _refuse_late(comment.deleted_at, at or journal.now(space_id=space_id))
        _reveal_comment(comment, "deleted_at", "brought back by its writer", room.member_actor(member_id=author_id))


def hide_comment(*, space_id: int, comment_id: int, reason: str, actor: str, at: datetime | None = None) -> None:
    """Hide a comment by a decision of moderation. Refuses with UnknownComment, NotYours."""
    with tenancy.acting_in(space_id):
        comment = room.comment(space_id, comment_id)
        room.require_ruler(space_id, comment.circle_id, actor)
        _conceal_comment(comment, "hidden_at", at or journal.now(space_id=space_id), f"hidden: {reason}", actor)


def show_comment(*, space_id: int, comment_id: int, reason: str, actor: str) -> None:
    """Take back the hiding of a comment. Refuses with UnknownComment, NotYours."""
    with tenancy.acting_in(space_id):
        comment = room.comment(space_id, comment_id)
        room.require_ruler(space_id, comment.circle_id, actor)
        _reveal_comment(comment, "hidden_at", f"shown again: {reason}", actor)


def _own_post(space_id: int, post_id: int, author_id: int) -> models.Post:
    post = room.post(space_id, post_id)
    if post.author_id != author_id:
        raise errors.NotYours
    return post


def _own_comment(space_id: int, comment_id: int, author_id: int) -> models.Comment:
    comment = room.comment(space_id, comment_id)
    if comment.author_id != author_id:
        raise errors.NotYours
    return comment


def _refuse_late(deleted_at: datetime | None, moment: datetime) -> None:
    if deleted_at is not None and moment - deleted_at > timedelta(days=UNDO_DAYS):
        raise errors.TooLate(days=UNDO_DAYS)


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


def _reveal_post(post: models.Post, column: Column, reason: str, actor: str) -> None:
    space_id, other = post.space_id, _OTHER[column]
    if getattr(post, other) is None:
        featured = (post.featured_event_id,) if post.featured_at is not None else ()
        for event_id in (post.event_id, *featured, *post.accepted_events):
            room.redo(space_id, event_id, reason=reason, actor=actor)
    rows = models.Post.objects.filter(space_id=space_id, id=post.id, **{f"{column}__isnull": False})
    if rows.filter(**{other: None}).update(**{column: None}):
        hooks.pass_on(posting.text_of(post, is_seen=True))
        models.Circle.objects.filter(space_id=space_id, id=post.circle_id).update(posts=F("posts") + 1)
    else:
        rows.update(**{column: None})


def _conceal_comment(comment: models.Comment, column: Column, moment: datetime, reason: str, actor: str) -> None:
    space_id = comment.space_id
    room.undo(space_id, comment.event_id, reason=reason, actor=actor)
    post = room.post(space_id, comment.post_id)
    if post.accepted_id == comment.id:
        for event_id in post.accepted_events:
            room.undo(space_id, event_id, reason=reason, actor=actor)
    rows = models.Comment.objects.filter(space_id=space_id, id=comment.id)
    rows.filter(**{column: None}).update(**{column: moment})
    hooks.pass_on(talking.text_of(comment, post, is_seen=False))
    counting.recount_comments(space_id, comment.post_id)


def _reveal_comment(comment: models.Comment, column: Column, reason: str, actor: str) -> None:
    space_id = comment.space_id
    rows = models.Comment.objects.filter(space_id=space_id, id=comment.id)
    if getattr(comment, _OTHER[column]) is None:
        room.redo(space_id, comment.event_id, reason=reason, actor=actor)
        post = room.post(space_id, comment.post_id)
        if post.accepted_id == comment.id:
            for event_id in post.accepted_events:
                room.redo(space_id, event_id, reason=reason, actor=actor)
        rows.update(**{column: None})
        hooks.pass_on(talking.text_of(comment, post, is_seen=True))
        counting.recount_comments(space_id, comment.post_id)
    else:
        rows.update(**{column: None})
