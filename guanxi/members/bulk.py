"""Work on everybody whom a filter finds: batch by batch, told as it goes, taken up again where it stopped.

Only who is here is worked on: members and those who left. Whom a work changed is kept for a month, so that it can be
taken back from them and from nobody else.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from guanxi import journal
from guanxi.kernel import statements, tenancy
from guanxi.kernel.errors import Refusal
from guanxi.members import browsing, errors, jobs, segments
from guanxi.members.actions import people, tagging

type Kind = Literal["tag", "untag"]
BATCH = 500
MOST_MEMBERS = 200_000
LISTED = 10
UNDONE_WITHIN_DAYS = 30
SHOWN_DAYS = 1
_COLUMNS = (
    "b.id, b.kind, b.tag, b.expected, b.seen, b.changed, b.state, b.actor, b.started_at, b.finished_at, b.why,"
    " b.undoes,"
    " (SELECT u.id FROM members_bulk u WHERE u.space_id = b.space_id AND u.undoes = b.id"
    " AND u.state NOT IN ('failed', 'stopped')),"
    " b.started_at >= guanxi_now(b.space_id) - make_interval(days => 30)"
)
_LONGEST_TAG = 40
_LONGEST_WHY = 500


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """Work under way or over: `seen` of about `expected` members, of whom `changed` changed; `why` it failed.

    `undoes` is the work that it takes back, `undone_by` the one that takes it back.
    """

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
    why: str
    undoes: int | None
    undone_by: int | None
    is_recent: bool

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in {"done", "stopped", "failed"}

    @property
    def can_be_undone(self) -> bool:
        """Whether it changed somebody and can still be taken back."""
        return self.is_over and self.changed > 0 and self.undone_by is None and self.is_recent


def start(*, space_id: int, kind: Kind, tag: str, filter_: browsing.Filter, actor: str) -> int:
    """Let the worker put a tag on everybody here whom the filter finds, or take it off, and return the work's id.

    Refuses with WordUnreadable, NobodyFound.
    """
    tag = people.word("tag", tag, longest=_LONGEST_TAG)
    filter_ = of_here(filter_)
    with tenancy.acting_in(space_id):
        counted = browsing.count(space_id=space_id, filter_=filter_, up_to=MOST_MEMBERS)
        if counted is not None and counted.n == 0:
            raise errors.NobodyFound
        _forget(space_id)
        expected = counted.n if counted else 0
        return _begin(space_id, kind, tag, json.dumps(filter_.to_json()), expected, actor, None)


def wearing(*, space_id: int, tag: str, filter_: browsing.Filter) -> browsing.Count | None:
    """How many of those here whom the filter finds wear the tag already; None where that takes too long to count."""
    worn = f"has(member.tags, {segments.quoted(tag)})"
    text = f"({filter_.where.text}) AND {worn}" if filter_.where else worn
    where = segments.parsed(space_id=space_id, text=text)
    return browsing.count(space_id=space_id, filter_=replace(of_here(filter_), where=where))


def of_here(filter_: browsing.Filter) -> browsing.Filter:
    """The filter, narrowed to those who can still be worked on: nobody who was erased or merged."""
    return replace(filter_, states=tuple(state for state in filter_.states if state in people.HERE))


def undo(*, space_id: int, bulk_id: int, actor: str) -> int:
    """Let the worker take back what a work did, from those alone whom it changed, and return the new work's id.

    Who was given the tag anew since keeps it. Refuses with UnknownBulk, CannotBeUndone.
    """
    with tenancy.acting_in(space_id):
        statements.run(
            "SELECT 1 FROM members_bulk WHERE space_id = %s AND id = %s ORDER BY id FOR UPDATE", [space_id, bulk_id]
        )
        done = bulk(space_id=space_id, bulk_id=bulk_id)
        if not done.can_be_undone:
            raise errors.CannotBeUndone(days=UNDONE_WITHIN_DAYS)
        kind: Kind = "untag" if done.kind == "tag" else "tag"
        return _begin(space_id, kind, done.tag, "{}", done.changed, actor, bulk_id)


def stop(*, space_id: int, bulk_id: int, actor: str) -> None:
    """Do no more of it; what was done stays. Stopping what is over changes nothing. Refuses with UnknownBulk."""
    with tenancy.acting_in(space_id):
        found = bulk(space_id=space_id, bulk_id=bulk_id)
        if found.is_over:
            return
        _end(space_id, bulk_id, "stopped", "")
        props = {"work": bulk_id, "kind": found.kind, "tag": found.tag, "changed": found.changed}
        event = journal.Event(type="members.work_stopped", props=props, actor=actor)
        journal.record(space_id=space_id, events=[event])


def fail(*, space_id: int, bulk_id: int, why: str) -> None:
    """The worker gives it up, because of `why`, in words; what was done stays. Of what is over it changes nothing."""
    with tenancy.acting_in(space_id):
        _end(space_id, bulk_id, "failed", why[:_LONGEST_WHY])


def work(*, space_id: int, bulk_id: int) -> int:
    """Do the work to its end, a transaction a batch, and return how many members changed.

    Called again after a crash it goes on behind the last batch that was committed; tagging twice changes nothing.
    What no second try could mend, such as a condition over a field that is gone, fails it at once.
    """
    try:
        while _batch(space_id, bulk_id):  # it ends: each begins behind the last member of the one before
            pass
    except Refusal as refusal:
        fail(space_id=space_id, bulk_id=bulk_id, why=str(refusal))
    return bulk(space_id=space_id, bulk_id=bulk_id).changed


def bulk(*, space_id: int, bulk_id: int) -> Bulk:
    """One work. Refuses with UnknownBulk."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_COLUMNS} FROM members_bulk b WHERE b.space_id = %s AND b.id = %s",  # noqa: S608 - a constant
            [space_id, bulk_id],
        )
    if not rows:
        raise errors.UnknownBulk(bulk=bulk_id)
    return _bulk(rows[0])


