"""Days, weeks, months and years are those of the space, whatever the length of a day."""

import pytest

from tests.quests import tea

pytestmark = pytest.mark.django_db

STREAK = "{event: checkin.made, measure: {streak: days}}"
DAILY = tea.quest(period="day", steps="[{reach: 2, promise: [{points: 1}]}]", budget="{points: 100}")


def streak_of(days: int) -> str:
    return tea.quest(goal=STREAK, steps=f"[{{reach: {days}, promise: [{{points: 5}}]}}]", budget="{points: 100}")


def test_begins_a_day_at_the_midnight_of_shanghai():
    house = tea.open_house()
    house.launch(DAILY)
    member = house.member()
    house.check_in(member, "2026-05-01 23:59", "2026-05-02 00:00", "2026-05-02 07:59")
    assert (house.value("tea", member), house.points(member)) == ([1, 2], 1)


@pytest.mark.parametrize(
    ("locals_", "values"),
    [
        # 29 March 2026 has 23 hours: 02:00 is followed by 03:00.
        (
            ("2026-03-28 23:30", "2026-03-29 00:30", "2026-03-29 03:30", "2026-03-29 23:59", "2026-03-30 00:00"),
            [1, 3, 1],
        ),
        # 25 October 2026 has 25: the hour from 02:00 comes twice.
        (
            ("2026-10-24 23:59", "2026-10-25 00:00", "2026-10-25 02:30", "2026-10-25 23:59", "2026-10-26 00:00"),
            [1, 3, 1],
        ),
    ],
)
def test_knows_the_long_and_the_short_day_of_berlin(locals_, values):
    house = tea.open_house(zone="Europe/Berlin")
    house.launch(DAILY)
    member = house.member()
    house.check_in(member, *locals_)
    assert house.value("tea", member) == values


def test_counts_the_hour_that_comes_twice_as_one_day():
    house = tea.open_house(zone="Europe/Berlin")
    house.launch(DAILY)
    member = house.member()
    first, second = (house.event(member, "2025-10-26 02:30", fold=fold) for fold in (0, 1))
    assert first.at is not None
    assert second.at is not None
    assert second.at - first.at == house.at("2026-05-01 01:00") - house.at("2026-05-01 00:00")
    house.launch(
        tea.quest("autumn", counts_from="2025-01-01", period="day", each="[{growth: 1}]", ceiling_per_day="{growth: 9}")
    )
    house.record(first, second)
    assert house.value("autumn", member) == [2]


@pytest.mark.parametrize("locals_", [("2026-03-28 23:59", "2026-03-29 12:00", "2026-03-30 00:00")])
def test_runs_on_over_the_short_day(locals_):
    house = tea.open_house(zone="Europe/Berlin")
    house.launch(streak_of(3))
    member = house.member()
    house.check_in(member, *locals_)
    assert house.points(member) == 5


def test_begins_weeks_on_monday_and_months_on_the_first():
    house = tea.open_house()
    house.launch(
        tea.quest("week", period="week", steps="[{reach: 2, promise: [{points: 1}]}]", budget="{points: 9}"),
        tea.quest("month", period="month", steps="[{reach: 2, promise: [{points: 10}]}]", budget="{points: 90}"),
        tea.quest("year", period="year", steps="[{reach: 4, promise: [{points: 100}]}]", budget="{points: 900}"),
    )
    member = house.member()
    # 31 May 2026 is a Sunday.
    house.check_in(member, "2026-05-25 00:00", "2026-05-31 23:59", "2026-06-01 00:00", "2026-06-30 23:59")
    assert house.value("week", member) == [2, 1, 1]
    assert house.value("month", member) == [2, 2]
    assert house.value("year", member) == [4]
    assert house.points(member) == 1 + 20 + 100


def test_ends_a_run_of_days_with_its_period():
    house = tea.open_house()
    house.launch(
        tea.quest(goal=STREAK, period="month", steps="[{reach: 2, promise: [{points: 5}]}]", budget="{points: 100}")
    )
    member = house.member()
    house.check_in(member, "2026-05-31 08:00", "2026-06-01 08:00")
    assert (house.value("tea", member), house.points(member)) == ([1, 1], 0)


def test_promises_a_step_once_a_period_and_a_once_quest_once():
    house = tea.open_house()
    house.launch(DAILY, tea.quest("ever", steps="[{reach: 1, promise: [{points: 50}]}]", budget="{points: 100}"))
    member = house.member()
    for day in (1, 2):
        house.check_in(member, *(f"2026-05-0{day} 0{hour}:00" for hour in range(4)))
    assert house.points(member) == 1 + 1 + 50
