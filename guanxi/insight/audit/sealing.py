"""Sealing what was recorded, so that a change of the past, by whomever, shows."""

import time
from dataclasses import dataclass

from django.db import connection, transaction

from guanxi.insight.audit import errors
from guanxi.kernel import tenancy

ROWS = 10_000
PATIENCE_SECONDS = 70
_PAUSE_SECONDS = 0.1

# An id of the journal begins with milliseconds; a second of margin, because those of one may come in any order.
_HORIZON = """
    SELECT coalesce((SELECT max(id) FROM ledger_transfer WHERE space_id = %(space)s), 0),
           -- allow clock: ids are made from the machine's time, whatever the space's clock says
           ((extract(epoch FROM clock_timestamp()) * 1000)::bigint - 1000) << 20,
           coalesce((SELECT array_agg(w) FROM insight_writers() w), '{}')
"""


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """What sealing did: new seals, and the newest head of each stream, to be noted down where nobody can change it."""

    seals: int
    heads: dict[str, str]


def seal(*, space_id: int, patience_seconds: float = PATIENCE_SECONDS) -> Sealed:
    """Seal the transfers and events of a space that no transaction can add to any more.

      1. Note the newest ids, and which transactions may hold older ids that they have not written yet.
      2. Wait until those transactions are over; nobody else is held up.
      3. Seal in ranges, each head made from the one before.
    Refuses StillWriting.
    """
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(_HORIZON, {"space": space_id})
        transfers, events, writers = cursor.fetchone()
    _wait_for(set(writers), patience_seconds)
    made = 0
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for stream, upto in (("event", events), ("transfer", transfers)):
            cursor.execute("SELECT insight_seal_upto(%s, %s, %s, %s)", [space_id, stream, upto, ROWS])
            made += cursor.fetchone()[0]
        cursor.execute(
            """
            SELECT DISTINCT ON (stream) stream, encode(head, 'hex') FROM insight_seal
            WHERE space_id = %s ORDER BY stream, number DESC
            """,
            [space_id],
        )
        return Sealed(seals=made, heads=dict(cursor.fetchall()))


def _wait_for(writers: set[str], patience_seconds: float) -> None:
    waited = 0.0
    while writers:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT insight_writers()")
            writers &= {name for (name,) in cursor.fetchall()}
        if writers and waited >= patience_seconds:
            raise errors.StillWriting(seconds=int(patience_seconds))
        if writers:
            time.sleep(_PAUSE_SECONDS)
            waited += _PAUSE_SECONDS
