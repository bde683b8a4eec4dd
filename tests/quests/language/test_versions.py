"""A new version is at least as good in everything, or says in what it is not (QL-24, QU-10)."""

import pytest

from guanxi.quests import language
from tests.quests.language import samples

OLD = {
    "goal": "{event: checkin.made, where: props.text_length >= 10, measure: streak}",
    "window": "{from: 2026-10-01, to: 2026-12-01}",
    "steps": "[{reach: 7, promise: [{points: 10, expires_days: 90}, {item: cup}]}]",
    "budget": "{points: 1000, 'item:cup': 50}",
    "ceiling_per_day": None,
    "caps": "{day: {points: 100}}",
}
STEP = "[{{reach: {reach}, promise: [{{points: {points}, expires_days: {expires}{more}}}, {{item: cup}}]}}]"


def step(reach=7, points=10, expires=90, more=""):
    return STEP.format(reach=reach, points=points, expires=expires, more=more)


def verdict(**words):
    old, new = samples.definition(**OLD), samples.definition(**{**OLD, **words})
    return language.at_least_as_good(old, new)


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"title": "Another title"},
        {"steps": step(reach=6)},
        {"steps": step(points=11)},
        {"steps": step(expires=91)},
        {"steps": "[{reach: 7, promise: [{points: 10}, {item: cup}, {certificate: c}]}]"},
        {"steps": step()[:-1] + ", {reach: 9, promise: [{points: 1}]}]"},
        {"window": "{from: 2026-09-30, to: 2026-12-02}"},
        {"window": None},
        {"budget": "{points: 1001, 'item:cup': 51}"},
        {"caps": "{day: {points: 101}}"},
        {"caps": None},
        {"undo": "keep"},
        {"counts_from": "2026-01-01"},
    ],
    ids=str,
)
def test_accepts_what_is_at_least_as_good(words):
    found = verdict(**words)
    assert found
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({"steps": step(reach=8)}, "step 1 asks for 8 instead of 7"),
        ({"steps": step(points=9)}, "points is promised less, later or for a shorter time"),
        ({"steps": step(expires=89)}, "points is promised less, later or for a shorter time"),
        ({"steps": step(more=", pending_days: 1")}, "points is promised less, later or for a shorter time"),
        ({"window": "{from: 2026-10-02, to: 2026-12-01}"}, "it begins later"),
        ({"window": "{from: 2026-10-01, to: 2026-11-30}"}, "it ends earlier"),
        ({"window": "{from: 2026-10-01T00:00:00+08:00, to: 2026-12-01}"}, "it begins later"),
        ({"budget": "{points: 999, 'item:cup': 50}"}, "the budget of points is smaller"),
        ({"caps": "{day: {points: 99}}"}, "a cap of points is lower"),
        ({"caps": "{day: {points: 100}, member: {points: 500}}"}, "a cap of points is lower"),
        ({"ceiling_per_day": "{points: 100000}"}, "the daily ceiling of points is lower"),
        ({"audience": "member.tier = 'gold'"}, "the audience is another one"),
        ({"goal": "{event: checkin.made, where: props.text_length >= 9, measure: streak}"}, "the goal is another one"),
        ({"goal": "{event: checkin.made, where: props.text_length >= 10}"}, "the goal is another one"),
        ({"period": "month"}, "the period is another one"),
    ],
    ids=str,
)
def test_says_what_is_worse(words, reason):
    found = verdict(**words)
    assert not found
    assert found.reasons == (reason,)
