"""Reading quests: what counts, who is how far, what is still to be decided."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from guanxi.kernel import statements
from guanxi.kernel.predicates import FieldType
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import errors
from guanxi.quests.definition import Definition

_PROP = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_READABLE: dict[str, FieldType] = {
    "text": "text",
    "integer": "integer",
    "boolean": "boolean",
    "instant": "instant",
    "date": "date",
    "texts": "texts",
}
READABLE_FIELDS: dict[str, FieldType] = {
    "integer": "integer",
    "boolean": "boolean",
    "date": "date",
    "choices": "texts",
    "text": "text",
    "choice": "text",
}


@dataclass(frozen=True, kw_only=True)
class CountingVersion:
    """A version whose goals are matched: of a launched, paused or ended quest, current or still kept by somebody."""

    space_id: int
    quest_id: int
    slug: str
    version_id: int
    number: int
    definition: Definition
    goal_ids: tuple[int, ...]
    launched_at: datetime
    ended_at: datetime | None
    retired: bool
    has_siblings: bool


@dataclass(frozen=True, kw_only=True)
class Quest:
    """A quest as the console lists it."""

    quest_id: int
    slug: str
    state: str
    version_id: int
    number: int
    definition: Definition


def time_zone(*, space_id: int) -> ZoneInfo:
    """The zone in which the space's days begin."""
    return ZoneInfo(
        str(statements.rows("SELECT time_zone FROM spaces_public_space WHERE space_id = %s", [space_id])[0][0])
    )


def event_types(*, space_id: int) -> dict[str, dict[str, FieldType]]:
    """Every declared event type of the space with the props a quest may read: what is personal is not among them."""
    found: dict[str, dict[str, FieldType]] = {}
    for name, definition in statements.rows(
        "SELECT name, definition FROM journal_public_type WHERE declared AND (space_id IS NULL OR space_id = %s)",
        [space_id],
    ):
        found[name] = {
            prop: _READABLE[kind]
            for prop, kind in json.loads(definition).get("props", {}).items()
            if isinstance(kind, str) and kind in _READABLE and _PROP.match(prop)
        }
    return found


def type_ids(*, space_id: int) -> dict[str, int]:
    """The numbers of the event types that the space knows."""
    rows = statements.rows(
        "SELECT name, id FROM journal_public_type WHERE declared AND (space_id IS NULL OR space_id = %s)", [space_id]
    )
    return {str(name): int(number) for name, number in rows}


def member_fields(*, space_id: int) -> dict[str, FieldType]:
    """The space's own facts of members that an audience may read."""
    rows = statements.rows(
        "SELECT slug, type FROM members_public_field WHERE space_id = %s AND NOT personal", [space_id]
    )
    return {f"member.{slug}": READABLE_FIELDS[kind] for slug, kind in rows if kind in READABLE_FIELDS}


def units(*, space_id: int) -> list[str]:
    """The codes of the units that the space has used so far."""
    return [
        str(code) for (code,) in statements.rows("SELECT code FROM ledger_public_unit WHERE space_id = %s", [space_id])
    ]


def counting_versions(*, space_id: int) -> list[CountingVersion]:
    """The versions whose goals are matched, oldest quest first."""
    rows = statements.rows(
        """
        SELECT q.id, q.slug, v.id, v.number, v.definition, v.launched_at, q.ended_at, v.retired_at IS NOT NULL,
               (SELECT array_agg(g.id ORDER BY g.no) FROM quests_goal g
                WHERE g.space_id = v.space_id AND g.version_id = v.id),
               count(*) OVER (PARTITION BY q.id) > 1
        FROM quests_version v JOIN quests_quest q ON q.space_id = v.space_id AND q.id = v.quest_id
        WHERE v.space_id = %s AND v.launched_at IS NOT NULL AND q.state IN ('launched', 'paused', 'ended')
            AND (v.retired_at IS NULL OR EXISTS (
                SELECT FROM quests_under_way u WHERE u.space_id = v.space_id AND u.version_id = v.id))
        ORDER BY q.id, v.number
        """,
        [space_id],
    )
    return [
        CountingVersion(
            space_id=space_id,
            quest_id=quest,
            slug=slug,
            version_id=version,
            number=number,
            definition=Definition.from_json(json.loads(definition)),
            goal_ids=tuple(goals),
            launched_at=launched,
            ended_at=ended,
            retired=retired,
            has_siblings=siblings,
        )
        for quest, slug, version, number, definition, launched, ended, retired, goals, siblings in rows
    ]


