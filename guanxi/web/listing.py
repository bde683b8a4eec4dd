"""Lists of the console: what was asked for in the address, a keyset page, and the same as CSV.

    asked = listing.asked(request, sorts=("joined", "active"), filters=("state", "tag"))
    found = members.search(space_id=…, sort=asked.sort, descending=asked.descending, after=asked.after, …)
    page = listing.Listing(columns=COLUMNS, rows=tuple(_row(one) for one in found.rows), asked=asked,
                           filters=(…), next=listing.cursor(found.next), csv=True, empty=listing.Empty(…))

Where a room reads by `keyset`, a `listing.Source` gives the page and the whole as CSV from the same rows; where the
CSV has other columns than the page, `listing.table` sends it. The template is console/listing.html.
`?sort=-joined&state=active&after=CURSOR&q=words&format=csv`.
"""

import base64
import binascii
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation

from guanxi.kernel import keyset
from guanxi.spaces import naming

PAGE = 50
"""How many rows a page shows."""
LONGEST_CURSOR = 2000
LONGEST_WORDS = 200
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"  # without it a spreadsheet takes the Chinese for Latin-1


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks of a list. `after` are the sort values of the last row seen, or None for the beginning.

    `before` are those of the first row seen, for the page before it.
    """

    sort: str
    descending: bool
    after: tuple[str | int, ...] | None
    query: str
    filters: Mapping[str, str]
    csv: bool
    before: tuple[str | int, ...] | None = None

    @property
    def chosen(self) -> str:
        """The order and its direction, as the address says them."""
        return ("-" if self.descending else "") + self.sort

    @property
    def wanted(self) -> keyset.Wanted:
        """What is asked, for a room that reads by key."""
        return keyset.Wanted(
            sort=self.sort, descending=self.descending, after=self.after, before=self.before, limit=PAGE
        )

    def address(self, **changes: str) -> str:
        """The query string of this list with changes; '' takes a part away. A change of order begins at the start."""
        parts = {"sort": self.chosen, "q": self.query, **self.filters, **changes}
        return "?" + urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: figures are set right, `sort` is the name by which the list can be put in its order."""

    head: str
    numeric: bool = False
    sort: str = ""
    hidden: bool = False
    """Its head is read aloud and not shown: a column of buttons."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """What one place says; `hint` on hover; `tone` makes it a badge: good, warn, bad, quiet."""

    text: str
    href: str = ""
    hint: str = ""
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line. `key` names it in the page (for bulk work and partial updates)."""

    cells: tuple[Cell, ...]
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A choice above the list: (value, words) pairs, or a free text when there are none.

    `none` says what no choice shows; "All" where it is empty.
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""
    kind: str = "text"
    none: str = ""


@dataclass(frozen=True, kw_only=True)
class Empty:
    """What an empty list teaches: what this is for, and one button."""

    title: str
    text: str
    action: str = ""
    href: str = ""


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A list as its template shows it."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    asked: Asked
    label: str
    filters: tuple[Filter, ...] = ()
    search: str = ""
    """What the search box asks for; no box when it is empty."""
    next: str = ""
    previous: str = ""
    """Where the page before this one begins, for lists that can go back by key."""
    orders: tuple[tuple[str, str], ...] = ()
    """The orders as (value, words), for a list without heads to press."""
    csv: bool = False
    empty: Empty | None = None

    @property
    def heads(self) -> tuple[Mapping[str, object], ...]:
        """The columns with the address that sorts by each, and how it is sorted now."""
        return tuple(self._head(column) for column in self.columns)

    @property
    def next_address(self) -> str:
        """Where the next rows are; empty at the end."""
        return self.asked.address(after=self.next) if self.next else ""

    @property
    def previous_address(self) -> str:
        """Where the rows before these are; empty at the beginning."""
        return self.asked.address(before=self.previous) if self.previous else ""

    @property
    def first_address(self) -> str:
        """Where the list begins."""
        return self.asked.address()

    @property
    def csv_address(self) -> str:
        """Where the whole list comes as a table."""
        return self.asked.address(format="csv")

    @property
    def filtered(self) -> bool:
        """Whether something narrows the list."""
        return bool(self.asked.query or any(self.asked.filters.values()))

    def _head(self, column: Column) -> Mapping[str, object]:
        sorted_now = bool(column.sort) and column.sort == self.asked.sort
        turn = "" if sorted_now and self.asked.descending else "-"
        return {
            "head": column.head,
            "numeric": column.numeric,
            "hidden": column.hidden,
            "address": self.asked.address(sort=f"{turn}{column.sort}") if column.sort else "",
            "direction": ("descending" if self.asked.descending else "ascending") if sorted_now else "",
        }


