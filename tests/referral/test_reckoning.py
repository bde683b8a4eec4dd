"""What came of the channels' codes is counted beforehand and listed by keyset."""

import pytest

from guanxi import journal
from guanxi.kernel import keyset
from guanxi.referral import actions, browsing
from tests import cast


@pytest.fixture
def house(db):
    return cast.spring_tea()


def code(house, channel, **more):
    return actions.create_channel_code(space_id=house.space_id, channel=channel, actor=house.actor, **more)


def reckon(house, **more):
    now = journal.now(space_id=house.space_id)
    return actions.reckon(space_id=house.space_id, actor=cast.ACTOR, at=now, **more)


def test_counts_touches_visitors_and_who_joined(house):
    card = code(house, "card", bait_cost_cents=300)
    for visitor in ("a", "b"):
        actions.record_touch(space_id=house.space_id, code=card.code, visitor=visitor)
    member_id = cast.member(house.space_id)
    actions.bind(space_id=house.space_id, member_id=member_id, visitor="a")

    assert reckon(house)

    found = browsing.channel_code(space_id=house.space_id, code=card.code)
    assert found is not None
    assert (found.touches, found.visitors, found.joined, found.cost_cents) == (2, 2, 1, 300)
    assert found.cost_per_retained_cents is None


def test_does_not_count_again_what_is_fresh(house):
    code(house, "card")
    reckon(house)

    assert not reckon(house, older_than_s=30)


def test_leaves_a_long_count_to_the_worker(house):
    code(house, "card")
    reckon(house)

    assert not reckon(house, at_most_ms=-1)


def test_lists_page_by_page_in_either_order(house):
    codes = [code(house, f"channel {number}").code for number in range(5)]

    def page(after):
        return browsing.channel_page(space_id=house.space_id, wanted=keyset.Wanted(sort="made", limit=2, after=after))

    first = page(None)
    second = page(first.next)
    last = page(second.next)

    assert [one.code for found in (first, second, last) for one in found.rows] == codes[::-1]
    assert last.next is None


def test_finds_by_words_and_by_state(house):
    card = code(house, "parcel-card", label="Spring parcels")
    code(house, "wall")
    actions.close_code(space_id=house.space_id, code=card.code, actor=house.actor)

    found = browsing.channel_page(space_id=house.space_id, query="spring", state="closed")

    assert [one.code for one in found.rows] == [card.code]
