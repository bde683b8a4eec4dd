"""Declaring event types for one space, so that its quests may listen to what its own shop or app sends."""

import json
import re
from collections.abc import Mapping

from django.db import connection

from guanxi.journal import actions, errors, own_types, types
from guanxi.journal.encoding import Event
from guanxi.kernel.tenancy import acting_in

PROP_TYPES = ("text", "integer", "boolean", "instant", "date", "texts")
_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)+")
_PROP = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST_NAME, _LONGEST_MEANING, _MOST_PROPS = 80, 500, 50


def declare_for_space(
    *, space_id: int, name: str, props: Mapping[str, types.PropType | types.Personal], meaning: str, actor: str
) -> bool:
    """Declare the event type `name` of this space; False when it was declared in the same words before.

    From now on its events are held to `props`, and what is not personal is kept where rules can read it. What was
    recorded while the name was undeclared stays sealed. Declared again, it may gain props, and never change one.
    Refuses TypeUnreadable, TypeTaken, TypeNarrowed.
    """
    declared = types.EventType(name=name, props=dict(props), meaning=meaning.strip())
    _refuse_unreadable(declared)
    if name in types.DECLARED:
        raise errors.TypeTaken(type=name)
    with acting_in(space_id):
        before = own_types.known(space_id=space_id, names=[name]).get(name)
        if before is not None:
            if before[1] == declared:
                return False
            _refuse_narrowed(before[1], declared)
        _store(space_id, declared)
        props_said = {"type": name, "props": sorted(declared.props), "meaning": declared.meaning}
        told = Event(type=types.TYPE_DECLARED.name, props=props_said, actor=actor, source="decision")
        actions.record(space_id=space_id, events=[told])
    return True


def _store(space_id: int, declared: types.EventType) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO journal_type (space_id, name, declared, definition) VALUES (%s, %s, true, %s::jsonb)
            ON CONFLICT (space_id, name) DO UPDATE SET declared = true, definition = excluded.definition
            """,
            [space_id, declared.name, json.dumps(declared.definition(), ensure_ascii=False)],
        )


def _refuse_unreadable(declared: types.EventType) -> None:
    if not _NAME.fullmatch(declared.name) or len(declared.name) > _LONGEST_NAME:
        raise errors.TypeUnreadable(type=declared.name)
    if not 1 <= len(declared.meaning) <= _LONGEST_MEANING or "\x00" in declared.meaning:
        raise errors.MeaningMissing(type=declared.name, most=_LONGEST_MEANING)
    for prop, kind in declared.props.items():
        plain = kind.type if isinstance(kind, types.Personal) else kind
        if not _PROP.fullmatch(prop) or plain not in PROP_TYPES or len(declared.props) > _MOST_PROPS:
            raise errors.PropUnreadable(prop=prop, kind=plain, kinds=", ".join(PROP_TYPES), most=_MOST_PROPS)


def _refuse_narrowed(before: types.EventType, declared: types.EventType) -> None:
    for prop, kind in before.props.items():
        if declared.props.get(prop) != kind:
            raise errors.TypeNarrowed(type=before.name, prop=prop)
