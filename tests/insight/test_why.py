"""The story of a balance, as people read it."""

from typing import Any

import pytest
from django.utils import translation

from guanxi.insight import telling, why
from tests.insight import world

pytestmark = pytest.mark.django_db

RETURNED = "taken back, because the order that arrived on 4 May 2026 does not count any more (returned)"


def _told(story: why.Story) -> list[str]:
    said: Any = {"unit": story.unit, "currency": "CNY"}
    return [
        f"{telling.amount(line.change, **said)}: {telling.what(line, **said, zone=story.time_zone)}"
        for line in story.lines
    ]


def _words(member_id: int, space_id: int, unit: str) -> list[str]:
    return _told(why.story(space_id=space_id, member_id=member_id, unit=unit))


@pytest.fixture
def life():
    return world.live()


def test_ends_at_the_balance_and_at_the_lots(life):
    for member_id in life.people.values():
        for unit in ("points", "growth", "item:cup"):
            story = why.story(space_id=life.space_id, member_id=member_id, unit=unit)
            worth = sum(story.balances.values())
            assert (story.lines[-1].worth_after if story.lines else 0) == worth
            assert (story.lines[-1].wallet_after if story.lines else 0) == story.balances.get("wallet", 0)
            assert sum(lot.remaining for lot in story.lots) == worth - story.balances.get("debt", 0)


def test_tells_what_was_given_spent_and_taken_back(life):
    with translation.override("en"):
        told = _words(life.people["guyu"], life.space_id, "points")
    assert told[-4:] == [
        "±0 points: its waiting time is over: 59 can be spent now",
        "−60 points: spent for a tin of tea",
        f"−30 points: {RETURNED}; takes back line 6",
        f"−50 points: {RETURNED}; takes back line 5; 25 is owed, because it is gone already",
    ]
    assert "+20 points: “Seven days”, step 1, was reached by the check-in of 2 May 2026" in told


def test_tells_it_in_chinese(life):
    with translation.override("zh-hans"):
        told = _words(life.people["guyu"], life.space_id, "points")
    assert "+20 积分: 达到“七天”第 1 步：2026年5月2日的打卡" in told
    assert "−60 积分: 花费：a tin of tea" in told


def test_tells_what_was_held_and_released(life):
    with translation.override("en"):
        told = _words(life.people["shuangjiang"], life.space_id, "points")
    assert told[-1] == "±0 points: “Seven days” goes on: what the pause held is released"
    assert "held, because the day’s ceiling was reached" in told[-2]


def test_tells_who_waited(life):
    with translation.override("en"):
        assert _words(life.people["guyu"], life.space_id, "item:cup") == [
            "+1 cup: “Seven days”: a unit came back and went to who waited"
        ]


def test_shows_the_newest_lines_and_counts_the_rest(life):
    member_id = life.people["guyu"]
    whole = why.story(space_id=life.space_id, member_id=member_id)
    short = why.story(space_id=life.space_id, member_id=member_id, limit=3)
    assert short.lines == whole.lines[-3:]
    assert (short.earlier, whole.earlier) == (len(whole.lines) - 3, 0)


def test_has_nothing_to_tell_of_a_unit_that_never_moved(life):
    story = why.story(space_id=life.space_id, member_id=life.people["guyu"], unit="granted")
    assert (story.lines, story.lots, story.balances) == ((), (), {})
