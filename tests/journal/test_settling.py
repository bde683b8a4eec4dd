"""Settling: the same effects however often and in whatever order events arrive (ET-20, TM-13)."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from guanxi import journal, ledger
from guanxi.journal import errors, queries
from guanxi.kernel.predicates import LARGEST_WHOLE
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions as quests
from tests import cast

pytestmark = pytest.mark.django_db

DAY_ONE = datetime(2026, 5, 1, 2, tzinfo=UTC)
FIT = (2**63 - 1) // LARGEST_WHOLE
QUESTS = """
quests:
  - quest: three-in-a-row
    title: {en: Three in a row, zh-hans: 连续三天}
    goal: {event: checkin.made, where: props.text_length >= 10, measure: {streak: days}}
    period: month
    counts_from: 2026-04-01
    steps: [{reach: 3, promise: [{points: 20}]}, {reach: 6, promise: [{points: 50}]}]
    budget: {points: 10000}
  - quest: words
    title: {en: Words, zh-hans: 字数}
    goal: {event: review.written, measure: {sum: length}}
    counts_from: 2026-04-01
    steps: [{reach: 100, promise: [{certificate: writer}]}]
  - quest: each-checkin
    title: {en: A point a day, zh-hans: 每天一分}
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{points: 1}, {growth: 2}]
    ceiling_per_day: {points: 1000, growth: 1000}
"""


@pytest.fixture
def space() -> int:
    house = cast.spring_tea()
    with acting_in(house.space_id):
        ledger.fund(space_id=house.space_id, unit="points", amount=10000, actor=house.actor)
        for definition in quests.read_file(space_id=house.space_id, text=QUESTS):
            quests.apply_definition(space_id=house.space_id, definition=definition, actor=house.actor)
            quests.launch(space_id=house.space_id, slug=definition.slug, actor=house.actor)
    return house.space_id


def history(member: int, pick: random.Random) -> list[journal.Event]:
    return [
        journal.Event(
            type="checkin.made",
            member_id=member,
            at=DAY_ONE + timedelta(days=day),
            props={"text_length": pick.choice([5, 12, 12, 30])},
            key=f"{member}:{day}",
        )
        for day in sorted(pick.sample(range(40), 20))
    ]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_has_the_same_effects_whatever_the_order_and_however_often(space, seed):
    orderly, shuffled = cast.members_of(space, 2)
    once = history(orderly, random.Random(seed))
    pick = random.Random(seed + 100)
    often = history(shuffled, random.Random(seed)) * 5
    pick.shuffle(often)

    journal.record(space_id=space, events=once)
    while often:
        size = pick.randint(1, 9)
        batch, often = often[:size], often[size:]
        journal.record(space_id=space, events=batch, settle=pick.choice(["inline", "queue"]))
    journal.drain_all(space_id=space)

    expected = ledger.balances(space_id=space, member_id=orderly)
    assert expected[("growth", "wallet")] == 40
    assert ledger.balances(space_id=space, member_id=shuffled) == expected


def test_fills_a_batch_from_as_many_buckets_as_it_takes(space):
    members = cast.members_of(space, 20)
    events = [event for member in members for event in history(member, random.Random(member))]
    ids = journal.record(space_id=space, events=events, settle="queue").ids
    most = len(events) - 7

    assert journal.drain(space_id=space, batch=most) == journal.Drained(settled=most, set_aside=0)
    with acting_in(space), connection.cursor() as cursor:
        cursor.execute("SELECT event_id, member_id FROM journal_public_pending WHERE space_id = %s", [space])
        left = dict(cursor.fetchall())
    assert left.keys() < set(ids)
    for member in set(left.values()):  # of whoever waits, what was recorded first was settled first
        own = [number for number, event in zip(ids, events, strict=True) if event.member_id == member]
        assert [number in left for number in own] == sorted(number in left for number in own)
    assert journal.drain(space_id=space, batch=most) == journal.Drained(settled=7, set_aside=0)
    assert not journal.drain(space_id=space, batch=most)


def test_tries_again_what_was_set_aside_once_its_reason_is_gone(space):
    (member,) = cast.members_of(space, 1)

    def review(order: str) -> int:
        event = journal.Event(
            type="review.written",
            member_id=member,
            at=DAY_ONE,
            props={"order": order, "length": LARGEST_WHOLE, "rating": 1},
            key=order,
        )
        return journal.record(space_id=space, events=[event], settle="queue").ids[0]

    first, *_ = [review(f"order {number}") for number in range(FIT)]
    journal.drain_all(space_id=space)
    review("one too many")
    assert journal.drain_all(space_id=space) == journal.Drained(settled=0, set_aside=1)

    journal.void(space_id=space, event_id=first, reason="no one writes that much", actor="staff:1")
    journal.drain_all(space_id=space)
    assert journal.retry_set_aside(space_id=space) == 1
    assert journal.drain_all(space_id=space) == journal.Drained(settled=1, set_aside=0)
    assert journal.retry_set_aside(space_id=space) == 0

    before = ledger.balances(space_id=space, member_id=member)
    with pytest.raises(errors.TooMuch, match="larger than can be counted"):
        journal.reinstate(space_id=space, event_id=first, reason="it was right", actor="staff:1")
    assert ledger.balances(space_id=space, member_id=member) == before
    with acting_in(space):
        assert queries.live_void(space_id=space, event_id=first) is not None
