"""What is measured: counts, sums, values told apart, runs of days; alone, in groups, several together."""

import pytest

from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.quests import standing
from tests.quests import tea

pytestmark = pytest.mark.django_db

BUDGET = "{points: 1000}"


def steps(*reaches: int) -> str:
    return f"[{', '.join(f'{{reach: {reach}, promise: [{{points: {reach}}}]}}' for reach in reaches)}]"


@pytest.fixture
def house() -> tea.House:
    return tea.open_house()


def test_counts_what_matches_and_nothing_else(house):
    house.launch(tea.quest(goal="{event: checkin.made, where: props.text_length >= 10}", steps=steps(2), budget=BUDGET))
    member = house.member()
    for length in (10, 9, 30):
        house.record(house.event(member, f"2026-05-{length:02} 08:00", text_length=length))
    house.check_in(member, "2026-05-03 08:00")
    assert (house.value("tea", member), house.points(member)) == ([2], 2)


def test_sums_a_prop_and_reaches_several_steps_at_once(house):
    house.launch(
        tea.quest(goal="{event: order.delivered, measure: {sum: sum_cents}}", steps=steps(10, 20, 40), budget=BUDGET)
    )
    member = house.member()
    house.order(member, "2026-05-01 08:00", 25)
    assert (house.value("tea", member), house.points(member)) == ([25], 30)
    house.order(member, "2026-05-02 08:00", 15)
    assert (house.value("tea", member), house.points(member)) == ([40], 70)


def test_tells_values_apart(house):
    house.launch(tea.quest(goal="{event: checkin.made, measure: {distinct: challenge}}", steps=steps(2), budget=BUDGET))
    member = house.member()
    for hour, challenge in enumerate(("green", "green", "black")):
        house.record(house.event(member, f"2026-05-01 0{hour}:00", challenge=challenge))
    house.check_in(member, "2026-05-01 05:00")
    assert (house.value("tea", member), house.points(member)) == ([2], 2)


def test_lets_any_one_group_reach_it(house):
    goal = "{event: checkin.made, measure: {sum: text_length}, per: challenge}"
    house.launch(tea.quest(goal=goal, steps=steps(10), budget=BUDGET))
    member = house.member()
    for hour, (challenge, length) in enumerate((("green", 6), ("black", 6), ("green", 5), ("black", 7))):
        house.record(house.event(member, f"2026-05-01 0{hour}:00", challenge=challenge, text_length=length))
    assert (house.value("tea", member), house.points(member)) == ([13, 11], 10)


def test_keeps_a_step_that_a_sum_reached_and_left_again(house):
    house.launch(tea.quest(goal="{event: order.delivered, measure: {sum: sum_cents}}", steps=steps(10), budget=BUDGET))
    member = house.member()
    house.order(member, "2026-05-01 08:00", 10)
    house.order(member, "2026-05-02 08:00", -5)
    assert (house.value("tea", member), house.points(member)) == ([5], 10)


def test_judges_a_late_sum_in_the_order_in_which_things_happened(house):
    house.launch(tea.quest(goal="{event: order.delivered, measure: {sum: sum_cents}}", steps=steps(10), budget=BUDGET))
    member = house.member()
    house.order(member, "2026-05-03 08:00", 6)
    house.order(member, "2026-05-02 08:00", -3)
    house.order(member, "2026-05-01 08:00", 4)
    assert (house.value("tea", member), house.points(member)) == ([7], 0)


STREAK = "{event: checkin.made, measure: {streak: days}}"


def test_counts_a_run_of_days(house):
    house.launch(tea.quest(goal=STREAK, steps=steps(3), budget=BUDGET))
    member = house.member()
    house.check_in(
        member, "2026-05-01 08:00", "2026-05-01 09:00", "2026-05-02 08:00", "2026-05-04 08:00", "2026-05-05 08:00"
    )
    assert (house.value("tea", member), house.points(member)) == ([2], 0)
    house.check_in(member, "2026-05-06 23:59")
    assert (house.value("tea", member), house.points(member)) == ([3], 3)


def test_closes_a_gap_when_the_missing_day_comes_late(house):
    house.launch(tea.quest(goal=STREAK, steps=steps(3), budget=BUDGET))
    member = house.member()
    house.check_in(member, "2026-05-01 08:00", "2026-05-03 08:00", "2026-05-02 08:00")
    assert (house.value("tea", member), house.points(member)) == ([3], 3)


def test_makes_up_a_missed_day_with_a_card(house):
    house.launch(tea.quest(goal=STREAK, steps=steps(3), budget=BUDGET))
    member = house.member()
    house.check_in(member, "2026-05-01 08:00", "2026-05-03 08:00")
    card = house.record(house.event(member, "2026-05-04 08:00", for_date="2026-05-02"))[0]
    assert (house.value("tea", member), house.points(member)) == ([3], 3)
    house.void(card)
    assert (house.value("tea", member), house.points(member)) == ([1], 0)


