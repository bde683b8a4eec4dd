"""Many hands at once: what is committed, and seen by several connections, and calls that begin together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections

from guanxi.circles import actions, entry
from tests import cast
from tests.circles.conftest import CANVAS, CHARTER


def question_in_a_circle(count: int) -> tuple[cast.House, int, int, list[int]]:
    """The tea house, its circle, a question of the first, and the so many people who are in the circle."""
    tea = cast.spring_tea()
    people = cast.members_of(tea.space_id, count)
    circle_id = actions.open_circle(
        space_id=tea.space_id,
        canvas=CANVAS,
        look=actions.Look(name="老茶友", trait="都爱生普"),
        charter=CHARTER,
        rule=entry.Rule(),
        actor=tea.actor,
    )
    for member_id in people:
        actions.enter(space_id=tea.space_id, circle_id=circle_id, member_id=member_id, charter_version=1)
    question = actions.write_post(
        space_id=tea.space_id, circle_id=circle_id, draft=actions.Draft(text="问", kind="question"), author_id=people[0]
    )
    return tea, circle_id, question, people


def at_once(calls: Sequence[Callable[[], Any]], *refusals: type[Exception]) -> list[Any]:
    """What each call answers, in its own thread and connection; these refusals are answers as well."""

    def calling(call: Callable[[], Any]) -> Any:
        try:
            return call()
        except refusals as refusal:
            return refusal
        finally:
            connections.close_all()

    connection.close()
    with ThreadPoolExecutor(max_workers=len(calls)) as pool:
        return list(pool.map(calling, calls))
