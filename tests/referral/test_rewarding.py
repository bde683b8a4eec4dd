"""What an inviter gets: a quest counts friends by qualification, and sees no gap (RF-20, RF-21, RF-26)."""

from collections.abc import Callable

import pytest
from django.db import connection

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.quests import actions as quests
from guanxi.referral import actions
from tests.referral.conftest import DAY, LONG_AGO

ORDER = "test.order_delivered"
QUESTS = """
quests:
  - quest: two-friends
    title: {en: Two friends, zh-hans: 两位朋友}
    goal: {event: referral.qualified, measure: {distinct: invitee}}
    counts_from: 2026-01-01
    steps: [{reach: 2, promise: [{points: 20}]}]
    budget: {points: 100}
  - quest: each-friend
    title: {en: Each friend, zh-hans: 每位朋友}
    goal: {event: referral.qualified, measure: count}
    counts_from: 2026-01-01
    each: [{points: 5}]
    ceiling_per_day: {points: 100}
"""


@pytest.fixture
def alice(space, join) -> int:
    with acting_in(space):
        ledger.fund(space_id=space, unit="points", amount=100, actor="staff:1")
        for definition in quests.read_file(space_id=space, text=QUESTS):
            quests.apply_definition(space_id=space, definition=definition, actor="staff:1")
            quests.launch(space_id=space, slug=definition.slug, actor="staff:1")
    actions.set_qualification_rule(space_id=space, event_types=[ORDER], actor="staff:1")
    member: int = join("alice")
    return member


@pytest.fixture
def friends(space, join, alice) -> list[int]:
    code = actions.personal_code(space_id=space, member_id=alice).code
    found = [join(name, days=1) for name in ("bob", "carol", "dan")]
    for one in found:
        actions.bind(space_id=space, member_id=one, code=code, at=LONG_AGO + DAY)
    return found


@pytest.fixture
def order(space) -> Callable[..., int]:
    def ordering(member_id: int, *, days: float = 2) -> int:
        event = journal.Event(type=ORDER, member_id=member_id, at=LONG_AGO + days * DAY)
        return journal.record(space_id=space, events=[event]).ids[0]

    return ordering


def points(space: int, member_id: int) -> int:
    with acting_in(space):
        return ledger.balances(space_id=space, member_id=member_id).get(("points", "wallet"), 0)


def void(space: int, event_id: int) -> None:
    journal.void(space_id=space, event_id=event_id, reason="refund", actor="staff:1")


def steps_undone(space: int) -> int:
    with acting_in(space), connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT count(*) FROM journal_public_event AS v
            JOIN journal_public_event AS e ON e.space_id = v.space_id AND e.id = (v.props ->> 'event')::bigint
            WHERE v.space_id = %s AND v.type = 'journal.voided' AND e.type = 'quest.step_reached'
            """,
            [space],
        )
        return int(cursor.fetchone()[0])


def test_pays_the_inviter_for_what_friends_did_and_nobody_for_joining(space, alice, friends, order):
    assert points(space, alice) == 0
    order(friends[0])
    assert points(space, alice) == 5
    order(friends[0], days=3)
    assert points(space, alice) == 5
    order(friends[1])
    assert points(space, alice) == 30
    assert [points(space, one) for one in friends] == [0, 0, 0]


def test_takes_the_reward_back_with_the_friends_act(space, alice, friends, order):
    acts = [order(one) for one in friends[:2]]
    void(space, acts[0])
    assert points(space, alice) == 5
    void(space, acts[1])
    assert points(space, alice) == 0
    for act in acts:
        journal.reinstate(space_id=space, event_id=act, reason="a mistake", actor="staff:1")
    assert points(space, alice) == 30


def test_keeps_the_step_when_another_act_of_the_friend_takes_over(space, alice, friends, order):
    first = order(friends[0], days=2)
    order(friends[0], days=5)
    order(friends[1])
    void(space, first)
    assert points(space, alice) == 30
    assert steps_undone(space) == 0


def test_keeps_the_step_when_an_earlier_act_arrives_late(space, alice, friends, order):
    order(friends[0], days=5)
    order(friends[1])
    order(friends[0], days=3)
    assert points(space, alice) == 30
    assert steps_undone(space) == 0


def test_keeps_the_reward_when_a_friend_leaves_afterwards(space, alice, friends, order):
    order(friends[0])
    order(friends[1])
    members.leave(space_id=space, member_id=friends[0], actor=None)
    assert points(space, alice) == 30


def test_takes_back_what_a_fraudulent_friend_brought(space, alice, friends, order):
    for one in friends:
        order(one)
    assert points(space, alice) == 35
    for one in friends[:2]:
        actions.disqualify(space_id=space, member_id=one, reason="one device", actor="staff:1")
    assert points(space, alice) == 5
