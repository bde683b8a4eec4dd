"""A challenge for a circle counts for its members alone, however the news of a check-in comes."""

from datetime import date

import pytest

from guanxi.challenges import actions as challenges
from guanxi.challenges import errors
from guanxi.circles import actions as circles
from guanxi.circles import entry
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import recipes, standing
from guanxi.quests.recipes import actions
from tests.quests.recipes.conftest import TODAY


@pytest.fixture
def circle(house) -> int:
    return circles.open_circle(
        space_id=house.space_id,
        canvas=circles.Canvas(
            background="Tea is drunk alone.", purpose="seed_users", goal="A hundred", goal_number=100,
            goal_date=date(2027, 3, 31),
        ),
        look=circles.Look(name="老茶友", trait="都爱生普"),
        charter="好好说话。",
        rule=entry.Rule(),
        actor=house.actor,
        slug="old-friends",
    )  # fmt: skip


@pytest.fixture
def slug(house, circle) -> str:
    """Two days of check-ins for the circle, 30 points at the end."""
    answers = {**recipes.defaults(recipes.named(name="checkin"), today=TODAY), "days": 2, "half_points": 0}
    saved = actions.save(space_id=house.space_id, name="checkin", answers=answers, actor=house.actor, circle_id=circle)
    actions.launch(space_id=house.space_id, slug=saved.slug, actor=house.actor, funding=True)
    return saved.slug


def enter(house, circle: int, member: int) -> None:
    circles.enter(space_id=house.space_id, circle_id=circle, member_id=member, charter_version=1)


def standing_of(house, member: int, slug: str, now) -> standing.Standing:
    (found,) = standing.of_member(space_id=house.space_id, member_id=member, zone=house.zone, now=now, slug=slug)
    return found


def test_counts_what_members_of_the_circle_do_and_nothing_of_the_others(house, circle, slug, at):
    at("2026-05-20 12:00")
    inside, outside = house.members(2)
    enter(house, circle, inside)

    for day in (1, 2):
        for member in (inside, outside):
            house.record(house.event(member, f"2026-05-0{day} 08:00", challenge=slug, text_length=12))

    assert (house.points(inside), house.points(outside)) == (30, 0)


def test_counts_nothing_more_once_somebody_has_left_the_circle(house, circle, slug, at):
    at("2026-05-20 12:00")
    member = house.member()
    enter(house, circle, member)
    house.record(house.event(member, "2026-05-01 08:00", challenge=slug, text_length=12))
    circles.leave(space_id=house.space_id, circle_id=circle, member_id=member)

    house.record(house.event(member, "2026-05-02 08:00", challenge=slug, text_length=12))

    assert house.points(member) == 0


def test_names_the_circle_in_its_terms_in_both_languages(house, circle, slug):
    found = standing_of(house, house.member(), slug, house.at("2026-05-01 09:00")).definition

    assert found.audience == "has(member.circles, 'old-friends')"
    assert found.terms["en"].startswith("For members of the circle “老茶友”.")
    assert "老茶友" in found.terms["zh-hans"]


def test_refuses_the_check_in_of_somebody_outside_by_the_name_of_the_circle(house, circle, slug, at):
    at("2026-05-01 09:00")
    member = house.member()

    with acting_in(house.space_id), pytest.raises(errors.OutsideCircle) as refused:
        challenges.check_in(space_id=house.space_id, member_id=member, challenge=slug, text="一壶茶，一个人，一个早晨")
    assert "老茶友" in str(refused.value)

    enter(house, circle, member)
    with acting_in(house.space_id):
        assert challenges.check_in(
            space_id=house.space_id, member_id=member, challenge=slug, text="一壶茶，一个人，一个早晨"
        ).new


def test_tells_which_circle_is_lacking(house, circle, slug):
    now, member = house.at("2026-05-01 09:00"), house.member()
    before = standing_of(house, member, slug, now)
    assert (before.is_open, before.circle, before.waits_for_circle) == (False, "old-friends", True)

    enter(house, circle, member)
    after = standing_of(house, member, slug, now)
    assert (after.is_open, after.circle, after.waits_for_circle) == (True, None, False)


def test_is_for_everybody_without_a_circle(house, launch):
    slug = launch("checkin", days=2)

    found = standing_of(house, house.member(), slug, house.at("2026-05-01 09:00"))
    assert (found.definition.audience, found.is_open) == (None, True)
    assert "circle" not in found.definition.terms["en"]
