"""What goes beyond a ceiling, or falls due during a pause, is held and never lost: a person decides."""

import json
from collections.abc import Callable

import pytest

from guanxi.insight import audit
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions, errors, queries
from tests.quests import tea

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> tea.House:
    opened = tea.open_house()
    opened.launch(tea.quest(each="[{points: 4, pending_days: 7, expires_days: 30}]", ceiling_per_day="{points: 10}"))
    return opened


def held(house: tea.House) -> list[int]:
    with acting_in(house.space_id):
        return [row[0] for row in queries.waiting_for_decision(space_id=house.space_id)]


def decide(house: tea.House, act: Callable[..., int], event: int) -> int:
    with acting_in(house.space_id):
        return act(space_id=house.space_id, event_id=event, reason="looked at", actor=house.actor)


def sound(house: tea.House) -> None:
    report = audit.run(space_id=house.space_id, keep=False)
    assert {finding.check.id: finding.examples for finding in report.findings if finding.violations} == {}


def test_holds_what_goes_beyond_the_ceiling_of_a_local_day(house):
    member = house.member()
    house.check_in(member, *(f"2026-05-01 0{hour}:00" for hour in range(3)), "2026-05-02 00:00")
    assert house.holds(member) == {"pending": 12, "held": 4}
    assert [grant[1:] for grant in house.grants(member)] == [
        (4, 4, "granted", None),
        (4, 4, "granted", None),
        (4, 4, "held", "ceiling"),
        (4, 4, "granted", None),
    ]
    sound(house)


def test_releases_to_the_wallet_when_the_return_window_is_over(house):
    member = house.member()
    house.check_in(member, *(f"2026-05-01 0{hour}:00" for hour in range(3)))
    assert decide(house, actions.release_held, held(house)[0]) == 1
    assert house.holds(member) == {"pending": 8, "wallet": 4}
    assert held(house) == []
    sound(house)


def test_releases_to_pending_while_the_return_window_lasts(house):
    member = house.member()
    now = house.rows("SELECT guanxi_now(%s) - interval '1 day'", house.space_id)[0][0].astimezone(house.zone)
    local = now.strftime("%Y-%m-%d 0{}:00")
    house.check_in(member, *(local.format(hour) for hour in range(3)))
    decide(house, actions.release_held, held(house)[0])
    assert house.holds(member) == {"pending": 12}


def test_gives_back_what_is_denied(house):
    member = house.member()
    house.check_in(member, *(f"2026-05-01 0{hour}:00" for hour in range(3)))
    event = held(house)[0]
    assert decide(house, actions.deny_held, event) == 1
    assert house.holds(member) == {"pending": 8}
    assert house.grants(member)[2] == ("points", 4, 4, "denied", "ceiling")
    with pytest.raises(errors.NothingHeld):
        decide(house, actions.release_held, event)
    sound(house)


def test_takes_back_what_is_held_with_its_event(house):
    member = house.member()
    events = house.check_in(member, *(f"2026-05-01 0{hour}:00" for hour in range(3)))
    house.void(events[2])
    assert (house.holds(member), held(house)) == ({"pending": 8}, [])
    house.reinstate(events[2])
    assert house.holds(member) == {"pending": 8, "held": 4}
    sound(house)


def test_says_in_the_event_that_it_is_held(house):
    member = house.member()
    house.check_in(member, *(f"2026-05-01 0{hour}:00" for hour in range(3)))
    said = house.rows("SELECT props FROM journal_public_event WHERE id = %s", held(house)[0])[0][0]
    assert json.loads(said) == {"quest": "tea", "points": 4, "held": True, "reason": "ceiling"}


def test_matures_what_is_not_held_and_leaves_what_is(house):
    member = house.member()
    house.check_in(member, *(f"2026-05-01 0{hour}:00" for hour in range(3)))
    assert house.mature("2026-05-20 00:00") == 2
    assert house.holds(member) == {"wallet": 8, "held": 4}
    assert decide(house, actions.release_held, held(house)[0]) == 1
    assert house.holds(member) == {"wallet": 12}


