"""Rows of an events file → facts. CSV columns or JSON fields: type, at, member, key, props, props.NAME.

`member` is an external id, "system:value". A row without a key is known by its content: two rows that say
the same are the same event.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, tzinfo
from pathlib import Path

from guanxi.connectors.intake import errors, files, people, values
from guanxi.connectors.intake.feed import Fact
from guanxi.connectors.intake.files import Broken, Row, Source
from guanxi.connectors.tables import known_types
from guanxi.journal import Event, EventType, Personal

SOURCE = "import:events"
"""The source of every event that comes from a file of events."""
REQUIRED = ("type", "at")
COLUMNS = (*REQUIRED, "member", "key", "props")
_KNOWN = ", ".join((*COLUMNS, "props.NAME"))
_PROP = "props."
_TRUE = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


type Declared = Callable[[str], EventType | None]
"""What is declared under a name, None for nothing. Raises TypeMistyped."""


def facts(source: Source, *, zone: tzinfo, declared: Declared) -> Iterator[Fact | Broken]:
    """The events of the file in order; a time without an offset is local to `zone`.

    Raises HeaderMissing, ColumnMissing, ColumnUnknown, ColumnTwice before the first row of a CSV file.
    """
    ndjson = files.is_ndjson(source)
    rows = files.objects(source) if ndjson else files.table(source, header=lambda names: _checked(source.path, names))
    for row in rows:
        if isinstance(row, Broken):
            yield row
            continue
        try:
            event, member = _event(row, zone, declared)
            yield Fact(line=row.line, raw=row.raw, event=event, member=member)
        except errors.RowRefused as refusal:
            yield Broken(line=row.line, raw=row.raw, reason=refusal)


def _checked(path: Path, names: list[str]) -> list[str]:
    for name in REQUIRED:
        if name not in names:
            raise errors.ColumnMissing(path=path, column=name, names=_KNOWN, found=", ".join(names))
    for place, name in enumerate(names):
        if name in names[:place]:
            raise errors.ColumnTwice(path=path, column=name)
    if unknown := [name for name in names if not _is_known(name)]:
        raise errors.ColumnUnknown(path=path, columns=", ".join(unknown), known=_KNOWN)
    return names


def _is_known(name: str) -> bool:
    return name in COLUMNS or (name.startswith(_PROP) and name != _PROP)


def _event(row: Row, zone: tzinfo, declared: Declared) -> tuple[Event, people.ExternalId | None]:
    if unknown := [name for name in row.cells if not _is_known(name)]:
        raise errors.FieldUnknown(fields=", ".join(unknown), known=_KNOWN)
    kind = values.required("type", _text(row, "type"))
    at = values.instant("at", values.required("at", _text(row, "at")), zone=zone)
    member = people.external_id("member", _text(row, "member"))
    props = _props(row, declared(kind))
    key = _text(row, "key").strip() or _key_of(kind, at, member, props)
    return Event(type=kind, at=at, props=props, key=key, source=SOURCE), member


def _text(row: Row, name: str) -> str:
    value = row.cells.get(name)
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        raise errors.ValueUnreadable(column=name, value=value, expected="a text")
    return str(value)


def _props(row: Row, kind: EventType | None) -> dict[str, object]:
    whole = row.cells.get("props") or {}
    if isinstance(whole, str):
        whole = values.from_json("props", whole)
    if not isinstance(whole, dict):
        raise errors.ValueUnreadable(column="props", value=whole, expected="a JSON object")
    single = {
        name.removeprefix(_PROP): _typed(name, value, kind)
        for name, value in row.cells.items()
        if name.startswith(_PROP) and value not in (None, "")
    }
    props = {**whole, **single}
    if kind is not None:
        known_types.check_props(kind, props)
    return props


def _typed(column: str, value: object, kind: EventType | None) -> object:
    """A cell as its declared type; the text itself where the event or its prop is not declared."""
    prop = kind.props.get(column.removeprefix(_PROP)) if kind else None
    if not isinstance(value, str) or prop is None:
        return value
    match prop.type if isinstance(prop, Personal) else prop:
        case "integer":
            return values.whole(column, value)
        case "boolean":
            if value.strip().lower() not in _TRUE:
                raise errors.ValueUnreadable(column=column, value=value, expected="true or false")
            return _TRUE[value.strip().lower()]
        case "texts":
            return [part.strip() for part in value.split(";") if part.strip()]
        case "json":
            return values.from_json(column, value)
        case _:
            return value


def _key_of(kind: str, at: datetime, member: people.ExternalId | None, props: Mapping[str, object]) -> str:
    said = [kind, at, member and f"{member.system}:{member.value}", props]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, default=_plain, separators=(",", ":"))
    return f"row:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