def latest(*, space_id: int, limit: int = LISTED) -> tuple[Bulk, ...]:
    """The newest works first."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_COLUMNS} FROM members_bulk b WHERE b.space_id = %s ORDER BY b.id DESC LIMIT %s",  # noqa: S608 - a constant
            [space_id, limit],
        )
    return tuple(_bulk(row) for row in rows)


def worth_showing(*, space_id: int, now: datetime) -> tuple[Bulk, ...]:
    """Of the newest works those under way, and those that ended within a day: whoever left them finds them again."""
    return tuple(
        one
        for one in latest(space_id=space_id)
        if not one.is_over or (one.finished_at is not None and (now - one.finished_at).days < SHOWN_DAYS)
    )


def _begin(space_id: int, kind: Kind, tag: str, stored: str, expected: int, actor: str, undoes: int | None) -> int:
    bulk_id: int = statements.value(
        """
        INSERT INTO members_bulk (space_id, kind, tag, filter, expected, actor, started_at, undoes)
        VALUES (%s, %s, %s, %s, %s, %s, guanxi_now(%s), %s) RETURNING id
        """,
        [space_id, kind, tag, stored, expected, actor, space_id, undoes],
    )
    props = {"work": bulk_id, "kind": kind, "tag": tag, "expected": expected, "undoes": undoes}
    journal.record(space_id=space_id, events=[journal.Event(type="members.work_started", props=props, actor=actor)])
    jobs.run_bulk.defer(space_id=space_id, bulk_id=bulk_id)
    return bulk_id


def _batch(space_id: int, bulk_id: int) -> bool:
    """Do one batch; whether there may be another."""
    with tenancy.acting_in(space_id):
        rows = statements.rows(
            "SELECT kind, tag, filter, after_id, actor, undoes FROM members_bulk"
            " WHERE space_id = %s AND id = %s AND state IN ('waiting', 'running') ORDER BY id FOR UPDATE",
            [space_id, bulk_id],
        )
        if not rows:
            return False
        kind, tag, stored, after, actor, undoes = rows[0]
        if undoes is None:
            filter_ = browsing.from_json(space_id=space_id, stored=json.loads(stored))
            found = browsing.ids_after(space_id=space_id, filter_=of_here(filter_), after=after, limit=BATCH)
            chosen = found
        else:
            found, chosen = _changed_by(space_id, undoes, kind, tag, after)
        changed = (
            tagging.change_here(
                space_id=space_id, member_ids=chosen, name=tag, actor=actor, on=kind == "tag", bulk=bulk_id
            )
            if chosen
            else []
        )
        _remember(space_id, bulk_id, changed)
        _advance(space_id, bulk_id, found, len(changed))
    return len(found) == BATCH


def _changed_by(space_id: int, undoes: int, kind: str, tag: str, after: int) -> tuple[list[int], list[int]]:
    """The next members whom a work changed; and of those, whose change still stands.

    A tag that was taken off and put on anew since is somebody else's, and stays.
    """
    rows = statements.rows(
        """
        SELECT c.member_id, %s = 'tag' OR EXISTS (
            SELECT FROM members_membertag w
            WHERE w.space_id = c.space_id AND w.member_id = c.member_id AND w.tag = %s AND w.at <= c.at)
        FROM members_bulk_member c WHERE c.space_id = %s AND c.bulk_id = %s AND c.member_id > %s
        ORDER BY c.member_id LIMIT %s
        """,
        [kind, tag, space_id, undoes, after, BATCH],
    )
    return [row[0] for row in rows], [row[0] for row in rows if row[1]]


def _remember(space_id: int, bulk_id: int, member_ids: Sequence[int]) -> None:
    statements.run(
        "INSERT INTO members_bulk_member (space_id, bulk_id, member_id, at)"
        " SELECT %s, %s, id, guanxi_now(%s) FROM unnest(%s::bigint[]) id",
        [space_id, bulk_id, space_id, list(member_ids)],
    )


def _forget(space_id: int) -> None:
    """Whom works changed so long ago that they are not taken back any more."""
    statements.run(
        """
        DELETE FROM members_bulk_member c USING members_bulk b
        WHERE c.space_id = %s AND b.space_id = c.space_id AND b.id = c.bulk_id
            AND b.started_at < guanxi_now(%s) - make_interval(days => %s)
        """,
        [space_id, space_id, UNDONE_WITHIN_DAYS],
    )


def _advance(space_id: int, bulk_id: int, found: Sequence[int], changed: int) -> None:
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


def _end(space_id: int, bulk_id: int, state: str, why: str) -> None:
    statements.run(
        "UPDATE members_bulk SET state = %s, why = %s, finished_at = guanxi_now(%s)"
        " WHERE space_id = %s AND id = %s AND state IN ('waiting', 'running')",
        [state, why, space_id, space_id, bulk_id],
    )


def _bulk(row: tuple[Any, ...]) -> Bulk:
    return Bulk(**dict(zip(Bulk.__dataclass_fields__, row, strict=True)))
