"""Uploaded files: kept sealed, tried, brought in by the worker, and gone."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from guanxi import journal
from guanxi.connectors import jobs
from guanxi.connectors.customers import errors, matching
from guanxi.connectors.intake import errors as intake_errors
from guanxi.connectors.intake import files, joining, people, position
from guanxi.connectors.intake.files import Broken, Source
from guanxi.connectors.intake.rejects import Rejects
from guanxi.kernel import crypto, statements, tenancy
from guanxi.members import queries as members
from guanxi.spaces import queries as spaces

MOST_MB = 20
SOURCE = "import:customers"
LISTED = 20
EXAMPLES = 8
LOOKED_UP = 2_000
KEPT_DAYS = 7
_COLUMNS = (
    "id, name, mapping, rows, seen, joined, repeated, rejected, state, actor, uploaded_at, finished_at,"
    " content IS NOT NULL, rejects IS NOT NULL"
)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file and how far it is. `mapping` says which column goes where; counts are of rows."""

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

    @property
    def is_over(self) -> bool:
        """Whether the worker will do nothing more."""
        return self.state in {"done", "failed"}


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

    Refuses with FileTooLarge, EncodingUnknown, HeaderMissing, ColumnTwice.
    """
    if len(content) > MOST_MB * 1024 * 1024:
        raise errors.FileTooLarge(most=MOST_MB)
    with tenancy.acting_in(space_id):
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


def latest(*, space_id: int) -> tuple[Upload, ...]:
    """The newest uploads first."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_COLUMNS} FROM connectors_upload WHERE space_id = %s ORDER BY id DESC LIMIT %s",  # noqa: S608 - a constant
            [space_id, LISTED],
        )
    return tuple(_upload(row) for row in rows)


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
    del actor  # who uploaded it is in the row; the members' events name them
    with tenancy.acting_in(space_id):
        found = upload(space_id=space_id, upload_id=upload_id)
        matching.checked(found.mapping)
        moved = statements.rows(
            "UPDATE connectors_upload SET state = 'waiting'"
            " WHERE space_id = %s AND id = %s AND state = 'new' RETURNING 1",
            [space_id, upload_id],
        )
        if moved:
            jobs.bring_in_customers.defer(space_id=space_id, upload_id=upload_id)


def work(*, space_id: int, upload_id: int) -> int:
    """Bring everybody in, batch by batch, and return how many joined. Goes on where an earlier run was interrupted."""
    found = upload(space_id=space_id, upload_id=upload_id)
    if found.is_over or found.state == "new":
        return found.joined
    with tenancy.acting_in(space_id):
        content = _content(space_id, upload_id)
    path = Path(tempfile.gettempdir()) / f"guanxi-rejects-{space_id}-{upload_id}.csv"
    with _on_disk(content) as source:
        bookmark = position.Bookmark(space_id=space_id, reader=f"customers/{upload_id}", digest=source.digest)
        with tenancy.acting_in(space_id):
            is_again = position.done(bookmark) > 0
            people_ = _people(space_id, source, found.mapping)
        with Rejects(path, append=is_again) as rejects:
            imported = joining.run(
                bookmark=bookmark,
                people=people_,
                rejects=rejects,
                source=SOURCE,
                actor=found.actor,
                progress=lambda count: _advance(space_id, upload_id, count),
            )
    _finish(space_id, upload_id, imported, path)
    return imported.joined


def rejects(*, space_id: int, upload_id: int) -> str:
    """The rows that could not be used, with why, as CSV; empty when there are none. Refuses with UnknownUpload."""
    with tenancy.reading_in(space_id):
        upload(space_id=space_id, upload_id=upload_id)
        sealed = statements.value(
            "SELECT rejects FROM connectors_upload WHERE space_id = %s AND id = %s", [space_id, upload_id]
        )
        return "" if sealed is None else _opened(space_id, bytes(sealed)).decode()


def forget(*, space_id: int) -> int:
    """Drop what was uploaded more than a week ago, brought in or not; returns how many."""
    with tenancy.acting_in(space_id):
        rows = statements.rows(
            "DELETE FROM connectors_upload WHERE space_id = %s AND state NOT IN ('waiting', 'running')"
            " AND uploaded_at < guanxi_now(%s) - make_interval(days => %s) RETURNING id",
            [space_id, space_id, KEPT_DAYS],
        )
    return len(rows)


def _people(space_id: int, source: Source, mapping: Mapping[str, str]) -> Iterator[joining.Person | Broken]:
    zone = spaces.space(space_id=space_id).zone
    fields = members.fields(space_id=space_id)
    return matching.people(source, mapping=mapping, zone=zone, fields=fields)


def _advance(space_id: int, upload_id: int, count: int) -> None:
    with tenancy.acting_in(space_id):
        statements.run(
            "UPDATE connectors_upload SET seen = seen + %s, state = 'running' WHERE space_id = %s AND id = %s",
            [count, space_id, upload_id],
        )


def _finish(space_id: int, upload_id: int, imported: Any, path: Path) -> None:  # noqa: ANN401 - feed.Imported
    refused = path.read_bytes() if path.exists() else None
    with tenancy.acting_in(space_id):
        statements.run(
            """
            UPDATE connectors_upload SET state = 'done', content = NULL, joined = %s, repeated = %s, rejected = %s,
                rejects = %s, seen = rows, finished_at = guanxi_now(%s)
            WHERE space_id = %s AND id = %s
            """,
            [
                imported.joined,
                imported.repeated,
                imported.rejected,
                None if refused is None else _sealed(space_id, refused),
                space_id,
                space_id,
                upload_id,
            ],
        )
    path.unlink(missing_ok=True)


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


def _upload(row: tuple[Any, ...]) -> Upload:
    facts = dict(zip(Upload.__dataclass_fields__, row, strict=True))
    mapping = facts["mapping"]
    return Upload(**{**facts, "mapping": json.loads(mapping) if isinstance(mapping, str) else mapping})
