"""Event types that a space has declared for itself: reading them."""

import json
from collections.abc import Collection, Mapping

from django.db import connection

from guanxi.journal import types

type OwnTypes = dict[str, tuple[int, types.EventType]]
"""By name: the number of the type, and what was declared."""


def known(*, space_id: int, names: Collection[str]) -> OwnTypes:
    """Those of `names` that the space has declared for itself; call inside `acting_in`."""
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, id, definition FROM journal_type WHERE space_id = %s AND declared AND name = ANY(%s)",
            [space_id, sorted(set(names))],
        )
        return {name: (number, _read(name, json.loads(definition))) for name, number, definition in cursor.fetchall()}


def met(*, space_id: int) -> frozenset[str]:
    """The names that the space has declared for itself, or has recorded events under; call inside `acting_in`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM journal_type WHERE space_id = %s", [space_id])
        return frozenset(str(name) for (name,) in cursor.fetchall())


def _read(name: str, definition: Mapping[str, object]) -> types.EventType:
    said = definition["props"]
    assert isinstance(said, Mapping)  # noqa: S101 - written by declaring
    props = {prop: types.Personal(kind["personal"]) if isinstance(kind, dict) else kind for prop, kind in said.items()}
    return types.EventType(name=name, props=props, meaning=str(definition["meaning"]))