def test_goes_on_counting_during_a_pause_and_releases_afterwards(house):
    member = house.member()
    with acting_in(house.space_id):
        actions.pause(space_id=house.space_id, slug="tea", actor=house.actor)
    house.check_in(member, "2026-05-01 08:00")
    assert (house.value("tea", member), house.holds(member)) == ([1], {"held": 4})
    with acting_in(house.space_id):
        actions.resume(space_id=house.space_id, slug="tea", actor=house.actor)
    assert house.holds(member) == {"wallet": 4}
    sound(house)


@pytest.fixture
def queue(house) -> tuple[list[int], list[int]]:
    """Three members for one cup: the second and the third wait for it when the quest is paused."""
    house.launch(tea.quest("cup", steps="[{reach: 1, promise: [{item: cup}]}]", budget='{"item:cup": 1}'))
    guests = house.members(3)
    events = [house.check_in(guest, f"2026-05-01 08:0{place}")[0] for place, guest in enumerate(guests)]
    with acting_in(house.space_id):
        actions.pause(space_id=house.space_id, slug="cup", actor=house.actor)
    return guests, events


def test_holds_what_comes_back_during_a_pause_and_releases_it_afterwards(house, queue):
    guests, events = queue
    house.void(events[0])
    assert house.holds(guests[1], "item:cup") == {"held": 1}
    with acting_in(house.space_id):
        actions.resume(space_id=house.space_id, slug="cup", actor=house.actor)
    assert [house.cups(guest) for guest in guests] == [0, 1, 0]
    sound(house)


def test_passes_what_is_denied_on_to_the_next_who_waits(house, queue):
    guests, events = queue
    house.void(events[0])
    assert decide(house, actions.deny_held, held(house)[0]) == 1
    assert [house.holds(guest, "item:cup") for guest in guests] == [{}, {}, {"held": 1}]
    with acting_in(house.space_id):
        actions.resume(space_id=house.space_id, slug="cup", actor=house.actor)
    assert [house.cups(guest) for guest in guests] == [0, 0, 1]
    sound(house)


def decide_many(house: tea.House, decision: actions.Decision, events: list[int]) -> actions.Decided:
    return actions.decide_held(
        space_id=house.space_id, event_ids=events, decision=decision, reason="looked at", actor=house.actor
    )


def test_denies_many_at_once_and_passes_each_unit_on_to_the_next_who_waits(house):
    house.launch(tea.quest("cup", steps="[{reach: 1, promise: [{item: cup}]}]", budget='{"item:cup": 2}'))
    guests = house.members(5)
    house.check_in(guests[0], "2026-05-01 07:00")
    with acting_in(house.space_id):
        actions.pause(space_id=house.space_id, slug="cup", actor=house.actor)
    for place, guest in enumerate(guests[1:]):
        house.check_in(guest, f"2026-05-01 08:0{place}")
    house.void(
        house.rows("SELECT source_id FROM quests_grant WHERE member_id = %s AND state = 'granted'", guests[0])[0][0]
    )
    with acting_in(house.space_id):
        events = [row[0] for row in queries.waiting_for_decision(space_id=house.space_id, slug="cup")]
    first = [guest for guest in guests if house.holds(guest, "item:cup") == {"held": 1}]

    done = decide_many(house, "deny", events)

    assert (done.events, done.grants, done.gone) == (len(events), len(events), 0)
    now = [guest for guest in guests if house.holds(guest, "item:cup") == {"held": 1}]
    assert len(now) == len(first)
    assert set(now).isdisjoint(first)
    sound(house)


def test_leaves_alone_what_was_decided_meanwhile_and_refuses_when_that_is_everything(house):
    members = house.members(2)
    for member in members:
        house.check_in(member, *(f"2026-05-01 0{hour}:00" for hour in range(3)))
    first, *rest = held(house)
    decide(house, actions.release_held, first)

    done = decide_many(house, "deny", [first, *rest])
    assert (done.events, done.gone) == (len(rest), 1)

    with pytest.raises(errors.NothingHeld):
        decide_many(house, "deny", [first, *rest])
    sound(house)


def test_decides_no_more_at_once_than_somebody_can_have_looked_at(house):
    with pytest.raises(errors.TooManyAtOnce):
        decide_many(house, "release", list(range(1, actions.MOST_AT_ONCE + 2)))
