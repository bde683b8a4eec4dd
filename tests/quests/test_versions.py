"""A change never makes it worse for somebody who is under way."""

import pytest

from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions, errors
from tests.quests import tea

pytestmark = pytest.mark.django_db


def asking(reach: int, points: int, budget: int = 100) -> str:
    return tea.quest(steps=f"[{{reach: {reach}, promise: [{{points: {points}}}]}}]", budget=f"{{points: {budget}}}")


@pytest.fixture
def house() -> tea.House:
    opened = tea.open_house()
    opened.launch(asking(3, 10))
    return opened


def test_moves_everybody_to_better_terms_with_the_progress_they_have(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00", "2026-05-02 08:00")
    house.launch(asking(3, 20))
    house.check_in(member, "2026-05-03 08:00")
    assert (house.value("tea", member), house.points(member)) == ([3], 20)


def test_gives_at_once_what_lower_terms_ask_for(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00", "2026-05-02 08:00")
    house.launch(asking(2, 10))
    assert house.points(member) == 10


def test_gives_nothing_twice_to_who_had_reached_it(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00", "2026-05-02 08:00", "2026-05-03 08:00")
    house.launch(asking(2, 20))
    house.check_in(member, "2026-05-04 08:00")
    assert house.points(member) == 10


def test_keeps_the_older_terms_for_who_is_under_way_and_gives_newcomers_the_newer(house):
    member, newcomer = house.members(2)
    house.check_in(member, "2026-05-01 08:00")
    house.launch(asking(4, 10))
    for guest in (member, newcomer):
        house.check_in(guest, "2026-05-02 08:00", "2026-05-03 08:00", "2026-05-04 08:00")
    assert (house.points(member), house.points(newcomer)) == (10, 0)
    house.check_in(newcomer, "2026-05-05 08:00")
    assert house.points(newcomer) == 10


def test_covers_what_the_newer_terms_may_cost_more(house):
    house.launch(asking(3, 10, budget=150))
    assert (house.system("escrow", slug="tea"), house.system("reserve")) == (150, 9_850)
    house.apply(asking(3, 10, budget=90))
    with acting_in(house.space_id), pytest.raises(errors.BudgetShrinks) as caught:
        actions.launch(space_id=house.space_id, slug="tea", actor=house.actor)
    assert caught.value.facts == {"quest": "tea", "unit": "points", "had": 150, "wanted": 90}
    assert (house.system("escrow", slug="tea"), house.system("reserve")) == (150, 9_850)


def test_writes_no_version_when_nothing_changes(house):
    house.apply(asking(3, 10))
    house.apply(asking(3, 10))
    assert house.rows("SELECT max(number) FROM quests_version") == [(1,)]


def test_undoes_at_the_terms_of_then(house):
    member = house.member()
    events = house.check_in(member, "2026-05-01 08:00", "2026-05-02 08:00", "2026-05-03 08:00")
    house.launch(asking(3, 20))
    house.void(events[0])
    assert (house.points(member), house.system("escrow", slug="tea")) == (0, 100)
    house.reinstate(events[0])
    assert house.points(member) == 20


def test_pays_once_for_an_event_that_is_undone_and_reinstated_in_another_version(house):
    house.launch(tea.quest("each", each="[{points: 1}]", ceiling_per_day="{points: 100}"))
    member = house.member()
    event = house.check_in(member, "2026-05-01 08:00")[0]
    house.launch(tea.quest("each", each="[{points: 2}]", ceiling_per_day="{points: 100}"))
    house.void(event)
    assert house.points(member) == 0
    house.reinstate(event)
    assert house.points(member) == 2


def test_pays_nothing_again_for_what_was_kept_in_another_version(house):
    kept = {"ceiling_per_day": "{points: 100}", "undo": "keep"}
    house.launch(tea.quest("each", each="[{points: 1}]", **kept))
    member = house.member()
    event = house.check_in(member, "2026-05-01 08:00")[0]
    house.launch(tea.quest("each", each="[{points: 2}]", **kept))
    house.void(event)
    house.reinstate(event)
    assert house.points(member) == 1
