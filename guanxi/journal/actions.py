"""Writing the journal: record, void, reinstate."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

import psycopg
from django.db import DatabaseError, connection, transaction

from guanxi.journal import errors, keyring, keys, own_types, types
from guanxi.journal.keys import destroy_subject_key, open_space, seal_for, subject_key, unseal_for
from guanxi.kernel.tenancy import acting_in

__all__ = ["destroy_subject_key", "open_space", "seal_for", "subject_key", "unseal_for"]

type Settle = Literal["inline", "queue"]

_TRIES = 3


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened, as an action, an import or the API hands it over.

    `at` None means now; only a trusted source gives another time (any past, at most five minutes of future).
    `key` makes it idempotent: in one space, one key is one event, for ever. `actor` None means the member.
    """

    type: str
    at: datetime | None = None
    member_id: int | None = None
    props: Mapping[str, Any] = field(default_factory=dict)
    key: str | None = None
    source: str = "app"
    actor: str | None = None
    cause_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """One id for each event handed over (a repeated one has the id it had), and how many were new and repeated."""

    ids: tuple[int, ...]
    new: int
    repeated: int


def open_subject(*, space_id: int) -> int:
    """A new subject: somebody whom events can be about. Returns its id."""
    return open_subjects(space_id=space_id, count=1)[0]


def open_subjects(*, space_id: int, count: int) -> list[int]:
    """`count` new subjects in one statement; call inside `acting_in`."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_subject (space_id) SELECT %s FROM generate_series(1, %s) RETURNING id", [space_id, count]
        )
        return [int(row[0]) for row in cursor.fetchall()]


def record(
    *, space_id: int, events: Sequence[Event], settle: Settle = "inline", trusted: bool = True
) -> Recorded:
    """Record `events` (all from one source and actor) and settle what they cause.

    `settle="queue"` leaves the settling to the workers. Outside a transaction the whole call is one statement
    and one transaction; inside `acting_in` it joins the caller's. `trusted=False` (what comes from outside) may
    not send what only Guanxi records.
    Refuses KeyReused, UnknownMember, ClockInTheFuture, BadProp, BadTypeName, NotYours, Busy.
    """
    if not events:
        return Recorded(ids=(), new=0, repeated=0)
    row = _call(
        "SELECT ids, fresh FROM journal_record(%s, %s::integer[], %s::bigint[], %s::bigint[], %s::timestamptz[], %s::uuid[], %s::uuid[],"
        " %s::bigint[], %s::jsonb[], %s::bytea[], %s, %s, %s, %s::bigint[])",
        [
            space_id,
            *_columns(space_id, events, trusted=trusted),
            events[0].source,
            events[0].actor,
            settle == "queue",
        ],
    )
    return Recorded(ids=tuple(row[0]), new=row[1], repeated=len(events) - row[1])


def void(*, space_id: int, event_id: int, reason: str, actor: str, settle: Settle = "inline") -> int:
    """Say that an event does not count, and take back what it caused. Returns the id of the void event.

    Idempotent: an event that is void already returns its live void. Refuses UnknownEvent, NotVoidable, Busy.
    """
    return void_many(space_id=space_id, event_ids=[event_id], reason=reason, actor=actor, settle=settle)[0]


def void_many(
    *, space_id: int, event_ids: Sequence[int], reason: str, actor: str, settle: Settle = "inline"
) -> list[int]:
    """Void several events at once; see `void`. Returns the live void of each, in the order given."""
    with acting_in(space_id):
        _refuse_unvoidable(space_id, event_ids)
        _undo(False, space_id, event_ids, reason, actor, settle)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT event_id, void_id FROM journal_void WHERE space_id = %s AND event_id = ANY(%s) AND reinstate_id IS NULL",
                [space_id, list(event_ids)],
            )
            voids = dict(cursor.fetchall())
    return [voids[event_id] for event_id in event_ids]


def reinstate(*, space_id: int, event_id: int, reason: str, actor: str, settle: Settle = "inline") -> int:
    """Take back the voiding of an event. Returns the id of the reinstating event. Refuses UnknownEvent, NotVoid, Busy."""
    with acting_in(space_id):
        _refuse_unvoidable(space_id, [event_id])
        ids = _undo(True, space_id, [event_id], reason, actor, settle)
        if not ids:
            raise errors.NotVoid(event=event_id)
    return ids[0]


def _undo(  # noqa: PLR0913 - one row of facts, passed on as they are
    reinstating: bool,
    space_id: int,
    event_ids: Sequence[int],
    reason: str,
    actor: str,
    settle: Settle,
) -> list[int]:
    row = _call(
        "SELECT journal_undo(%s, %s, %s::bigint[], %s, %s, %s, %s::bigint[])",
        [space_id, reinstating, list(event_ids), reason, actor, settle == "queue"],
    )
    return list(row[0])


def _refuse_unvoidable(space_id: int, event_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT a.id, e.id IS NULL, e.type, e.cause_id FROM unnest(%s::bigint[]) a(id)
            LEFT JOIN journal_public_event e ON e.space_id = %s AND e.id = a.id
            LEFT JOIN journal_public_type t ON t.id = e.type_id
            WHERE e.id IS NULL OR e.source = 'reaction' OR t.definition ->> 'sender' = 'reaction' LIMIT 1
            """,
            [list(event_ids), space_id],
        )
        row = cursor.fetchone()
    if row is not None:
        event_id, missing, name, cause = row
        raise errors.UnknownEvent(event=event_id) if missing else errors.NotVoidable(event=event_id, type=name, cause=cause)


