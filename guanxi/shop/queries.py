"""Reading what members bought and what they say of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guanxi.kernel import keyset, statements, tenancy
from guanxi.shop import errors

MOST_ORDERS = 20
LARGEST_PAGE = 100
_COLUMNS = (
    "r.id, r.member_id, r.event_id, r.product, r.order_ref, r.text, r.picture_ids, r.is_rewarded, r.post_id,"
    " r.written_at, r.hidden_at"
)


@dataclass(frozen=True, kw_only=True)
class Review:
    """What a member says of a product or an order. `post_id` is where it stands in a circle, None: for the brand alone.

    `is_rewarded`: something was promised for it when it was written, whatever it says.
    """

    id: int
    member_id: int
    event_id: int | None
    product: str
    order: str | None
    text: str
    picture_ids: tuple[int, ...]
    is_rewarded: bool
    post_id: int | None
    written_at: datetime
    hidden_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """An order that arrived: its name in the shop, and when."""

    order: str
    at: datetime


def delivered(*, space_id: int, member_id: int) -> tuple[Delivered, ...]:
    """The newest orders that arrived at a member and were not taken back."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT e.props ->> 'order', e.at FROM journal_public_event e
            WHERE e.space_id = %s AND e.member_id = %s AND e.type = 'order.delivered' AND NOT e.voided
                AND e.props ->> 'order' <> ''
            ORDER BY e.id DESC LIMIT %s
            """,
            [space_id, member_id, MOST_ORDERS],
        )
    return tuple(Delivered(order=order, at=at) for order, at in rows)


def own(*, space_id: int, member_id: int, before: int | None = None, limit: int = 20) -> tuple[Review, ...]:
    """The reviews of a member, the newest first, older than the review `before`."""
    return _reviews(
        space_id,
        "r.member_id = %s AND (%s::bigint IS NULL OR r.id < %s) ORDER BY r.id DESC LIMIT %s",
        [member_id, before, before, min(limit, LARGEST_PAGE)],
    )


ORDERS = {
    "newest": keyset.Order(("r.id", "bigint")),
    "member": keyset.Order(("r.member_id", "bigint"), ("r.id", "bigint")),
}
"""How the list of reviews can be put in order."""
NEWEST = keyset.Wanted(sort="newest")
READERS = ("circle", "brand", "nobody")
"""Who reads a review: a circle, the brand alone, or nobody, because it was taken out."""


def everybodys(
    *, space_id: int, wanted: keyset.Wanted = NEWEST, words: str = "", readers: str = ""
) -> keyset.Found[Review]:
    """The reviews of the space in one of ORDERS, without those forgotten; `words` are part of what is said."""
    way = keyset.way(ORDERS, wanted)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT {_COLUMNS}, {way.keys} FROM shop_review r
            WHERE r.space_id = %(space)s AND r.text <> ''
                AND (%(words)s = '' OR strpos(lower(r.product || ' ' || r.text), lower(%(words)s)) > 0)
                AND (%(readers)s = '' OR %(readers)s = CASE
                    WHEN r.hidden_at IS NOT NULL THEN 'nobody'
                    WHEN r.post_id IS NOT NULL THEN 'circle' ELSE 'brand' END)
                AND {way.seek}
            ORDER BY {way.order}
            """,  # noqa: S608 - literals
            {"space": space_id, "words": words, "readers": readers if readers in READERS else "", **way.facts},
        )
    return way.found(rows, one=_review)


def review(*, space_id: int, review_id: int, member_id: int) -> Review:
    """A review of the member's own. Refuses with UnknownReview."""
    found = _reviews(space_id, "r.id = %s AND r.member_id = %s", [review_id, member_id])
    if not found:
        raise errors.UnknownReview
    return found[0]


def anybodys(*, space_id: int, review_id: int) -> Review:
    """A review of whoever wrote it, for the staff. Refuses with UnknownReview."""
    found = _reviews(space_id, "r.id = %s", [review_id])
    if not found:
        raise errors.UnknownReview
    return found[0]


def _reviews(space_id: int, condition: str, parameters: list[Any]) -> tuple[Review, ...]:
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_COLUMNS} FROM shop_review r WHERE r.space_id = %s AND {condition}",  # noqa: S608 - literals
            [space_id, *parameters],
        )
    return tuple(_review(row) for row in rows)


def _review(row: Sequence[Any]) -> Review:
    facts = dict(zip(Review.__dataclass_fields__, row, strict=True))
    return Review(**{**facts, "picture_ids": tuple(row[6])})
