"""Caps cut a grant; what was wanted is kept beside what was given, with the reason."""

import pytest

from guanxi.insight import audit
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from tests import cast
from tests.quests import tea

pytestmark = pytest.mark.django_db

GOAL = "{event: order.delivered}"
EACH = "[{points: 1, for_each: 1, of: sum_cents}]"


@pytest.fixture
def house() -> tea.House:
    return tea.open_house()


def capped(caps: str, **words: str | None) -> str:
    return tea.quest(**{"goal": GOAL, "each": EACH, "ceiling_per_day": "{points: 1000}", "caps": caps, **words})


def test_cuts_what_one_member_gets_in_all(house):
    house.launch(capped("{member: {points: 10}}"))
    member, other = house.members(2)
    for day, amount in enumerate((7, 7, 7), start=1):
        house.order(member, f"2026-05-0{day} 08:00", amount)
    house.order(other, "2026-05-01 08:00", 9)
    assert house.grants(member) == [
        ("points", 7, 7, "granted", None),
        ("points", 7, 3, "granted", "cap member"),
        ("points", 7, 0, "denied", "cap member"),
    ]
    assert (house.points(member), house.points(other)) == (10, 9)


def test_cuts_what_one_member_gets_on_a_local_day(house):
    house.launch(capped("{member_day: {points: 10}}"))
    member = house.member()
    house.order(member, "2026-05-01 00:30", 7)
    house.order(member, "2026-05-01 23:30", 7)
    house.order(member, "2026-05-02 00:30", 7)
    assert [grant[2] for grant in house.grants(member)] == [7, 3, 7]


def test_cuts_what_all_get_on_a_local_day(house):
    house.launch(capped("{day: {points: 10}}"))
    first, second = house.members(2)
    house.order(first, "2026-05-01 08:00", 7)
    house.order(second, "2026-05-01 09:00", 7)
    house.order(second, "2026-05-02 09:00", 7)
    assert house.grants(second) == [("points", 7, 3, "granted", "cap day"), ("points", 7, 7, "granted", None)]


def test_cuts_what_goes_out_over_one_channel(house):
    house.launch(capped("{channel: {poster: {points: 10}}}"))
    with acting_in(house.space_id):
        poster = [
            members.join(space_id=house.space_id, external_ids={"shop": name}, channel="poster", actor=cast.ACTOR)
            for name in ("a", "b")
        ]
    for member in (*poster, house.member()):
        house.order(member, "2026-05-01 08:00", 7)
    assert [house.points(member) for member in (*poster, house.member())] == [7, 3, 7]
    assert house.grants(poster[1]) == [("points", 7, 3, "granted", "cap channel")]


def test_names_the_cap_that_cut_last(house):
    house.launch(capped("{member_day: {points: 8}, member: {points: 9}}"))
    member = house.member()
    house.order(member, "2026-05-01 08:00", 20)
    house.order(member, "2026-05-02 08:00", 20)
    assert [grant[2:] for grant in house.grants(member)] == [
        (8, "granted", "cap member_day"),
        (1, "granted", "cap member"),
    ]


def test_does_not_break_what_cannot_be_divided(house):
    house.launch(tea.quest(each="[{points: 4}]", ceiling_per_day="{points: 100}", caps="{member: {points: 10}}"))
    member = house.member()
    house.check_in(member, "2026-05-01 08:00", "2026-05-02 08:00", "2026-05-03 08:00")
    assert [grant[1:] for grant in house.grants(member)] == [
        (4, 4, "granted", None),
        (4, 4, "granted", None),
        (4, 0, "denied", "cap member"),
    ]


def test_divides_a_cap_within_a_batch_in_the_order_of_time(house):
    house.launch(capped("{day: {points: 10}}"))
    first, second, third = house.members(3)
    house.record(
        *(
            house.event(member, f"2026-05-01 0{hour}:00", "order.delivered", sum_cents=6)
            for member, hour in ((third, 9), (first, 7), (second, 8))
        )
    )
    assert [house.points(member) for member in (first, second, third)] == [6, 4, 0]


def test_gives_back_what_was_used_of_it_when_a_grant_is_undone(house):
    house.launch(capped("{member: {points: 10}}"))
    member = house.member()
    event = house.order(member, "2026-05-01 08:00", 8)
    house.void(event)
    house.order(member, "2026-05-02 08:00", 10)
    assert house.points(member) == 10


def test_counts_what_was_given_and_not_what_was_waited_for(house):
    house.launch(
        tea.quest(each="[{item: cup}]", budget='{"item:cup": 1}', caps='{member: {"item:cup": 1}}'),
    )
    first, second = house.members(2)
    event = house.check_in(first, "2026-05-01 08:00")[0]
    house.check_in(second, "2026-05-01 09:00")
    house.void(event)
    assert (house.cups(first), house.cups(second)) == (0, 1)
    report = audit.run(space_id=house.space_id, keep=False)
    assert {finding.check.id: finding.examples for finding in report.findings if finding.violations} == {}
