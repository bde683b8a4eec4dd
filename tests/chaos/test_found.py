"""What the long runs found, each as small as it is."""

from datetime import UTC, datetime, timedelta

import pytest

from guanxi import journal
from guanxi.quests import actions as quests
from tests import cast
from tests.chaos import house

pytestmark = pytest.mark.django_db
DAY_ONE = datetime(2026, 5, 1, 12, tzinfo=UTC)


def check_in(space_id: int, member_id: int, day: int) -> int:
    at = DAY_ONE + timedelta(days=day)
    return journal.record(space_id=space_id, events=[journal.Event(type="checkin.made", member_id=member_id, at=at)]).ids[0]


def test_lets_a_better_version_take_over_and_gives_at_once_what_it_asks_less_for() -> None:
    space_id = house.open_house("found", texts=(house.VERSIONED.format(reach=3, amount=5),))
    member_id = cast.member(space_id)
    days = [check_in(space_id, member_id, day) for day in (0, 1)]
    house.launch_all(space_id, house.VERSIONED.format(reach=2, amount=5))
    house.drain(space_id)
    assert house.net(space_id, "ticket:fair") == {member_id: 5}
    assert house.full_look(space_id) == []
    journal.void(space_id=space_id, event_id=days[0], reason="a mistake", actor=house.ACTOR)
    assert house.net(space_id, "ticket:fair") == {}
    assert house.full_look(space_id) == []


def test_frees_the_cap_of_what_an_older_version_gave() -> None:
    space_id = house.open_house("found", texts=(house.VERSIONED.format(reach=1, amount=4),))
    member_id = cast.member(space_id)
    day = check_in(space_id, member_id, 0)
    house.launch_all(space_id, house.VERSIONED.format(reach=1, amount=5))
    journal.void(space_id=space_id, event_id=day, reason="a mistake", actor=house.ACTOR)
    house.drain(space_id)
    assert house.full_look(space_id) == []
