"""Why an event happened and what came of it: up to the act of a person, down to the last effect."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guanxi.kernel import statements, tenancy

MOST_EFFECTS = 50


@dataclass(frozen=True, kw_only=True)
class Link:
    """An event of a chain. `depth` is below zero for its causes, 0 for itself, above for what it caused."""

    id: int
    type: str
    member_id: int | None
    cause_id: int | None
    depth: int
    at: datetime
    actor: str | None
    props: Mapping[str, Any]
    voided: bool


@dataclass(frozen=True, kw_only=True)
class Posting:
    """What an event moved on a member's accounts; `after` is the balance of that account then."""

    event_id: int
    member_id: int
    unit: str
    kind: str
    change: int


def chain(*, space_id: int, event_id: int) -> tuple[Link, ...]:
    """The causes of an event, itself, and up to MOST_EFFECTS effects, in that order; empty when it is not there."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(_CHAIN, {"space": space_id, "event": event_id, "most": MOST_EFFECTS})
    return tuple(_link(row) for row in rows)


def postings(*, space_id: int, event_ids: Sequence[int]) -> tuple[Posting, ...]:
    """What events moved on accounts of members, in one statement."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(_POSTINGS, [space_id, list(event_ids)])
    return tuple(Posting(**dict(zip(Posting.__dataclass_fields__, row, strict=True))) for row in rows)


def titles(*, space_id: int, slugs: Sequence[str]) -> dict[str, Mapping[str, str]]:
    """The titles of quests by short name, each by language."""
    if not slugs:
        return {}
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            "SELECT slug, title::text FROM quests_public_quest WHERE space_id = %s AND slug = ANY(%s)",
            [space_id, sorted(set(slugs))],
        )
    return {slug: json.loads(title) for slug, title in rows}


def _link(row: tuple[Any, ...]) -> Link:
    facts = dict(zip(Link.__dataclass_fields__, row, strict=True))
    props = facts["props"]
    return Link(**{**facts, "props": json.loads(props) if isinstance(props, str) else props})


_COLUMNS = "e.id, e.type, e.member_id, e.cause_id"
_REST = "e.at, e.actor, e.props, e.voided"
_CHAIN = f"""
    WITH RECURSIVE up AS (
        SELECT {_COLUMNS}, 0 AS depth, {_REST} FROM journal_public_event e
        WHERE e.space_id = %(space)s AND e.id = %(event)s
        UNION ALL
        SELECT {_COLUMNS}, up.depth - 1, {_REST} FROM up JOIN journal_public_event e ON e.id = up.cause_id
        WHERE e.space_id = %(space)s AND up.depth > -10
    ), down AS (
        SELECT * FROM up WHERE depth = 0
        UNION ALL
        SELECT {_COLUMNS}, down.depth + 1, {_REST} FROM down JOIN journal_public_event e ON e.cause_id = down.id
        WHERE e.space_id = %(space)s AND down.depth < 10
    )
    SELECT * FROM up UNION ALL (SELECT * FROM down WHERE depth > 0 ORDER BY depth, id LIMIT %(most)s) ORDER BY depth, id
"""  # noqa: S608 - constants of this file
_POSTINGS = """
    SELECT event_id, owner_id, unit, kind::text, sum(change)::bigint FROM ledger_public_entry
    WHERE space_id = %s AND event_id = ANY(%s::bigint[]) AND kind <= 'debt'
    GROUP BY event_id, owner_id, unit, kind HAVING sum(change) <> 0 ORDER BY event_id, owner_id, unit, kind
"""
