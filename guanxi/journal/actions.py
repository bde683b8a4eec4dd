"""Writing the journal: record, void, reinstate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from guanxi.journal import arrays, calling, encoding, errors
from guanxi.journal.encoding import Event
from guanxi.journal.keys import destroy_subject_key, open_space, seal_for, subject_key, unseal_for
from guanxi.kernel.tenancy import acting_in

__all__ = ["Event", "destroy_subject_key", "open_space", "seal_for", "subject_key", "unseal_for"]

type Settle = Literal["inline", "queue"]


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One id for each event handed over (a repeated one has the id it had), and how many were new and repeated."""

    ids: tuple[int, ...]
    new: int
    repeated: int


def open_subject(*, space_id: int) -> int:
    """A new subject: somebody whom events can be about. Returns its id."""
    return open_subjects(space_id=space_id, count=1)[0]


def open_subjects(*, space_id: int, count: int) -> list[int]:
    """`count` new subjects in one statement; call inside `acting_in`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_subject (space_id) SELECT %s FROM generate_series(1, %s) RETURNING id",
            [space_id, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


def record(*, space_id: int, events: Sequence[Event], settle: Settle = "inline", trusted: bool = True) -> Recorded:
    """Record `events` (all from one source and actor) and settle what they cause.

    `settle="queue"` leaves the settling to the workers. Outside a transaction the whole call is one statement
    and one transaction; inside `acting_in` it joins the caller's. `trusted=False` (what comes from outside) may
    not send what only Guanxi records.
    Refuses KeyReused, UnknownMember, ClockInTheFuture, BadProp, BadTypeName, NotYours, TooMuch, Busy.
    """
    if not events:
        return Recorded(ids=(), new=0, repeated=0)
    ids, fresh = calling.call(
        "SELECT ids, fresh FROM journal_record($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        [
            space_id,
            *encoding.columns(space_id=space_id, events=events, trusted=trusted),
            events[0].source,
            events[0].actor,
            settle == "queue",
        ],
    )
    return Recorded(ids=tuple(arrays.read_numbers(ids)), new=int(fresh), repeated=len(events) - int(fresh))


def void(*, space_id: int, event_id: int, reason: str, actor: str, settle: Settle = "inline") -> int:
    """Say that an event does not count, and take back what it caused. Returns the id of the void event.

    Idempotent: an event that is void already returns its live void. Refuses UnknownEvent, NotVoidable, Busy.
    """
    return void_many(space_id=space_id, event_ids=[event_id], reason=reason, actor=actor, settle=settle)[0]


def void_many(
    *, space_id: int, event_ids: Sequence[int], reason: str, actor: str, settle: Settle = "inline"
) -> list[int]:
    """Void several events at once; see `void`. Returns the live void of each, in the order given."""
    with acting_in(space_id):
        _refuse_unvoidable(space_id, event_ids)
        _undo(reinstating=False, space_id=space_id, event_ids=event_ids, reason=reason, actor=actor, settle=settle)
        with connection.cursor() as cursor:
            cursor.execute(
                """
                SELECT event_id, void_id FROM journal_void
                WHERE space_id = %s AND event_id = ANY(%s) AND reinstate_id IS NULL
                """,
                [space_id, list(event_ids)],
            )
            voids = dict(cursor.fetchall())
    return [voids[event_id] for event_id in event_ids]


def void_anew(*, space_id: int, event_id: int, reason: str, actor: str, settle: Settle = "inline") -> int | None:
    """As `void`, for whoever may take back only what they did: None for an event that somebody else has voided."""
    with acting_in(space_id):
        _refuse_unvoidable(space_id, [event_id])
        ids = _undo(
            reinstating=False, space_id=space_id, event_ids=[event_id], reason=reason, actor=actor, settle=settle
        )
    return ids[0] if ids else None


def reinstate(*, space_id: int, event_id: int, reason: str, actor: str, settle: Settle = "inline") -> int:
    """Take back the voiding of an event.

    Returns the id of the reinstating event. Refuses UnknownEvent, NotVoid, TooMuch, Busy.
    """
    with acting_in(space_id):
        _refuse_unvoidable(space_id, [event_id])
        ids = _undo(
            reinstating=True, space_id=space_id, event_ids=[event_id], reason=reason, actor=actor, settle=settle
        )
        if not ids:
            raise errors.NotVoid(event=event_id)
    return ids[0]


def _undo(
    *,
    reinstating: bool,
    space_id: int,
    event_ids: Sequence[int],
    reason: str,
    actor: str,
    settle: Settle,
) -> list[int]:
    (ids,) = calling.call(
        "SELECT journal_undo($1, $2, $3, $4, $5, $6, $7)",
        [space_id, reinstating, arrays.numbers(event_ids), reason, actor, settle == "queue"],
    )
    return arrays.read_numbers(ids)


def _refuse_unvoidable(space_id: int, event_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.id, e.id IS NULL, e.type, e.cause_id FROM unnest(%s::bigint[]) a(id)
            LEFT JOIN journal_public_event e ON e.space_id = %s AND e.id = a.id
            LEFT JOIN journal_public_type t ON t.id = e.type_id
            WHERE e.id IS NULL OR e.source = 'reaction' OR t.definition ->> 'sender' = 'reaction' LIMIT 1
            """,
            [list(event_ids), space_id],
        )
        row = cursor.fetchone()
    if row is not None:
        event_id, missing, name, cause = row
        if missing:
            raise errors.UnknownEvent(event=event_id)
        if cause is None:
            raise errors.HasItsOwnWayBack(event=event_id, type=name)
        raise errors.NotVoidable(event=event_id, type=name, cause=cause)
