"""draft → launched → paused → ended → settled: what each state counts, holds, and does with the budget."""

from datetime import timedelta

import pytest

from guanxi import journal
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions, errors, queries
from guanxi.quests.actions import whole_file
from tests.quests import tea

pytestmark = pytest.mark.django_db

CUPS = tea.quest(
    "cups", steps="[{reach: 1, promise: [{points: 20}]}, {reach: 2, promise: [{item: cup}]}]",
    budget='{points: 400, "item:cup": 2}',
)  # fmt: skip
EACH = tea.quest("each", each="[{points: 3}]", ceiling_per_day="{points: 100}")
STEP = "[{reach: 1, promise: [{points: 20}]}]"
TOO_MUCH = tea.quest("too-much", each="[{points: 3}]", budget="{points: 50000}")


@pytest.fixture
def house() -> tea.House:
    return tea.open_house()


def state(house: tea.House, slug: str) -> str:
    return queries.one(space_id=house.space_id, slug=slug).state


def move(house: tea.House, *moves: str, slug: str = "cups") -> None:
    for name in moves:
        getattr(actions, name)(space_id=house.space_id, slug=slug, actor=house.actor)


def tap(house: tea.House, member_id: int) -> int:
    """A check-in at this very moment."""
    return house.record(journal.Event(type="checkin.made", member_id=member_id))[0]


def test_counts_nothing_and_sets_nothing_aside_as_a_draft(house):
    house.apply(CUPS)
    member_id = house.member()
    house.check_in(member_id, "2026-05-01 08:00")
    assert (state(house, "cups"), house.points(member_id)) == ("draft", 0)
    assert (house.system("reserve"), house.system("escrow", slug="cups")) == (10_000, 0)


@pytest.mark.parametrize("end", ["2026-05-01", '"2026-05-01T08:00:00+08:00"'])
def test_refuses_a_launch_when_the_window_is_over(house, end):
    window = f"{{from: 2026-04-01, to: {end}}}"
    house.apply(tea.quest("late", counts_from="launch", window=window, steps=STEP, budget="{points: 400}"))
    with acting_in(house.space_id), pytest.raises(errors.WindowOver, match="is over"):
        actions.launch(space_id=house.space_id, slug="late", actor=house.actor)
    assert (state(house, "late"), house.system("escrow", slug="late")) == ("draft", 0)


def test_launches_a_window_that_is_over_when_the_quest_counts_from_before(house):
    member_id = house.member()
    house.check_in(member_id, "2026-04-02 08:00")
    window = "{from: 2026-04-01, to: 2026-05-01}"
    house.launch(tea.quest("late", counts_from="2026-04-01", window=window, steps=STEP, budget="{points: 400}"))
    with acting_in(house.space_id):
        journal.drain_all(space_id=house.space_id)
    assert house.points(member_id) == 20


def test_moves_the_budget_into_escrow_at_launch_and_counts_from_the_day_it_says(house):
    member_id = house.member()
    house.check_in(member_id, "2025-12-31 23:59", "2026-01-01 00:00")
    house.apply(CUPS)
    with acting_in(house.space_id):
        launched = actions.launch(space_id=house.space_id, slug="cups", actor=house.actor)
    assert launched.counted_from_before == 1
    assert house.points(member_id) == 0
    with acting_in(house.space_id):
        journal.drain_all(space_id=house.space_id)
    assert (house.points(member_id), house.cups(member_id)) == (20, 0)
    assert (house.system("reserve"), house.system("escrow", slug="cups")) == (9_600, 380)


def test_refuses_to_promise_what_the_reserve_does_not_have(house):
    house.apply(TOO_MUCH)
    with pytest.raises(errors.NotCovered) as refused, acting_in(house.space_id):
        actions.launch(space_id=house.space_id, slug="too-much", actor=house.actor)
    assert refused.value.facts == {"quest": "too-much", "unit": "points", "needed": 50_000, "available": 10_000}
    assert (state(house, "too-much"), house.system("reserve")) == ("draft", 10_000)


def test_holds_while_it_is_paused_and_releases_when_it_goes_on(house):
    house.launch(EACH)
    member_id = house.member()
    tap(house, member_id)
    move(house, "pause", slug="each")
    tap(house, member_id)
    assert house.holds(member_id) == {"wallet": 3, "held": 3}
    move(house, "resume", slug="each")
    assert house.holds(member_id) == {"wallet": 6}
    tap(house, member_id)
    assert house.holds(member_id) == {"wallet": 9}


def test_counts_late_news_of_the_days_before_it_ended_and_nothing_after(house):
    house.launch(CUPS)
    member_id = house.member()
    move(house, "end")
    tap(house, member_id)
    assert house.points(member_id) == 0
    now = journal.now(space_id=house.space_id)
    house.record(journal.Event(type="checkin.made", member_id=member_id, at=now - timedelta(hours=1)))
    assert house.points(member_id) == 20


