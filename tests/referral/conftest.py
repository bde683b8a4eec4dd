"""A space that invites, and how its people come in."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from guanxi import journal
from guanxi.journal import types
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.referral import queries
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


def leave_space() -> None:
    """A test is one transaction, which stays in the space it entered; step out before entering another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '', true)")


def recorded(space_id: int, kind: str) -> list[dict[str, Any]]:
    """The events of one type in the order of recording: id, member_id, cause_id, at, voided and the props."""
    with acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id, member_id, cause_id, at, voided, props::text FROM journal_public_event
            WHERE space_id = %s AND type = %s ORDER BY id
            """,
            [space_id, kind],
        )
        rows = cursor.fetchall()
    names = ("id", "member_id", "cause_id", "at", "voided")
    return [dict(zip(names, row[:5], strict=True)) | json.loads(row[5]) for row in rows]


def binding_of(space_id: int, member_id: int) -> queries.Binding:
    """The binding of somebody who has one."""
    binding = queries.binding_of(space_id=space_id, member_id=member_id)
    assert binding is not None
    return binding


@pytest.fixture(autouse=True)
def forget_type_numbers() -> Iterator[None]:
    """The tests' own event type gets its number inside a test, and loses it with the test."""
    yield
    types._ids.clear()


@pytest.fixture
def space(db) -> int:
    return make_space()


@pytest.fixture
def other_space(db) -> Iterator[int]:
    leave_space()
    yield make_space("coffee")
    leave_space()


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
