"""One community from the first check-in to the last undo."""

from datetime import UTC, datetime, timedelta

import pytest

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions, queries
from tests import cast

pytestmark = pytest.mark.django_db

DAY_ONE = datetime(2026, 5, 1, 2, tzinfo=UTC)
QUESTS = """
quests:
  - quest: seven-days
    title: {en: Seven days, zh-hans: 七天}
    goal: {event: checkin.made, measure: {streak: days}}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{points: 20}]}
      - {reach: 3, promise: [{item: cup}]}
    budget: {points: 1000, "item:cup": 1}
  - quest: each-checkin
    title: {en: A point a day, zh-hans: 每天一分}
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{points: 1}, {growth: 2}]
    ceiling_per_day: {points: 100, growth: 1000}
"""


@pytest.fixture
def space_id() -> int:
    house = cast.spring_tea()
    with acting_in(house.space_id):
        ledger.fund(space_id=house.space_id, unit="points", amount=1000, actor=house.actor)
        ledger.fund(space_id=house.space_id, unit="item:cup", amount=1, actor=house.actor)
        for definition in actions.read_file(space_id=house.space_id, text=QUESTS):
            actions.apply_definition(space_id=house.space_id, definition=definition, actor=house.actor)
            actions.launch(space_id=house.space_id, slug=definition.slug, actor=house.actor)
    return house.space_id


def check_in(space_id: int, member_id: int, day: int) -> int:
    event = journal.Event(
        type="checkin.made", member_id=member_id, at=DAY_ONE + timedelta(days=day - 1), key=f"{member_id}:{day}"
    )
    return journal.record(space_id=space_id, events=[event]).ids[0]


def balances(space_id: int, member_id: int) -> dict[str, int]:
    return {
        f"{unit} {kind}": amount
        for (unit, kind), amount in ledger.balances(space_id=space_id, member_id=member_id).items()
        if amount
    }


def test_pays_and_takes_back(space_id: int) -> None:
    member_id = cast.member(space_id)
    with acting_in(space_id):
        days = [check_in(space_id, member_id, day) for day in (1, 2, 3)]
        assert balances(space_id, member_id) == {"points wallet": 23, "growth wallet": 6, "item:cup wallet": 1}
        check_in(space_id, member_id, 2)
        assert balances(space_id, member_id) == {"points wallet": 23, "growth wallet": 6, "item:cup wallet": 1}
        journal.void(space_id=space_id, event_id=days[1], reason="a mistake", actor="staff:1")
        assert balances(space_id, member_id) == {"points wallet": 2, "growth wallet": 4}
        journal.reinstate(space_id=space_id, event_id=days[1], reason="it was right", actor="staff:1")
        assert balances(space_id, member_id) == {"points wallet": 23, "growth wallet": 6, "item:cup wallet": 1}
        for event_id in days:
            journal.void(space_id=space_id, event_id=event_id, reason="all of it", actor="staff:1")
        assert balances(space_id, member_id) == {}
        quest_id = queries.one(space_id=space_id, slug="seven-days").quest_id
        held = ledger.system_balance(space_id=space_id, kind="escrow", unit="item:cup", owner_id=quest_id)
        assert held == 1


def test_gives_the_last_cup_once_and_to_the_next_when_it_comes_back(space_id: int) -> None:
    first, second = cast.member(space_id), cast.member(space_id, "谷雨")
    with acting_in(space_id):
        days = [check_in(space_id, first, day) for day in (1, 2, 3)]
        for day in (1, 2, 3):
            check_in(space_id, second, day)
        assert balances(space_id, first)["item:cup wallet"] == 1
        assert "item:cup wallet" not in balances(space_id, second)
        journal.void(space_id=space_id, event_id=days[0], reason="a mistake", actor="staff:1")
        assert "item:cup wallet" not in balances(space_id, first)
        assert balances(space_id, second)["item:cup wallet"] == 1