def _columns(space_id: int, events: Sequence[Event], *, trusted: bool) -> tuple[list[Any], ...]:
    key = keys.space_key(space_id)
    own = _own_types(space_id, events)
    met: dict[str, int] = {}
    rows = [
        _row(space_id, key, own, met, number, event, trusted=trusted) for number, event in enumerate(events, start=1)
    ]
    *columns, secrets = (list(column) for column in zip(*rows, strict=True))
    return (*columns, _sealed(space_id, secrets))


def _sealed(space_id: int, secrets: Sequence[tuple[int, bytes] | None]) -> list[bytes | None]:
    """Each (member, plaintext) under that member's key: a fixed number of statements, however many."""
    personal = [secret for secret in secrets if secret is not None]
    if not personal:
        return [None] * len(secrets)
    with acting_in(space_id):
        seals = iter(keyring.seal_props(space_id=space_id, secrets=personal))
    return [None if secret is None else next(seals) for secret in secrets]


def _own_types(space_id: int, events: Sequence[Event]) -> own_types.OwnTypes:
    """What the space has declared for itself; asked for only when a type is not one of Guanxi's own."""
    names = {event.type for event in events} - types.DECLARED.keys()
    if not names:
        return {}
    with acting_in(space_id):
        return own_types.known(space_id=space_id, names=names)


def _row(  # noqa: PLR0913 - one event and what its batch already knows
    space_id: int,
    key: bytes,
    own: own_types.OwnTypes,
    met: dict[str, int],
    number: int,
    event: Event,
    *,
    trusted: bool,
) -> tuple[Any, ...]:
    declared = types.DECLARED.get(event.type)
    if event.type in own:
        type_id, declared = own[event.type]
        clear, personal = _split(number, declared, event.props)
    elif declared is None:
        if event.type not in met:
            met[event.type] = _undeclared(space_id, number, event.type)
        type_id, clear, personal = met[event.type], {}, dict(event.props)
        if event.member_id is None:
            clear, personal = personal, {}
    else:
        if declared.sender == "reaction" and not trusted:
            raise errors.NotYours(number=number, type=event.type)
        type_id = types.type_id(event.type)
        clear, personal = _split(number, declared, event.props)
    secret = (event.member_id, _canonical(personal)) if personal and event.member_id is not None else None
    key_hash = content = order_key = None
    if event.key is not None:
        digest = hmac.digest(key, b"key:" + event.key.encode(), hashlib.sha256)
        key_hash, order_key = digest[:16].hex(), int.from_bytes(digest[:8], "big", signed=True)
        said = [event.type, event.at and event.at.timestamp(), event.member_id, event.props]
        content = hmac.digest(key, b"content:" + _canonical(said), hashlib.sha256)[:16].hex()
    return type_id, event.member_id, event.cause_id, event.at, key_hash, content, order_key, _said(clear), secret


