"""Everything that is known about a member as one file to take along: JSON for machines, CSV for tables, pictures.

The file is made while it is sent: one picture at a time is in memory, however many there are.
"""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import override

from guanxi.media import errors
from guanxi.media import queries as media
from guanxi.web import listing

_FIXED = (2000, 1, 1, 0, 0, 0)


def packed(tree: Mapping[str, object], *, space_id: int) -> Iterator[bytes]:
    """A zip, piece by piece: `everything.json`, a CSV for each list in the tree, and its pictures.

    The pictures are those that the tree lists under "pictures", each the large copy. No cell is a formula.
    """
    plain = json.loads(json.dumps(tree, default=_plain, ensure_ascii=False))
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "everything.json", json.dumps(plain, ensure_ascii=False, indent=2).encode())
        yield outlet.taken()
        for name, rows in _tables(plain):
            _add(archive, f"{name}.csv", (listing.BYTE_ORDER_MARK + _table(rows)).encode())
            yield outlet.taken()
        for picture_id in [row["picture"] for row in plain.get("pictures", ())]:
            with suppress(errors.UnknownPicture):  # deleted while the file was on its way
                content = media.content(space_id=space_id, picture_id=picture_id, size="large")
                _add(archive, media.file_name(picture_id), content, how=zipfile.ZIP_STORED)
                yield outlet.taken()
    yield outlet.taken()


class _Outlet(io.RawIOBase):
    """What a zip is written to: it cannot go back, and what was written is taken away at once."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: object, /) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def _add(archive: zipfile.ZipFile, name: str, content: bytes, *, how: int = zipfile.ZIP_DEFLATED) -> None:
    """A member of the archive without the clock of this machine in it."""
    entry = zipfile.ZipInfo(name, date_time=_FIXED)
    entry.compress_type = how
    archive.writestr(entry, content)


def _tables(tree: Mapping[str, object], before: str = "") -> Iterable[tuple[str, list[Mapping[str, object]]]]:
    for name, part in tree.items():
        path = f"{before}{name}"
        if isinstance(part, list) and part and all(isinstance(row, dict) for row in part):
            yield path, part
        elif isinstance(part, dict):
            yield from _tables(part, f"{path}-")
            flat = {key: value for key, value in part.items() if not isinstance(value, list | dict)}
            if flat:
                yield path, [flat]


def _table(rows: list[Mapping[str, object]]) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([listing.harmless(column) for column in columns])
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return out.getvalue()


def _cell(value: object) -> object:
    """The value as a cell that no spreadsheet runs; what is not a word or a number is written as JSON."""
    plain = value is None or isinstance(value, str | int | float)
    return listing.harmless(value if plain else json.dumps(value, ensure_ascii=False))


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    if hasattr(value, "__iter__"):
        return list(value)
    return str(value)
