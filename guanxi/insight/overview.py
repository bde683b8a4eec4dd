"""The overview of one space: the loop, the promises and the proof, as plain facts for one page.

Everything here is counted, nothing is estimated. `week` always means seven local days of the space
(TI-3), the last of them included; `before` are the seven days before those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Literal
from zoneinfo import ZoneInfo

from guanxi.insight import actions, keeping, liability
from guanxi.insight.liability import Expiring, Owed
from guanxi.insight.reading import row as _row
from guanxi.insight.reading import rows as _rows
from guanxi.insight.reading import together
from guanxi.kernel import tenancy
from guanxi.quests.definition import Definition

StageName = Literal["acquire", "activate", "retain", "monetise", "refer"]

DAYS_OF_WEEK = 7
DAYS_SHOWN = 8 * DAYS_OF_WEEK
LATEST_SHOWN = 12
FIRST_DAY = date(1970, 1, 1)
QUESTS_SHOWN = 24
MOST_UNSETTLED = 10_000  # counted no further
WEEK = "week"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A count in the week, and the same count in the seven days before it."""

    now: int
    before: int


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One station of the loop. What each counts: see `docs/web.md`."""

    name: StageName
    count: Pair


@dataclass(frozen=True, kw_only=True)
class Day:
    """A local day (or month, by its first day): what people and systems told, and what Guanxi itself recorded."""

    date: date
    events: int
    effects: int


@dataclass(frozen=True, kw_only=True)
class Step:
    """How many members reached the step `number` of a quest; what it asks and promises is in the definition."""

    number: int
    reached: int


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What a quest may give of a unit: in all, with what is left and what went back, or (`per_day`) on one day."""

    unit: str
    per_day: bool
    total: int
    left: int | None
    returned: int


