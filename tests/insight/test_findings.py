"""What the audit and the replay found in the engine, each as its shortest story. A mark goes when its bug does."""

from datetime import timedelta

import pytest

from guanxi import journal, ledger
from guanxi.insight import audit, replay
from guanxi.journal import errors as journal_errors
from guanxi.members import actions as members
from guanxi.quests import actions as quests
from tests import cast
from tests.insight import world


@pytest.fixture
def house(committed_db) -> cast.House:
    return world.open_house()


def offences(space_id: int) -> dict[str, object]:
    report = audit.run(space_id=space_id, keep=False)
    return {finding.check.id: finding.examples for finding in report.findings if finding.violations}


def test_keeps_once_what_a_quest_does_not_take_back(house):
    event_id = world.review(house.space_id, cast.member(house.space_id), 1)
    journal.void(space_id=house.space_id, event_id=event_id, reason="a mistake", actor=house.actor)
    journal.reinstate(space_id=house.space_id, event_id=event_id, reason="it was right", actor=house.actor)
    assert offences(house.space_id) == {}


def test_returns_to_a_ceiling_only_what_was_taken_from_it(house):
    member_id = cast.member(house.space_id)
    world.check_in(house.space_id, member_id, 1)
    quests.pause(space_id=house.space_id, slug="each-checkin", actor=house.actor)
    at = world.DAY_ONE + timedelta(hours=1)
    event = journal.Event(type="checkin.made", member_id=member_id, at=at)
    event_id = journal.record(space_id=house.space_id, events=[event]).ids[0]
    journal.void(space_id=house.space_id, event_id=event_id, reason="a mistake", actor=house.actor)
    assert offences(house.space_id) == {}


def test_lets_the_last_decision_of_a_batch_stand(house):
    event_id = world.check_in(house.space_id, cast.member(house.space_id), 1)
    said = {"space_id": house.space_id, "event_id": event_id, "reason": "dice", "actor": house.actor}
    journal.void(**said, settle="queue")
    journal.reinstate(**said, settle="queue")
    journal.void(**said, settle="queue")
    journal.drain_all(space_id=house.space_id)
    assert offences(house.space_id) == {}


def test_returns_to_a_budget_only_what_came_back(house):
    member_id = cast.member(house.space_id)
    events = [world.check_in(house.space_id, member_id, day) for day in (1, 2)]
    ledger.expire(space_id=house.space_id, now=world.DAY_ONE + timedelta(days=60))
    journal.void(space_id=house.space_id, event_id=events[0], reason="a mistake", actor=house.actor)
    assert offences(house.space_id) == {}


def test_takes_a_spend_back_by_a_refund_and_not_by_a_void(house):
    member_id = cast.member(house.space_id)
    for day in (1, 2):
        world.check_in(house.space_id, member_id, day)
    event_id = ledger.spend(space_id=house.space_id, member_id=member_id, unit="points", amount=5, purpose="tea")
    with pytest.raises(journal_errors.HasItsOwnWayBack, match=r"ledger\.spent"):
        journal.void(space_id=house.space_id, event_id=event_id, reason="returned", actor=house.actor)
    ledger.refund(space_id=house.space_id, spend_id=event_id, reason="returned", actor=house.actor)
    assert offences(house.space_id) == {}
    assert replay.replay(space_id=house.space_id).ok


def test_takes_back_the_step_that_came_later_in_time(house):
    keep, lose = cast.member(house.space_id), cast.member(house.space_id, "谷雨")
    for day in (11, 12):
        world.check_in(house.space_id, keep, day)
        world.check_in(house.space_id, lose, day - 5)
    members.merge(space_id=house.space_id, keep=keep, lose=lose, actor=house.actor)
    assert replay.replay(space_id=house.space_id).ok
