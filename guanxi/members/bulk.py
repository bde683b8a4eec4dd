"""Work on everybody whom a filter finds: batch by batch, told as it goes, taken up again where it stopped."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from guanxi.kernel import statements, tenancy
from guanxi.members import browsing, errors, jobs
from guanxi.members.actions import people, tagging

type Kind = Literal["tag", "untag"]
BATCH = 500
MOST_MEMBERS = 200_000
LISTED = 10
_COLUMNS = "id, kind, tag, expected, seen, changed, state, actor, started_at, finished_at"
_LONGEST_TAG = 40


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """Work under way or done: `seen` of about `expected` members, of whom `changed` changed."""

    id: int
    kind: str
    tag: str
    expected: int
    seen: int
    changed: int
    state: str
    actor: str
    started_at: datetime
    finished_at: datetime | None

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {"done", "stopped"}


def start(*, space_id: int, kind: Kind, tag: str, filter_: browsing.Filter, actor: str) -> int:
    """Let the worker put a tag on everybody whom the filter finds, or take it off, and return the work's id.

    Refuses with WordUnreadable, NobodyFound.
    """
    tag = people.word("tag", tag, longest=_LONGEST_TAG)
    with tenancy.acting_in(space_id):
        counted = browsing.count(space_id=space_id, filter_=filter_, up_to=MOST_MEMBERS)
        if counted is not None and counted.n == 0:
            raise errors.NobodyFound
        bulk_id: int = statements.value(
            """
            INSERT INTO members_bulk (space_id, kind, tag, filter, expected, actor, started_at)
            VALUES (%s, %s, %s, %s, %s, %s, guanxi_now(%s)) RETURNING id
            """,
            [space_id, kind, tag, json.dumps(filter_.to_json()), counted.n if counted else 0, actor, space_id],
        )
        jobs.run_bulk.defer(space_id=space_id, bulk_id=bulk_id)
    return bulk_id


def stop(*, space_id: int, bulk_id: int, actor: str) -> None:
    """Do no more of it; what was done stays. Stopping what is over changes nothing. Refuses with UnknownBulk."""
    del actor
    with tenancy.acting_in(space_id):
        bulk(space_id=space_id, bulk_id=bulk_id)
        statements.run(
            "UPDATE members_bulk SET state = 'stopped', finished_at = guanxi_now(%s)"
            " WHERE space_id = %s AND id = %s AND state IN ('waiting', 'running')",
            [space_id, space_id, bulk_id],
        )


def work(*, space_id: int, bulk_id: int) -> int:
    """Do the work to its end, a transaction a batch, and return how many members changed.

    Called again after a crash it goes on behind the last batch that was committed; tagging twice changes nothing.
    """
    for _ in range(MOST_MEMBERS // BATCH + 1):
        if not _batch(space_id, bulk_id):
            break
    return bulk(space_id=space_id, bulk_id=bulk_id).changed


def bulk(*, space_id: int, bulk_id: int) -> Bulk:
    """One work. Refuses with UnknownBulk."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_COLUMNS} FROM members_bulk WHERE space_id = %s AND id = %s",  # noqa: S608 - a constant
            [space_id, bulk_id],
        )
    if not rows:
        raise errors.UnknownBulk(bulk=bulk_id)
    return _bulk(rows[0])


def latest(*, space_id: int, limit: int = LISTED) -> tuple[Bulk, ...]:
    """The newest works first."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_COLUMNS} FROM members_bulk WHERE space_id = %s ORDER BY id DESC LIMIT %s",  # noqa: S608 - a constant
            [space_id, limit],
        )
    return tuple(_bulk(row) for row in rows)


def _batch(space_id: int, bulk_id: int) -> bool:
    """Do one batch; whether there may be another."""
    with tenancy.acting_in(space_id):
        rows = statements.rows(
            "SELECT kind, tag, filter, after_id, actor FROM members_bulk"
            " WHERE space_id = %s AND id = %s AND state IN ('waiting', 'running') ORDER BY id FOR UPDATE",
            [space_id, bulk_id],
        )
        if not rows:
            return False
        kind, tag, stored, after, actor = rows[0]
        filter_ = browsing.from_json(space_id=space_id, stored=json.loads(stored))
        found = browsing.ids_after(space_id=space_id, filter_=filter_, after=after, limit=BATCH)
        act = tagging.tag if kind == "tag" else tagging.untag
        changed = act(space_id=space_id, member_ids=found, name=tag, actor=actor) if found else 0
        _advance(space_id, bulk_id, found, changed)
    return len(found) == BATCH


def _advance(space_id: int, bulk_id: int, found: list[int], changed: int) -> None:
    is_last = len(found) < BATCH
    statements.run(
        """
        UPDATE members_bulk SET after_id = coalesce(%s, after_id), seen = seen + %s, changed = changed + %s,
            state = CASE WHEN %s THEN 'done' ELSE 'running' END,
            finished_at = CASE WHEN %s THEN guanxi_now(%s) END
        WHERE space_id = %s AND id = %s
        """,
        [found[-1] if found else None, len(found), changed, is_last, is_last, space_id, space_id, bulk_id],
    )


def _bulk(row: tuple[Any, ...]) -> Bulk:
    return Bulk(**dict(zip(Bulk.__dataclass_fields__, row, strict=True)))
