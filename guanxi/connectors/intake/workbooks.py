"""Excel workbooks as lines of CSV, in bounded memory: the first sheet that is shown, and the values that it shows.

A line is a row of the sheet, so that line numbers are those on the screen. A formula is what it came to when the
workbook was saved. What a workbook unpacks to is measured before anything of it is read.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from django.utils.translation import gettext
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from guanxi.connectors.intake import errors

BEGINNING = b"PK\x03\x04"
MOST_PARTS = 2_000
MOST_UNPACKED_MB = 200
MOST_WORDS_MB = 50
"""The table of texts is the one part that has to be in memory as a whole."""
MOST_ROWS = 200_000
MOST_COLUMNS = 200
_WORDS = "xl/sharedStrings.xml"
_MB = 1024 * 1024
_CHUNK_BYTES = 1 << 16
_AT_ONCE = 500
_MIDNIGHT = time()
_SHOWN_DIGITS = ".15g"
_UNREADABLE = (
    zipfile.BadZipFile, InvalidFileException, ParseError, expat.ExpatError,
    KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What a damaged or made-up workbook makes its reader raise."""

type _Cell = object


def is_workbook(file: IO[bytes]) -> bool:
    """Whether the file begins as a workbook does."""
    return file.read(len(BEGINNING)) == BEGINNING


def lines(path: Path) -> Iterator[str]:
    """The rows as lines of CSV with commas; an empty row is an empty line, empty rows at the end are left out.

    Raises WorkbookTooLarge, WorkbookUnreadable.
    """
    measure(path)
    columns, empty = 0, 0
    for number, cells in enumerate(_rows(path), start=1):
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if number > MOST_ROWS and texts:
            raise errors.WorkbookTooLarge(path=path.name, most=f"{MOST_ROWS:,}", what=gettext("rows"))
        if len(texts) > MOST_COLUMNS:
            raise errors.WorkbookTooLarge(path=path.name, most=MOST_COLUMNS, what=gettext("columns"))
        if not texts:
            empty += 1
            continue
        yield "\n" * empty
        empty, columns = 0, columns or len(texts)
        yield _line([*texts, *[""] * (columns - len(texts))])


def measure(path: Path) -> None:
    """Refuse what would fill the memory or the processor before a byte of it is unpacked.

    Raises WorkbookTooLarge, WorkbookUnreadable, XmlForbidden.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            unpacked = sum(part.file_size for part in parts)
            words = sum(part.file_size for part in parts if part.filename == _WORDS)
            if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED_MB * _MB or words > MOST_WORDS_MB * _MB:
                raise errors.WorkbookTooLarge(path=path.name, most=MOST_UNPACKED_MB, what="MB")
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    with packed.open(part) as content:
                        _refuse_document_type(path, content)
    except _UNREADABLE as wrong:
        raise errors.WorkbookUnreadable(path=path.name) from wrong


def _refuse_document_type(path: Path, content: IO[bytes]) -> None:
    """Without one no entity can be declared, so none can blow up; it can only stand before the first element."""
    begun: list[str] = []
    parser = expat.ParserCreate()

    def forbid(*_: object) -> None:
        raise errors.XmlForbidden(path=path.name, line=parser.CurrentLineNumber)

    parser.StartDoctypeDeclHandler = forbid
    parser.StartElementHandler = lambda name, _: begun.append(name)
    while not begun and (chunk := content.read(_CHUNK_BYTES)):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat's own


def _rows(path: Path) -> Iterator[Sequence[_Cell]]:
    """The values of the sheet, row by row; what its reader warns of, such as styles, is nothing to us."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = next(sheet for sheet in book.worksheets if sheet.sheet_state == "visible")
            sheet.reset_dimensions()  # what a file says of its size is often wrong, and rows would be missing
            rows = sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1)
            while True:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    some = list(islice(rows, _AT_ONCE))
                if not some:
                    return
                yield from some
        finally:
            book.close()
    except (*_UNREADABLE, StopIteration) as wrong:
        raise errors.WorkbookUnreadable(path=path.name) from wrong


def _text(value: _Cell) -> str:  # noqa: PLR0911 - one return for each kind of cell
    """What the cell says, in the way the other readers expect it."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{Decimal(format(value, _SHOWN_DIGITS)):f}"
        case datetime() if value.time() == _MIDNIGHT:
            return value.date().isoformat()
        case datetime():
            return value.isoformat(sep=" ", timespec="seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return " ".join(str(value).split())


def _line(texts: Sequence[str]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerow(texts)
    return written.getvalue()
