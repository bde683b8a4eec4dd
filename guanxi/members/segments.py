"""Conditions over members, kept under a name: the language of a quest's audience, asked of everybody at once.

The fields are the same as a quest's audience may read, so that a segment can be copied into one. What is personal
is not among them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guanxi import journal
from guanxi.kernel import keyset, predicates, statements, tenancy
from guanxi.kernel.predicates import FieldType, Predicate, rendering, tree
from guanxi.members import errors, queries
from guanxi.members.actions import people

LONGEST_NAME = 60
MOST_SEGMENTS = 200
FIELDS: Mapping[str, FieldType] = {
    "member.tier": "text",
    "member.plan": "text",
    "member.tags": "texts",
    "member.joined_at": "instant",
    "member.active_at": "instant",
    "member.returning": "boolean",
    "member.channel": "text",
}
"""What is known of every member; a space's own profile fields come beside them as `member.<slug>`."""
_COLUMNS: Mapping[str, str] = {
    "member.active_at": "coalesce(m.active_at, m.joined_at)",
    "member.returning": 'm."returning"',
}
"""Where a fact is not read by its own name: who never did anything was last active when they joined."""
_OF_PROFILE: Mapping[str, FieldType] = {
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "choices": "texts",
    "text": "text",
    "choice": "text",
}
_SLUG_LONGEST = 40


@dataclass(frozen=True, kw_only=True)
class Segment:
    """A condition with its name. `predicate` is in canonical spelling."""

    slug: str
    name: str
    predicate: str
    created_at: datetime
    changed_at: datetime


def vocabulary(fields: Mapping[str, queries.Field]) -> dict[str, FieldType]:
    """What a condition may read, with types: the facts of every member and the space's fields that are not personal."""
    own = {
        f"member.{slug}": _OF_PROFILE[field.type]
        for slug, field in fields.items()
        if not field.personal and field.type in _OF_PROFILE
    }
    return {**own, **FIELDS}


def parsed(*, space_id: int, text: str) -> Predicate:
    """A condition as a tree. Raises PredicateRefused with the place and what to write instead."""
    return predicates.parse(text, fields=vocabulary(queries.fields(space_id=space_id)))


def rendered(predicate: Predicate) -> str:
    """A condition as PostgreSQL over `m` (members_public_member) and e.at; with `%` where a pattern has one."""
    own = {name: kind for name, kind in _read(predicate).items() if name not in FIELDS}
    columns = predicates.jsonb_columns("m.facts", own)
    columns |= {name: _COLUMNS.get(name, f"m.{name.removeprefix('member.')}") for name in FIELDS} | {"at": "e.at"}
    speech = _OverMembers(columns=columns)
    return f"coalesce({rendering.write(predicate.root, speech)}, FALSE)"


def quoted(text: str) -> str:
    """A text as a condition writes it."""
    return "'" + text.replace("'", "''") + "'"


def needed_tags(predicate: Predicate) -> tuple[str, ...]:
    """The tags without which the condition cannot hold: those that it asks for by AND."""
    root = predicate.root
    parts = root.parts if isinstance(root, tree.Joined) and root.word == "AND" else (root,)
    found = []
    for part in parts:
        match part:
            case tree.Called(function="has", arguments=(tree.Field(name="member.tags"), tree.Constant(value=str(tag)))):
                found.append(tag)
    return tuple(found)


def segments(*, space_id: int) -> tuple[Segment, ...]:
    """The segments of the space by name; at most MOST_SEGMENTS."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            "SELECT slug, name, predicate, created_at, changed_at FROM members_segment WHERE space_id = %s"
            " ORDER BY name, slug LIMIT %s",
            [space_id, MOST_SEGMENTS],
        )
    return tuple(_segment(row) for row in rows)


ORDERS = {
    "name": keyset.Order(("g.name", "text"), ("g.slug", "text")),
    "changed": keyset.Order(("g.changed_at", "timestamptz"), ("g.slug", "text")),
}
"""How the list of segments can be put in order."""


def page(*, space_id: int, wanted: keyset.Wanted, words: str = "") -> keyset.Found[Segment]:
    """A page of the segments in one of ORDERS; `words` are part of the name or of the condition."""
    way = keyset.way(ORDERS, wanted)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT g.slug, g.name, g.predicate, g.created_at, g.changed_at, {way.keys} FROM members_segment g
            WHERE g.space_id = %(space)s
                AND (%(words)s = '' OR strpos(lower(g.name || ' ' || g.predicate), lower(%(words)s)) > 0) AND {way.seek}
            ORDER BY {way.order}
            """,  # noqa: S608 - constants
            {"space": space_id, "words": words, **way.facts},
        )
    return way.found(rows, one=_segment)


