"""What two tellings of the demo can be compared by."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from guanxi.kernel.tenancy import acting_in
from guanxi.spaces import queries as spaces

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 20, 21, 30, tzinfo=SHANGHAI)


def rows(slug: str, query: str) -> list[tuple[Any, ...]]:
    space_id = spaces.space_by_slug(slug=slug).id
    with acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def told(slug: str) -> tuple[object, ...]:
    """What can be compared between two tellings: who holds what, who reached what, how often what happened."""
    ranked = (
        "(SELECT member_id, row_number() OVER (ORDER BY joined_at) AS n FROM members_public_member) m USING (member_id)"
    )
    return (
        rows(slug, f"SELECT n, unit, kind, balance FROM ledger_public_balance JOIN {ranked} ORDER BY 1, 2, 3"),
        rows(slug, f"SELECT n, step_no, count(*) FROM quests_public_reached JOIN {ranked} GROUP BY 1, 2 ORDER BY 1, 2"),
        rows(slug, "SELECT type, voided, count(*) FROM journal_public_event GROUP BY 1, 2 ORDER BY 1, 2"),
    )
