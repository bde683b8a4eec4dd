"""Uploaded files: kept sealed, brought in by the worker, and gone: when their work ends, however it ends.

A workbook is first unpacked by the worker ("reading"): that takes longer than a page may.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from guanxi import journal
from guanxi.connectors import jobs
from guanxi.connectors.customers import contents, errors, matching, trials
from guanxi.connectors.intake import joining, position
from guanxi.connectors.intake.feed import Imported
from guanxi.connectors.intake.rejects import Rejects
from guanxi.kernel import keyset, statements, tenancy
from guanxi.kernel.errors import Refusal
from guanxi.members import queries as members

MOST_MB = 20
SOURCE = "import:customers"
KEPT_DAYS = 7
STALE_DAYS = 14
"""A file can wait for its beginning a week long; who is under way a week later has died."""
_LONGEST_WHY = 500
_COLUMNS = (
    "id, name, mapping, rows, seen, joined, repeated, rejected, state, actor, uploaded_at, finished_at,"
    " content IS NOT NULL, rejects IS NOT NULL, why"
)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file and how far it is. `mapping` says which column goes where; counts are of rows; `why` it failed."""

    id: int
    name: str
    mapping: Mapping[str, str]
    rows: int
    seen: int
    joined: int
    repeated: int
    rejected: int
    state: str
    actor: str
    uploaded_at: datetime
    finished_at: datetime | None
    has_content: bool
    has_rejects: bool
    why: str

    @property
    def is_over(self) -> bool:
        """Whether the worker will do nothing more."""
        return self.state in {"done", "stopped", "failed"}


def keep(*, space_id: int, name: str, content: bytes, actor: str) -> int:
    """Keep an uploaded file and return its id; the columns are guessed, those of a workbook by the worker.

    Refuses with FileTooLarge, EncodingUnknown, HeaderMissing, ColumnTwice, WorkbookUnreadable, WorkbookTooLarge.
    """
    if len(content) > MOST_MB * 1024 * 1024:
        raise errors.FileTooLarge(most=MOST_MB)
    with tenancy.acting_in(space_id), contents.named(name):
        if contents.is_workbook(content):
            contents.measure(content)
            state, mapping, rows = "reading", "{}", 0
        else:
            state = "new"
            mapping, rows = _looked_at(space_id, content)
        upload_id: int = statements.value(
            """
            INSERT INTO connectors_upload (space_id, name, content, mapping, rows, state, actor, uploaded_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s, guanxi_now(%s)) RETURNING id
            """,
            [space_id, name[:120], contents.sealed(space_id, content), mapping, rows, state, actor, space_id],
        )
        if state == "reading":
            jobs.read_workbook.defer(space_id=space_id, upload_id=upload_id)
    return upload_id


def unpack(*, space_id: int, upload_id: int) -> int:
    """Put the text of a workbook in its place, and return its rows. Of what needs no unpacking it changes nothing.

    Unpacked outside of any transaction, since it may take a minute. What cannot be read fails at once.
    Refuses with UnknownUpload.
    """
    found = upload(space_id=space_id, upload_id=upload_id)
    if found.state != "reading":
        return found.rows
    try:
        with tenancy.acting_in(space_id):
            content = contents.kept(space_id=space_id, upload_id=upload_id)
        with contents.named(found.name):
            text = contents.unpacked(content)
            with tenancy.acting_in(space_id):
                mapping, rows = _looked_at(space_id, text)
                statements.run(
                    "UPDATE connectors_upload SET content = %s, mapping = %s, rows = %s, state = 'new'"
                    " WHERE space_id = %s AND id = %s AND state = 'reading'",
                    [contents.sealed(space_id, text), mapping, rows, space_id, upload_id],
                )
    except Refusal as refusal:
        fail(space_id=space_id, upload_id=upload_id, why=str(refusal))
        return 0
    return rows


def _looked_at(space_id: int, content: bytes) -> tuple[str, int]:
    """Where its columns probably go, as JSON, and how many rows it has."""
    with contents.on_disk(content) as source:
        names, _ = matching.head(source)
        rows = max(source.lines - 1, 0) if content.endswith(b"\n") else source.lines
    return json.dumps(matching.guess(names, members.fields(space_id=space_id))), rows


