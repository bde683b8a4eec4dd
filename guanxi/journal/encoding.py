"""Events on their way into the journal: checked against what is declared, keyed, and laid out in columns."""

import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import DatabaseError, connection
from django.utils.translation import gettext

from guanxi.journal import arrays, errors, keyring, keys, own_types, types
from guanxi.kernel.tenancy import acting_in


class Event(NamedTuple):
    """Something that happened, as an action, an import or the API hands it over. Give its fields by name.

    A tuple, because a frozen dataclass takes three times as long to make, and a stream is made of millions.
    `at` None means now; only a trusted source gives another time (any past, at most five minutes of future).
    `key` makes it idempotent: in one space, one key is one event, for ever. `actor` None means the member.
    """

    type: str
    at: datetime | None = None
    member_id: int | None = None
    props: Mapping[str, Any] = MappingProxyType({})
    key: str | None = None
    source: str = "app"
    actor: str | None = None
    cause_id: int | None = None


def columns(*, space_id: int, events: Sequence[Event], trusted: bool) -> tuple[str, ...]:
    """`events` as the arrays that the SQL function journal_record takes: one column after the other, each as text.

    Written out here, because a driver that adapts element by element takes longer than the database does.
    Refuses NotYours, BadProp, BadTypeName; `trusted=False` may not send what only Guanxi records.
    """
    keyed = hmac.new(keys.space_key(space_id), digestmod="sha256")
    shapes = _shapes(space_id, events, trusted=trusted)
    rows = [_row(keyed, shapes[event.type], number, event) for number, event in enumerate(events, start=1)]
    type_ids, hashes, contents, orders, said, secrets = zip(*rows, strict=True)
    return (
        arrays.numbers(type_ids),
        arrays.numbers([event.member_id for event in events]),
        arrays.numbers([event.cause_id for event in events]),
        arrays.instants([event.at for event in events]),
        arrays.plain(hashes),
        arrays.plain(contents),
        arrays.numbers(orders),
        arrays.json(said),
        arrays.binary(_sealed(space_id, secrets)),
    )


def _sealed(space_id: int, secrets: Sequence[tuple[int, bytes] | None]) -> list[bytes | None]:
    """Each (member, plaintext) under that member's key: a fixed number of statements, however many."""
    personal = [secret for secret in secrets if secret is not None]
    if not personal:
        return [None] * len(secrets)
    with acting_in(space_id):
        seals = iter(keyring.seal_props(space_id=space_id, secrets=personal))
    return [None if secret is None else next(seals) for secret in secrets]


@dataclass(frozen=True, slots=True)
class _Shape:
    """What is to be known of a type: its number, its name as JSON, how each prop is checked, and which are personal.

    `checks` None: the type is not declared, and everything in it is personal.
    """

    type_id: int
    name: str
    checks: Mapping[str, Callable[[Any], bool]] | None
    declared: types.EventType | None
    personal: frozenset[str]


def _shapes(space_id: int, events: Sequence[Event], *, trusted: bool) -> dict[str, _Shape]:
    """The types of `events`, each looked at once, with the number of the event that names it first."""
    first: dict[str, int] = {}
    for number, event in enumerate(events, start=1):
        first.setdefault(event.type, number)
    own: own_types.OwnTypes = {}
    if names := [name for name in first if name not in types.DECLARED]:  # what the space has declared for itself
        with acting_in(space_id):
            own = own_types.known(space_id=space_id, names=names)
    shapes = {}
    for name, number in first.items():
        if name in own:
            shapes[name] = _shape(*own[name])
        elif name not in types.DECLARED:
            shapes[name] = _Shape(_undeclared(space_id, number, name), _sorted(name), None, None, frozenset())
        elif types.DECLARED[name].sender == "reaction" and not trusted:
            raise errors.NotYours(number=number, type=name)
        else:
            shapes[name] = _shape_of_ours(types.type_id(name), name)
    return shapes


