"""Several people at once, on connections of their own, with real commits."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

from django.db import connections

from guanxi.kernel.errors import Refusal
from guanxi.members import actions as members
from guanxi.members import queries
from guanxi.spaces import actions as spaces
from guanxi.spaces import queries as space_queries
from tests import cast


def _at_once(acts: list[Callable[[], object]]) -> list[object]:
    """What each act returned, or the refusal it raised; all begin together, each with its own connection."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        gate.wait()
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_makes_one_member_of_eight_arrivals_at_once(committed_db: object) -> None:
    tea = cast.spring_tea()
    for round_ in range(5):
        ids = {"shop": f"小满-{round_}", "wechat": f"wx-{round_}"}
        arrive = partial(members.join, space_id=tea.space_id, external_ids=ids, actor=None)
        found = _at_once([arrive] * 8)
        assert len(set(found)) == 1, found
    assert len(queries.page(space_id=tea.space_id)) == 5


def test_leaves_one_owner_when_two_remove_each_other(committed_db: object) -> None:
    tea = cast.spring_tea()
    alice, bob = tea.owner, tea.staff["Bob"]
    spaces.change_role(space_id=tea.space_id, user_id=bob, role="owner", actor=tea.actor)
    outcome = _at_once(
        [
            lambda: spaces.remove_staff(space_id=tea.space_id, user_id=bob, actor=f"staff:{alice}"),
            lambda: spaces.remove_staff(space_id=tea.space_id, user_id=alice, actor=f"staff:{bob}"),
        ]
    )
    assert sorted(type(item).__name__ for item in outcome) == ["LastOwner", "NoneType"]
    assert [person.role for person in space_queries.staff_of(space_id=tea.space_id)] == ["owner"]


def test_erases_once_and_answers_the_others(committed_db: object) -> None:
    tea = cast.spring_tea()
    member_id = cast.member(tea.space_id)
    outcome = _at_once(
        [lambda: members.erase(space_id=tea.space_id, member_id=member_id, reason="asked", actor="staff:1")] * 4
    )
    assert sorted(getattr(item, "code", "done") for item in outcome) == ["done"] + ["members.already_erased"] * 3


def test_lets_edits_of_one_member_wait_for_each_other(committed_db: object) -> None:
    """Whoever writes a member locks the subject first, as settling does; else this ends in deadlocks."""
    tea = cast.spring_tea()
    ids = cast.members_of(tea.space_id, 2)
    names = [f"tag-{n}" for n in range(4)]
    both_ways = [ids, ids[::-1]]
    outcome = _at_once(
        [
            partial(members.tag, space_id=tea.space_id, member_ids=both_ways[n % 2], name=name, actor=tea.actor)
            for n, name in enumerate(names)
        ]
    )
    assert outcome == [2, 2, 2, 2]
    assert queries.member(space_id=tea.space_id, member_id=ids[0]).tags == tuple(names)