def _plain(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    message = f"{type(value).__name__} cannot be a prop"
    raise TypeError(message)


# Made once: json.dumps makes a new encoder at every call that has options.
_said = json.JSONEncoder(ensure_ascii=False, default=_plain).encode
_sorted = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=_plain, separators=(",", ":")).encode


def _canonical(value: object) -> bytes:
    return _sorted(value).encode()


_INTEGER_BOUND = 2**63
_CHECKS = {
    "text": lambda value: isinstance(value, str) and "\x00" not in value,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "instant": lambda value: isinstance(value, datetime | str),
    "date": lambda value: isinstance(value, date | str),
    "texts": lambda value: isinstance(value, list | tuple) and all(isinstance(item, str) for item in value),
    "json": lambda _value: True,
}


def _split(
    number: int, declared: types.EventType, props: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    clear: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for name, value in props.items():
        kind = declared.props.get(name)
        if kind is None:
            raise errors.BadProp(number=number, type=declared.name, prop=name, problem="is not declared for this event")
        plain = kind.type if isinstance(kind, types.Personal) else kind
        if value is not None and not _CHECKS[plain](value):
            raise errors.BadProp(number=number, type=declared.name, prop=name, problem=f"must be of type {plain}")
        if plain == "integer" and value is not None and not -_INTEGER_BOUND <= value < _INTEGER_BOUND:
            raise errors.BadProp(number=number, type=declared.name, prop=name, problem="is too large to be counted exactly")
        (personal if isinstance(kind, types.Personal) else clear)[name] = value
    return clear, personal


def _undeclared(space_id: int, number: int, name: str) -> int:
    with acting_in(space_id), connection.cursor() as cursor:
        try:
            cursor.execute(
                """
                WITH made AS (
                    INSERT INTO journal_type (space_id, name, declared) VALUES (%s, %s, false) ON CONFLICT DO NOTHING RETURNING id
                ) SELECT id FROM made UNION ALL SELECT id FROM journal_type WHERE space_id = %s AND name = %s
                """,
                [space_id, name, space_id, name],
            )
        except DatabaseError as error:
            raise errors.BadTypeName(number=number, type=name) from error
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - inserted just now, or there before
    return int(row[0])


@contextmanager
def _attempt() -> Iterator[None]:
    """A savepoint inside a transaction, so that a second try is possible; nothing outside one, to stay one statement."""
    if connection.in_atomic_block:
        with transaction.atomic():
            yield
    else:
        yield


def _call(sql: str, parameters: list[Any]) -> tuple[Any, ...]:
    """Run a settling call; start again with the larger set of subjects when settling asks for it."""
    subjects: list[int] = []
    for _ in range(_TRIES + 1):
        try:
            with _attempt(), connection.cursor() as cursor:
                cursor.execute(sql, [*parameters, subjects])
                row = cursor.fetchone()
            assert row is not None  # noqa: S101 - a function call returns one row
            return tuple(row)
        except DatabaseError as error:
            subjects.extend(_more_subjects(error))
    raise errors.Busy


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
        case "GX001":
            raise errors.KeyReused(number=int(detail) + 1) from error
        case "GX002":
            raise errors.UnknownMember(number=int(detail) + 1, member=hint) from error
        case "GX003":
            raise errors.ClockInTheFuture(number=int(detail) + 1, at=hint) from error
    raise error
