"""Why this balance: the story of what a member holds in a unit, line by line, as plain facts.

`telling` puts the lines into words. Nothing is counted here: every line is an event with the transfers that it caused.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from guanxi.kernel import tenancy

LINES = 100


@dataclass(frozen=True, kw_only=True)
class Told:
    """An event as the story mentions it: the one that moved value, or one that it goes back to."""

    id: int
    type: str
    at: datetime
    recorded_at: datetime
    props: Mapping[str, Any]
    actor: str | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One event of the story. Amounts are in the unit's smallest part.

    `changes` is what moved on each kind of account (wallet, pending, held, debt), `change` their sum; `worth_after` is
    what the member has then in all (less debt), `wallet_after` what can be spent. `causes` goes back from the event to
    what a person did. `reverses` is the number of the line that this one takes back, None when it takes back nothing.
    """

    number: int
    event: Told
    causes: tuple[Told, ...]
    changes: Mapping[str, int]
    change: int
    worth_after: int
    wallet_after: int
    reverses: int | None
    restores: bool
    quest_title: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class LotLeft:
    """What is left of a credit: of which line's event, where it lies, from when it can be spent and until when."""

    event_id: int
    kind: str
    amount: int
    remaining: int
    available_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Story:
    """The newest lines of a balance, oldest first, and what is left in the end. `earlier` counts older lines."""

    space_id: int
    member_id: int
    unit: str
    time_zone: ZoneInfo
    earlier: int
    lines: tuple[Line, ...]
    balances: Mapping[str, int]
    lots: tuple[LotLeft, ...]


def story(*, space_id: int, member_id: int, unit: str = "points", limit: int = LINES) -> Story:
    """Why the member has what they have of `unit`: the newest `limit` lines; empty where nothing moved."""
    parameters = {"space": space_id, "member": member_id, "unit": unit, "limit": limit}
    with tenancy.reading_in(space_id):
        titles = _titles(space_id)
        lines = tuple(_line(row, titles) for row in _rows(_text("story"), parameters))
        lots = tuple(
            LotLeft(**{name: row[name] for name in LotLeft.__dataclass_fields__})
            for row in _rows(_text("lots_left"), parameters)
        )
        balances = _rows(
            """
            SELECT kind::text, balance FROM ledger_public_balance
            WHERE space_id = %(space)s AND member_id = %(member)s AND unit = %(unit)s
            """,
            parameters,
        )
        zone = _rows("SELECT time_zone FROM spaces_public_space WHERE space_id = %(space)s", parameters)
    return Story(
        space_id=space_id,
        member_id=member_id,
        unit=unit,
        time_zone=ZoneInfo(zone[0]["time_zone"]),
        earlier=lines[0].number - 1 if lines else 0,
        lines=lines,
        balances={row["kind"]: row["balance"] for row in balances},
        lots=lots,
    )


def _line(row: Mapping[str, Any], titles: Mapping[str, Mapping[str, str]]) -> Line:
    event, *causes = (_told(link) for link in json.loads(row["chain"]))
    quest = next((link.props["quest"] for link in (event, *causes) if "quest" in link.props), "")
    return Line(
        number=row["number"],
        event=event,
        causes=tuple(causes),
        changes=json.loads(row["changes"]),
        change=row["change"],
        worth_after=row["worth_after"],
        wallet_after=row["wallet_after"],
        reverses=row["reverses_number"] if row["change"] < 0 else None,
        restores=row["reverses_event"] is not None and row["change"] > 0,
        quest_title=titles.get(quest, {"en": quest}),
    )


def _told(link: Mapping[str, Any]) -> Told:
    times = {name: datetime.fromisoformat(link[name]) for name in ("at", "recorded_at")}
    return Told(id=link["id"], type=link["type"], props=link["props"], actor=link["actor"], **times)


def _titles(space_id: int) -> dict[str, Mapping[str, str]]:
    rows = _rows("SELECT slug, title::text FROM quests_public_quest WHERE space_id = %(space)s", {"space": space_id})
    return {row["slug"]: json.loads(row["title"]) for row in rows}


@cache
def _text(name: str) -> str:
    return files("guanxi.insight").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def _rows(query: str, parameters: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
