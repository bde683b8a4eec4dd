"""What the console reads of quests: lists that go on from where the last page ended."""

from dataclasses import replace

import pytest

from guanxi.kernel import keyset
from guanxi.quests import actions as quests
from guanxi.quests import lists, reports
from tests.quests import tea


@pytest.fixture
def running(house, launch, at):
    """A challenge of two days with one cup, which two of three members have finished."""
    slug = launch("checkin", days=2, half_points=0, gift="cup", stock=1, has_certificate=False)
    at("2026-05-20 12:00")
    people = house.members(3)
    for member, days in zip(people, (2, 2, 1), strict=True):
        for day in range(1, days + 1):
            house.record(house.event(member, f"2026-05-0{day} 08:00", challenge=slug, text_length=12))
    return slug, people


def test_lists_quests_by_state_and_words(house, running, launch):
    slug, _ = running
    launch("welcome", title_en="First cup")

    assert [one.slug for one in reports.listed(space_id=house.space_id)] == ["welcome", slug]
    assert [one.slug for one in reports.listed(space_id=house.space_id, words="first CUP")] == ["welcome"]
    assert reports.listed(space_id=house.space_id, state="paused") == ()
    newest = reports.listed(space_id=house.space_id, limit=1)[0]
    assert [one.slug for one in reports.listed(space_id=house.space_id, before=newest.quest_id)] == [slug]


def test_tells_of_a_quest_how_far_everybody_is(house, running):
    slug, people = running
    found = reports.detail(space_id=house.space_id, slug=slug)

    assert found is not None
    assert (found.reached, found.under_way, found.quest.recipe) == ({1: 2}, 3, "checkin")
    assert {budget.unit: budget.left for budget in found.quest.budgets} == {"points": 11_940, "item:cup": 0}
    told = [
        (people[0], 2, 1),
        (people[1], 2, 1),
        (people[2], 1, 0),
    ]
    for sort, descending, expected in (
        ("member", False, told),
        ("member", True, told[::-1]),
        ("step", True, [told[1], told[0], told[2]]),
        ("step", False, [told[2], told[0], told[1]]),
    ):
        pages = keyset.everything(
            lambda wanted: lists.people(
                space_id=house.space_id, quest_id=found.quest.quest_id, wanted=replace(wanted, limit=2)
            ),
            keyset.Wanted(sort=sort, descending=descending),
        )
        assert [(one.member_id, one.value, one.step) for page in pages for one in page] == expected
    alone = lists.people(space_id=house.space_id, quest_id=found.quest.quest_id, wanted=keyset.Wanted(), step=0)
    assert [one.member_id for one in alone.rows] == [people[2]]


def test_lists_whose_acts_do_not_count(house, at):
    house.launch(
        tea.quest(audience="member.channel = 'parcel-card'", each="[{points: 1}]", ceiling_per_day="{points: 9}")
    )
    at("2026-05-20 12:00")
    [outside] = house.members(1)
    house.check_in(outside, "2026-05-01 08:00")
    quest = reports.detail(space_id=house.space_id, slug="tea")
    assert quest is not None
    found = lists.people(space_id=house.space_id, quest_id=quest.quest.quest_id, wanted=keyset.Wanted())
    assert [(one.member_id, one.value, one.last_at) for one in found.rows] == [(outside, 0, None)]


def test_goes_through_every_grant_once_page_by_page(house, running):
    seen, before = [], None
    while page := reports.grants(space_id=house.space_id, before=before, limit=1):
        seen.append((page[0].member_id, page[0].unit, page[0].state))
        before = (page[0].event_id, page[0].promise_id, page[0].generation)

    assert len(seen) == len(set(seen)) == 4
    assert sorted(state for _, _, state in seen) == ["granted", "granted", "granted", "waiting"]


def test_finds_grants_by_quest_unit_and_state(house, running):
    slug, people = running

    waiting = reports.grants(space_id=house.space_id, state="waiting")
    assert [(one.member_id, one.unit, one.quest) for one in waiting] == [(people[1], "item:cup", slug)]
    assert len(reports.grants(space_id=house.space_id, unit="points", quest=slug)) == 2
    assert reports.grants(space_id=house.space_id, quest="nothing") == ()


def test_counts_what_is_held(house, launch, at):
    slug = launch("checkin", days=2, half_points=0, has_certificate=False)
    at("2026-05-20 12:00")
    quests.pause(space_id=house.space_id, slug=slug, actor=house.actor)
    member = house.member()
    for day in (1, 2):
        house.record(house.event(member, f"2026-05-0{day} 08:00", challenge=slug, text_length=12))

    found = reports.detail(space_id=house.space_id, slug=slug)
    assert found is not None
    assert found.held == 1
    (held,) = reports.grants(space_id=house.space_id, state="held")
    assert (held.member_id, held.reason) == (member, "paused")


def test_knows_nothing_of_a_quest_that_is_not_there(house):
    assert reports.detail(space_id=house.space_id, slug="nothing") is None
