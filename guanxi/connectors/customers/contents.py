"""What an upload holds: sealed in the database, on the disk only while somebody reads it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guanxi import journal
from guanxi.connectors.customers import errors
from guanxi.connectors.intake import errors as intake_errors
from guanxi.connectors.intake import files, workbooks
from guanxi.connectors.intake.files import Source
from guanxi.kernel import crypto, statements

MOST_TEXT_MB = 60
"""What a workbook may come to as text: its words may each stand in thousands of cells."""
_MB = 1024 * 1024


def kept(*, space_id: int, upload_id: int) -> bytes:
    """The file in clear; call inside the space. Refuses with UnknownUpload, also when the file is gone already."""
    sealed = statements.value(
        "SELECT content FROM connectors_upload WHERE space_id = %s AND id = %s", [space_id, upload_id]
    )
    if sealed is None:
        raise errors.UnknownUpload
    return opened(space_id, bytes(sealed))


def sealed(space_id: int, content: bytes) -> bytes:
    """The content under the space's key."""
    return crypto.seal(journal.space_key(space_id), content, b"connectors.upload")


def opened(space_id: int, sealed_: bytes) -> bytes:
    """What was sealed, in clear. Refuses with SealBroken."""
    return crypto.open_sealed(journal.space_key(space_id), sealed_, b"connectors.upload")


def is_workbook(content: bytes) -> bool:
    """Whether it has to be unpacked before its columns can be seen."""
    return content.startswith(workbooks.BEGINNING)


def measure(content: bytes) -> None:
    """Refuse a workbook that is none or unpacks to too much; it takes no time. As `workbooks.measure` does."""
    with _workbook(content) as path:
        workbooks.measure(path)


def unpacked(content: bytes) -> bytes:
    """The first sheet of a workbook as CSV. Takes up to a minute: call outside of any transaction.

    Refuses with WorkbookUnreadable, WorkbookTooLarge.
    """
    text = bytearray()
    with _workbook(content) as path:
        for line in workbooks.lines(path):
            text += line.encode()
            if len(text) > MOST_TEXT_MB * _MB:
                raise intake_errors.WorkbookTooLarge(path=path.name, most=MOST_TEXT_MB, what="MB")
    return bytes(text)


@contextmanager
def named(name: str) -> Iterator[None]:
    """Refusals of the file speak of it by its own name, not by that of our copy."""
    try:
        yield
    except intake_errors.FileRefused as refusal:
        raise type(refusal)(**{**refusal.facts, "path": name}) from refusal


@contextmanager
def on_disk(content: bytes) -> Iterator[Source]:
    """The file for readers that want a path; readable by us alone, and gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="guanxi-") as folder:
        path = Path(folder) / "customers.csv"
        path.touch(0o600)
        path.write_bytes(content)
        yield files.inspect(path)


@contextmanager
def _workbook(content: bytes) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(prefix="guanxi-", suffix=".xlsx") as file:  # readable by us alone
        file.write(content)
        file.flush()
        yield Path(file.name)
