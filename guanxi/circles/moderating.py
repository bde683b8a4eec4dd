"""What circles tell moderation: how posts and comments are hidden and shown, what they are, and which to judge.

Who may decide is checked where the decision is made; the ad check acts as the system.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from guanxi.circles import models
from guanxi.circles.actions import concealing, room
from guanxi.circles.hooks import Text
from guanxi.kernel import tenancy
from guanxi.moderation import actions as moderation
from guanxi.moderation import hooks

POST, COMMENT = "post", "comment"


def register() -> None:
    """Let posts and comments be reported and decided about."""
    hooks.register_subject(POST, hide=_hide_post, show=_show_post, describe=describe_posts, in_turn=_post_in_turn)
    hooks.register_subject(
        COMMENT, hide=_hide_comment, show=_show_comment, describe=describe_comments, in_turn=_comment_in_turn
    )


def judge(text: Text) -> None:
    """Let the check for undeclared ads look at what members write and do not call an ad."""
    if text.author_id is not None and text.is_seen and text.declared != "ad" and text.text:
        moderation.check_text(space_id=text.space_id, kind=text.kind, subject_id=text.id, text=text.text)


def describe_posts(*, space_id: int, subject_ids: Sequence[int]) -> Mapping[int, hooks.Description]:
    """Posts as they are now, by number, in two statements."""
    with tenancy.reading_in(space_id):
        rows = list(models.Post.objects.filter(space_id=space_id, id__in=set(subject_ids)))
        names = _names(space_id, {row.circle_id for row in rows})
    return {
        row.id: hooks.Description(
            text=row.text,
            author_id=row.author_id,
            scope_id=row.circle_id,
            scope_name=names[row.circle_id],
            post_id=row.id,
            pictures=tuple(row.pictures),
            written_at=row.created_at,
            is_seen=row.deleted_at is None and row.hidden_at is None,
        )
        for row in rows
    }


def describe_comments(*, space_id: int, subject_ids: Sequence[int]) -> Mapping[int, hooks.Description]:
    """Comments as they are now, by number, in two statements."""
    with tenancy.reading_in(space_id):
        rows = list(models.Comment.objects.filter(space_id=space_id, id__in=set(subject_ids)))
        names = _names(space_id, {row.circle_id for row in rows})
    return {
        row.id: hooks.Description(
            text=row.text,
            author_id=row.author_id,
            scope_id=row.circle_id,
            scope_name=names[row.circle_id],
            post_id=row.post_id,
            written_at=row.created_at,
            is_seen=row.deleted_at is None and row.hidden_at is None,
        )
        for row in rows
    }


def _names(space_id: int, circle_ids: set[int]) -> dict[int, str]:
    return dict(models.Circle.objects.filter(space_id=space_id, id__in=circle_ids).values_list("id", "name"))


def _post_in_turn(*, space_id: int, subject_id: int) -> None:
    del space_id  # the number of a post is of one space
    room.settle_in_turn(subject_id)


def _comment_in_turn(*, space_id: int, subject_id: int) -> None:
    row = models.Comment.objects.filter(space_id=space_id, id=subject_id).first()
    if row is not None:
        room.settle_in_turn(row.post_id)


def _hide_post(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    concealing.hide_post(space_id=space_id, post_id=subject_id, reason=reason, actor=actor, at=at)


def _show_post(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    del at
    concealing.show_post(space_id=space_id, post_id=subject_id, reason=reason, actor=actor)


def _hide_comment(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    concealing.hide_comment(space_id=space_id, comment_id=subject_id, reason=reason, actor=actor, at=at)


def _show_comment(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    del at
    concealing.show_comment(space_id=space_id, comment_id=subject_id, reason=reason, actor=actor)
