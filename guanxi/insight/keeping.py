"""Figures that are counted over a whole space: live while that is quick, else as they were a short while ago.

  1. Nothing was recorded since: what is kept is still true.
  2. Counting takes long, and was done lately: what is kept is shown, with its moment. A machine that is busy for a
     moment makes every count slow, so it takes three slow ones in a row to be believed.
  3. Else it is counted now, and kept.
The worker counts anew what takes long, so that in a large space no page has to.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from guanxi.kernel import statements, tenancy

QUICK_MS = 25
LATELY = timedelta(minutes=2)
LONGEST = timedelta(hours=6)
"""A day may have begun since: even where nothing was recorded, nothing is kept for longer."""

type Make = Callable[[int], Any]
MAKERS: dict[str, Make] = {}


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A figure as plain data; `at` is when it was counted, and `is_live` whether that was now."""

    value: Any
    at: datetime
    is_live: bool


def keeps(name: str) -> Callable[[Make], Make]:
    """Let the function count the figure `name` of a space, as plain data; the worker knows it by this name too."""

    def keeping(make: Make) -> Make:
        MAKERS[name] = make
        return make

    return keeping


def figure(*, space_id: int, name: str, make: Callable[[], Any] | None = None) -> Kept:
    """The figure, live or kept: one statement when it is kept, one more than its own when it is counted.

    `make` counts it for a caller who knows already what the registered function would look up first.
    """
    with tenancy.reading_in(space_id):
        (row,) = statements.rows(
            """
            -- allow clock: how old a figure is, is real time
            SELECT e.newest, clock_timestamp(), k.value, k.made_at, k.took_ms, k.journal_id
            FROM (SELECT coalesce((SELECT f.id FROM journal_public_fact f WHERE f.space_id = %s
                                   ORDER BY f.id DESC LIMIT 1), 0) AS newest) e
            LEFT JOIN insight_kept k ON k.space_id = %s AND k.name = %s
            """,
            [space_id, space_id, name],
        )
        newest, now, value, made_at, took_ms, journal_id = row
        if made_at is not None:
            is_true, age = journal_id == newest, now - made_at
            if (is_true and age < LONGEST) or (took_ms > QUICK_MS and age < LATELY):
                return Kept(value=_read(value), at=made_at, is_live=is_true)
        return _count(space_id, name, newest, make or partial(MAKERS[name], space_id))


def _count(space_id: int, name: str, newest: int, make: Callable[[], Any]) -> Kept:
    """Count the figure now, and keep it."""
    began = time.monotonic()
    value = make()
    took_ms = round((time.monotonic() - began) * 1000)
    made_at = statements.value(
        """
        INSERT INTO insight_kept AS k (space_id, name, value, journal_id, made_at, took_ms)
        -- allow clock: real time, as above
        VALUES (%s, %s, %s::jsonb, %s, clock_timestamp(), %s)
        ON CONFLICT (space_id, name) DO UPDATE SET value = excluded.value, journal_id = excluded.journal_id,
            made_at = excluded.made_at, took_ms = least(%s, k.took_ms * 3 / 2 + 5)
        RETURNING made_at
        """,
        [space_id, name, json.dumps(value), newest, min(took_ms, QUICK_MS // 2), took_ms],
    )
    return Kept(value=value, at=made_at, is_live=True)


def count_what_takes_long(*, space_id: int) -> int:
    """Count anew the figures that took long the last time and are no longer true; returns how many."""
    with tenancy.acting_in(space_id):
        due = statements.rows(
            """
            SELECT k.name, e.newest FROM insight_kept k
            CROSS JOIN (SELECT coalesce((SELECT f.id FROM journal_public_fact f WHERE f.space_id = %s
                                         ORDER BY f.id DESC LIMIT 1), 0) AS newest) e
            WHERE k.space_id = %s AND k.took_ms > %s AND k.journal_id <> e.newest ORDER BY k.name
            """,
            [space_id, space_id, QUICK_MS],
        )
        known = [(name, newest) for name, newest in due if name in MAKERS]
        for name, newest in known:
            _count(space_id, name, newest, partial(MAKERS[name], space_id))
    return len(known)


def _read(value: str | Mapping[str, Any]) -> Any:  # noqa: ANN401 - plain data, as it was made
    return json.loads(value) if isinstance(value, str) else value