@dataclass(frozen=True, kw_only=True)
class Source[One]:
    """Where the rows of a list come from, and how each is shown: the page and its CSV say the same."""

    asked: Asked
    columns: tuple[Column, ...]
    read: Callable[[keyset.Wanted], keyset.Found[One]]
    row: Callable[[One], Row]

    def page(
        self, *, label: str, search: str = "", filters: tuple[Filter, ...] = (), empty: Empty | None = None
    ) -> Listing:
        """The page that the address asks for."""
        found = self.read(self.asked.wanted)
        return Listing(
            label=label,
            columns=self.columns,
            rows=tuple(map(self.row, found.rows)),
            asked=self.asked,
            search=search,
            filters=filters,
            next=cursor(found.next),
            previous=cursor(found.previous),
            csv=True,
            empty=empty,
        )

    def table(self, name: str) -> StreamingHttpResponse:
        """The whole list as CSV, each cell as it is shown."""
        return table(
            name,
            heads=[column.head for column in self.columns],
            asked=self.asked,
            read=self.read,
            lines=lambda page: ([cell.text for cell in self.row(one).cells] for one in page),
        )


def asked(request: HttpRequest, *, sorts: Sequence[str], filters: Sequence[str] = (), default: str = "") -> Asked:
    """What the address asks; whatever it says that the list does not know is left out.

    The first of `sorts` is the order nobody chose; `default` may say "-joined".
    """
    chosen = request.GET.get("sort", default or sorts[0])
    name = chosen.removeprefix("-")
    if name not in sorts:
        chosen, name = default or sorts[0], (default or sorts[0]).removeprefix("-")
    return Asked(
        sort=name,
        descending=chosen.startswith("-"),
        after=read_cursor(request.GET.get("after", "")),
        query=_words(request, "q"),
        filters={key: _words(request, key) for key in filters},
        csv=request.GET.get("format") == "csv",
        before=read_cursor(request.GET.get("before", "")),
    )


def _words(request: HttpRequest, name: str) -> str:
    """What the address says, without the sign that no database can hold."""
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST_WORDS]


def cursor(values: Sequence[str | int | datetime] | None) -> str:
    """Sort values of the last row as one word of an address; empty for None, which is the end."""
    if values is None:
        return ""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[str | int, ...] | None:
    """What `cursor` was given, moments as ISO texts; None for none, and for what nobody gave out."""
    if not text or len(text) > LONGEST_CURSOR:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError):
        return None
    if not isinstance(values, list) or not all(isinstance(value, str | int) for value in values):
        return None
    return tuple(values)


def table[One](
    name: str,
    *,
    heads: Sequence[str],
    asked: Asked,
    read: Callable[[keyset.Wanted], keyset.Found[One]],
    lines: Callable[[Sequence[One]], Iterable[Sequence[object]]],
) -> StreamingHttpResponse:
    """The whole list in the order and with the filters that are asked, read page by page as it is sent."""
    pages_ = keyset.everything(read, asked.wanted)
    return as_csv(name, heads=heads, rows=(line for page in pages_ for line in lines(page)))


def as_csv(name: str, *, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """The list as a file for a spreadsheet, in the language of its reader. No cell can be a formula."""
    spoken = _spoken(_lines(heads, rows), translation.get_language() or "en", naming.spoken())
    response = StreamingHttpResponse(spoken, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def harmless(value: object) -> object:
    """A cell that a spreadsheet shows and never runs: numbers stay, a text that begins like a formula is quoted."""
    if isinstance(value, int | float) or value is None:
        return value
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _spoken(lines: Iterator[str], language: str, titles: naming.Titles) -> Iterator[str]:
    """Each line made in the language of the reader: while a file is sent, the page is over and nobody speaks any."""
    while True:
        with translation.override(language), naming.speaking(titles):
            line = next(lines, None)
        if line is None:
            return
        yield line


def _lines(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow([harmless(head) for head in heads])
    yield BYTE_ORDER_MARK + line.getvalue()
    for row in rows:
        line.seek(0)
        line.truncate()
        writer.writerow([harmless(value) for value in row])
        yield line.getvalue()
