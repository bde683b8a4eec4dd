"""Calling what records and settles, and calling again when the database asks for another try."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import DatabaseError, connection, transaction

from guanxi.journal import errors

_TRIES = 3


def call(sql: str, parameters: list[Any]) -> tuple[Any, ...]:
    """Run a settling call; start again with the larger set of subjects when settling asks for it.

    The statement is prepared by the server, and its parameters travel beside it: at a tap, parsing a text in which
    they are written out costs as much as recording.
    """
    subjects: list[int] = []
    connection.ensure_connection()
    for _ in range(_TRIES + 1):
        try:
            with _attempt(), connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
                row = cursor.execute(sql.encode(), [*parameters, subjects], prepare=True, binary=True).fetchone()
            assert row is not None  # noqa: S101 - a function call returns one row
            return tuple(row)
        except DatabaseError as error:
            subjects.extend(_more_subjects(error))
    raise errors.Busy


@contextmanager
def _attempt() -> Iterator[None]:
    """A savepoint inside a transaction, so that a second try is possible.

    Nothing outside one, to stay one statement.
    """
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    else:
        yield


def _more_subjects(error: DatabaseError) -> list[int]:
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        raise error
    detail, hint = cause.diag.message_detail or "", cause.diag.message_hint or ""
    match cause.sqlstate:
        case "GX010":
            return [int(number) for number in detail.split(",")]
        case "40P01" | "40001":
            return []
        case "55P03":
            raise errors.Busy from error
        case "22003":
            raise errors.TooMuch from error
        case "22003":
            raise errors.TooMuch from error
        case "GX001":
            raise errors.KeyReused(number=int(detail) + 1) from error
        case "GX002":
            raise errors.UnknownMember(number=int(detail) + 1, member=hint) from error
        case "GX003":
            raise errors.ClockInTheFuture(number=int(detail) + 1, at=hint) from error
    raise error
