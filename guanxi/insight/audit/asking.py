"""An audit that somebody asked for: who, how far it is; and the runs that there were."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from guanxi.insight.audit import catalog
from guanxi.kernel import statements, tenancy

STALE_MINUTES = 60
"""Whoever asked longer ago than this and got no answer may ask again: the worker was gone."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The audit that was asked for last. `done` of `of` checks are through; `failed` says why it broke off."""

    asked_by: str
    asked_at: datetime
    done: int
    of: int
    is_running: bool
    failed: str


@dataclass(frozen=True, kw_only=True)
class Run:
    """One audit that ran: rows and violations by check."""

    ran_at: datetime
    ok: bool
    checks: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, kw_only=True)
class Seals:
    """How far the past is sealed, by stream: how many seals, the newest head as hex, and when it was made."""

    stream: str
    seals: int
    head: str
    sealed_at: datetime


def ask(*, space_id: int, actor: str) -> bool:
    """Note that somebody wants an audit; False while one is under way."""
    with tenancy.acting_in(space_id):
        asked = statements.rows(
            """
            -- allow clock: how long a worker takes is real time, whatever day the space has
            INSERT INTO insight_audit_asked AS a (space_id, asked_by, asked_at) VALUES (%s, %s, clock_timestamp())
            ON CONFLICT (space_id) DO UPDATE SET asked_by = excluded.asked_by, asked_at = excluded.asked_at,
                done = 0, finished_at = NULL, failed = ''
            WHERE a.finished_at IS NOT NULL OR a.asked_at < excluded.asked_at - make_interval(mins => %s)
            RETURNING space_id
            """,
            [space_id, actor, STALE_MINUTES],
        )
    return bool(asked)


def asked(*, space_id: int) -> Asked | None:
    """The audit that was asked for last."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT asked_by, asked_at, done, failed,
                   -- allow clock: real time, as above
                   finished_at IS NULL AND asked_at > clock_timestamp() - make_interval(mins => %s)
            FROM insight_audit_asked WHERE space_id = %s
            """,
            [STALE_MINUTES, space_id],
        )
    if not rows:
        return None
    asked_by, asked_at, done, failed, is_running = rows[0]
    return Asked(
        asked_by=asked_by,
        asked_at=asked_at,
        done=done,
        of=len(catalog.CHECKS),
        is_running=is_running,
        failed=failed,
    )


def runs(*, space_id: int, limit: int = 10) -> tuple[Run, ...]:
    """The newest audits of the space, the newest first."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            "SELECT ran_at, ok, checks FROM insight_audit_run WHERE space_id = %s ORDER BY ran_at DESC LIMIT %s",
            [space_id, limit],
        )
    return tuple(
        Run(ran_at=ran_at, ok=ok, checks=json.loads(checks) if isinstance(checks, str) else checks)
        for ran_at, ok, checks in rows
    )


def seals(*, space_id: int) -> tuple[Seals, ...]:
    """How far each stream is sealed."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT DISTINCT ON (stream) stream, number, encode(head, 'hex'), sealed_at FROM insight_seal
            WHERE space_id = %s ORDER BY stream, number DESC
            """,
            [space_id],
        )
    return tuple(Seals(stream=stream, seals=number, head=head, sealed_at=at) for stream, number, head, at in rows)


@contextmanager
def telling(*, space_id: int) -> Iterator["Teller"]:
    """Tell how far an audit is, over a connection of its own: the audit itself is one snapshot that writes nothing."""
    teller = Teller(space_id)
    try:
        yield teller
    except Exception as error:
        teller.finish(failed=type(error).__name__)
        raise
    else:
        teller.finish()
    finally:
        teller.close()


class Teller:
    """Who tells how many checks are done."""

    def __init__(self, space_id: int) -> None:
        self.space_id = space_id
        self.done = 0
        self.connection = connection.copy()

    def advance(self, steps: int) -> None:
        """So many further checks are done."""
        self.done += steps
        self._write("UPDATE insight_audit_asked SET done = %s WHERE space_id = %s", self.done)

    def finish(self, *, failed: str = "") -> None:
        """It is over."""
        self._write(
            # allow clock: real time, as above
            "UPDATE insight_audit_asked SET finished_at = clock_timestamp(), failed = %s WHERE space_id = %s",
            failed,
        )

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()

    def _write(self, statement: str, value: object) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT set_config('app.space', %s, true)", [str(self.space_id)])
            cursor.execute(statement, [value, self.space_id])
            cursor.execute("COMMIT")
