"""The clock of a demo space can be set, forward only; every other space lives by the database's."""

from datetime import timedelta

import pytest

from guanxi import journal
from guanxi.journal import errors
from guanxi.spaces import actions as spaces
from tests import cast

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)
MOMENT = timedelta(seconds=30)


@pytest.fixture
def demo_id() -> int:
    return spaces.create_space(
        slug="demo",
        name="春山茶",
        time_zone="Asia/Shanghai",
        currency="CNY",
        locale="zh-CN",
        actor=cast.ACTOR,
        demo=True,
        behind_seconds=round(WEEK.total_seconds()),
    )


def test_begins_in_the_past_and_arrives_at_the_present(demo_id):
    real = journal.real_now()
    assert abs(journal.now(space_id=demo_id) - (real - WEEK)) < MOMENT
    journal.set_clock(space_id=demo_id, now=real - WEEK / 2)
    assert abs(journal.now(space_id=demo_id) - (real - WEEK / 2)) < MOMENT
    journal.set_clock(space_id=demo_id, now=None)
    assert abs(journal.now(space_id=demo_id) - journal.real_now()) < MOMENT


def test_refuses_to_go_back(demo_id):
    with pytest.raises(errors.ClockGoesBack):
        journal.set_clock(space_id=demo_id, now=journal.real_now() - 2 * WEEK)


def test_refuses_to_set_the_clock_of_a_real_space():
    house = cast.spring_tea()
    with pytest.raises(errors.ClockIsReal):
        journal.set_clock(space_id=house.space_id, now=journal.real_now() + WEEK)
