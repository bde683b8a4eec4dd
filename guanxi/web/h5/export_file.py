"""Everything that is known about a member as one file to take along: JSON for machines, CSV for tables."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FIXED = (2000, 1, 1, 0, 0, 0)


def packed(tree: Mapping[str, object]) -> bytes:
    """A zip: `everything.json`, and a CSV for each list in the tree. Formulas in cells are made harmless."""
    plain = json.loads(json.dumps(tree, default=_plain, ensure_ascii=False))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _add(archive, "everything.json", json.dumps(plain, ensure_ascii=False, indent=2))
        for name, rows in _tables(plain):
            _add(archive, f"{name}.csv", "\N{ZERO WIDTH NO-BREAK SPACE}" + _table(rows))
    return file.getvalue()


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    """A member of the archive without the clock of this machine in it."""
    entry = zipfile.ZipInfo(name, date_time=_FIXED)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, text.encode())


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
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(column)) for column in columns])
    return out.getvalue()


def _cell(value: object) -> str:
    """The value as text; what a spreadsheet would take for a formula begins with an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, set | frozenset | tuple):
        return list(value)
    if hasattr(value, "__iter__"):
        return list(value)
    return str(value)
