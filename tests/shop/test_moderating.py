"""A review that moderation takes out counts for nothing, and what others decided about it stands (UN-4)."""

from typing import Any

import pytest

from guanxi import journal
from guanxi.kernel.tenancy import acting_in
from guanxi.shop import moderating, reviewing
from tests.quests import tea

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> tea.House:
    house = tea.open_house()
    goal = {"goal": "{event: review.written}", "each": "[{points: 50}]", "ceiling_per_day": "{points: 100}"}
    house.launch(tea.quest("reviews", **goal))
    return house


@pytest.fixture
def written(house) -> tuple[int, int, int]:
    """The member, their review and its event."""
    member = house.member()
    review = reviewing.write_review(space_id=house.space_id, member_id=member, text="第三泡才甜", product="盖碗")
    assert house.points(member) == 50
    return member, review.id, house.rows("SELECT event_id FROM shop_review WHERE id = %s", review.id)[0][0]


def hide(house, review_id):
    _act(moderating.hide, house, review_id)


def show(house, review_id):
    _act(moderating.show, house, review_id)


def _act(do: Any, house: tea.House, review_id: int) -> None:
    with acting_in(house.space_id):
        do(space_id=house.space_id, subject_id=review_id, reason="bought", actor=house.actor, at=None)


def test_gives_back_what_it_had_taken_itself(house, written):
    member, review_id, _ = written
    for _ in range(2):
        hide(house, review_id)
        hide(house, review_id)
        assert house.points(member) == 0
        show(house, review_id)
        show(house, review_id)
        assert house.points(member) == 50


def test_gives_nothing_back_that_the_staff_voided(house, written):
    member, review_id, event_id = written
    house.void(event_id)
    hide(house, review_id)
    show(house, review_id)
    assert house.points(member) == 0
    assert house.rows("SELECT hidden_at, void_id FROM shop_review WHERE id = %s", review_id) == [(None, None)]


def test_keeps_a_decision_that_came_after_its_own_was_undone_by_hand(house, written):
    member, review_id, event_id = written
    hide(house, review_id)
    house.reinstate(event_id)
    house.void(event_id)
    show(house, review_id)
    assert house.points(member) == 0


def test_leaves_what_the_staff_reinstated_while_it_was_out(house, written):
    member, review_id, event_id = written
    hide(house, review_id)
    house.reinstate(event_id)
    show(house, review_id)
    assert house.points(member) == 50
    with acting_in(house.space_id):
        assert journal.live_void(space_id=house.space_id, event_id=event_id) is None


def test_does_nothing_to_a_review_that_is_not_there(house):
    hide(house, 1)
    show(house, 1)
    assert house.rows("SELECT count(*) FROM shop_review") == [(0,)]
