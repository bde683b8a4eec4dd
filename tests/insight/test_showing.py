"""Whom a demo shows to somebody who looks around: a member of whom there is something to tell."""

import pytest

from guanxi.insight import showing
from tests.quests import tea

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db):
    return tea.open_house()


def test_shows_who_did_and_has_most_and_always_the_same(house):
    house.launch(tea.quest("daily", each="[{points: 10}]", budget="{points: 500}"))
    _, now_and_then, often = house.member("first"), house.member("second"), house.member("third")
    house.check_in(now_and_then, "2026-05-01 09:00", "2026-05-08 09:00")
    house.check_in(often, *[f"2026-05-0{day} 09:00" for day in range(3, 9)])
    assert {showing.liveliest(space_id=house.space_id) for _ in range(3)} == {often}


def test_prefers_who_has_a_gift(house):
    house.launch(
        tea.quest("daily", each="[{points: 10}]", budget="{points: 500}"),
        tea.quest("write", goal="{event: post.created}", steps="[{reach: 1, promise: [{item: cup}]}]",
                  budget="{'item:cup': 5}"),
    )  # fmt: skip
    often, gifted = house.members(2)
    house.check_in(often, *[f"2026-05-0{day} 09:00" for day in range(3, 9)])
    house.record(house.event(gifted, "2026-05-02 09:00", "post.created"))
    assert showing.liveliest(space_id=house.space_id) == gifted


def test_shows_nobody_where_nobody_is(house):
    assert showing.liveliest(space_id=house.space_id) is None
