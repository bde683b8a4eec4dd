"""What the console shows of quests: lists by keyset, a fixed number of statements each, reading what they show."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

from django.db import connection

from guanxi.kernel import statements, tenancy
from guanxi.quests.definition import Definition

STATES = ("draft", "launched", "paused", "ended", "settled")
GRANT_STATES = ("granted", "held", "waiting", "reversed", "denied")
MOST_COUNTED = 10_000
"""Of those who are under way; beyond it the console says “more than”."""


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What a quest may give of a unit in all (`left` of it is in escrow), or on one local day."""

    unit: str
    per_day: bool
    total: int
    left: int | None
    returned: int


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A quest in a list: its newest version, what it was written from, its budgets."""

    quest_id: int
    slug: str
    state: str
    version: int
    definition: Definition
    launched_at: datetime | None
    recipe: str | None
    circle_id: int | None
    budgets: tuple[Budget, ...]


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a quest. Retired: newcomers get the next one; `keepers` are those who stay on it."""

    number: int
    definition: Definition
    created_at: datetime
    launched_at: datetime | None
    retired_at: datetime | None
    keepers: int


@dataclass(frozen=True, kw_only=True)
class Detail:
    """A quest with its whole life. `reached` counts members by step, `under_way` stops at MOST_COUNTED + 1."""

    quest: Listed
    versions: tuple[Version, ...]
    reached: Mapping[int, int]
    under_way: int
    held: int


@dataclass(frozen=True, kw_only=True)
class Participant:
    """How far a member is: the running measure, the highest step reached, when they last did something for it.

    `last_at` is None while nothing they did counts.
    """

    member_id: int
    value: int
    step: int
    last_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Grant:
    """What a promise gave or owes. (`event_id`, `promise_id`, `generation`) is its place in the list."""

    event_id: int
    promise_id: int
    generation: int
    quest: str
    title: Mapping[str, str]
    member_id: int
    unit: str
    kind: str
    step_no: int
    wanted: int
    granted: int
    state: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Held:
    """Everything of one event that is held, and that one decision decides."""

    event_id: int
    grants: tuple[Grant, ...]


def listed(
    *, space_id: int, state: str | None = None, before: int | None = None, words: str = "", limit: int = 50
) -> tuple[Listed, ...]:
    """The quests of the space, the newest first, older than the quest `before`; `words` are looked for in names."""
    facts = {"space": space_id, "state": state or None, "before": before, "words": words.strip(), "limit": limit}
    return tuple(as_listed(row) for row in _rows("listed", space_id, {**facts, "slug": None}))


def detail(*, space_id: int, slug: str) -> Detail | None:
    """One quest with its versions and counts, in two statements; None where there is none of that name."""
    facts = {"space": space_id, "state": None, "before": None, "words": "", "limit": 1, "slug": slug}
    found = _rows("listed", space_id, facts)
    if not found:
        return None
    quest = as_listed(found[0])
    (row,) = _rows("detail", space_id, {"space": space_id, "quest": quest.quest_id, "most": MOST_COUNTED + 1})
    return Detail(
        quest=quest,
        versions=tuple(_version(one) for one in _json(row["versions"])),
        reached={int(one["step"]): int(one["members"]) for one in _json(row["reached"])},
        under_way=row["under_way"],
        held=row["held"],
    )


def grants(
    *,
    space_id: int,
    quest: str | None = None,
    unit: str | None = None,
    state: str | None = None,
    before: tuple[int, int, int] | None = None,
    limit: int = 50,
) -> tuple[Grant, ...]:
    """What was granted, the newest first, from the place `before` on (an event, a promise, a generation)."""
    event, promise, generation = before or (None, None, None)
    facts = {
        "space": space_id,
        "quest": quest or None,
        "unit": unit or None,
        "states": [state] if state else list(GRANT_STATES),
        "event": event,
        "promise": promise,
        "generation": generation,
        "limit": limit,
    }
    return tuple(Grant(**{**row, "title": _json(row["title"])}) for row in _rows("grants", space_id, facts))


def held(
    *,
    space_id: int,
    quest: str | None = None,
    unit: str | None = None,
    before: int | None = None,
    limit: int = 50,
    events: Sequence[int] = (),
) -> tuple[Held, ...]:
    """What waits for a decision, by the event that granted it, the newest first, older than the event `before`.

    The filter finds events; of each, everything that is held is told, since a decision decides all of it. With
    `events`, those alone.
    """
    facts = {
        "space": space_id,
        "quest": quest or None,
        "unit": unit or None,
        "event": before,
        "limit": limit,
        "events": list(events),
    }
    found = [Grant(**{**row, "title": _json(row["title"])}) for row in _rows("held", space_id, facts)]
    return tuple(
        Held(event_id=event_id, grants=tuple(grants))
        for event_id, grants in groupby(found, key=lambda grant: grant.event_id)
    )


def units(*, space_id: int) -> tuple[str, ...]:
    """The codes of the units that quests of the space promise."""
    with tenancy.reading_in(space_id):
        return tuple(
            str(code)
            for (code,) in statements.rows(
                "SELECT DISTINCT code FROM quests_promise WHERE space_id = %s AND unit_id IS NOT NULL ORDER BY 1",
                [space_id],
            )
        )


def slugs(*, space_id: int) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Every quest of the space by name, with its title."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT DISTINCT ON (q.id) q.slug, v.definition -> 'title'
            FROM quests_quest q JOIN quests_version v ON v.space_id = q.space_id AND v.quest_id = q.id
            WHERE q.space_id = %s ORDER BY q.id DESC, v.number DESC LIMIT 500
            """,
            [space_id],
        )
    return tuple((str(slug), _json(title)) for slug, title in rows)


def as_grant(row: Sequence[Any]) -> Grant:
    """A row of the list of grants as plain data."""
    told = dict(zip(Grant.__dataclass_fields__, row, strict=True))
    return Grant(**{**told, "title": _json(told["title"])})


def as_listed(row: Mapping[str, Any]) -> Listed:
    """A row of the reports about quests as plain data."""
    return Listed(
        quest_id=row["quest_id"],
        slug=row["slug"],
        state=row["state"],
        version=row["version"],
        definition=Definition.from_json(_json(row["definition"])),
        launched_at=row["launched_at"],
        recipe=row["recipe"],
        circle_id=row["circle_id"],
        budgets=tuple(Budget(**budget) for budget in _json(row["budgets"])),
    )


def _version(one: Mapping[str, Any]) -> Version:
    def moment(name: str) -> datetime | None:
        return None if one[name] is None else datetime.fromisoformat(one[name])

    return Version(
        number=one["number"],
        definition=Definition.from_json(one["definition"]),
        created_at=datetime.fromisoformat(one["created_at"]),
        launched_at=moment("launched_at"),
        retired_at=moment("retired_at"),
        keepers=one["keepers"],
    )


def _rows(name: str, space_id: int, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    with tenancy.reading_in(space_id), connection.cursor() as cursor:
        cursor.execute(_statement(name), facts)
        columns = [column.name for column in cursor.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def _json(value: Any) -> Any:  # noqa: ANN401 - Django leaves jsonb of plain SQL as text
    return json.loads(value) if isinstance(value, str) else value


@cache
def _statement(name: str) -> str:
    return files("guanxi.quests").joinpath("sql", "reports", f"{name}.sql").read_text(encoding="utf-8")
