"""A tier is reached at once, kept for its term, and lost one step at a time."""

import pytest

from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions
from tests.quests import tea

pytestmark = pytest.mark.django_db

TIERS = tea.quest(
    "tiers",
    goal="{event: checkin.made, measure: {sum: text_length}}",
    period="{rolling_days: 365}",
    steps="[{reach: 10, promise: [{tier: silver}]}, {reach: 30, promise: [{tier: gold}]}]",
    tiers="{keep_days: 100, grace_days: 10}",
)


@pytest.fixture
def house() -> tea.House:
    opened = tea.open_house()
    opened.launch(TIERS)
    return opened


def grow(house: tea.House, member: int, local: str, amount: int) -> int:
    return house.record(house.event(member, local, text_length=amount))[0]


def tier(house: tea.House, member: int) -> str | None:
    ((found,),) = house.rows("SELECT tier FROM members_public_member WHERE member_id = %s", member)
    return None if found is None else str(found)


def review(house: tea.House, local: str, batch: int = 1000) -> int:
    with acting_in(house.space_id):
        return actions.review_tiers(space_id=house.space_id, now=house.at(local), batch=batch)


def changes(house: tea.House, member: int) -> list[tuple[str | None, ...]]:
    return house.rows(
        "SELECT props ->> 'from', props ->> 'tier', props ->> 'reason' FROM journal_public_event"
        " WHERE type = 'member.tier_changed' AND member_id = %s ORDER BY id",
        member,
    )


def test_is_reached_at_once_and_told_in_an_event(house):
    member = house.member()
    grow(house, member, "2026-05-01 08:00", 10)
    assert tier(house, member) == "silver"
    grow(house, member, "2026-05-02 08:00", 25)
    assert tier(house, member) == "gold"
    assert changes(house, member) == [(None, "silver", None), ("silver", "gold", None)]


def test_falls_with_what_it_rests_on(house):
    member = house.member()
    events = [grow(house, member, f"2026-05-0{day} 08:00", 15) for day in (1, 2)]
    assert tier(house, member) == "gold"
    house.void(events[0])
    assert tier(house, member) == "silver"
    house.void(events[1])
    assert tier(house, member) is None


def test_is_kept_for_its_term_and_by_who_still_earns_it(house):
    member = house.member()
    grow(house, member, "2026-01-02 08:00", 30)
    assert review(house, "2026-04-12 00:00") == 0
    assert review(house, "2026-04-13 00:00") == 1
    assert tier(house, member) == "gold"
    assert review(house, "2026-04-13 00:00") == 0


def test_goes_down_one_step_after_the_grace(house):
    member = house.member()
    grow(house, member, "2025-02-01 08:00", 30)  # too early: the quest counts from 2026
    assert tier(house, member) is None
    grow(house, member, "2026-01-02 08:00", 30)
    review(house, "2026-12-31 00:00")
    assert tier(house, member) == "gold"
    review(house, "2027-04-11 00:00")
    assert tier(house, member) == "gold"
    review(house, "2027-05-01 00:00")
    assert tier(house, member) == "silver"
    assert changes(house, member)[-1] == ("gold", "silver", "expired")
    review(house, "2027-12-01 00:00")
    assert tier(house, member) is None


def test_cannot_be_lost_before_the_review(house):
    member = house.member()
    grow(house, member, "2026-01-02 08:00", 30)
    assert review(house, "2026-02-01 00:00") == 0
    assert tier(house, member) == "gold"


def test_is_reviewed_for_everybody_whoever_is_in_the_days_of_grace(house):
    graceful, faithful = house.members(2)
    for member in (graceful, faithful):
        grow(house, member, "2026-01-02 08:00", 10)
    grow(house, faithful, "2026-10-01 08:00", 19)
    assert review(house, "2026-12-31 00:00", batch=1) == 2
    assert review(house, "2027-04-11 00:00", batch=1) == 1
    assert review(house, "2027-04-11 00:00", batch=1) == 0
    assert [tier(house, member) for member in (graceful, faithful)] == ["silver", "silver"]
