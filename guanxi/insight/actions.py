"""What insight writes: its own counts, and what an audit found."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from psycopg.types.json import Jsonb

from guanxi.kernel import tenancy

EVENTS_AT_ONCE = 20_000


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """How many events were counted now, and whether there are more that could be."""

    counted: int
    behind: bool


def refresh(*, space_id: int, limit: int = EVENTS_AT_ONCE) -> Refreshed:
    """Count at most `limit` more events of the journal into the days of the space.

    Exact and incremental: each event is added once, in the order of ids; a void takes its event out again.
    Events of transactions that are still open are left for the next time. Two callers never count together:
    the second is told `behind` and does nothing.
    """
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute("SELECT counted, behind FROM insight_refresh(%s, %s)", [space_id, limit])
        counted, behind = cursor.fetchone()
    return Refreshed(counted=counted, behind=behind)


def recount(*, space_id: int) -> None:
    """Forget the counts of a space; they are made again from its first event. For after a clock that jumped back."""
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute("DELETE FROM insight_position WHERE space_id = %s", [space_id])
        cursor.execute("DELETE FROM insight_day WHERE space_id = %s", [space_id])
        cursor.execute("DELETE FROM insight_member_day WHERE space_id = %s", [space_id])


def record_audit(*, space_id: int, ran_at: datetime, ok: bool, checks: Mapping[str, Mapping[str, int]]) -> None:
    """Keep what an audit of the space found: {"L1": {"rows": 10, "violations": 0}, …}."""
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO insight_audit_run (space_id, ran_at, ok, checks) VALUES (%s, %s, %s, %s)",
            [space_id, ran_at, ok, Jsonb(checks)],
        )