def test_asks_for_all_of_several_goals(house):
    goals = "{all: [{event: checkin.made, reach: 2}, {event: order.delivered, measure: {sum: sum_cents}, reach: 10}]}"
    house.launch(tea.quest(goal=None, goals=goals, steps="[{promise: [{points: 5}]}]", budget=BUDGET))
    member = house.member()
    house.check_in(member, "2026-05-01 08:00", "2026-05-02 08:00")
    assert house.points(member) == 0
    order = house.order(member, "2026-05-03 08:00", 10)
    assert house.points(member) == 5
    house.void(order)
    assert house.points(member) == 0


def test_asks_for_any_of_several_goals(house):
    goals = "{any: [{event: checkin.made, reach: 2}, {event: order.delivered, measure: {sum: sum_cents}, reach: 10}]}"
    house.launch(tea.quest(goal=None, goals=goals, steps="[{promise: [{points: 5}]}]", budget=BUDGET))
    member = house.member()
    events = house.check_in(member, "2026-05-01 08:00", "2026-05-02 08:00")
    house.order(member, "2026-05-03 08:00", 10)
    assert house.points(member) == 5
    house.void(events[0])
    assert house.points(member) == 5


def test_counts_only_for_whom_it_is(house):
    house.launch(tea.quest(audience="member.channel = 'parcel-card'", steps=steps(1), budget=BUDGET))
    member, [other] = house.member(), house.members(1)
    house.check_in(member, "2026-05-01 08:00")
    house.check_in(other, "2026-05-01 08:00")
    assert (house.points(member), house.points(other)) == (1, 0)


@pytest.mark.parametrize("worn_at_first", [True, False])
def test_lets_the_verdict_of_then_stand_when_an_event_is_reinstated(house, worn_at_first):
    house.launch(
        tea.quest("each", audience="has(member.tags, 'vip')", each="[{points: 3}]", ceiling_per_day="{points: 90}"),
        tea.quest("step", audience="has(member.tags, 'vip')", steps=steps(1), budget=BUDGET),
    )
    member = house.member()

    def wear(*, worn: bool) -> None:
        with acting_in(house.space_id):
            change = members.tag if worn else members.untag
            change(space_id=house.space_id, member_ids=[member], name="vip", actor=house.actor)

    wear(worn=True)
    wear(worn=worn_at_first)
    event = house.check_in(member, "2026-05-01 08:00")[0]
    due = 4 if worn_at_first else 0
    assert house.points(member) == due
    wear(worn=not worn_at_first)
    house.void(event)
    house.reinstate(event)
    assert house.points(member) == due


def test_owes_a_proportion_of_a_prop_rounded_down(house):
    house.launch(
        tea.quest(
            goal="{event: order.delivered}",
            each="[{points: 1, for_each: 100, of: sum_cents}]",
            ceiling_per_day="{points: 1000}",
        )
    )
    member = house.member()
    house.order(member, "2026-05-01 08:00", 299)
    house.order(member, "2026-05-02 08:00", 99)
    house.order(member, "2026-05-03 08:00", -500)
    assert (house.points(member), house.grants(member)) == (2, [("points", 2, 2, "granted", None)])


def test_takes_nothing_back_when_it_says_keep(house):
    house.launch(
        tea.quest("step", steps=steps(1), budget=BUDGET, undo="keep"),
        tea.quest("each", each="[{points: 10}]", ceiling_per_day="{points: 100}", undo="keep"),
    )
    member = house.member()
    house.void(*house.check_in(member, "2026-05-01 08:00"))
    assert (house.value("step", member), house.reached("step")) == ([0], {member})
    assert house.points(member) == 11


def test_is_for_those_who_were_away_for_long(house):
    house.launch(
        tea.quest(
            audience="days_since(member.active_at) >= 60 AND member.returning = FALSE", steps=steps(1), budget=BUDGET
        )
    )
    away, [near, never] = house.member(), house.members(2)
    with acting_in(house.space_id):
        for member, day in ((away, "2026-01-01"), (near, "2026-04-20")):
            house.rows(
                "SELECT members_set_active(%s, ARRAY[%s]::bigint[], ARRAY[%s]::timestamptz[])",
                house.space_id,
                member,
                f"{day} 08:00:00+00",
            )
    seen = {
        member: standing.of_member(
            space_id=house.space_id, member_id=member, zone=house.zone, now=house.at("2026-05-01 08:00")
        )
        for member in (away, near)
    }
    assert {member: [one.in_audience for one in found] for member, found in seen.items()} == {
        away: [True],
        near: [False],
    }
    for member in (away, near, never):
        house.check_in(member, "2026-05-01 08:00")
    assert [house.points(member) for member in (away, near, never)] == [1, 0, 0]