def find(*, space_id: int, slug: str) -> Quest | None:
    """The quest with its newest version, or None."""
    found = [quest for quest in listing(space_id=space_id) if quest.slug == slug]
    return found[0] if found else None


def listing(*, space_id: int) -> list[Quest]:
    """Every quest of the space with its newest version, oldest first."""
    rows = statements.rows(
        """
        SELECT DISTINCT ON (q.id) q.id, q.slug, q.state, v.id, v.number, v.definition
        FROM quests_quest q JOIN quests_version v ON v.space_id = q.space_id AND v.quest_id = q.id
        WHERE q.space_id = %s ORDER BY q.id, v.number DESC
        """,
        [space_id],
    )
    return [
        Quest(
            quest_id=quest,
            slug=slug,
            state=state,
            version_id=version,
            number=number,
            definition=Definition.from_json(json.loads(definition)),
        )
        for quest, slug, state, version, number, definition in rows
    ]


def one(*, space_id: int, slug: str) -> Quest:
    """The quest with its newest version. Refuses UnknownQuest."""
    with acting_in(space_id):
        found = find(space_id=space_id, slug=slug)
    if found is None:
        raise errors.UnknownQuest(quest=slug)
    return found


def listing_of(*, space_id: int) -> list[Quest]:
    """`listing` for a caller that is not acting in the space."""
    with acting_in(space_id):
        return listing(space_id=space_id)


def reached_by_step(*, space_id: int, slug: str) -> dict[int, int]:
    """How many members have reached each step of the quest, by the step's number."""
    with acting_in(space_id):
        rows = statements.rows(
            """
            SELECT s.step_no, s.reached FROM quests_public_step s
            JOIN quests_quest q ON q.space_id = s.space_id AND q.id = s.quest_id
            WHERE q.space_id = %s AND q.slug = %s ORDER BY s.step_no
            """,
            [space_id, slug],
        )
    return {int(step): int(members) for step, members in rows}


def reached(*, space_id: int, slug: str, step: int = 1) -> set[int]:
    """The members who have reached a step of the quest, in any period."""
    rows = statements.rows(
        """
        SELECT DISTINCT r.member_id FROM quests_reached r
        JOIN quests_quest q ON q.space_id = r.space_id AND q.id = r.quest_id
        WHERE r.space_id = %s AND q.slug = %s AND r.step_no = %s AND r.undone_id IS NULL
        """,
        [space_id, slug, step],
    )
    return {int(member) for (member,) in rows}


def waiting_for_decision(*, space_id: int, slug: str | None = None) -> list[tuple[int, int, str, int, str]]:
    """Grants that are held: (event, member, code, amount, reason), oldest first."""
    rows = statements.rows(
        """
        SELECT g.event_id, g.member_id, p.code, coalesce(nullif(g.granted, 0), g.wanted), g.reason FROM quests_grant g
        JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id
        JOIN quests_quest q ON q.space_id = p.space_id AND q.id = p.quest_id
        WHERE g.space_id = %s AND g.state = 'held' AND (%s::text IS NULL OR q.slug = %s) ORDER BY g.at, g.event_id
        """,
        [space_id, slug, slug],
    )
    return [
        (int(event), int(member), str(code), int(amount), str(reason)) for event, member, code, amount, reason in rows
    ]
