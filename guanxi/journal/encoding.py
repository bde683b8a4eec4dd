"""Events on their way into the journal: checked against what is declared, keyed, and laid out in columns."""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import DatabaseError, connection

from guanxi.journal import errors, keyring, keys, own_types, types
from guanxi.kernel.tenancy import acting_in


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


def columns(*, space_id: int, events: Sequence[Event], trusted: bool) -> tuple[list[Any], ...]:
    """`events` as the arrays that the SQL function journal_record takes: one column after the other.

    Refuses NotYours, BadProp, BadTypeName; `trusted=False` may not send what only Guanxi records.
    """
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


def _row(
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
_CHECKS: Mapping[types.PropType, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str) and "\x00" not in value,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "instant": lambda value: isinstance(value, datetime | str),
    "date": lambda value: isinstance(value, date | str),
    "texts": lambda value: isinstance(value, list | tuple) and all(isinstance(item, str) for item in value),
    "json": lambda _value: True,
}


def _split(number: int, declared: types.EventType, props: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
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
            raise errors.BadProp(
                number=number, type=declared.name, prop=name, problem="is too large to be counted exactly"
            )
        (personal if isinstance(kind, types.Personal) else clear)[name] = value
    return clear, personal


def _undeclared(space_id: int, number: int, name: str) -> int:
    with acting_in(space_id), connection.cursor() as cursor:
        try:
            cursor.execute(
                """
                WITH made AS (
                    INSERT INTO journal_type (space_id, name, declared) VALUES (%s, %s, false)
                    ON CONFLICT DO NOTHING RETURNING id
                ) SELECT id FROM made UNION ALL SELECT id FROM journal_type WHERE space_id = %s AND name = %s
                """,
                [space_id, name, space_id, name],
            )
        except DatabaseError as error:
            raise errors.BadTypeName(number=number, type=name) from error
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - inserted just now, or there before
    return int(row[0])
