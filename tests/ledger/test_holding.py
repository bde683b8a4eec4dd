"""Value that is held, given back or forgiven; the audit and the replay agree with every story."""

import pytest

from guanxi import ledger
from guanxi.insight import audit, replay
from guanxi.kernel.tenancy import acting_in
from guanxi.ledger import errors
from tests.quests import tea


@pytest.fixture
def house(committed_db) -> tea.House:
    opened = tea.open_house()
    opened.launch(
        tea.quest(
            "short", each="[{points: 5, expires_days: 30}]", ceiling_per_day="{points: 1000}", counts_from="2026-10-01"
        ),
        tea.quest(
            "long", each="[{points: 10, expires_days: 900}]", ceiling_per_day="{points: 1000}", counts_from="2026-10-01"
        ),
    )
    return opened


@pytest.fixture
def member_id(house: tea.House) -> int:
    """A member with fifteen points: five that expire soon, ten that do not."""
    joined = house.member()
    house.check_in(joined, "2026-11-10 08:00")
    return joined


def lots(house: tea.House) -> list[tuple[str, int]]:
    return house.rows(
        "SELECT kind::text, remaining FROM ledger_public_lot WHERE remaining > 0 ORDER BY kind, transfer_id"
    )


def agree(house: tea.House) -> None:
    """The audit finds nothing, and the replay comes out the same."""
    audited = audit.run(space_id=house.space_id)
    assert [finding for finding in audited.findings if finding.violations] == []
    replayed = replay.replay(space_id=house.space_id)
    assert [one for one in (*replayed.ledger, *replayed.rules) if one.different] == []
    assert replayed.failures == ()


def test_captures_a_part_and_releases_the_rest_into_its_lots(house, member_id):
    with acting_in(house.space_id):
        before = lots(house)
        held = ledger.hold(space_id=house.space_id, member_id=member_id, unit="points", amount=8, purpose="a tin")
        assert house.holds(member_id) == {"wallet": 7, "held": 8}
        ledger.capture(space_id=house.space_id, hold_id=held, amount=2, actor="staff:1")
        assert house.holds(member_id) == {"wallet": 7, "held": 6}
        ledger.release(space_id=house.space_id, hold_id=held, actor="staff:1")
        assert house.holds(member_id) == {"wallet": 13}
        assert sum(amount for _, amount in lots(house)) == 13 == sum(amount for _, amount in before) - 2
    agree(house)


def test_keeps_what_it_holds_from_being_spent_or_held_twice(house, member_id):
    with acting_in(house.space_id):
        held = ledger.hold(space_id=house.space_id, member_id=member_id, unit="points", amount=12, purpose="a tin")
    with pytest.raises(errors.InsufficientBalance, match="There are 3 points to spend, and 4 are asked for"):
        house.spend(member_id, 4)
    with acting_in(house.space_id):
        ledger.release(space_id=house.space_id, hold_id=held, actor="staff:1")
    with pytest.raises(errors.NotHeld):
        ledger.release(space_id=house.space_id, hold_id=held, actor="staff:1")
    with pytest.raises(errors.NotHeld, match="has 0 left, and 1 are asked for"):
        ledger.capture(space_id=house.space_id, hold_id=held, amount=1, actor="staff:1")
    assert house.holds(member_id) == {"wallet": 15}
    agree(house)


def test_gives_a_spend_back_once_into_the_very_lots(house, member_id):
    before = lots(house)
    spent = house.spend(member_id, 9)
    ledger.refund(space_id=house.space_id, spend_id=spent, reason="sold out", actor="staff:1")
    assert lots(house) == before
    with pytest.raises(errors.NothingSpent):
        ledger.refund(space_id=house.space_id, spend_id=spent, reason="again", actor="staff:1")
    agree(house)


def test_forgives_no_more_than_is_owed(house, member_id):
    event_id = house.check_in(member_id, "2026-11-11 08:00")[0]
    house.spend(member_id, 25)
    house.void(event_id)
    assert house.holds(member_id) == {"wallet": 5, "debt": -15} or house.holds(member_id)["debt"] < 0
    owed = -house.holds(member_id)["debt"]
    with pytest.raises(errors.OwesLess):
        ledger.forgive(
            space_id=house.space_id, member_id=member_id, unit="points", amount=owed + 1, reason="x", actor="staff:1"
        )
    ledger.forgive(
        space_id=house.space_id, member_id=member_id, unit="points", amount=owed, reason="our mistake", actor="staff:1"
    )
    assert "debt" not in house.holds(member_id)
    agree(house)
