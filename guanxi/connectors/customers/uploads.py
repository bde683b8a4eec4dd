"""Uploaded files: kept sealed, tried, brought in by the worker, and gone: when their work ends, however it ends."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from guanxi import journal
from guanxi.connectors import jobs
from guanxi.connectors.customers import errors, matching
from guanxi.connectors.intake import errors as intake_errors
from guanxi.connectors.intake import files, joining, people, position, workbooks
from guanxi.connectors.intake.feed import Imported
from guanxi.connectors.intake.files import Broken, Source
from guanxi.connectors.intake.rejects import Rejects
from guanxi.kernel import crypto, keyset, statements, tenancy
from guanxi.kernel.errors import Refusal
from guanxi.members import queries as members
from guanxi.spaces import queries as spaces

MOST_MB = 20
SOURCE = "import:customers"
EXAMPLES = 8
LOOKED_UP = 2_000
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


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What would become of the rows: readable ones, and of the first `looked_up` how many are members already."""

    readable: int
    broken: int
    looked_up: int
    known: int
    examples: tuple[tuple[int, str], ...]


def keep(*, space_id: int, name: str, content: bytes, actor: str) -> int:
    """Keep an uploaded file and return its id; the columns are guessed.

    A workbook is kept as the CSV that its first sheet says. Refuses with FileTooLarge, EncodingUnknown, HeaderMissing,
    ColumnTwice, WorkbookUnreadable, WorkbookTooLarge.
    """
    if len(content) > MOST_MB * 1024 * 1024:
        raise errors.FileTooLarge(most=MOST_MB)
    with tenancy.acting_in(space_id):
        with _named(name):
            content = _as_csv(content)
        with _named(name), _on_disk(content) as source:
            names, _ = matching.head(source)
            rows = max(source.lines - 1, 0) if content.endswith(b"\n") else source.lines
        mapping = matching.guess(names, members.fields(space_id=space_id))
        upload_id: int = statements.value(
            """
            INSERT INTO connectors_upload (space_id, name, content, mapping, rows, actor, uploaded_at)
            VALUES (%s, %s, %s, %s, %s, %s, guanxi_now(%s)) RETURNING id
            """,
            [space_id, name[:120], _sealed(space_id, content), json.dumps(mapping), rows, actor, space_id],
        )
    return upload_id


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


def head(*, space_id: int, upload_id: int) -> tuple[list[str], list[list[str]]]:
    """The columns of the file and its first rows. Refuses with UnknownUpload."""
    with tenancy.reading_in(space_id), _on_disk(_content(space_id, upload_id)) as source:
        return matching.head(source)


def try_out(*, space_id: int, upload_id: int, mapping: matching.Mapped) -> Trial:
    """Read every row by the mapping and bring in nobody.

    Refuses with UnknownUpload, NobodyNamed, ColumnMatchedTwice.
    """
    with tenancy.acting_in(space_id):
        statements.run(
            "UPDATE connectors_upload SET mapping = %s WHERE space_id = %s AND id = %s AND state = 'new'",
            [json.dumps(matching.checked(mapping)), space_id, upload_id],
        )
        readable, broken = 0, 0
        examples: list[tuple[int, str]] = []
        wanted: list[people.ExternalId] = []
        with _on_disk(_content(space_id, upload_id)) as source:
            for one in _people(space_id, source, mapping):
                if isinstance(one, Broken):
                    broken += 1
                    if len(examples) < EXAMPLES:
                        examples.append((one.line, str(one.reason)))
                    continue
                readable += 1
                if len(wanted) < LOOKED_UP:
                    wanted.append(one.ids[0])
        known = len(people.find(space_id=space_id, wanted=wanted).members)
    return Trial(readable=readable, broken=broken, looked_up=len(wanted), known=known, examples=tuple(examples))


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


def work(*, space_id: int, upload_id: int) -> int:
    """Bring everybody in, batch by batch, and return how many joined. Goes on where an earlier run was interrupted.

    What no second try could mend fails it at once.
    """
    found = upload(space_id=space_id, upload_id=upload_id)
    if not found.is_over and found.state != "new":
        try:
            _bring_in(space_id, found)
        except _StoppedError:
            _keep_rejects(space_id, upload_id)
        except Refusal as refusal:
            fail(space_id=space_id, upload_id=upload_id, why=str(refusal))
        else:
            _end(space_id, upload_id, "done", "")
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
        return "" if sealed is None else _opened(space_id, bytes(sealed)).decode()


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
    return len(rows)


