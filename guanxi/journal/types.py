"""Event types: declared in code by the module that records them, or met in the wild and kept as undeclared."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

type PropType = Literal["text", "integer", "boolean", "instant", "date", "texts", "json"]
type Sender = Literal["app", "import", "reaction"]


@dataclass(frozen=True)
class Personal:
    """A prop that tells something about a person: sealed under that person's key, never in clear."""

    type: PropType


@dataclass(frozen=True, kw_only=True)
class EventType:
    """A kind of event: its name, who may send it, the types of its props, and what it means in words.

    `sender` is `app` for what actions and the API record, `import` for what only a trusted import may,
    `reaction` for what Guanxi itself records and nobody may send.
    """

    name: str
    sender: Sender = "app"
    props: Mapping[str, PropType | Personal] = field(default_factory=dict)
    meaning: str

    def definition(self) -> dict[str, object]:
        """The declaration as plain data, as it is stored beside the name."""
        props = {
            name: ({"personal": kind.type} if isinstance(kind, Personal) else kind) for name, kind in self.props.items()
        }
        return {"sender": self.sender, "props": props, "meaning": self.meaning}


DECLARED: dict[str, EventType] = {}


def declare(event_type: EventType) -> EventType:
    """Declare `event_type`; called once, where a module's events.py is imported."""
    if event_type.name in DECLARED and DECLARED[event_type.name] != event_type:
        message = f"event type {event_type.name} is declared twice"
        raise ValueError(message)
    DECLARED[event_type.name] = event_type
    return event_type


VOIDED = declare(
    EventType(
        name="journal.voided",
        sender="reaction",
        props={"event": "integer", "reason": "text"},
        meaning="An event does not count: what it caused is taken back.",
    )
)
REINSTATED = declare(
    EventType(
        name="journal.reinstated",
        sender="reaction",
        props={"event": "integer", "reason": "text"},
        meaning="A void event counts again.",
    )
)
TYPE_DECLARED = declare(
    EventType(
        name="journal.type_declared",
        sender="reaction",
        props={"type": "text", "props": "texts", "meaning": "text"},
        meaning="The space declared an event type of its own, or described one anew.",
    )
)

_ids: dict[tuple[str, str], int] = {}


def type_id(name: str) -> int:
    """The number of a declared type in the connected database; registers it there when it is new."""
    database = str(connection.settings_dict["NAME"])
    if (database, name) not in _ids:
        # Read before writing: a write would hold the type's row until the caller's transaction ends, and every other
        # process that meets the type for the first time would wait for that.
        known = _number(DECLARED[name])
        _ids[database, name] = _register(connection, DECLARED[name]) if known is None else known
    return _ids[database, name]


def _number(event_type: EventType) -> int | None:
    """The number of the type if it is registered in these very words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM journal_type WHERE space_id IS NULL AND name = %s AND declared AND definition = %s::jsonb",
            [event_type.name, json.dumps(event_type.definition())],
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def _register(database: BaseDatabaseWrapper, event_type: EventType) -> int:
    with database.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO journal_type (name, declared, definition) VALUES (%s, true, %s::jsonb)
            ON CONFLICT (space_id, name) DO UPDATE SET definition = excluded.definition
            RETURNING id
            """,
            [event_type.name, json.dumps(event_type.definition())],
        )
        row = cursor.fetchone()
    assert row is not None  # noqa: S101 - an upsert always returns its row
    return int(row[0])


def register_all(database: BaseDatabaseWrapper) -> None:
    """Write every declared type to `database`; run after migrating, so that SQL functions find the names."""
    for name in sorted(DECLARED):
        _register(database, DECLARED[name])
