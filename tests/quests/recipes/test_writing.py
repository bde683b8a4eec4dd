"""What recipes write, and what they refuse."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from guanxi.quests import recipes
from guanxi.quests.definition import Canvas
from guanxi.quests.recipes import actions, birthdays, inducement, writing
from guanxi.quests.recipes import errors as refusals
from tests.quests.recipes.conftest import TODAY

NAMES = [one.name for one in recipes.RECIPES]
FILLED = {"gift": "手作盖碗", "coupon": "满100减10", "survey": "seed"}


def filled(name: str, **changes: recipes.Value) -> recipes.Answers:
    return {**recipes.defaults(recipes.named(name=name), today=TODAY), **FILLED, **changes}


def problems(name: str, **changes: recipes.Value) -> dict[str, str]:
    with pytest.raises(refusals.WordsRefused) as refused:
        recipes.draft(recipes.named(name=name), slug=name, answers=filled(name, **changes))
    return refused.value.problems


@pytest.mark.parametrize("name", NAMES)
def test_writes_a_quest_that_the_language_accepts(house, name):
    definition, text = actions.compose(space_id=house.space_id, name=name, answers=filled(name), slug=name)

    assert definition.slug == name
    assert set(definition.title) == set(definition.terms) == {"zh-hans", "en"}
    assert text.startswith("quests:\n")


@pytest.mark.parametrize("name", NAMES)
def test_induces_nobody_to_share(name):
    quest: Any = recipes.draft(recipes.named(name=name), slug=name, answers=filled(name)).quest

    assert not inducement.found([*quest["title"].values(), *quest["terms"].values()])


@pytest.mark.parametrize("name", NAMES)
def test_has_a_place_in_its_sentence_for_every_word_that_is_not_under_more(name):
    one = recipes.named(name=name)
    places = {field.name for field in one.fields if f"%({field.name})s" in one.sentence}
    elsewhere = {"title_zh", "title_en", "circle"}

    assert {field.name for field in one.fields if not field.is_more} - elsewhere <= places
    assert one.sentence % {field.name: "…" for field in one.fields}


@pytest.mark.parametrize(
    "words",
    [
        "分享到朋友圈即可领红包", "转发抽奖", "集满30个赞送茶杯", "好评返现5元", "五星好评送积分",
        "好友助力得礼品", "不转不是茶友", "转 发 朋 友 圈，人人有份", "晒朋友圈就送茶杯", "好评有礼",
        "Share this to get a gift", "Earn points for sharing", "5 star reviews get a reward",
    ],
)  # fmt: skip
def test_refuses_words_that_induce_sharing_or_buy_praise(words):
    assert "more_zh" in problems("checkin", more_zh=words)
    assert "title_zh" in problems("checkin", title_zh=words[:60])


def test_names_the_words_that_it_refuses():
    assert "转发朋友圈" in problems("checkin", more_zh="转发朋友圈，再来打卡")["more_zh"]


@pytest.mark.parametrize(
    "words", ["好友自己完成首次打卡才算数", "欢迎在圈子里分享你的茶席", "好评差评奖励一样", "Share your tea with us"]
)
def test_lets_honest_words_pass(words):
    assert not inducement.found([words])


def test_says_by_field_what_is_wrong():
    found = problems("checkin", days=1, last_day=date(2026, 4, 1), gift="a/b", points_budget=None)

    assert set(found) == {"days", "last_day", "gift", "points_budget"}


def test_refuses_a_window_that_is_too_short_for_its_days():
    assert "last_day" in problems("checkin", days=7, last_day=date(2026, 5, 6))


def test_refuses_a_budget_of_points_that_is_less_than_one_grant():
    assert set(problems("checkin", points=30, points_budget=29)) == {"points_budget"}
    assert "1,200" in problems("invite", first_points=1_200, points=0, points_budget=100)["points_budget"]


def test_refuses_days_that_are_over_where_the_quest_is_written(house):
    for name, field in (("checkin", "last_day"), ("member-day", "date")):
        day: dict[str, recipes.Value] = {"first_day": date(2026, 3, 1), "days": 7, field: date(2026, 4, 29)}
        with pytest.raises(refusals.WordsRefused) as refused:
            actions.compose(space_id=house.space_id, name=name, answers=filled(name, **day), slug=name)
        assert set(refused.value.problems) == {field}
        assert recipes.draft(recipes.named(name=name), slug=name, answers=filled(name, **day)).quest["window"]
        today = filled(name, **{**day, field: TODAY})
        assert actions.compose(space_id=house.space_id, name=name, answers=today, slug=name)


def test_refuses_a_promise_of_nothing():
    assert "points" in problems("welcome", points=0, coupon=None)


def test_keeps_what_the_operator_calls_it():
    answers = filled("welcome", title_zh="喝第一杯茶", more_en="One more thing.")
    quest: Any = recipes.draft(recipes.named(name="welcome"), slug="w", answers=answers).quest

    assert quest["title"] == {"zh-hans": "喝第一杯茶", "en": "Welcome"}
    assert quest["terms"]["en"].endswith("\nOne more thing.")


def test_says_its_terms_in_both_languages_whatever_is_spoken_now():
    with translation.override("zh-hans"):
        quest: Any = recipes.draft(recipes.named(name="checkin"), slug="c", answers=filled("checkin")).quest

    assert quest["terms"]["en"].startswith("From 1 May 2026 to 31 May 2026")


def test_inherits_the_canvas_of_the_circle(house):
    canvas = Canvas(background="Tea is drunk alone.", purpose="A habit.", goal="Half of us every day.")
    saved = actions.save(
        space_id=house.space_id, name="checkin", answers=filled("checkin"), actor=house.actor, canvas=canvas
    )

    assert saved.definition.canvas == canvas


@pytest.mark.parametrize(
    ("born", "today", "expected"),
    [
        (date(1990, 5, 1), date(2026, 5, 1), True),
        (date(1990, 5, 7), date(2026, 5, 1), True),
        (date(1990, 5, 8), date(2026, 5, 1), False),
        (date(1990, 4, 30), date(2026, 5, 1), False),
        (date(1990, 1, 2), date(2026, 12, 30), True),
        (date(1992, 2, 29), date(2026, 2, 28), True),
        (date(1992, 2, 29), date(2028, 2, 28), True),
        (date(1992, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_knows_whose_birthday_lies_in_the_week(born, today, expected):
    assert birthdays.is_in_week(born, today=today) is expected


def test_defaults_begin_today():
    answers = writing.defaults(recipes.named(name="checkin"), today=TODAY)

    assert (answers["first_day"], answers["last_day"]) == (TODAY, date(2026, 5, 31))
