"""Feeding a shadow: the recorded events, in the order in which they were settled, each in its own way."""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection

from guanxi.insight.replay import shadow
from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.quests import actions as quests

PAGE = 2000
_LOTS_AT_ONCE = 1_000_000
_TOGETHER = {"plain", "again", "journal.voided", "journal.reinstated"}
_INPUTS = shadow.text("inputs.sql")


@dataclass(frozen=True, kw_only=True)
class Input:
    """A recorded event as the replay takes it in; `part` is its type where that says what else is to be done."""

    id: int
    part: str
    member_id: int | None
    at: datetime
    settled_at: datetime
    props: Mapping[str, Any]
    actor: str | None
    cause_id: int | None


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What is replayed: a space, as it was recorded by `as_of` ("infinity": now), for a `sample` of members or all."""

    space_id: int
    as_of: str
    sample: list[int] | None

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that the SQL of the replay takes."""
        return {"space": self.space_id, "as_of": self.as_of, "sample": self.sample}


def feed(scope: Scope, progress: Callable[[int], object]) -> tuple[int, list[str]]:
    """Replay everything in `scope`. Returns how many events were taken in, and in words what could not be."""
    # allow local-tenancy: the connection is the replay's own, and closes with it
    _execute("SELECT set_config('replay.sampled', %s, false)", ["off" if scope.sample is None else "on"])
    taken, failures = 0, []
    for page in _pages(scope):
        progress(len(page))
        inputs = [event for event in page if event.part not in {"rebuilt", "later"}]
        taken += sum(event.part not in {"again", "late"} for event in inputs)
        for part, run in itertools.groupby(inputs, key=lambda event: event.part):
            for events in [list(run)] if part in _TOGETHER else [[event] for event in run]:
                failures += _take(scope.space_id, events)
    with tenancy.acting_in(scope.space_id):
        _drain(scope.space_id)
    return taken, failures


def _pages(scope: Scope) -> Iterator[list[Input]]:
    after, after_at = 0, "-infinity"
    _execute(shadow.text("order.sql"), scope.parameters)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_INPUTS, {**scope.parameters, "after": after, "after_at": after_at, "limit": PAGE})
            names = [column.name for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        page = [Input(**row | {"props": json.loads(row["props"])}) for row in rows]
        if not page:
            return
        yield page
        after, after_at = page[-1].id, page[-1].settled_at.isoformat()


def _take(space_id: int, events: Sequence[Input]) -> list[str]:
    """Take in events that belong together; when they fail, half of them at a time, down to the one that does."""
    try:
        with tenancy.acting_in(space_id):
            _set_clock(events[-1].settled_at)
            _WAYS.get(events[0].part, _settle)(space_id, events)
    except (DatabaseError, Refusal) as error:
        if len(events) == 1:
            return [f"{events[0].part} {events[0].id}: {str(error).splitlines()[0]}"]
        half = len(events) // 2
        return _take(space_id, events[:half]) + _take(space_id, events[half:])
    return []


def _settle(space_id: int, events: Sequence[Input]) -> None:
    """Take events in, settle what their members still wait for, and then the events."""
    ids = [event.id for event in events]
    _execute("SELECT replay_take_in(%s, %s::bigint[])", [space_id, ids])
    _drain(space_id, members=[event.member_id for event in events if event.member_id is not None])
    _execute("SELECT journal_settle(%s, %s::bigint[])", [space_id, ids])


def _settle_again(space_id: int, events: Sequence[Input]) -> None:
    """What a launch has queued for their members is settled by now, as far as these events."""
    by_id = sorted(events, key=lambda event: event.id)
    upto = {event.member_id: event.id for event in by_id if event.member_id is not None}
    _drain(space_id, members=list(upto), upto=list(upto.values()), due=[event.id for event in events])


def _serve_late(space_id: int, events: Sequence[Input]) -> None:
    """Who waited was served with this event, and is now, unless they have been already."""
    _execute("SELECT replay_serve_late(%s, %s)", [space_id, events[0].id])
    _drain_made(space_id)


def _apply(space_id: int, events: Sequence[Input]) -> None:
    props = events[0].props
    _execute(
        """
        INSERT INTO quests_version OVERRIDING SYSTEM VALUE
        SELECT v.space_id, v.id, v.quest_id, v.number, v.definition, v.undo, v.created_at, NULL, NULL
        FROM public.quests_version v JOIN public.quests_quest q ON q.space_id = v.space_id AND q.id = v.quest_id
        WHERE v.space_id = %s AND q.slug = %s AND v.number = %s
        """,
        [space_id, props["quest"], props["version"]],
    )


def _launch(space_id: int, events: Sequence[Input]) -> None:
    props = events[0].props
    launched_at = _value(
        """
        SELECT v.launched_at FROM public.quests_version v
        JOIN public.quests_quest q ON q.space_id = v.space_id AND q.id = v.quest_id
        WHERE v.space_id = %s AND q.slug = %s AND v.number = %s
        """,
        [space_id, props["quest"], props["version"]],
    )
    _set_clock(launched_at or events[0].settled_at)
    quests.launch(space_id=space_id, slug=props["quest"], actor=events[0].actor or "system:replay")


def _drain(
    space_id: int, *, members: Sequence[int] | None = None, upto: Sequence[int] | None = None, due: Sequence[int] = ()
) -> None:
    """Settle what waits, bucket by bucket, the oldest first: everything, or of `members`, each `upto` an event.

    Of members, what is known to have been settled later waits for that, unless it is `due`.
    """
    facts = {"space": space_id, "members": members, "upto": upto, "due": list(due), "limit": PAGE}
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, facts)
            ids = cursor.fetchone()[0]
            if ids is None:
                return
            cursor.execute("SELECT journal_settle(%s, %s::bigint[])", [space_id, ids])


