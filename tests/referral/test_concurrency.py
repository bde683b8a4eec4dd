"""Many at once: friends of one inviter act together, and each of them counts once (RF-20)."""

import threading
from collections.abc import Callable, Sequence
from functools import partial

from django.db import connections

from guanxi import journal
from guanxi.journal import types
from guanxi.members import actions as members
from guanxi.referral import actions, queries
from tests.referral.conftest import DAY, LONG_AGO, make_space, recorded

ORDER = "test.order_delivered"


def at_once(acts: Sequence[Callable[[], object]]) -> None:
    start = threading.Barrier(len(acts))
    failed: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def order(space_id: int, member_id: int) -> None:
    journal.record(space_id=space_id, events=[journal.Event(type=ORDER, member_id=member_id)])


def test_counts_each_friend_once_when_all_act_at_once(committed_db):
    space_id = make_space()
    types.type_id(ORDER)
    actions.set_qualification_rule(space_id=space_id, event_types=[ORDER], actor="staff:1")
    joinings = [members.Joining(external_ids={"shop": f"p{n}"}, at=LONG_AGO + n * DAY) for n in range(4)]
    joined = members.join_many(space_id=space_id, joinings=joinings, actor=None)
    alice, *friends = [one.member_id for one in joined if one.member_id is not None]
    code = actions.personal_code(space_id=space_id, member_id=alice).code
    for n, friend in enumerate(friends, start=1):
        actions.bind(space_id=space_id, member_id=friend, code=code, at=LONG_AGO + n * DAY)

    at_once([partial(order, space_id, friend) for friend in friends * 4])

    found = recorded(space_id, "referral.qualified")
    assert sorted(event["invitee"] for event in found if not event["voided"]) == sorted(friends)
    assert {event["member_id"] for event in found} == {alice}


def test_lets_bindings_and_decisions_go_on_side_by_side(committed_db):
    space_id = make_space()
    joinings = [members.Joining(external_ids={"shop": f"p{n}"}, at=LONG_AGO + n * DAY / 100) for n in range(10)]
    joined = members.join_many(space_id=space_id, joinings=joinings, actor=None)
    people = [one.member_id for one in joined if one.member_id is not None]
    codes = [actions.personal_code(space_id=space_id, member_id=one).code for one in people[:5]]
    actions.bind(space_id=space_id, member_id=people[4], code=codes[3], at=joinings[4].at)

    def rebind(to: int) -> None:
        actions.rebind(space_id=space_id, member_id=people[4], code=codes[to], reason="mixed up", actor="staff:1")

    def bind(n: int) -> None:
        actions.bind(space_id=space_id, member_id=people[n], code=codes[4], at=joinings[n].at)

    at_once([*(partial(bind, n) for n in range(5, 10)), *(partial(rebind, to) for to in range(3))])

    top = queries.binding_of(space_id=space_id, member_id=people[4])
    below = queries.invitees_of(space_id=space_id, member_id=people[4])
    assert top is not None
    assert {one.depth for one in below} == {top.depth + 1}
    assert len(below) == 5
    assert len(recorded(space_id, "referral.rebound")) == 3
