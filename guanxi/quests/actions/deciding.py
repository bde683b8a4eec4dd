"""Decisions about value that is held: it waits for a person, never for a timer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from guanxi import journal, ledger
from guanxi.kernel import statements
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import errors

type Decision = Literal["release", "deny"]
MOST_AT_ONCE = 50
"""How many events one act may decide: what somebody has seen on one page."""


@dataclass(frozen=True, kw_only=True)
class Decided:
    """What became of many: the events and grants that were decided; of `gone` events nothing was held any more."""

    events: int
    grants: int
    gone: int


def release_held(*, space_id: int, event_id: int, reason: str, actor: str) -> int:
    """Let what event `event_id` granted, and what was held, go to the member.

    What a settled quest owes again is drawn on the reserve. Returns how many grants. Refuses NothingHeld, ReserveLacks.
    """
    with acting_in(space_id):
        decision = _decide(space_id, event_id, "quest.hold_released", reason, actor)
        released = statements.value("SELECT quests_release(%s, NULL, %s, NULL, %s)", [space_id, event_id, decision])
        _all_given(space_id, event_id)
        return int(released)


def deny_held(*, space_id: int, event_id: int, reason: str, actor: str) -> int:
    """Take back what was held; what came from a budget is in it again, and goes to whoever waits for it.

    Returns how many grants. Refuses NothingHeld.
    """
    with acting_in(space_id):
        decision = _decide(space_id, event_id, "quest.hold_denied", reason, actor)
        return int(statements.value("SELECT quests_deny(%s, %s, %s)", [space_id, event_id, decision]))


def decide_held(*, space_id: int, event_ids: Sequence[int], decision: Decision, reason: str, actor: str) -> Decided:
    """Release or deny all that these events granted and what is held, for one reason: everything, or nothing.

    An event about which somebody else has decided meanwhile is left as it is. Refuses NothingHeld when that is so of
    all of them, TooManyAtOnce beyond MOST_AT_ONCE, ReserveLacks.
    """
    wanted = sorted(set(event_ids))
    if len(wanted) > MOST_AT_ONCE:
        raise errors.TooManyAtOnce(most=MOST_AT_ONCE)
    act = release_held if decision == "release" else deny_held
    grants, done = 0, 0
    with acting_in(space_id):
        statements.value("SELECT quests_lock_deciding(%s, %s::bigint[])", [space_id, wanted])
        held = {
            int(event)
            for (event,) in statements.rows(
                "SELECT DISTINCT event_id FROM quests_grant"
                " WHERE space_id = %s AND event_id = ANY(%s) AND state = 'held'",
                [space_id, wanted],
            )
        }
        if not held:
            raise errors.NothingHeld(event=wanted[0] if wanted else 0)
        for event_id in sorted(held):
            grants += act(space_id=space_id, event_id=event_id, reason=reason, actor=actor)
            done += 1
    return Decided(events=done, grants=grants, gone=len(wanted) - done)


def _decide(space_id: int, event_id: int, decision: str, reason: str, actor: str) -> int:
    summed, told = ("l.remaining", "released") if decision == "quest.hold_released" else ("g.granted", "returned")
    rows = statements.rows(
        f"""
        SELECT min(g.member_id), min(q.slug), p.code, coalesce(sum({summed}), 0)::bigint
        FROM quests_grant g
        JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id
        JOIN quests_quest q ON q.space_id = p.space_id AND q.id = p.quest_id
        LEFT JOIN ledger_public_lot l ON l.space_id = g.space_id AND l.transfer_id = g.transfer_id
        WHERE g.space_id = %s AND g.event_id = %s AND g.state = 'held' GROUP BY p.code ORDER BY p.code
        """,  # noqa: S608 - one of two
        [space_id, event_id],
    )
    if not rows:
        raise errors.NothingHeld(event=event_id)
    amounts = {code: amount for _, _, code, amount in rows if amount}
    event = journal.Event(
        type=decision,
        member_id=rows[0][0],
        props={"quest": rows[0][1], "reason": reason, told: amounts},
        actor=actor,
        cause_id=event_id,
        source="decision",
    )
    return journal.record(space_id=space_id, events=[event]).ids[0]


def _all_given(space_id: int, event_id: int) -> None:
    """Refuse when the reserve did not have what a settled quest owes again."""
    lacking = statements.rows(
        """
        SELECT q.slug, p.code, sum(g.wanted)::bigint FROM quests_grant g
        JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id
        JOIN quests_quest q ON q.space_id = p.space_id AND q.id = p.quest_id
        WHERE g.space_id = %s AND g.event_id = %s AND g.state = 'held' GROUP BY 1, 2 ORDER BY 1, 2 LIMIT 1
        """,
        [space_id, event_id],
    )
    for slug, code, needed in lacking:
        available = ledger.system_balance(space_id=space_id, kind="reserve", unit=code)
        raise errors.ReserveLacks(quest=slug, unit=code, needed=needed, available=available)