def _record(space_id: int, type_: str, told: dict[str, int], actor: str) -> None:
    journal.record(space_id=space_id, events=[journal.Event(type=type_, props=told, actor=actor)])


def _people(space_id: int, source: Source, mapping: Mapping[str, str]) -> Iterator[joining.Person | Broken]:
    zone = spaces.space(space_id=space_id).zone
    fields = members.fields(space_id=space_id)
    return matching.people(source, mapping=mapping, zone=zone, fields=fields)


def _bring_in(space_id: int, found: Upload) -> None:
    """All its people. Raises _StoppedError when somebody stopped it."""
    with tenancy.acting_in(space_id):
        content = _content(space_id, found.id)
    with _on_disk(content) as source:
        bookmark = position.Bookmark(space_id=space_id, reader=_reader(found.id), digest=source.digest)
        with tenancy.acting_in(space_id):
            is_again = position.done(bookmark) > 0
            people_ = _people(space_id, source, found.mapping)
        with Rejects(_rejects_path(space_id, found.id), append=is_again) as rejects:
            joining.run(
                bookmark=bookmark,
                people=people_,
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
    """Forget the file; keep the rows that were refused, and that it is over."""
    with tenancy.acting_in(space_id):
        ended = statements.rows(
            """
            UPDATE connectors_upload SET state = %s, why = %s, content = NULL, finished_at = guanxi_now(%s),
                seen = CASE WHEN %s = 'done' THEN rows ELSE seen END
            WHERE space_id = %s AND id = %s AND state IN ('new', 'waiting', 'running') RETURNING 1
            """,
            [state, why, space_id, state, space_id, upload_id],
        )
        if not ended:
            return
        statements.run(
            "DELETE FROM connectors_position WHERE space_id = %s AND reader = %s", [space_id, _reader(upload_id)]
        )
    if state != "stopped":  # the worker may still write to them: it keeps them when it notices
        _keep_rejects(space_id, upload_id)


def _keep_rejects(space_id: int, upload_id: int) -> None:
    """The rows that were refused, sealed beside the upload, and not in clear on the disk any more."""
    path = _rejects_path(space_id, upload_id)
    if path.exists():
        with tenancy.acting_in(space_id):
            statements.run(
                "UPDATE connectors_upload SET rejects = %s WHERE space_id = %s AND id = %s",
                [_sealed(space_id, path.read_bytes()), space_id, upload_id],
            )
    path.unlink(missing_ok=True)


def _reader(upload_id: int) -> str:
    return f"customers/{upload_id}"


def _rejects_path(space_id: int, upload_id: int) -> Path:
    return Path(tempfile.gettempdir()) / f"guanxi-rejects-{space_id}-{upload_id}.csv"


def _content(space_id: int, upload_id: int) -> bytes:
    sealed = statements.value(
        "SELECT content FROM connectors_upload WHERE space_id = %s AND id = %s", [space_id, upload_id]
    )
    if sealed is None:
        raise errors.UnknownUpload
    return _opened(space_id, bytes(sealed))


def _sealed(space_id: int, content: bytes) -> bytes:
    return crypto.seal(journal.space_key(space_id), content, b"connectors.upload")


def _opened(space_id: int, sealed: bytes) -> bytes:
    return crypto.open_sealed(journal.space_key(space_id), sealed, b"connectors.upload")


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Refusals of the file speak of it by its own name, not by that of our copy."""
    try:
        yield
    except intake_errors.FileRefused as refusal:
        raise type(refusal)(**{**refusal.facts, "path": name}) from refusal


@contextmanager
def _on_disk(content: bytes) -> Iterator[Source]:
    """The file for readers that want a path; readable by us alone, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="guanxi-") as folder:
        path = Path(folder) / "customers.csv"
        path.touch(0o600)
        path.write_bytes(content)
        yield files.inspect(path)


def _as_csv(content: bytes) -> bytes:
    """A workbook is unpacked once, here; every later look at it then is a look at a text."""
    if not content.startswith(workbooks.BEGINNING):
        return content
    with tempfile.NamedTemporaryFile(prefix="guanxi-", suffix=".xlsx") as file:  # readable by us alone
        file.write(content)
        file.flush()
        return "".join(workbooks.lines(Path(file.name))).encode()


def _upload(row: Sequence[Any]) -> Upload:
    facts = dict(zip(Upload.__dataclass_fields__, row, strict=True))
    mapping = facts["mapping"]
    return Upload(**{**facts, "mapping": json.loads(mapping) if isinstance(mapping, str) else mapping})
