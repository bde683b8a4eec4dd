"""One statement, and what it answers. Always bound parameters: a statement is a literal of the caller."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection


def run(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> None:
    """Run a statement for what it does."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def rows(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows of the answer."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def value(statement: str, parameters: Sequence[Any] | Mapping[str, Any]) -> Any:  # noqa: ANN401 - whatever the one column is
    """The first column of the first row, None where there is no row."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return row[0] if row else None