@dataclass(frozen=True, kw_only=True)
class Quest:
    """A quest as an operator wants to see it: what it says, its state, progress, cost."""

    slug: str
    definition: Definition
    state: str
    version: int
    launched_at: datetime | None
    under_way: int
    steps: tuple[Step, ...]
    budgets: tuple[Budget, ...]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One invariant of an audit run: rows looked at, rows that break it."""

    name: str
    rows: int
    violations: int


@dataclass(frozen=True, kw_only=True)
class AuditRun:
    """The newest run of `guanxi audit` over this space."""

    ran_at: datetime
    ok: bool
    checks: tuple[Check, ...]


@dataclass(frozen=True, kw_only=True)
class Happening:
    """An event without anything personal: the member is a number that means nothing outside."""

    event_id: int
    type: str
    at: datetime
    member_id: int | None
    effect: bool
    voided: bool


@dataclass(frozen=True, kw_only=True)
class Beginnings:
    """What a space has of what every space begins with: people, a circle, a quest that was launched, a code."""

    people: bool
    circle: bool
    quest: bool
    code: bool


@dataclass(frozen=True, kw_only=True)
class Overview:
    """All of the page. `counted_to`: up to then the journal is in the counts; `newest`: the day of the newest act."""

    space_id: int
    slug: str
    name: str
    time_zone: str
    currency: str
    demo: bool
    now: datetime
    week_from: date
    week_to: date
    newest: date | None
    counted_to: datetime | None
    catching_up: bool
    set_aside: int
    unsettled: int
    held_grants: int
    members: int
    members_joined: Pair
    members_active: Pair
    events: int
    events_week: Pair
    days: tuple[Day, ...]
    months: tuple[Day, ...]
    loop: tuple[Stage, ...]
    quests: tuple[Quest, ...]
    owed: tuple[Owed, ...]
    expiring: tuple[Expiring, ...]
    beginnings: Beginnings
    audit: AuditRun | None
    latest: tuple[Happening, ...]


def read(*, space_id: int, until: date | None = None) -> Overview:
    """The overview of a space for the seven days that end with `until`, in a fixed number of statements.

    Without `until` the week ends today, or with the newest act of a member when that is more than eight weeks ago.
    A day in the future means today, one before 1970 the first of 1970. First counts what the journal got since
    the last reading, a bounded number of events.
    """
    with tenancy.reading_in(space_id):
        refreshed = _row("refresh", space=space_id, limit=actions.EVENTS_AT_ONCE)
        standing = _row("standing", space=space_id, most_unsettled=MOST_UNSETTLED)
        week_to = _last_day(standing, until)
        week_from = week_to - timedelta(days=DAYS_OF_WEEK - 1)
        counted = _counted(space_id, week_to, newest=_last_day(standing, None))
        spans = counted["days"]
        days = _days(spans, "day")
        activity, members = counted["activity"], counted["members"]
        return Overview(
            space_id=space_id,
            slug=standing["slug"],
            name=standing["name"],
            time_zone=standing["time_zone"],
            currency=standing["currency"],
            demo=standing["is_demo"],
            now=standing["now"],
            week_from=week_from,
            week_to=week_to,
            newest=standing["newest"],
            counted_to=standing["counted_to"],
            catching_up=refreshed["behind"],
            set_aside=standing["set_aside"],
            unsettled=standing["unsettled"],
            held_grants=standing["held_grants"],
            members=members["members"],
            members_joined=_pair(members, "joined"),
            members_active=_pair(activity, "active"),
            events=activity["events"],
            events_week=Pair(now=_events(days[-7:]), before=_events(days[-14:-7])),
            days=days,
            months=_days(spans, "month"),
            loop=_loop(members, activity),
            quests=_quests(counted["quests"]),
            owed=liability.owed_of(counted),
            expiring=liability.expiring_of(counted),
            beginnings=Beginnings(**counted["beginnings"]),
            audit=_audit(standing),
            latest=_latest(space_id),
        )


def _last_day(standing: Mapping[str, Any], until: date | None) -> date:
    today: date = standing["now"].astimezone(ZoneInfo(standing["time_zone"])).date()
    newest: date | None = standing["newest"]
    if until is not None:
        return max(FIRST_DAY, min(until, today))
    if newest is not None and newest <= today - timedelta(days=DAYS_SHOWN):
        return newest
    return today


def _days(rows: Sequence[Mapping[str, Any]], span: str) -> tuple[Day, ...]:
    return tuple(
        Day(date=date.fromisoformat(row["day"]), events=row["events"], effects=row["effects"])
        for row in rows
        if row["span"] == span
    )


def _events(days: Sequence[Day]) -> int:
    return sum(day.events for day in days)


def _pair(row: Mapping[str, Any], name: str) -> Pair:
    return Pair(now=row[f"{name}_now"], before=row[f"{name}_before"])


def _loop(members: Mapping[str, Any], activity: Mapping[str, Any]) -> tuple[Stage, ...]:
    return (
        Stage(name="acquire", count=_pair(members, "joined")),
        Stage(name="activate", count=_pair(activity, "activated")),
        Stage(name="retain", count=_pair(activity, "retained")),
        Stage(name="monetise", count=_pair(activity, "paid")),
        Stage(name="refer", count=_pair(members, "brought")),
    )


@keeping.keeps(WEEK)
def _count_newest_week(space_id: int) -> Mapping[str, Any]:
    """What is counted of members and quests for the week on which the page opens, as plain data."""
    standing = _row("standing", space=space_id, most_unsettled=MOST_UNSETTLED)
    return _count(space_id, _last_day(standing, None))


def _counted(space_id: int, week_to: date, *, newest: date) -> Mapping[str, Any]:
    """The same for the week that ends with `week_to`: kept for the newest, counted for one that is looked up."""
    if week_to != newest:
        return _count(space_id, week_to)
    kept = keeping.figure(space_id=space_id, name=WEEK, make=partial(_count, space_id, week_to))
    found: Mapping[str, Any] = kept.value
    return found if found["week_to"] == week_to.isoformat() else _count(space_id, week_to)


def _count(space_id: int, week_to: date) -> Mapping[str, Any]:
    week_from = week_to - timedelta(days=DAYS_OF_WEEK - 1)
    first = week_to - timedelta(days=DAYS_SHOWN - 1)
    found = together(
        ("activity", "members", "beginnings"),
        ("days", "quests", *liability.FILES),
        space=space_id,
        week=week_from,
        first=first,
        last=week_to,
        limit=QUESTS_SHOWN,
    )
    return {**found, "week_to": week_to.isoformat()}


def _quests(counted: Sequence[Mapping[str, Any]]) -> tuple[Quest, ...]:
    return tuple(
        Quest(
            slug=row["slug"],
            definition=Definition.from_json(row["definition"]),
            state=row["state"],
            version=row["version"],
            launched_at=row["launched_at"] and datetime.fromisoformat(row["launched_at"]),
            under_way=row["under_way"],
            steps=tuple(Step(**step) for step in row["steps"]),
            budgets=tuple(Budget(**budget) for budget in row["budgets"]),
        )
        for row in counted
    )


def _audit(standing: Mapping[str, Any]) -> AuditRun | None:
    if standing["audit_ran_at"] is None:
        return None
    checks = standing["audit_checks"].items()
    return AuditRun(
        ran_at=standing["audit_ran_at"],
        ok=standing["audit_ok"],
        checks=tuple(Check(name=name, rows=check["rows"], violations=check["violations"]) for name, check in checks),
    )


def _latest(space_id: int) -> tuple[Happening, ...]:
    return tuple(
        Happening(
            event_id=row["id"],
            type=row["type"],
            at=row["at"],
            member_id=row["member_id"],
            effect=row["effect"],
            voided=row["voided"],
        )
        for row in _rows("latest", space=space_id, limit=LATEST_SHOWN)
    )