@cache
def _shape_of_ours(type_id: int, name: str) -> _Shape:
    return _shape(type_id, types.DECLARED[name])


def _shape(type_id: int, declared: types.EventType) -> _Shape:
    kinds = {name: kind.type if isinstance(kind, types.Personal) else kind for name, kind in declared.props.items()}
    return _Shape(
        type_id=type_id,
        name=_sorted(declared.name),
        checks={name: _CHECKS[kind] for name, kind in kinds.items()},
        declared=declared,
        personal=frozenset(name for name, kind in declared.props.items() if isinstance(kind, types.Personal)),
    )


def _row(keyed: hmac.HMAC, shape: _Shape, number: int, event: Event) -> tuple[Any, ...]:
    """The number of the type, hashes of key and content, the key's order, and the props: clear, and to be sealed."""
    props = event.props
    if shape.checks is not None:
        for name, value in props.items():
            check = shape.checks.get(name)
            if check is None or not (value is None or check(value)):
                raise _refusal(number, shape, name, value)
    said = clear = _sorted(props)
    secret = None
    member = event.member_id
    if member is not None and (shape.personal or shape.checks is None):
        hidden = {name: value for name, value in props.items() if shape.checks is None or name in shape.personal}
        clear = _sorted({name: value for name, value in props.items() if name not in hidden})
        secret = (member, _sorted(hidden).encode()) if hidden else None
    elif shape.personal:
        clear = _sorted({name: value for name, value in props.items() if name not in shape.personal})
    if event.key is None:
        return shape.type_id, None, None, None, clear, secret
    digest = _digest(keyed, "key:" + event.key)
    at = "null" if event.at is None else repr(event.at.timestamp())
    content = f"content:[{shape.name},{at},{'null' if member is None else member},{said}]"
    return (
        shape.type_id,
        digest[:16].hex(),
        _digest(keyed, content)[:16].hex(),
        int.from_bytes(digest[:8], "big", signed=True),
        clear,
        secret,
    )


def _digest(keyed: hmac.HMAC, text: str) -> bytes:
    """The keyed hash of `text`. The key is set up once, of which a copy is made: half the work of a short text."""
    hashing = keyed.copy()
    hashing.update(text.encode())
    return hashing.digest()


def _refusal(number: int, shape: _Shape, name: str, value: object) -> errors.BadProp:
    """Why the prop `name` is not what its type says."""
    assert shape.declared is not None  # noqa: S101 - only what is declared is checked
    kind = shape.declared.props.get(name)
    if kind is None:
        problem = gettext("is not declared for this event")
    else:
        plain = kind.type if isinstance(kind, types.Personal) else kind
        whole = isinstance(value, int) and not isinstance(value, bool)
        wrong = gettext("must be of type %(kind)s") % {"kind": plain}
        problem = gettext("is too large to be counted exactly") if plain == "integer" and whole else wrong
    return errors.BadProp(number=number, type=shape.declared.name, prop=name, problem=problem)


def _plain(value: object) -> str | dict[str, Any]:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    message = f"{type(value).__name__} cannot be a prop"
    raise TypeError(message)


# Made once: json.dumps makes a new encoder at every call that has options.
_sorted = json.JSONEncoder(sort_keys=True, ensure_ascii=False, default=_plain, separators=(",", ":")).encode

_INTEGER_BOUND = 2**63
_CHECKS: Mapping[types.PropType, Callable[[Any], bool]] = {
    "text": lambda value: isinstance(value, str) and "\x00" not in value,
    "integer": lambda value: (
        isinstance(value, int) and not isinstance(value, bool) and -_INTEGER_BOUND <= value < _INTEGER_BOUND
    ),
    "boolean": lambda value: isinstance(value, bool),
    "instant": lambda value: isinstance(value, datetime | str),
    "date": lambda value: isinstance(value, date | str),
    "texts": lambda value: isinstance(value, list | tuple) and all(isinstance(item, str) for item in value),
    "json": lambda _value: True,
}


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