def test_returns_the_rest_when_it_is_settled_and_keeps_what_was_given(house):
    house.launch(CUPS)
    first, second = house.member(), house.member("谷雨")
    house.check_in(first, "2026-05-01 08:00", "2026-05-02 08:00")
    house.check_in(second, "2026-05-01 08:00")
    move(house, "end")
    with acting_in(house.space_id):
        returned = actions.settle(space_id=house.space_id, slug="cups", actor=house.actor)
    assert returned == {"points": 360, "item:cup": 1}
    assert (house.system("reserve"), house.system("reserve", "item:cup")) == (9_960, 4)
    assert (house.system("escrow", slug="cups"), house.system("escrow", "item:cup", "cups")) == (0, 0)
    assert (house.points(first), house.cups(first), house.points(second)) == (20, 1, 20)


def test_settles_only_when_nothing_waits_any_more(house):
    house.launch(CUPS)
    member_id = house.member()
    house.record(house.event(member_id, "2026-05-01 08:00"), settle="queue")
    move(house, "end")
    with pytest.raises(errors.WrongState):
        move(house, "settle")
    with acting_in(house.space_id):
        journal.drain_all(space_id=house.space_id)
    move(house, "settle")
    assert (state(house, "cups"), house.points(member_id)) == ("settled", 20)


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ((), "pause"),
        ((), "end"),
        (("launch",), "resume"),
        (("launch",), "settle"),
        (("launch", "pause"), "pause"),
        (("launch", "end"), "launch"),
        (("launch", "end"), "resume"),
        (("launch", "end", "settle"), "end"),
        (("launch", "end", "settle"), "settle"),
    ],
)
def test_refuses_what_does_not_follow_from_its_state(house, before, wanted):
    house.apply(CUPS)
    move(house, *before)
    stands = state(house, "cups")
    with pytest.raises(errors.WrongState):
        move(house, wanted)
    assert state(house, "cups") == stands


def test_refuses_a_quest_that_nobody_wrote(house):
    with pytest.raises(errors.UnknownQuest):
        move(house, "pause", slug="nobody")


def test_raises_a_budget_with_a_new_version_and_never_lowers_it(house):
    house.launch(CUPS)
    more = CUPS.replace("points: 400", "points: 500")
    house.launch(more)
    assert (house.system("reserve"), house.system("escrow", slug="cups")) == (9_500, 500)
    with pytest.raises(errors.BudgetShrinks):
        house.launch(CUPS)
    assert house.system("escrow", slug="cups") == 500


def test_gives_a_denied_grant_back_to_its_budget_and_its_cap(house):
    house.launch(tea.quest("capped", each="[{points: 3}]", budget="{points: 300}", caps="{member_day: {points: 3}}"))
    member_id = house.member()
    move(house, "pause", slug="capped")
    tap(house, member_id)
    with acting_in(house.space_id):
        ((event_id, *_),) = queries.waiting_for_decision(space_id=house.space_id)
        assert actions.deny_held(space_id=house.space_id, event_id=event_id, reason="a bot", actor=house.actor) == 1
    assert (house.holds(member_id), house.system("escrow", slug="capped")) == ({}, 300)
    move(house, "resume", slug="capped")
    tap(house, member_id)
    assert house.points(member_id) == 3


def test_forgets_the_only_one_who_was_told_apart(house):
    house.launch(
        tea.quest(
            "lessons",
            goal="{event: checkin.made, measure: {distinct: challenge}}",
            steps="[{reach: 1, promise: [{points: 5}]}]",
            budget="{points: 50}",
        )
    )
    member_id = house.member()
    (event_id,) = house.record(house.event(member_id, "2026-05-01 08:00", challenge="dawn"))
    assert (house.value("lessons", member_id), house.points(member_id)) == ([1], 5)
    house.void(event_id)
    assert (house.value("lessons", member_id), house.points(member_id)) == ([0], 0)


def test_applies_and_funds_a_whole_file_or_nothing_of_it(house):
    definitions = house.read(EACH, TOO_MUCH, CUPS)
    with pytest.raises(errors.ReserveShort) as refused:
        whole_file.apply_all(space_id=house.space_id, definitions=definitions, actor=house.actor)
    # The order is the file's: what the first quests took is missing for the last.
    assert refused.value.missing == {"points": 40_400}
    assert (queries.listing_of(space_id=house.space_id), house.system("reserve")) == ([], 10_000)

    whole = whole_file.apply_all(space_id=house.space_id, definitions=definitions, actor=house.actor, funding=True)
    assert whole.funded == {"points": 40_400}
    assert {state(house, one.definition.slug) for one in whole.quests} == {"launched"}
    assert (house.system("reserve"), house.system("escrow", slug="too-much")) == (0, 50_000)

    again = whole_file.apply_all(space_id=house.space_id, definitions=definitions, actor=house.actor)
    assert [(one.changed, one.launch) for one in again.quests] == [(False, None)] * 3
