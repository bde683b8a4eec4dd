"""Writing a quest down, changing it, and what a launch refuses."""

import pytest

from guanxi.quests import errors, queries, recipes
from guanxi.quests.recipes import actions
from guanxi.quests.recipes import errors as refusals
from guanxi.quests.recipes import queries as uses
from guanxi.referral import rule
from tests.quests.recipes.conftest import TODAY


def save(house, name="checkin", *, slug=None, **changes):
    answers = {**recipes.defaults(recipes.named(name=name), today=TODAY), **changes}
    return actions.save(space_id=house.space_id, name=name, answers=answers, actor=house.actor, slug=slug)


def test_remembers_what_was_filled_in(house):
    saved = save(house, days=9, gift="茶杯")
    used = uses.use(space_id=house.space_id, slug=saved.slug)

    assert used is not None
    assert (used.recipe, used.answers["days"], used.answers["gift"]) == ("checkin", 9, "茶杯")
    assert used.answers["first_day"] == TODAY
    assert queries.one(space_id=house.space_id, slug=saved.slug).state == "draft"


def test_gives_a_second_quest_of_a_recipe_a_name_of_its_own(house):
    assert [save(house).slug for _ in range(3)] == ["checkin", "checkin-2", "checkin-3"]


def test_refuses_a_launch_that_the_reserve_does_not_cover(house):
    slug = save(house, points_budget=12_000).slug

    with pytest.raises(errors.ReserveShort) as refused:
        actions.launch(space_id=house.space_id, slug=slug, actor=house.actor)

    assert refused.value.missing == {"points": 2_000}
    assert queries.one(space_id=house.space_id, slug=slug).state == "draft"


def test_says_beforehand_what_is_set_aside_and_what_is_lacking(house):
    definition = save(house, points_budget=12_000, gift="茶杯", stock=7).definition
    points, cups = uses.coverage(space_id=house.space_id, definition=definition)

    assert (points.needed, points.reserve, points.short) == (12_000, 10_000, 2_000)
    assert (cups.code, cups.to_move, cups.short) == ("item:茶杯", 7, 7)


def test_sets_only_the_difference_aside_for_a_larger_budget(house):
    slug = save(house, points_budget=4_000).slug
    actions.launch(space_id=house.space_id, slug=slug, actor=house.actor)
    (points,) = uses.coverage(
        space_id=house.space_id, definition=save(house, slug=slug, points_budget=5_000).definition
    )

    assert (points.aside, points.to_move, points.reserve) == (4_000, 1_000, 6_000)


def test_tells_who_keeps_the_older_terms(house):
    slug = save(house, points_budget=4_000).slug
    assert actions.worse_for_those_under_way(space_id=house.space_id, slug=slug) is None
    actions.launch(space_id=house.space_id, slug=slug, actor=house.actor)

    save(house, slug=slug, points_budget=4_000, points=40)
    assert actions.worse_for_those_under_way(space_id=house.space_id, slug=slug) == ()

    save(house, slug=slug, points_budget=4_000, points=5)
    assert actions.worse_for_those_under_way(space_id=house.space_id, slug=slug)


def test_goes_on_although_the_circle_is_not_ready_only_with_a_reason(house):
    slug = save(house, "invite", points_budget=500).slug
    lacking = ["four weeks’ retention"]
    with pytest.raises(refusals.ReasonNeeded):
        actions.launch(space_id=house.space_id, slug=slug, actor=house.actor, lacking=lacking, because="  ")

    actions.launch(space_id=house.space_id, slug=slug, actor=house.actor, lacking=lacking, because="The fair is now.")

    used = uses.use(space_id=house.space_id, slug=slug)
    assert used is not None
    assert used.because == "The fair is now."
    told = house.rows("SELECT props FROM journal_public_event WHERE type = 'quest.launched_early'")
    assert "The fair is now." in str(told)


def test_lets_the_friends_act_count_when_the_invitation_is_launched(house, launch):
    launch("invite", act="order.delivered")

    assert rule.qualifying_events(space_id=house.space_id) == ("order.delivered",)


TEXT = """
quests:
  - quest: t
    title: T
    goal: {event: checkin.made}
    steps: [{reach: 1, promise: [{points: 1}]}]
    budget: {points: 5}
"""


def test_writes_the_quests_of_a_text_down(house):
    wrong = TEXT.replace("checkin.made", "nothing.known")

    assert actions.apply_text(space_id=house.space_id, text=TEXT, actor=house.actor) == ("t",)
    with pytest.raises(errors.QuestFileRefused):
        actions.apply_text(space_id=house.space_id, text=wrong, actor=house.actor)
