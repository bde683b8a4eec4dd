"""Rows of a members file → people. CSV columns or JSON fields: member, joined_at, channel, tags, profile fields.

`member` is one external id or several, "shop:1042;wechat:o9x". Every other name is a profile field that the
space has defined.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import tzinfo
from pathlib import Path

from guanxi.connectors.intake import errors, files, people, values
from guanxi.connectors.intake.files import Broken, Row, Source
from guanxi.connectors.intake.joining import Person
from guanxi.members.queries import Field

SOURCE = "import:members"
"""The source of every event that comes from a file of members."""
COLUMNS = ("member", "joined_at", "channel", "tags")
_LONGEST_TAG = 40
_TRUE = {"true": True, "1": True, "yes": True, "是": True, "false": False, "0": False, "no": False, "否": False}


def persons(source: Source, *, zone: tzinfo, fields: Mapping[str, Field]) -> Iterator[Person | Broken]:
    """The people of the file in order; a time without an offset is local to `zone`, `fields` are the space's.

    Raises HeaderMissing, ColumnMissing, FieldsUndefined, ColumnTwice before the first row of a CSV file.
    """
    if files.is_ndjson(source):
        rows = files.objects(source)
    else:
        rows = files.table(source, header=lambda names: _checked(source.path, names, fields))
    for row in rows:
        if isinstance(row, Broken):
            yield row
            continue
        try:
            yield person(row, zone, fields)
        except errors.RowRefused as refusal:
            yield Broken(line=row.line, raw=row.raw, reason=refusal)


def _checked(path: Path, names: list[str], fields: Mapping[str, Field]) -> list[str]:
    known = ", ".join((*COLUMNS, *fields))
    if "member" not in names:
        raise errors.ColumnMissing(path=path, column="member", names=known, found=", ".join(names))
    for place, name in enumerate(names):
        if name in names[:place]:
            raise errors.ColumnTwice(path=path, column=name)
    if unknown := _unknown(names, fields):
        raise errors.FieldsUndefined(path=path, columns=unknown, known=known)
    return names


def _unknown(names: Iterable[str], fields: Mapping[str, Field]) -> str:
    return ", ".join(name for name in names if name not in COLUMNS and name not in fields)


def person(row: Row, zone: tzinfo, fields: Mapping[str, Field]) -> Person:
    """A row whose cells are named like the columns above. Raises RowRefused."""
    if unknown := _unknown(row.cells, fields):
        raise errors.FieldUndefined(fields=unknown, known=", ".join((*COLUMNS, *fields)))
    ids = [people.external_id("member", part) for part in values.required("member", _text(row, "member")).split(";")]
    joined_at = _text(row, "joined_at").strip()
    tags = row.cells.get("tags")
    return Person(
        line=row.line,
        raw=row.raw,
        ids=[one for one in ids if one is not None],
        joined_at=values.instant("joined_at", joined_at, zone=zone) if joined_at else None,
        channel=_text(row, "channel").strip() or None,
        profile={
            name: _typed(name, value, fields[name].type)
            for name, value in row.cells.items()
            if name in fields and value not in (None, "")
        },
        tags=_tags(tags if isinstance(tags, list) else _text(row, "tags").split(";")),
    )


def _text(row: Row, name: str) -> str:
    value = row.cells.get(name)
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        raise errors.ValueUnreadable(column=name, value=value, expected="a text")
    return str(value)


def _tags(parts: list[object] | list[str]) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(str(part).strip() for part in parts if str(part).strip()))
    for tag in tags:
        if len(tag) > _LONGEST_TAG or "\x00" in tag:
            raise errors.ValueUnreadable(column="tags", value=tag, expected=f"a word of 1 to {_LONGEST_TAG} characters")
    return tags


def _typed(column: str, value: object, kind: str) -> object:
    """A cell as the type of its field; what JSON already typed stays as it is."""
    if not isinstance(value, str):
        return value
    match kind:
        case "integer":
            return values.whole(column, value)
        case "boolean":
            if value.strip().lower() not in _TRUE:
                raise errors.ValueUnreadable(column=column, value=value, expected="true or false")
            return _TRUE[value.strip().lower()]
        case "choices":
            return [part.strip() for part in value.split(";") if part.strip()]
        case "address":
            return values.from_json(column, value)
        case _:
            return value
