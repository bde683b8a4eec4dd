"""Files line by line, in flat memory: which text they are, and what their rows say.

A first pass over the bytes finds the encoding, the digest and the number of lines; the second reads rows.
"""

import codecs
import csv
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from guanxi.connectors.intake import errors, values, workbooks
from guanxi.kernel.errors import Refusal

_CHUNK_BYTES = 1 << 16
_DELIMITERS = ",\t;"
WORKBOOK = "xlsx"
"""Instead of an encoding: the file is an Excel workbook."""
_SHEET_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "#SPILL!", "#CALC!"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A file as found. `digest` is the SHA-256 of its bytes in hex; `lines` counts line ends, for a progress bar.

    `encoding` is that of its text, or WORKBOOK.
    """

    path: Path
    digest: str
    encoding: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its last line in the file (from 1), its text as found, and its cells or JSON fields by name."""

    line: int
    raw: str
    cells: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A row that cannot be used, and why."""

    line: int
    raw: str
    reason: Refusal


def inspect(path: Path) -> Source:
    """What `path` is.

    Raises FileMissing, EncodingUnknown (binary files, UTF-16), WorkbookUnreadable, WorkbookTooLarge.
    """
    with opened(path) as file:
        if workbooks.is_workbook(file):
            count = sum(text.count("\n") for text in workbooks.lines(path))
            return Source(path=path, digest=digest(path), encoding=WORKBOOK, lines=count)
    sha256 = hashlib.sha256()
    fits = {
        "utf-8-sig": codecs.getincrementaldecoder("utf-8-sig")(),
        "gb18030": codecs.getincrementaldecoder("gb18030")(),
    }
    lines = 0
    with opened(path) as file:
        while chunk := file.read(_CHUNK_BYTES):
            sha256.update(chunk)
            lines += chunk.count(b"\n")
            fits = {name: decoder for name, decoder in fits.items() if _decodes(decoder, chunk) and b"\0" not in chunk}
    encoding = next((name for name, decoder in fits.items() if _decodes(decoder, b"", final=True)), None)
    if encoding is None:
        raise errors.EncodingUnknown(path=path)
    return Source(path=path, digest=sha256.hexdigest(), encoding=encoding, lines=lines)


def digest(path: Path) -> str:
    """The SHA-256 of the file's bytes in hex. Raises FileMissing."""
    sha256 = hashlib.sha256()
    with opened(path) as file:
        while chunk := file.read(_CHUNK_BYTES):
            sha256.update(chunk)
    return sha256.hexdigest()


def opened(path: Path) -> BinaryIO:
    """`path` opened for reading bytes. Raises FileMissing."""
    try:
        return path.open("rb")
    except OSError as wrong:
        raise errors.FileMissing(path=path, reason=wrong.strerror or wrong) from wrong


def table(source: Source, *, header: Callable[[list[str]], list[str]]) -> Iterator[Row | Broken]:
    """The rows of a CSV file (comma, tab or semicolon, whichever its first line uses most) or of a workbook.

    `header` turns the names of the first line into the names of the cells, or raises what is wrong with
    them. Raises HeaderMissing before the first row.
    """
    with _texts(source) as texts:
        lines = _Remembered(texts)
        first = next(iter(lines), "")
        if not first.strip():
            raise errors.HeaderMissing(path=source.path)
        delimiter = "," if source.encoding == WORKBOOK else max(_DELIMITERS, key=first.count)
        names = header([name.strip() for name in next(csv.reader([first], delimiter=delimiter))])
        yield from _rows(csv.reader(lines, delimiter=delimiter), lines, names)


def objects(source: Source) -> Iterator[Row | Broken]:
    """The rows of an NDJSON file: one JSON object a line, empty lines left out."""
    with source.path.open(encoding=source.encoding) as file:
        for line, text in enumerate(file, start=1):
            raw = text.rstrip("\r\n")
            if raw.strip():
                yield _object(line, raw)


def is_ndjson(source: Source) -> bool:
    """Whether the file holds JSON objects: by its name, else by its first character."""
    if source.encoding == WORKBOOK:
        return False
    if source.path.suffix.lower() in {".ndjson", ".jsonl", ".json"}:
        return True
    with source.path.open(encoding=source.encoding) as file:
        return file.readline().lstrip().startswith("{")


@contextmanager
def _texts(source: Source) -> Iterator[Iterator[str]]:
    """The lines of the file."""
    if source.encoding == WORKBOOK:
        yield (line for text in workbooks.lines(source.path) for line in text.splitlines(keepends=True))
        return
    with source.path.open(encoding=source.encoding, newline="") as file:
        yield file


class _Remembered:
    """Lines of a file that remember what the reader took since the last row."""

    def __init__(self, file: Iterator[str]) -> None:
        self._file = file
        self._taken: list[str] = []
        self.line = 0

    def __iter__(self) -> Iterator[str]:
        for text in self._file:
            self.line += 1
            self._taken.append(text)
            yield text

    def raw(self) -> str:
        taken, self._taken = "".join(self._taken), []
        return taken.rstrip("\r\n")


def _rows(reader: Iterator[list[str]], lines: _Remembered, names: list[str]) -> Iterator[Row | Broken]:
    lines.raw()
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            yield Broken(line=lines.line, raw=lines.raw(), reason=errors.LineUnreadable(reason=wrong))
            continue
        raw = lines.raw()
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(names):
            uneven = errors.CellsUneven(cells=len(cells), columns=len(names))
            yield Broken(line=lines.line, raw=raw, reason=uneven)
        else:
            yield _checked(Row(line=lines.line, raw=raw, cells=dict(zip(names, cells, strict=True))))


def _checked(row: Row) -> Row | Broken:
    """A spreadsheet writes its own errors where a value could not be found; nobody is called that."""
    for column, text in row.cells.items():
        if text in _SHEET_ERRORS:
            wrong = errors.ValueUnreadable(
                column=column, value=text, expected="a value but an error of the spreadsheet"
            )
            return Broken(line=row.line, raw=row.raw, reason=wrong)
    return row


def _object(line: int, raw: str) -> Row | Broken:
    try:
        fields = values.from_json("line", raw)
    except errors.RowRefused as refusal:
        return Broken(line=line, raw=raw, reason=refusal)
    if not isinstance(fields, dict):
        return Broken(line=line, raw=raw, reason=errors.LineUnreadable(reason="not a JSON object"))
    return Row(line=line, raw=raw, cells=fields)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
