"""What was set aside is what can be given: the last one goes out once, and comes back to the first who waits."""

import pytest

from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions, errors
from tests.quests import tea

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> tea.House:
    return tea.open_house()


def cups(total: int) -> str:
    return tea.quest("cup", steps="[{reach: 1, promise: [{item: cup}]}]", budget=f'{{"item:cup": {total}}}')


def taking(house: tea.House, count: int) -> tuple[list[int], list[int]]:
    guests = house.members(count)
    return guests, [house.check_in(guest, f"2026-05-01 08:0{place}")[0] for place, guest in enumerate(guests)]


def test_lets_those_wait_who_come_after_the_last(house):
    house.launch(cups(2))
    guests, _ = taking(house, 4)
    assert [house.cups(guest) for guest in guests] == [1, 1, 0, 0]
    assert house.grants(guests[3]) == [("item:cup", 1, 0, "waiting", "fully taken")]
    assert house.reached("cup") == set(guests)


def test_serves_the_first_who_waits_when_one_comes_back(house):
    house.launch(cups(2))
    guests, events = taking(house, 4)
    house.void(events[0])
    assert [house.cups(guest) for guest in guests] == [0, 1, 1, 0]
    house.void(events[1])
    assert [house.cups(guest) for guest in guests] == [0, 0, 1, 1]
    house.void(*events[2:])
    assert house.system("escrow", "item:cup", "cup") == 2


def test_lets_one_who_was_undone_queue_at_the_end(house):
    house.launch(cups(1))
    guests, events = taking(house, 2)
    house.void(events[0])
    house.reinstate(events[0])
    assert [house.cups(guest) for guest in guests] == [0, 1]
    house.void(events[1])
    assert [house.cups(guest) for guest in guests] == [1, 0]


def test_serves_nobody_who_has_left_the_queue(house):
    house.launch(cups(1))
    guests, events = taking(house, 3)
    house.void(events[1])
    house.void(events[0])
    assert [house.cups(guest) for guest in guests] == [0, 0, 1]


def test_gives_the_rest_of_what_can_be_divided(house):
    house.launch(
        tea.quest(
            goal="{event: order.delivered}", each="[{points: 1, for_each: 1, of: sum_cents}]", budget="{points: 10}"
        )
    )
    first, second = house.members(2)
    house.order(first, "2026-05-01 08:00", 7)
    house.order(second, "2026-05-01 09:00", 7)
    assert house.grants(second) == [("points", 7, 3, "granted", "fully taken")]
    house.order(first, "2026-05-02 08:00", 7)
    assert house.grants(first)[1] == ("points", 7, 0, "waiting", "fully taken")


def test_finds_every_unit_however_it_is_cut(house):
    house.launch(tea.quest(each="[{points: 7}]", budget="{points: 70}"))
    guests, _ = taking(house, 10)
    assert [house.points(guest) for guest in guests] == [7] * 10
    assert house.system("escrow", slug="tea") == 0


def test_shares_a_batch_in_the_order_of_time(house):
    house.launch(cups(1))
    first, second = house.members(2)
    house.record(house.event(second, "2026-05-01 09:00"), house.event(first, "2026-05-01 08:00"))
    assert (house.cups(first), house.cups(second)) == (1, 0)


def test_refuses_to_launch_what_the_reserve_does_not_cover(house):
    house.apply(cups(6))
    with acting_in(house.space_id), pytest.raises(errors.NotCovered) as caught:
        actions.launch(space_id=house.space_id, slug="cup", actor=house.actor)
    assert caught.value.facts == {"quest": "cup", "unit": "item:cup", "needed": 6, "available": 5}
    assert caught.value.short == 1
    assert (house.system("reserve", "item:cup"), house.system("escrow", "item:cup", "cup")) == (5, 0)