_CLAIM = """
    WITH waiting AS (
        SELECT p.bucket, p.event_id FROM journal_pending p
        WHERE p.space_id = %(space)s
            AND (%(members)s::bigint[] IS NULL OR p.member_id = ANY (%(members)s::bigint[]))
            AND (%(upto)s::bigint[] IS NULL OR p.event_id <= (
                SELECT m.upto FROM unnest(%(members)s::bigint[], %(upto)s::bigint[]) m(member_id, upto)
                WHERE m.member_id = p.member_id))
            AND (%(members)s::bigint[] IS NULL OR p.event_id = ANY (%(due)s::bigint[]) OR NOT EXISTS (
                SELECT FROM replay_order o
                WHERE o.again AND o.id = p.event_id AND o.settled_at > current_setting('replay.now')::timestamptz))
    ), oldest AS (
        SELECT w.bucket, w.event_id FROM waiting w WHERE w.bucket = (SELECT bucket FROM waiting LIMIT 1)
        ORDER BY w.event_id LIMIT %(limit)s
    ), taken AS (
        DELETE FROM journal_pending p USING oldest o
        WHERE p.space_id = %(space)s AND p.bucket = o.bucket AND p.event_id = o.event_id
        RETURNING p.event_id
    )
    SELECT array_agg(event_id ORDER BY event_id) FROM taken
"""
_MADE_HERE = """
    SELECT array_agg(DISTINCT member_id) FROM journal_pending
    WHERE space_id = %s AND event_id >= 1::bigint << 62 AND member_id IS NOT NULL
"""


def _drain_made(space_id: int) -> None:
    """Settle what the replay itself has queued, with all that its members wait for."""
    members = _value(_MADE_HERE, [space_id])
    if members:
        _drain(space_id, members=members)


def _pause(space_id: int, events: Sequence[Input]) -> None:
    quests.pause(space_id=space_id, slug=events[0].props["quest"], actor=events[0].actor or "system:replay")


def _resume(space_id: int, events: Sequence[Input]) -> None:
    quests.resume(space_id=space_id, slug=events[0].props["quest"], actor=events[0].actor or "system:replay")


def _end(space_id: int, events: Sequence[Input]) -> None:
    slug = events[0].props["quest"]
    ended_at = _value("SELECT ended_at FROM public.quests_quest WHERE space_id = %s AND slug = %s", [space_id, slug])
    _set_clock(ended_at or events[0].settled_at)
    quests.end(space_id=space_id, slug=slug, actor=events[0].actor or "system:replay")


def _close(space_id: int, events: Sequence[Input]) -> None:
    """Nothing had waited any more: else it would have been refused."""
    _drain(space_id)
    quests.settle(space_id=space_id, slug=events[0].props["quest"], actor=events[0].actor or "system:replay")


def _release(space_id: int, events: Sequence[Input]) -> None:
    _settle(space_id, events)
    granting = _value("SELECT replay_granting_event(%s, %s)", [space_id, events[0].cause_id])
    _execute("SELECT quests_release(%s, NULL, %s, NULL, %s)", [space_id, granting or 0, events[0].id])


def _deny(space_id: int, events: Sequence[Input]) -> None:
    _settle(space_id, events)
    granting = _value("SELECT replay_granting_event(%s, %s)", [space_id, events[0].cause_id])
    _execute("SELECT quests_deny(%s, %s, %s)", [space_id, granting or 0, events[0].id])


def _fund(space_id: int, events: Sequence[Input]) -> None:
    _settle(space_id, events)
    _execute(
        """
        SELECT ledger_transfer_between(%s, (SELECT id FROM ledger_unit WHERE code = %s), 'issuance', 0, 'reserve', 0,
                                       %s, %s, gen_random_uuid())
        """,
        [space_id, events[0].props["unit"], events[0].props["amount"], events[0].id],
    )


