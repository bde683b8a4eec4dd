"""Reading the journal."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, kw_only=True)
class StoredEvent:
    """An event as the journal has it; `voided` says whether it counts now."""

    id: int
    type: str
    member_id: int | None
    cause_id: int | None
    depth: int
    at: datetime
    recorded_at: datetime
    source: str
    actor: str | None
    props: Mapping[str, object]
    voided: bool


def now(*, space_id: int) -> datetime:
    """The space's clock: the database's, with the lead that only demo and sandbox spaces have."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT guanxi_now(%s)", [space_id])
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - a scalar query returns its row
    moment: datetime = row[0]
    return moment


def event(*, space_id: int, event_id: int) -> StoredEvent | None:
    """One event of this space, or None."""
    found = _events(
        """
        SELECT id, type, member_id, cause_id, depth, at, recorded_at, source, actor, props, voided
        FROM journal_public_event WHERE space_id = %s AND id = %s
        """,
        [space_id, event_id],
    )
    return found[0] if found else None


def live_void(*, space_id: int, event_id: int) -> int | None:
    """The void event because of which an event does not count now; None when it counts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT void_id FROM journal_void WHERE space_id = %s AND event_id = %s AND reinstate_id IS NULL",
            [space_id, event_id],
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def timeline(*, space_id: int, member_id: int, before: int | None = None, limit: int = 50) -> list[StoredEvent]:
    """A member's events, newest first, older than event `before` when given (keyset page)."""
    return _events(
        """
        SELECT id, type, member_id, cause_id, depth, at, recorded_at, source, actor, props, voided
        FROM journal_public_event
        WHERE space_id = %s AND member_id = %s AND (%s::bigint IS NULL OR id < %s) ORDER BY id DESC LIMIT %s
        """,
        [space_id, member_id, before, before, limit],
    )


def _events(query: str, parameters: list[object]) -> list[StoredEvent]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [StoredEvent(**{**row, "props": json.loads(row["props"])}) for row in rows]
