"""Draining the queue: what was recorded in streams is settled here, batch by batch, by any number of workers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction

from guanxi.kernel import tenancy

_LOST_A_RACE = {"40P01", "40001", "55P03"}
_TRIES = 3
BATCH = 4000
"""How many events settle together unless told. Fewer: more of the time is planning. More: members wait longer."""


@dataclass(frozen=True, kw_only=True)
class Drained:
    """What one call did: events settled, and events set aside because they cannot be."""

    settled: int
    set_aside: int

    def __bool__(self) -> bool:
        return self.settled + self.set_aside > 0


def drain(*, space_id: int | None = None, batch: int = BATCH) -> Drained:
    """Settle one batch from the queue of `space_id`, or of any space; falsy when nothing is left to claim.

    A batch is of one space, and of as many buckets as it takes to fill it. One transaction holds the claim.
    A piece that fails is halved, down to the single event that cannot be settled: that one is set aside with its
    reason, and the rest goes on in order.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '60s'")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '60s'")
        cursor.execute("SELECT space, buckets, events FROM journal_claim(%s, %s)", [space_id, batch])
        row = cursor.fetchone()
        if row is None or row[0] is None:
            return Drained(settled=0, set_aside=0)
        return _settle_in_pieces(row[0], list(row[1]), list(row[2]))


def _settle_in_pieces(space_id: int, buckets: list[int], events: list[int]) -> Drained:
    pieces, settled, set_aside = [events], 0, 0
    while pieces:
        piece = pieces.pop()
        reason = _settle(space_id, buckets, piece)
        if reason is None:
            settled += len(piece)
        elif len(piece) == 1:
            _put_aside(space_id, buckets, piece[0], reason)
            set_aside += 1
        else:
            half = len(piece) // 2
            pieces.extend((piece[half:], piece[:half]))
    return Drained(settled=settled, set_aside=set_aside)


def _settle(space_id: int, buckets: list[int], events: list[int]) -> str | None:
    """Settle `events` in a savepoint; returns why they cannot be settled, or None when they are."""
    subjects: list[int] = []
    tries = 0
    while True:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT journal_settle_claimed(%s, %s::smallint[], %s::bigint[], %s::bigint[])",
                    [space_id, buckets, events, subjects],
                )
        except DatabaseError as error:
            diagnosis = _diagnosis(error)
            tries += 1
            if diagnosis.sqlstate == "GX010":
                subjects.extend(int(number) for number in (diagnosis.message_detail or "").split(","))
            elif diagnosis.sqlstate not in _LOST_A_RACE:
                return str(error.__cause__)[:2000]
            if tries > _TRIES:
                raise
        else:
            return None


def _diagnosis(error: DatabaseError) -> Any:  # noqa: ANN401 - psycopg's Diagnostic has no public name
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error) or cause.sqlstate is None or cause.sqlstate.startswith(("08", "57P")):
        raise error
    return cause.diag


def _put_aside(space_id: int, buckets: list[int], event_id: int, reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_put_aside(%s, %s::smallint[], %s, %s)", [space_id, buckets, event_id, reason])


def retry_set_aside(*, space_id: int) -> int:
    """Put what was set aside back into the queue, once its reason is mended; returns how many events that are."""
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute("SELECT journal_retry_set_aside(%s)", [space_id])
        return int(cursor.fetchone()[0])


def drain_all(
    *, space_id: int | None = None, batch: int = BATCH, progress: Callable[[int], object] | None = None
) -> Drained:
    """Settle until the queue is empty; `progress` hears how many events each batch finished."""
    settled = set_aside = 0
    while done := drain(space_id=space_id, batch=batch):
        settled += done.settled
        set_aside += done.set_aside
        if progress is not None:
            progress(done.settled + done.set_aside)
    return Drained(settled=settled, set_aside=set_aside)


def make_partitions() -> int:
    """Make the partitions of this month and the next three; returns how many were missing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_make_partitions(3)")
        row = cursor.fetchone()
        cursor.execute("SELECT kernel_look_past_spaces()")
    return int(row[0]) if row else 0
