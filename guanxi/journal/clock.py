"""The clock of a demo space, which a story moves on; every other space lives by the database's."""

from datetime import datetime

from django.db import connection

from guanxi.journal import errors


def set_clock(*, space_id: int, now: datetime | None) -> None:
    """Let it be `now` in a demo space (None: what it really is). Its time goes on from there.

    Time only goes forward, so that what was recorded later never seems earlier. Not an event: the clock is the
    stage, nothing that happens on it. Refuses ClockIsReal, ClockGoesBack.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ahead IS NOT NULL FROM journal_head WHERE space_id = %s ORDER BY space_id FOR UPDATE", [space_id]
        )
        row = cursor.fetchone()
        if row is None or not row[0]:
            raise errors.ClockIsReal
        cursor.execute(
            """
            UPDATE journal_head SET ahead = coalesce(%s::timestamptz - clock_timestamp(), interval '0')
            WHERE space_id = %s AND coalesce(%s::timestamptz, clock_timestamp()) >= clock_timestamp() + ahead
            """,
            [now, space_id, now],
        )
        if cursor.rowcount == 0:
            raise errors.ClockGoesBack(at="now" if now is None else now.isoformat())


def real_now() -> datetime:
    """The database's own clock, whatever any space's says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - a scalar query returns its row
    moment: datetime = row[0]
    return moment
