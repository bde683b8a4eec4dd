"""Reading what members bought and what they say of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guanxi.kernel import statements, tenancy
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


def everybodys(*, space_id: int, before: int | None = None, limit: int = 50) -> tuple[Review, ...]:
    """The reviews of the space, the newest first, older than the review `before`; without those that were forgotten."""
    return _reviews(
        space_id,
        "r.text <> '' AND (%s::bigint IS NULL OR r.id < %s) ORDER BY r.id DESC LIMIT %s",
        [before, before, limit],
    )


def review(*, space_id: int, review_id: int, member_id: int) -> Review:
    """A review of the member's own. Refuses with UnknownReview."""
    found = _reviews(space_id, "r.id = %s AND r.member_id = %s", [review_id, member_id])
    if not found:
        raise errors.UnknownReview
    return found[0]


def _reviews(space_id: int, condition: str, parameters: list[Any]) -> tuple[Review, ...]:
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_COLUMNS} FROM shop_review r WHERE r.space_id = %s AND {condition}",  # noqa: S608 - literals
            [space_id, *parameters],
        )
    names = tuple(Review.__dataclass_fields__)
    return tuple(Review(**{**dict(zip(names, row, strict=True)), "picture_ids": tuple(row[6])}) for row in rows)
