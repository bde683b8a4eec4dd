"""What moderation does with reviews: a review is taken out only on a ground in law, and then counts for nothing."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from guanxi import journal
from guanxi.journal import errors as journal_errors
from guanxi.journal import keyring
from guanxi.kernel import statements
from guanxi.moderation import hooks, words

KIND = "review"


def hide(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    """Let a review count for nothing any more; what it earned is taken back.

    What somebody else has voided stays as they decided, and is not remembered as ours.
    """
    found = _held(space_id, subject_id)
    if found is None or found.hidden_at is not None:
        return
    void_id = None
    if found.event_id is not None:
        void_id = journal.void_anew(
            space_id=space_id, event_id=found.event_id, reason=f"{words.HIDDEN}{reason}", actor=actor
        )
    _turn(space_id, subject_id, at or journal.now(space_id=space_id), void_id)


def show(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    """Let it count again, unless somebody else decided that it does not."""
    del at
    found = _held(space_id, subject_id)
    if found is None or found.hidden_at is None:
        return
    _turn(space_id, subject_id, None, None)
    if found.event_id is None or found.void_id is None:
        return
    if journal.live_void(space_id=space_id, event_id=found.event_id) == found.void_id:
        with contextlib.suppress(journal_errors.NotVoid):
            journal.reinstate(space_id=space_id, event_id=found.event_id, reason=f"shown again: {reason}", actor=actor)


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


@dataclass(frozen=True, kw_only=True)
class _Review:
    """`void_id`: the void by which hiding it took back what it earned; None where others had voided it before."""

    event_id: int | None
    hidden_at: datetime | None
    void_id: int | None


def _held(space_id: int, review_id: int) -> _Review | None:
    """A review that nobody else changes meanwhile: its member is locked before it, as settling locks them."""
    of_review = "FROM shop_review WHERE space_id = %s AND id = %s"
    member_id = statements.value(f"SELECT member_id {of_review}", [space_id, review_id])
    if member_id is None:
        return None
    keyring.lock_subjects(space_id=space_id, subject_ids=[member_id])
    rows = statements.rows(
        f"SELECT event_id, hidden_at, void_id {of_review} ORDER BY id FOR UPDATE", [space_id, review_id]
    )
    names = ("event_id", "hidden_at", "void_id")
    return next((_Review(**dict(zip(names, row, strict=True))) for row in rows), None)


def _turn(space_id: int, review_id: int, hidden_at: datetime | None, void_id: int | None) -> None:
    statements.run(
        "UPDATE shop_review SET hidden_at = %s, void_id = %s WHERE space_id = %s AND id = %s",
        [hidden_at, void_id, space_id, review_id],
    )
