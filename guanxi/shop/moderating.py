"""What moderation does with reviews: a review is taken out only on a ground in law, and then counts for nothing."""

import contextlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from guanxi import journal
from guanxi.journal import errors as journal_errors
from guanxi.kernel import statements
from guanxi.moderation import hooks

KIND = "review"


def hide(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    """Let a review count for nothing any more; what it earned is taken back."""
    event_id = _turn(space_id, subject_id, at or journal.now(space_id=space_id))
    if event_id is not None:
        journal.void(space_id=space_id, event_id=event_id, reason=f"hidden: {reason}", actor=actor)


def show(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    """Let it count again."""
    del at
    event_id = _turn(space_id, subject_id, None)
    if event_id is not None:
        with contextlib.suppress(journal_errors.NotVoid):
            journal.reinstate(space_id=space_id, event_id=event_id, reason=f"shown again: {reason}", actor=actor)


def described(*, space_id: int, subject_ids: Sequence[int]) -> Mapping[int, hooks.Description]:
    """Reviews as they are now. Members see none of them here: what stands in a circle is a post, and judged as one."""
    rows = statements.rows(
        "SELECT id, product, text, member_id, picture_ids, written_at FROM shop_review"
        " WHERE space_id = %s AND id = ANY(%s)",
        [space_id, list(subject_ids)],
    )
    return {
        number: hooks.Description(
            text=f"{product}\n\n{text}" if product else text,
            author_id=author,
            pictures=tuple(pictures),
            written_at=at,
            is_seen=False,
        )
        for number, product, text, author, pictures, at in rows
    }


def _turn(space_id: int, review_id: int, hidden_at: datetime | None) -> int | None:
    """The event of the review where something changes."""
    found: int | None = statements.value(
        """
        UPDATE shop_review SET hidden_at = %s::timestamptz
        WHERE space_id = %s AND id = %s AND (hidden_at IS NULL) = %s RETURNING event_id
        """,
        [hidden_at, space_id, review_id, hidden_at is not None],
    )
    return found