def upload(*, space_id: int, upload_id: int) -> Upload:
    """One upload. Refuses with UnknownUpload."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_COLUMNS} FROM connectors_upload WHERE space_id = %s AND id = %s",  # noqa: S608 - a constant
            [space_id, upload_id],
        )
    if not rows:
        raise errors.UnknownUpload
    return _upload(rows[0])


ORDERS = {
    "when": keyset.Order(("u.id", "bigint")),
    "name": keyset.Order(("u.name", "text"), ("u.id", "bigint")),
    "rows": keyset.Order(("u.rows", "bigint"), ("u.id", "bigint")),
    "joined": keyset.Order(("u.joined", "bigint"), ("u.id", "bigint")),
    "rejected": keyset.Order(("u.rejected", "bigint"), ("u.id", "bigint")),
}
"""How the list of uploads can be put in order."""
NEWEST = keyset.Wanted(sort="when")


def page(*, space_id: int, wanted: keyset.Wanted = NEWEST, state: str = "", words: str = "") -> keyset.Found[Upload]:
    """A page of the uploads in one of ORDERS; `words` are part of the file's name."""
    way = keyset.way(ORDERS, wanted)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT {_COLUMNS}, {way.keys} FROM connectors_upload u
            WHERE u.space_id = %(space)s AND (%(state)s = '' OR u.state = %(state)s)
                AND (%(words)s = '' OR strpos(lower(u.name), lower(%(words)s)) > 0) AND {way.seek}
            ORDER BY {way.order}
            """,  # noqa: S608 - constants
            {"space": space_id, "state": state, "words": words, **way.facts},
        )
    return way.found(rows, one=_upload)


def start(*, space_id: int, upload_id: int, actor: str) -> None:
    """Let the worker bring the people in. Starting twice changes nothing. Refuses with UnknownUpload, NobodyNamed."""
    with tenancy.acting_in(space_id):
        found = upload(space_id=space_id, upload_id=upload_id)
        matching.checked(found.mapping)
        moved = statements.rows(
            "UPDATE connectors_upload SET state = 'waiting'"
            " WHERE space_id = %s AND id = %s AND state = 'new' RETURNING 1",
            [space_id, upload_id],
        )
        if moved:
            _record(space_id, "import.started", {"upload": upload_id, "rows": found.rows}, actor)
            jobs.bring_in_customers.defer(space_id=space_id, upload_id=upload_id)


def stop(*, space_id: int, upload_id: int, actor: str) -> None:
    """Bring in nobody more, and forget the file; who is in stays. Of what is over it changes nothing.

    Refuses with UnknownUpload.
    """
    found = upload(space_id=space_id, upload_id=upload_id)
    if found.is_over:
        return
    _end(space_id, upload_id, "stopped", "")
    with tenancy.acting_in(space_id):
        told = {"upload": upload_id, "seen": found.seen, "joined": found.joined}
        _record(space_id, "import.stopped", told, actor)


def fail(*, space_id: int, upload_id: int, why: str) -> None:
    """The worker gives it up, because of `why`, in words, and forgets the file. Of what is over it changes nothing."""
    _end(space_id, upload_id, "failed", why[:_LONGEST_WHY])
    _clear(space_id, upload_id)


def work(*, space_id: int, upload_id: int) -> int:
    """Bring everybody in, batch by batch, and return how many joined. Goes on where an earlier run was interrupted.

    What no second try could mend fails it at once. Of one that is over it clears what a run that died left behind.
    """
    found = upload(space_id=space_id, upload_id=upload_id)
    if found.state in {"waiting", "running"}:
        try:
            _bring_in(space_id, found)
        except _StoppedError:
            pass
        except Refusal as refusal:
            fail(space_id=space_id, upload_id=upload_id, why=str(refusal))
        else:
            _end(space_id, upload_id, "done", "")
    _clear(space_id, upload_id)
    with tenancy.reading_in(space_id):
        joined: int | None = statements.value(
            "SELECT joined FROM connectors_upload WHERE space_id = %s AND id = %s", [space_id, upload_id]
        )
    return joined or 0


def rejects(*, space_id: int, upload_id: int) -> str:
    """The rows that could not be used, with why, as CSV; empty when there are none. Refuses with UnknownUpload."""
    with tenancy.reading_in(space_id):
        upload(space_id=space_id, upload_id=upload_id)
        sealed = statements.value(
            "SELECT rejects FROM connectors_upload WHERE space_id = %s AND id = %s", [space_id, upload_id]
        )
        return "" if sealed is None else contents.opened(space_id, bytes(sealed)).decode()


def forget(*, space_id: int) -> int:
    """Drop what was uploaded more than a week ago, brought in or not, and after two whatever says that it is under way.

    Returns how many.
    """
    with tenancy.acting_in(space_id):
        rows = statements.rows(
            "DELETE FROM connectors_upload WHERE space_id = %s"
            " AND uploaded_at < guanxi_now(%s) - make_interval(days =>"
            "     CASE WHEN state IN ('waiting', 'running') THEN %s ELSE %s END) RETURNING id",
            [space_id, space_id, STALE_DAYS, KEPT_DAYS],
        )
    for (upload_id,) in rows:
        _rejects_path(space_id, upload_id).unlink(missing_ok=True)
    with tenancy.acting_in(space_id):
        _forget_positions(space_id, [upload_id for (upload_id,) in rows])
    return len(rows)


def _record(space_id: int, type_: str, told: dict[str, int], actor: str) -> None:
    journal.record(space_id=space_id, events=[journal.Event(type=type_, props=told, actor=actor)])


def _bring_in(space_id: int, found: Upload) -> None:
    """All its people. Raises _StoppedError when somebody stopped it."""
    with tenancy.acting_in(space_id):
        content = contents.kept(space_id=space_id, upload_id=found.id)
    with contents.on_disk(content) as source:
        bookmark = position.Bookmark(space_id=space_id, reader=_reader(found.id), digest=source.digest)
        with tenancy.acting_in(space_id):
            is_again = position.done(bookmark) > 0
            people = trials.read(space_id, source, found.mapping)
        with Rejects(_rejects_path(space_id, found.id), append=is_again) as rejects:
            joining.run(
                bookmark=bookmark,
                people=people,
                rejects=rejects,
                source=SOURCE,
                actor=found.actor,
                progress=lambda _: None,
                each=lambda rows, imported: _advance(space_id, found.id, rows, imported),
            )


class _StoppedError(Exception):
    """Somebody stopped the import, or the file is gone."""


def _advance(space_id: int, upload_id: int, rows: int, imported: Imported) -> None:
    """Count a batch with what it did. Raises _StoppedError, which undoes the batch."""
    going_on = statements.rows(
        """
        UPDATE connectors_upload SET state = 'running', seen = seen + %s, joined = joined + %s,
            repeated = repeated + %s, rejected = rejected + %s
        WHERE space_id = %s AND id = %s AND state IN ('waiting', 'running') RETURNING 1
        """,
        [rows, imported.joined, imported.repeated, imported.rejected, space_id, upload_id],
    )
    if not going_on:
        raise _StoppedError


def _end(space_id: int, upload_id: int, state: str, why: str) -> None:
    """Forget the file and how far it came; the worker, who may still write to the rejects, clears them (`_clear`)."""
    with tenancy.acting_in(space_id):
        _forget_positions(space_id, [upload_id])  # before the upload, as a batch locks them
        statements.run(
            """
            UPDATE connectors_upload SET state = %s, why = %s, content = NULL, finished_at = guanxi_now(%s),
                seen = CASE WHEN %s = 'done' THEN rows ELSE seen END
            WHERE space_id = %s AND id = %s AND state IN ('reading', 'new', 'waiting', 'running')
            """,
            [state, why, space_id, state, space_id, upload_id],
        )


def _clear(space_id: int, upload_id: int) -> None:
    """What a run leaves behind when its upload is over, whoever ended it: the place it came to, its rejects in clear.

    The refused rows are sealed beside the upload; for the worker alone, who knows that nobody writes them any more.
    """
    if not upload(space_id=space_id, upload_id=upload_id).is_over:
        return
    path = _rejects_path(space_id, upload_id)
    with tenancy.acting_in(space_id):
        _forget_positions(space_id, [upload_id])
        if path.exists():
            statements.run(
                "UPDATE connectors_upload SET rejects = %s WHERE space_id = %s AND id = %s",
                [contents.sealed(space_id, path.read_bytes()), space_id, upload_id],
            )
    path.unlink(missing_ok=True)


def _forget_positions(space_id: int, upload_ids: Sequence[int]) -> None:
    statements.run(
        "DELETE FROM connectors_position WHERE space_id = %s AND reader = ANY(%s::text[])",
        [space_id, [_reader(upload_id) for upload_id in upload_ids]],
    )


def _reader(upload_id: int) -> str:
    return f"customers/{upload_id}"


def _rejects_path(space_id: int, upload_id: int) -> Path:
    return Path(tempfile.gettempdir()) / f"guanxi-rejects-{space_id}-{upload_id}.csv"


def _upload(row: Sequence[Any]) -> Upload:
    facts = dict(zip(Upload.__dataclass_fields__, row, strict=True))
    mapping = facts["mapping"]
    return Upload(**{**facts, "mapping": json.loads(mapping) if isinstance(mapping, str) else mapping})