def segment(*, space_id: int, slug: str) -> Segment:
    """One segment. Refuses with UnknownSegment."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            "SELECT slug, name, predicate, created_at, changed_at FROM members_segment"
            " WHERE space_id = %s AND slug = %s",
            [space_id, slug],
        )
    if not rows:
        raise errors.UnknownSegment(segment=slug)
    return _segment(rows[0])


def save(*, space_id: int, name: str, predicate: str, actor: str, slug: str | None = None) -> str:
    """Keep a condition under a name and return its short name; with `slug`, change that segment.

    Refuses with WordUnreadable, UnknownSegment, TooManySegments; raises PredicateRefused.
    """
    name = people.word("name", name, longest=LONGEST_NAME)
    with tenancy.acting_in(space_id):
        text = parsed(space_id=space_id, text=predicate).text
        if slug is not None:
            before = segment(space_id=space_id, slug=slug)
            statements.run(
                "UPDATE members_segment SET name = %s, predicate = %s, changed_at = guanxi_now(%s)"
                " WHERE space_id = %s AND slug = %s",
                [name, text, space_id, space_id, slug],
            )
            told = {"segment": slug, "title": name, "predicate": text, "before": before.predicate}
            _record(space_id, "segment.kept", told, actor)
            return slug
        taken = {one.slug for one in segments(space_id=space_id)}
        if len(taken) >= MOST_SEGMENTS:
            raise errors.TooManySegments(most=MOST_SEGMENTS)
        made = _free(name, taken)
        statements.run(
            """
            INSERT INTO members_segment (space_id, slug, name, predicate, created_at, created_by, changed_at)
            VALUES (%s, %s, %s, %s, guanxi_now(%s), %s, guanxi_now(%s))
            """,
            [space_id, made, name, text, space_id, actor, space_id],
        )
        _record(space_id, "segment.kept", {"segment": made, "title": name, "predicate": text}, actor)
    return made


def drop(*, space_id: int, slug: str, actor: str) -> Segment:
    """Forget a segment and return what it was, so that it can be saved again. Refuses with UnknownSegment."""
    with tenancy.acting_in(space_id):
        gone = segment(space_id=space_id, slug=slug)
        statements.run("DELETE FROM members_segment WHERE space_id = %s AND slug = %s", [space_id, slug])
        told = {"segment": slug, "title": gone.name, "predicate": gone.predicate}
        _record(space_id, "segment.dropped", told, actor)
    return gone


@dataclass(frozen=True, slots=True)
class _OverMembers(rendering.Postgres):
    """PostgreSQL over many members: whoever wears a tag is looked up once, not once a member."""

    def has(self, texts: str, sought: str) -> str:
        """Never null; the members of a tag as one set."""
        if texts != self.column("member.tags"):
            return f"coalesce({sought} = ANY({texts}), FALSE)"
        return (
            "(m.member_id IN (SELECT w.member_id FROM members_membertag w"  # noqa: S608 - a literal of the renderer
            f" WHERE w.space_id = nullif(current_setting('app.space', true), '')::integer AND w.tag = {sought}))"
        )


def _read(predicate: Predicate) -> dict[str, FieldType]:
    """The fields that a condition reads, with their types."""
    found: dict[str, FieldType] = {}
    waiting = [predicate.root]
    while waiting:
        node = waiting.pop()
        waiting += tree.parts_of(node)
        if isinstance(node, tree.Field):
            found[node.name] = node.kind
    return found


def _record(space_id: int, type_: str, told: dict[str, str], actor: str) -> None:
    journal.record(space_id=space_id, events=[journal.Event(type=type_, props=told, actor=actor)])


def _segment(row: Sequence[Any]) -> Segment:
    slug, name, predicate, created_at, changed_at = row
    return Segment(slug=slug, name=name, predicate=predicate, created_at=created_at, changed_at=changed_at)


def _free(name: str, taken: set[str]) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:_SLUG_LONGEST].strip("-") or "segment"
    number, found = 1, words
    while found in taken:
        number += 1
        found = f"{words}-{number}"
    return found