def _spend(space_id: int, events: Sequence[Input]) -> None:
    _settle(space_id, events)
    _execute(
        """
        SELECT ledger_spend(%s, %s, (SELECT id FROM ledger_unit WHERE code = %s), %s, 'redemption', 0, %s,
                            gen_random_uuid())
        """,
        [space_id, events[0].member_id, events[0].props["unit"], events[0].props["amount"], events[0].id],
    )


def _hold(space_id: int, events: Sequence[Input]) -> None:
    _settle(space_id, events)
    _execute(
        "SELECT ledger_hold(%s, %s, (SELECT id FROM ledger_unit WHERE code = %s), %s, %s)",
        [space_id, events[0].member_id, events[0].props["unit"], events[0].props["amount"], events[0].id],
    )


def _capture(space_id: int, events: Sequence[Input]) -> None:
    _settle(space_id, events)
    _execute(
        "SELECT ledger_capture(%s, %s, %s, 'redemption', 0, %s)",
        [space_id, events[0].cause_id, events[0].props["amount"], events[0].id],
    )


def _release_hold(space_id: int, events: Sequence[Input]) -> None:
    _settle(space_id, events)
    _execute("SELECT ledger_release(%s, %s, %s)", [space_id, events[0].cause_id, events[0].id])


def _refund(space_id: int, events: Sequence[Input]) -> None:
    _settle(space_id, events)
    _execute("SELECT ledger_refund(%s, %s, %s)", [space_id, events[0].cause_id, events[0].id])


def _forgive(space_id: int, events: Sequence[Input]) -> None:
    _settle(space_id, events)
    _execute(
        "SELECT ledger_forgive(%s, %s, (SELECT id FROM ledger_unit WHERE code = %s), %s, %s)",
        [space_id, events[0].member_id, events[0].props["unit"], events[0].props["amount"], events[0].id],
    )


def _mature(space_id: int, events: Sequence[Input]) -> None:
    _execute("SELECT ledger_mature(%s, %s, %s)", [space_id, events[0].at, _LOTS_AT_ONCE])


def _expire(space_id: int, events: Sequence[Input]) -> None:
    _execute("SELECT ledger_expire(%s, %s, %s)", [space_id, events[0].at, _LOTS_AT_ONCE])


def _forfeit(space_id: int, events: Sequence[Input]) -> None:
    _execute("SELECT ledger_forfeit(%s, %s, %s)", [space_id, events[0].member_id, events[0].actor])


def _erase(space_id: int, events: Sequence[Input]) -> None:
    event = events[0]
    quests.give_up(space_id=space_id, member_id=event.member_id or 0, at=event.at, actor=event.actor or "system:replay")
    _settle(space_id, events)


def _merge(space_id: int, events: Sequence[Input]) -> None:
    _settle(space_id, events)
    event = events[0]
    quests.carry_over(
        space_id=space_id,
        keep=event.member_id or 0,
        lose=event.props["lost_id"],
        event_id=event.id,
        actor=event.actor or "system:replay",
    )
    _drain_made(space_id)


def _lose_tier(space_id: int, events: Sequence[Input]) -> None:
    """Review the one member who lost a tier then; whether it was lost is judged anew."""
    event = events[0]
    _execute(
        "UPDATE members_member SET tier_until = NULL WHERE space_id = %s AND id <> %s", [space_id, event.member_id]
    )
    _execute(
        "UPDATE members_member SET tier_until = '-infinity' WHERE space_id = %s AND id = %s",
        [space_id, event.member_id],
    )
    _execute("SELECT looked FROM quests_review_tiers(%s, %s, 1, '-infinity', 0)", [space_id, event.at])
    _drain_made(space_id)


_WAYS: Mapping[str, Callable[[int, Sequence[Input]], None]] = {
    "again": _settle_again,
    "late": _serve_late,
    "quest.applied": _apply,
    "quest.launched": _launch,
    "quest.paused": _pause,
    "quest.resumed": _resume,
    "quest.ended": _end,
    "quest.settled": _close,
    "quest.hold_released": _release,
    "quest.hold_denied": _deny,
    "ledger.funded": _fund,
    "ledger.spent": _spend,
    "ledger.held": _hold,
    "ledger.captured": _capture,
    "ledger.hold_released": _release_hold,
    "ledger.refunded": _refund,
    "ledger.debt_forgiven": _forgive,
    "ledger.matured": _mature,
    "ledger.expired": _expire,
    "ledger.forfeited": _forfeit,
    "member.merged": _merge,
    "member.erased": _erase,
    "member.tier_changed": _lose_tier,
}


def _set_clock(moment: datetime) -> None:
    # allow local-tenancy: the connection is the replay's own, and closes with it
    _execute("SELECT set_config('replay.now', %s, false)", [moment.isoformat()])


def _execute(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _value(statement: str, parameters: Sequence[Any]) -> Any:  # noqa: ANN401 - whatever the one column is
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return row[0] if row else None
