"""When an act counts: its own time decides, not when it is told."""

from datetime import timedelta

import pytest

from guanxi import journal
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions
from tests.quests import tea

pytestmark = pytest.mark.django_db

EACH = {"each": "[{points: 1}]", "ceiling_per_day": "{points: 100}"}


@pytest.fixture
def house() -> tea.House:
    return tea.open_house()


def test_has_a_first_instant_and_no_last_one(house):
    house.launch(tea.quest(window="{from: 2026-05-01, to: 2026-05-03}", **EACH))
    member = house.member()
    house.check_in(member, "2026-04-30 23:59:59.999999", "2026-05-03 00:00")
    assert house.points(member) == 0
    house.check_in(member, "2026-05-01 00:00", "2026-05-02 23:59:59.999999")
    assert house.points(member) == 2


def test_reads_an_instant_with_its_offset(house):
    house.launch(tea.quest(window='{from: "2026-05-01T00:00:00+00:00", to: "2026-05-01T01:00:00+00:00"}', **EACH))
    member = house.member()
    house.check_in(member, "2026-05-01 07:59", "2026-05-01 08:00", "2026-05-01 08:59", "2026-05-01 09:00")
    assert house.points(member) == 2


def test_counts_late_news_of_the_window_and_no_early_news_after_it(house):
    house.launch(tea.quest(window="{from: 2026-05-01, to: 2026-05-02}", **EACH))
    member = house.member()
    house.check_in(member, "2026-05-09 08:00", "2026-05-01 08:00")
    assert house.points(member) == 1


def test_counts_nothing_of_before_the_launch_unless_it_says_so(house):
    member = house.member()
    house.check_in(member, "2026-05-01 08:00")
    house.launch(tea.quest("new", counts_from="launch", **EACH))
    house.check_in(member, "2026-05-02 08:00")
    assert house.points(member) == 0
    house.record(journal.Event(type="checkin.made", member_id=member))
    assert house.points(member) == 1


def test_counts_what_was_before_from_the_day_it_says(house):
    member = house.member()
    house.check_in(member, "2026-04-30 23:59", "2026-05-01 00:00", "2026-05-02 08:00")
    house.launch(tea.quest(counts_from="2026-05-01", **EACH))
    with acting_in(house.space_id):
        journal.drain_all(space_id=house.space_id)
    assert house.points(member) == 2
    assert house.rows("SELECT count(*) FROM journal_pending WHERE space_id = %s", house.space_id) == [(0,)]


def test_counts_late_news_between_its_end_and_its_settling_and_none_after(house):
    house.launch(tea.quest(**EACH))
    member = house.member()
    before = journal.now(space_id=house.space_id) - timedelta(minutes=1)

    def late() -> None:
        house.record(journal.Event(type="checkin.made", member_id=member, at=before))

    with acting_in(house.space_id):
        actions.end(space_id=house.space_id, slug="tea", actor=house.actor)
    late()
    house.record(journal.Event(type="checkin.made", member_id=member))
    assert house.points(member) == 1
    with acting_in(house.space_id):
        actions.settle(space_id=house.space_id, slug="tea", actor=house.actor)
    late()
    assert house.points(member) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_ends_the_same_in_whatever_order_it_is_told(house, order):
    house.launch(
        tea.quest(
            "run",
            goal="{event: checkin.made, measure: {streak: days}}",
            steps="[{reach: 3, promise: [{points: 50}]}]",
            budget="{points: 50}",
        ),
        tea.quest("each", **EACH),
    )
    member = house.member()
    locals_ = ("2026-05-01 23:59", "2026-05-02 00:00", "2026-05-03 12:00")
    house.check_in(member, *(locals_[place] for place in order))
    assert (house.value("run", member), house.points(member)) == ([3], 53)
