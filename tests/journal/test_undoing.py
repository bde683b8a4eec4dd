"""Voiding, reinstating, and what follows (docs/rules/undo.md)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError

from guanxi import journal, ledger
from guanxi.journal import errors, queries
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions as quests
from tests import cast

pytestmark = pytest.mark.django_db

DAY_ONE = datetime(2026, 5, 1, 2, tzinfo=UTC)
QUESTS = """
quests:
  - quest: seven-days
    title: {en: Seven days, zh-hans: 七天}
    goal: {event: checkin.made, measure: {streak: days}}
    counts_from: 2026-04-01
    steps: [{reach: 7, promise: [{points: 20}]}]
    budget: {points: 1000}
  - quest: each-checkin
    title: {en: A point a day, zh-hans: 每天一分}
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{points: 1}]
    ceiling_per_day: {points: 100}
  - quest: a-point-a-yuan
    title: {en: A point a yuan, zh-hans: 一元一分}
    goal: {event: order.delivered, measure: count}
    counts_from: 2026-04-01
    each: [{points: 1, for_each: 100, of: sum_cents}]
    ceiling_per_day: {points: 10000}
"""


@pytest.fixture
def space() -> int:
    house = cast.spring_tea()
    with acting_in(house.space_id):
        ledger.fund(space_id=house.space_id, unit="points", amount=1000, actor=house.actor)
        for definition in quests.read_file(space_id=house.space_id, text=QUESTS):
            quests.apply_definition(space_id=house.space_id, definition=definition, actor=house.actor)
            quests.launch(space_id=house.space_id, slug=definition.slug, actor=house.actor)
    return house.space_id


@pytest.fixture
def member(space) -> int:
    return cast.member(space)


def check_in(space: int, member: int, day: int) -> int:
    event = journal.Event(type="checkin.made", member_id=member, at=DAY_ONE + timedelta(days=day - 1))
    return journal.record(space_id=space, events=[event]).ids[0]


def order(space: int, member: int, yuan: int) -> int:
    event = journal.Event(
        type="order.delivered", member_id=member, at=DAY_ONE, props={"sum_cents": 100 * yuan, "order": f"o{yuan}"}
    )
    return journal.record(space_id=space, events=[event]).ids[0]


def void(space: int, event_id: int) -> int:
    return journal.void(space_id=space, event_id=event_id, reason="a mistake", actor="staff:1")


def reinstate(space: int, event_id: int) -> int:
    return journal.reinstate(space_id=space, event_id=event_id, reason="it was right", actor="staff:1")


def points(space: int, member: int) -> tuple[int, int]:
    """What is in the wallet, and what is owed."""
    with acting_in(space):
        found = ledger.balances(space_id=space, member_id=member)
    return found.get(("points", "wallet"), 0), abs(found.get(("points", "debt"), 0))


def test_tells_the_story_of_a_streak(space, member):
    days = [check_in(space, member, day) for day in range(1, 8)]
    assert points(space, member) == (27, 0)
    void(space, days[2])
    assert points(space, member) == (6, 0)
    reinstate(space, days[2])
    assert points(space, member) == (27, 0)
    days.append(check_in(space, member, 8))
    void(space, days[0])
    assert points(space, member) == (27, 0)
    for event_id in days:
        void(space, event_id)
    assert points(space, member) == (0, 0)


def test_tells_the_story_of_a_debt(space, member):
    first = order(space, member, 100)
    ledger.spend(space_id=space, member_id=member, unit="points", amount=30, purpose="a cup", actor="staff:1")
    assert points(space, member) == (70, 0)
    void(space, first)
    assert points(space, member) == (0, 30)
    order(space, member, 50)
    assert points(space, member) == (20, 0)
    reinstate(space, first)
    assert points(space, member) == (120, 0)


def test_says_again_what_is_void_already(space, member):
    event_id = check_in(space, member, 1)
    assert void(space, event_id) == void(space, event_id)
    assert points(space, member) == (0, 0)


def test_ends_as_the_last_word_says(space, member):
    event_id = check_in(space, member, 1)
    for _ in range(5):
        void(space, event_id)
        assert points(space, member) == (0, 0)
        reinstate(space, event_id)
        assert points(space, member) == (1, 0)


def test_refuses_to_reinstate_what_is_not_void(space, member):
    event_id = check_in(space, member, 1)
    with pytest.raises(errors.NotVoid):
        reinstate(space, event_id)


def test_refuses_to_void_a_consequence_and_names_its_cause(space, member):
    days = [check_in(space, member, day) for day in range(1, 8)]
    with acting_in(space):
        reached = [
            one for one in journal.timeline(space_id=space, member_id=member) if one.type == "quest.step_reached"
        ]
    assert [one.cause_id for one in reached] == [days[-1]]
    with pytest.raises(errors.NotVoidable, match=str(days[-1])):
        void(space, reached[0].id)
    with pytest.raises(errors.HasItsOwnWayBack, match="reinstate"):
        void(space, void(space, days[0]))


def test_refuses_an_event_of_nobody(space):
    with pytest.raises(errors.UnknownEvent):
        void(space, 1)


def test_refuses_a_reason_that_would_end_in_the_middle(space, member):
    event_id = check_in(space, member, 1)
    with pytest.raises(DataError, match="zero byte"):
        journal.void(space_id=space, event_id=event_id, reason="a slip\x00 of the pen", actor="staff:1")
    with acting_in(space):
        assert queries.live_void(space_id=space, event_id=event_id) is None
