"""What a member is told without having asked: read from the journal, with what they have seen already.

There is no second record of it: a notice is an event in other words, so that none can be missing or invented.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from guanxi.kernel import statements, tenancy

LARGEST_PAGE = 50
MOST_UNSEEN = 9
TYPES = (
    "certificate.issued",
    "checkin.featured", "checkin.hidden", "checkin.shown_again",
    "circle.entry_declined", "circle.muted", "circle.unmuted",
    "journal.voided",
    "ledger.debt_forgiven", "ledger.expired", "ledger.matured", "ledger.refunded",
    "member.tier_changed",
    "post.featured",
    "quest.granted", "quest.hold_denied", "quest.hold_released", "quest.step_reached",
    "referral.qualified",
)  # fmt: skip
"""The types that are told; one that no module declares is met by nobody."""


@dataclass(frozen=True, kw_only=True)
class Granted:
    """What a notice tells of that was given, or waits: amounts are in the unit's smallest part."""

    kind: str
    code: str
    amount: int
    state: str


@dataclass(frozen=True, kw_only=True)
class Notice:
    """An event that its member should know of. `title` is that of the quest or challenge, by language."""

    event_id: int
    type: str
    at: datetime
    props: Mapping[str, Any]
    actor: str | None
    title: Mapping[str, str]
    granted: tuple[Granted, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """Notices, newest first; `seen` is the last event that the member had seen before, `more` the next `before`."""

    notices: tuple[Notice, ...]
    seen: int
    more: int | None


def page(*, space_id: int, member_id: int, before: int | None = None, limit: int = 20) -> Page:
    """What a member is told; one statement."""
    size = min(max(limit, 1), LARGEST_PAGE)
    with tenancy.reading_in(space_id):
        found = statements.rows(
            _text("notices"),
            {"space": space_id, "member": member_id, "before": before, "types": list(TYPES), "limit": size + 1},
        )
    told = tuple(_notice(row) for row in found[:size])
    seen = found[0][7] if found else None
    return Page(notices=told, seen=seen or 0, more=told[-1].event_id if len(found) > size else None)


def unseen(*, space_id: int, member_id: int) -> int:
    """How many notices came since the member last looked, MOST_UNSEEN + 1 standing for more; one statement."""
    with tenancy.reading_in(space_id):
        found = statements.value(
            _text("unseen"),
            {"space": space_id, "member": member_id, "types": list(TYPES), "limit": MOST_UNSEEN + 1},
        )
    return int(found)


def saw(*, space_id: int, member_id: int, event_id: int, actor: str | None = None) -> None:
    """Keep that the member has seen everything up to `event_id`. It never goes back."""
    del actor
    with tenancy.acting_in(space_id):
        statements.run(
            """
            INSERT INTO insight_seen AS s (space_id, member_id, event_id) VALUES (%s, %s, %s)
            ON CONFLICT (member_id, space_id) DO UPDATE SET event_id = excluded.event_id
            WHERE s.event_id < excluded.event_id
            """,
            [space_id, member_id, event_id],
        )


def forget_seen(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """Somebody who is erased has seen nothing."""
    del at, actor
    statements.run("DELETE FROM insight_seen WHERE space_id = %s AND member_id = %s", [space_id, member_id])


def _notice(row: tuple[Any, ...]) -> Notice:
    event_id, type_, at, props, actor, title, grants, _ = row
    return Notice(
        event_id=event_id,
        type=type_,
        at=at,
        props=json.loads(props),
        actor=actor,
        title=json.loads(title) if title else {},
        granted=tuple(Granted(**grant) for grant in json.loads(grants)),
    )


@cache
def _text(name: str) -> str:
    return files("guanxi.insight").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
