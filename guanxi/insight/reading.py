"""Reading by the files of `sql/`: rows as mappings, by the names of their columns."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from django.db import connection

JSONB = 3802
"""What PostgreSQL calls the type jsonb."""


def row(name: str, **parameters: object) -> Mapping[str, Any]:
    """The one row that the file `name` answers."""
    (found,) = rows(name, **parameters)
    return found


def rows(name: str, **parameters: object) -> list[dict[str, Any]]:
    """All rows that the file `name` answers."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(name), parameters)
        columns = [(column.name, column.type_code == JSONB) for column in cursor.description or ()]
        return [_record(columns, found) for found in cursor.fetchall()]


def together(ones: Sequence[str], lists: Sequence[str], **parameters: object) -> dict[str, Any]:
    """What several files answer, in one statement and as plain data: `ones` by their one row, `lists` by all rows."""
    parts = [f"(SELECT to_jsonb(x) FROM ({_statement(name)}) AS x) AS {name}" for name in ones]  # noqa: S608 - our own files
    parts += [
        f"(SELECT coalesce(jsonb_agg(x), '[]') FROM ({_statement(name)}) AS x) AS {name}"  # noqa: S608 - our own files
        for name in lists
    ]
    statement = f"SELECT {', '.join(parts)}"
    with connection.cursor() as cursor:
        # allow sql-parameters: names and texts of our own files; the values are bound
        cursor.execute(statement, parameters)
        columns = [(column.name, column.type_code == JSONB) for column in cursor.description or ()]
        (found,) = cursor.fetchall()
    return _record(columns, found)


def _record(columns: Sequence[tuple[str, bool]], found: Sequence[Any]) -> dict[str, Any]:
    """A row by its columns' names. Django leaves jsonb unread for its own fields, so it is read here."""
    return {
        name: json.loads(value) if is_json and value is not None else value
        for (name, is_json), value in zip(columns, found, strict=True)
    }


@cache
def _statement(name: str) -> str:
    return files("guanxi.insight").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
