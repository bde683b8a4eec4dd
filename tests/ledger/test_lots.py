"""Lots: what expires first is spent first, and a reversal knows where it came from."""

from datetime import timedelta

import pytest

from guanxi import ledger
from guanxi.insight import audit
from guanxi.kernel.tenancy import acting_in
from guanxi.ledger import errors
from tests.quests import tea

pytestmark = pytest.mark.django_db

SOON = tea.quest("soon", each="[{points: 5, expires_days: 10}]", ceiling_per_day="{points: 1000}")
LATE = tea.quest(
    "late", goal="{event: order.delivered}", each="[{points: 5, expires_days: 100}]", ceiling_per_day="{points: 1000}"
)
EVER = tea.quest("ever", goal="{event: review.written}", each="[{points: 5}]", ceiling_per_day="{points: 1000}")


@pytest.fixture
def house() -> tea.House:
    opened = tea.open_house()
    opened.launch(SOON, LATE, EVER)
    return opened


def lots(house: tea.House, member: int) -> list[tuple[int, int, int]]:
    """(amount, remaining, expired) of the member's lots, oldest first."""
    return house.rows(
        "SELECT amount, remaining, expired FROM ledger_public_lot WHERE member_id = %s ORDER BY transfer_id", member
    )


def sound(house: tea.House) -> None:
    report = audit.run(space_id=house.space_id, keep=False)
    assert {finding.check.id: finding.examples for finding in report.findings if finding.violations} == {}


def test_spends_what_expires_first_then_what_is_oldest(house):
    member = house.member()
    house.record(house.event(member, "2026-05-01 07:00", "review.written", length=1))
    house.order(member, "2026-05-01 08:00", 1)
    house.check_in(member, "2026-05-01 09:00", "2026-05-01 09:00")
    house.spend(member, 7)
    assert lots(house, member) == [(5, 5, 0), (5, 5, 0), (5, 0, 0), (5, 3, 0)]
    house.spend(member, 9)
    assert lots(house, member) == [(5, 4, 0), (5, 0, 0), (5, 0, 0), (5, 0, 0)]
    sound(house)


def test_expires_on_the_local_day_once_and_can_be_run_again(house):
    member = house.member()
    house.check_in(member, "2026-05-01 09:00")
    house.order(member, "2026-05-01 09:00", 1)
    assert house.expire("2026-05-11 00:00") == 0
    assert house.expire("2026-05-12 00:00") == 1
    assert house.expire("2026-05-12 00:00") == 0
    assert house.expire("2026-05-11 00:00") == 0
    assert (house.points(member), house.system("expiry")) == (5, 5)
    assert lots(house, member) == [(5, 0, 5), (5, 5, 0)]
    sound(house)


def test_expires_what_is_left_and_no_more(house):
    member = house.member()
    house.check_in(member, "2026-05-01 09:00")
    house.spend(member, 2)
    house.expire("2026-06-01 00:00")
    assert (house.holds(member), house.system("expiry"), house.system("redemption")) == ({}, 3, 2)
    sound(house)


def test_reverses_its_own_lot_first(house):
    member = house.member()
    house.check_in(member, "2026-05-01 09:00")
    house.void(house.order(member, "2026-05-01 09:00", 1))
    assert lots(house, member) == [(5, 5, 0), (5, 0, 0)]
    sound(house)


def test_reverses_from_other_lots_and_then_makes_debt(house):
    member = house.member()
    event = house.order(member, "2026-05-01 08:00", 1)
    house.spend(member, 4)
    house.record(house.event(member, "2026-05-01 09:00", "review.written", length=1))
    house.spend(member, 3)
    assert lots(house, member) == [(5, 0, 0), (5, 3, 0)]
    house.void(event)
    assert house.holds(member) == {"debt": -2}
    assert lots(house, member) == [(5, 0, 0), (5, 0, 0)]
    sound(house)


def test_nets_a_debt_from_the_next_credits(house):
    member = house.member()
    event = house.check_in(member, "2026-05-01 08:00")[0]
    house.spend(member, 5)
    house.void(event)
    assert house.holds(member) == {"debt": -5}
    house.order(member, "2026-05-02 08:00", 1)
    assert house.holds(member) == {}
    house.order(member, "2026-05-03 08:00", 1)
    assert house.holds(member) == {"wallet": 5}
    sound(house)


def test_counts_what_has_expired_as_returned(house):
    member = house.member()
    event = house.check_in(member, "2026-05-01 08:00")[0]
    house.expire("2026-06-01 00:00")
    house.order(member, "2026-06-01 08:00", 1)
    house.void(event)
    assert house.holds(member) == {"wallet": 5}
    sound(house)


def test_gives_back_to_the_very_lots(house):
    member = house.member()
    event = house.order(member, "2026-05-01 08:00", 1)
    house.record(house.event(member, "2026-05-01 09:00", "review.written", length=1))
    house.spend(member, 3)
    before = lots(house, member)
    house.void(event)
    assert lots(house, member) == [(5, 0, 0), (5, 2, 0)]
    house.reinstate(event)
    assert lots(house, member) == before
    sound(house)


def test_gives_a_lot_that_has_expired_seven_more_days(house):
    member = house.member()
    event = house.check_in(member, "2026-05-01 08:00")[0]
    house.void(event)
    house.expire("2026-06-01 00:00")
    house.reinstate(event)
    assert house.points(member) == 5
    ((expires_at, now),) = house.rows(
        "SELECT expires_at, guanxi_now(%s) FROM ledger_public_lot WHERE member_id = %s", house.space_id, member
    )
    assert timedelta(days=6, hours=23) < expires_at - now <= timedelta(days=7)
    sound(house)


def test_spends_nothing_when_it_is_not_all_there(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00")
    with pytest.raises(errors.InsufficientBalance) as caught:
        house.spend(member, 6)
    assert caught.value.facts["amount"] == 6
    assert (house.points(member), lots(house, member)) == (5, [(5, 5, 0)])


def test_spends_once_for_a_key(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00")
    with acting_in(house.space_id):
        spent = [
            ledger.spend(
                space_id=house.space_id, member_id=member, unit="points", amount=2, purpose="tea", key="order 7"
            )
            for _ in range(3)
        ]
    assert (len(set(spent)), house.points(member)) == (1, 3)
