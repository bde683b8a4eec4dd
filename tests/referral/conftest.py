"""A space that invites, and how its people come in."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from guanxi import journal
from guanxi.members import actions as members
from guanxi.spaces import actions as spaces

DAY = timedelta(days=1)
LONG_AGO = datetime(2026, 3, 1, 12, tzinfo=UTC)

journal.declare(
    journal.EventType(
        name="test.order_delivered",
        props={"sum_cents": "integer", "sku": "text"},
        meaning="An order of the tests arrived.",
    )
)


def make_space(slug: str = "tea") -> int:
    return spaces.create_space(
        slug=slug, name="Tea", time_zone="Asia/Shanghai", currency="CNY", locale="zh-Hans", actor="test"
    )


@pytest.fixture
def space(db) -> int:
    return make_space()


@pytest.fixture
def other_space(db) -> int:
    return make_space("coffee")


@pytest.fixture
def join(space) -> Callable[..., int]:
    """Let somebody join by name: `join("alice", days=3)` joined three days after LONG_AGO."""

    def joining(name: str, *, days: float = 0, space_id: int | None = None) -> int:
        return members.join(
            space_id=space_id or space,
            external_ids={"shop": name},
            actor=None,
            at=LONG_AGO + days * DAY,
        )

    return joining
