"""Calling what records and settles, and calling again when the database asks for another try."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import pq

from guanxi.journal import arrays, errors

type Parameter = str | int | bool | None

_TRIES = 3
_prepared: WeakKeyDictionary[psycopg.Connection[Any], dict[str, bytes]] = WeakKeyDictionary()


def call(sql: str, parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """Run a settling call and return its one row, as text; start again with the larger set of subjects if asked to.

    `sql` numbers its parameters; the last one, which is added here, is the set of subjects.
    """
    subjects: list[int] = []
    database = connections[DEFAULT_DB_ALIAS]
    if database.connection is None:
        database.ensure_connection()
    for _ in range(_TRIES + 1):
        try:
            with _attempt(database), database.wrap_database_errors:
                return _execute(database.connection, sql, [*parameters, arrays.numbers(subjects)])
        except DatabaseError as error:
            subjects.extend(_more_subjects(error))
    raise errors.Busy


def _attempt(database: BaseDatabaseWrapper) -> AbstractContextManager[None]:
    """A savepoint inside a transaction, so that a second try is possible; outside one nothing: it is one statement."""
    return transaction.atomic() if database.in_atomic_block else nullcontext()


def _execute(connected: psycopg.Connection[Any], sql: str, parameters: Sequence[Parameter]) -> tuple[str, ...]:
    """Run `sql`, prepared once for the connection, by the driver's own calls of libpq.

    At a tap, what a cursor does to adapt parameters and results takes as long as the network and the parsing together.
    """
    statements = _prepared.setdefault(connected, {})
    name = statements.get(sql)
    if name is None:
        name = b"guanxi_call_%d" % len(statements)
        _checked(connected, connected.pgconn.prepare(name, sql.encode()), pq.ExecStatus.COMMAND_OK)
        statements[sql] = name
    texts: list[Any] = [None if value is None else _text(value) for value in parameters]
    result = _checked(connected, connected.pgconn.exec_prepared(name, texts), pq.ExecStatus.TUPLES_OK)
    return tuple((result.get_value(0, column) or b"").decode() for column in range(result.nfields))


def _text(value: str | int) -> bytes:
    text = str(value).encode()
    if b"\x00" in text:  # where libpq would take the text to end
        message = "a text cannot contain a zero byte"
        raise psycopg.DataError(message)
    return text


def _checked(connected: psycopg.Connection[Any], result: pq.abc.PGresult, expected: pq.ExecStatus) -> pq.abc.PGresult:
    if result.status != expected:
        raise psycopg.errors.error_from_result(result, encoding=connected.info.encoding)
    return result


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
        case "GX001":
            raise errors.KeyReused(number=int(detail) + 1) from error
        case "GX002":
            raise errors.UnknownMember(number=int(detail) + 1, member=hint) from error
        case "GX003":
            raise errors.ClockInTheFuture(number=int(detail) + 1, at=hint) from error
    raise error
