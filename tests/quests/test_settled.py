"""After a quest is settled its budget is the reserve: what comes back goes there, what is owed again is drawn on it."""

import json

import pytest

from guanxi import journal, ledger
from guanxi.insight import audit, replay
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions, errors, queries
from tests.quests import tea

CUP = tea.quest("cup", steps="[{reach: 1, promise: [{item: cup}]}]", budget='{"item:cup": 2}')
ALL_CUPS = tea.quest("all", goal="{event: review.written}", steps="[{reach: 1, promise: [{item: cup}]}]",
                     budget='{"item:cup": 4}')  # fmt: skip


@pytest.fixture
def house(committed_db) -> tea.House:
    return tea.open_house()


@pytest.fixture
def settled(house) -> tuple[int, int, int]:
    """The event that earned the first of two cups, its member, and a third member who came too late."""
    house.launch(CUP)
    guests = house.members(3)
    events = [house.check_in(guest, f"2026-05-01 08:0{place}")[0] for place, guest in enumerate(guests)]
    settle(house, "cup")
    return events[0], guests[0], guests[2]


def settle(house: tea.House, slug: str) -> None:
    with acting_in(house.space_id):
        actions.end(space_id=house.space_id, slug=slug, actor=house.actor)
        actions.settle(space_id=house.space_id, slug=slug, actor=house.actor)


def funds(house: tea.House, unit: str = "item:cup", slug: str = "cup") -> tuple[int, int]:
    return house.system("reserve", unit), house.system("escrow", unit, slug)


def told(house: tea.House, kind: str) -> list[object]:
    rows = house.rows(
        "SELECT props - 'quest' - 'version' - 'reason' FROM journal_public_event WHERE space_id = %s AND type = %s"
        " ORDER BY id",
        house.space_id, kind,
    )  # fmt: skip
    return [json.loads(props) for (props,) in rows]


def held(house: tea.House) -> list[int]:
    with acting_in(house.space_id):
        return [row[0] for row in queries.waiting_for_decision(space_id=house.space_id)]


def sound(house: tea.House) -> None:
    report = audit.run(space_id=house.space_id, keep=False)
    assert {finding.check.id: finding.examples for finding in report.findings if finding.violations} == {}
    replayed = replay.replay(space_id=house.space_id)
    different = {one.name: one.examples for one in (*replayed.ledger, *replayed.rules) if one.different}
    assert (replayed.failures, different) == ((), {})


def test_what_comes_back_goes_to_the_reserve_and_is_drawn_from_it_again(house, settled):
    event, first, late = settled
    assert house.grants(late) == [("item:cup", 1, 0, "denied", "settled")]
    assert funds(house) == (3, 0)
    house.void(event)
    assert (house.cups(first), house.cups(late), funds(house)) == (0, 0, (4, 0))
    sound(house)
    house.reinstate(event)
    assert (house.cups(first), house.cups(late), funds(house)) == (1, 0, (3, 0))
    assert (told(house, "quest.launched"), told(house, "quest.settled")) == (
        [{"escrow": {"item:cup": 2}}],
        [{"returned": {}}],
    )
    assert (told(house, "quest.returned"), told(house, "quest.drawn")) == ([{"item:cup": 1}], [{"item:cup": 1}])
    sound(house)


def test_every_unit_of_a_step_goes_there_and_comes_from_there(house):
    house.launch(
        tea.quest(
            "both", steps="[{reach: 1, promise: [{item: cup}, {points: 7}]}]", budget='{"item:cup": 2, points: 70}'
        )
    )
    (event,) = house.check_in(house.member(), "2026-05-01 08:00")
    settle(house, "both")
    house.void(event)
    assert (funds(house, slug="both"), funds(house, "points", "both")) == ((5, 0), (10_000, 0))
    house.reinstate(event)
    assert (funds(house, slug="both"), funds(house, "points", "both")) == ((4, 0), (9_993, 0))
    sound(house)


def test_what_the_reserve_lacks_is_a_task_that_waits_for_it(house, settled):
    event, first, _ = settled
    house.void(event)
    house.launch(ALL_CUPS)
    house.reinstate(event)
    assert house.grants(first)[-1] == ("item:cup", 1, 0, "held", "reserve")
    assert (house.cups(first), funds(house)) == (0, (0, 0))
    sound(house)

    (task,) = held(house)
    with pytest.raises(errors.ReserveLacks) as lacking, acting_in(house.space_id):
        actions.release_held(space_id=house.space_id, event_id=task, reason="as promised", actor=house.actor)
    assert lacking.value.facts == {"quest": "cup", "unit": "item:cup", "needed": 1, "available": 0}
    assert (held(house), told(house, "quest.hold_released")) == ([task], [])

    with acting_in(house.space_id):
        ledger.fund(space_id=house.space_id, unit="item:cup", amount=2, actor=house.actor)
        done = actions.release_held(space_id=house.space_id, event_id=task, reason="as promised", actor=house.actor)
    assert (done, held(house), house.cups(first), funds(house)) == (1, [], 1, (1, 0))
    assert house.grants(first)[-1] == ("item:cup", 1, 1, "granted", None)
    journal.drain_all(space_id=house.space_id)
    sound(house)
    house.void(event)
    assert (house.cups(first), funds(house)) == (0, (2, 0))
    sound(house)


def test_such_a_task_can_be_denied_and_its_cause_taken_back(house, settled):
    event, first, _ = settled
    house.void(event)
    house.launch(ALL_CUPS)
    house.reinstate(event)
    house.void(event)
    assert (held(house), house.grants(first)[-1][3]) == ([], "reversed")
    house.reinstate(event)
    (task,) = held(house)
    with acting_in(house.space_id):
        actions.deny_held(space_id=house.space_id, event_id=task, reason="not in stock any more", actor=house.actor)
    assert (held(house), house.grants(first)[-1][3:], funds(house)) == ([], ("denied", "reserve"), (0, 0))
    sound(house)


def test_gives_the_part_that_the_reserve_has_of_what_can_be_divided(house):
    house.launch(
        tea.quest(
            goal="{event: order.delivered}", each="[{points: 1, for_each: 1, of: sum_cents}]", budget="{points: 500}"
        )
    )
    member = house.member()
    order = house.order(member, "2026-05-01 08:00", 200)
    settle(house, "tea")
    assert funds(house, "points", "tea") == (9800, 0)
    house.void(order)
    house.launch(tea.quest("much", goal="{event: review.written}", each="[{points: 1}]", budget="{points: 9950}"))
    house.reinstate(order)
    assert house.grants(member)[-1] == ("points", 200, 50, "granted", "reserve")
    assert (house.points(member), funds(house, "points", "tea")) == (50, (0, 0))
    sound(house)


def test_what_was_held_and_is_denied_after_settling_goes_to_the_reserve(house):
    house.launch(tea.quest(each="[{points: 5}]", budget="{points: 100}"))
    member = house.member()
    with acting_in(house.space_id):
        actions.pause(space_id=house.space_id, slug="tea", actor=house.actor)
    house.check_in(member, "2026-05-01 08:00")
    settle(house, "tea")
    assert (house.holds(member), funds(house, "points", "tea")) == ({"held": 5}, (9995, 0))
    assert told(house, "quest.settled") == [{"returned": {"points": 95}}]
    (task,) = held(house)
    with acting_in(house.space_id):
        actions.deny_held(space_id=house.space_id, event_id=task, reason="not theirs", actor=house.actor)
    assert (house.holds(member), funds(house, "points", "tea")) == ({}, (10_000, 0))
    assert told(house, "quest.hold_denied") == [{"returned": {"points": 5}}]
    sound(house)
