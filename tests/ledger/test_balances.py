"""Balances: now, as they were recorded by then, pending, and what stands behind each."""

import pytest
from django.db import DatabaseError

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.ledger import errors
from tests.quests import tea

pytestmark = pytest.mark.django_db

PENDING = tea.quest(each="[{points: 5, pending_days: 7, expires_days: 30}]", ceiling_per_day="{points: 1000}")


@pytest.fixture
def house() -> tea.House:
    opened = tea.open_house()
    opened.launch(PENDING)
    return opened


def test_is_pending_until_the_return_window_is_over(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00", "2026-05-03 08:00")
    assert house.mature("2026-05-08 07:59") == 0
    assert house.mature("2026-05-08 08:00") == 1
    assert house.holds(member) == {"pending": 5, "wallet": 5}
    assert house.mature("2026-05-08 08:00") == 0
    assert house.mature("2027-01-01 00:00") == 1
    assert house.holds(member) == {"wallet": 10}


def test_cannot_be_spent_while_it_is_pending(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00")
    with pytest.raises(errors.InsufficientBalance):
        house.spend(member, 1)


def test_takes_back_what_is_pending_where_it_lies(house):
    member = house.member()
    house.void(house.check_in(member, "2026-05-01 08:00")[0])
    assert house.holds(member) == {}
    assert house.mature("2026-06-01 00:00") == 0


def test_counts_the_expiry_from_when_it_can_be_used(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00")
    house.mature("2026-05-09 00:00")
    assert house.expire("2026-06-07 00:00") == 0
    assert house.expire("2026-06-08 00:00") == 1


def test_tells_what_was_recorded_by_then(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00")
    house.mature("2026-05-09 00:00")
    with acting_in(house.space_id):
        then = journal.now(space_id=house.space_id)
    house.spend(member, 2)
    with acting_in(house.space_id):
        now = journal.now(space_id=house.space_id)
        moments = (house.at("2026-05-09 00:00"), then, now)
        read = [ledger.as_of(space_id=house.space_id, member_id=member, unit="points", at=at) for at in moments]
    assert read == [0, 5, 3]


def test_keeps_gapless_versions_with_the_balance_after_each(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00", "2026-05-02 08:00")
    house.mature("2026-06-01 00:00")
    house.spend(member, 3)
    rows = house.rows(
        "SELECT version, change, balance_after FROM ledger_public_entry"
        " WHERE owner_id = %s AND kind = 'wallet' ORDER BY version",
        member,
    )
    assert rows == [(1, 5, 5), (2, 5, 10), (3, -3, 7)]


def test_sums_to_nothing_over_all_accounts(house):
    first, second = house.members(2)
    events = house.check_in(first, "2026-05-01 08:00") + house.check_in(second, "2026-05-01 08:00")
    house.mature("2026-06-01 00:00")
    house.spend(first, 3)
    house.void(*events)
    assert house.rows("SELECT unit, sum(change)::bigint FROM ledger_public_entry GROUP BY unit ORDER BY unit") == [
        ("item:cup", 0),
        ("points", 0),
    ]
    assert (house.holds(first), house.holds(second)) == ({"debt": -3}, {})


@pytest.mark.parametrize(
    "change",
    ["UPDATE ledger_transfer SET amount = 9", "DELETE FROM ledger_transfer", "DELETE FROM ledger_consumption"],
)
def test_lets_nobody_change_what_was_posted(house, change):
    house.check_in(house.member(), "2026-05-01 08:00")
    with pytest.raises(DatabaseError, match=r"permission denied|immutable"):
        house.rows(change)
