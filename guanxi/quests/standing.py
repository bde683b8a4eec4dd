"""How far one member is: the quests that run for them, in one statement, for pages that answer a tap."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.kernel import statements, tenancy
from guanxi.quests import audience
from guanxi.quests.definition import Definition, Edge

MOST = 60
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """The running measure of goal `goal_no` in a period (None: once for ever); `grp` is the group of `per`."""

    goal_no: int
    period: date | None
    grp: str
    value: int
    peak: int
    last_date: date | None


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What a step that was reached owes and the member does not have yet: waiting for a unit, or held."""

    code: str
    amount: int
    state: str
    reason: str | None
    step_no: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A quest as one member meets it: its terms for them, their progress, what they reached in this period.

    `circle` is the short name of the circle that they would have to be in for it to be theirs, where that is missing.
    `joined` is the local day on which they became a member, where that is known; `inside` are the circles they are in.
    """

    quest_id: int
    slug: str
    state: str
    definition: Definition
    launched_at: datetime
    ended_at: datetime | None
    zone: ZoneInfo
    today: date
    in_audience: bool
    progress: tuple[Progress, ...]
    reached: frozenset[int]
    waiting: tuple[Waiting, ...]
    circle: str | None = None
    joined: date | None = None
    inside: tuple[str, ...] = ()

    @property
    def first_day(self) -> date:
        """The first local day that counts."""
        since = self.definition.counts_from or self.launched_at.astimezone(self.zone).date()
        opens = _day(self.definition.window_from, self.zone)
        return since if opens is None else max(since, opens)

    @property
    def last_day(self) -> date | None:
        """The last local day that counts, None where there is no end yet."""
        return last_day_of(self.definition, zone=self.zone, ended_at=self.ended_at)

    @property
    def is_open(self) -> bool:
        """Whether what the member does today counts for it."""
        return self.in_audience and self._runs_today

    @property
    def waits_for_circle(self) -> bool:
        """Whether what the member does today would count if they were in `circle`."""
        return self.circle is not None and self._runs_today

    @property
    def _runs_today(self) -> bool:
        last = self.last_day
        return (
            self.state in {"launched", "paused"}
            and self.first_day <= self.today
            and (last is None or self.today <= last)
        )

    def measured(self, goal_no: int = 1) -> int:
        """The measure as of today: the best group of this period; a run that was broken is zero."""
        period = period_of(self.definition.period, self.today)
        found = [row for row in self.progress if row.goal_no == goal_no and row.period == period]
        if self.definition.goals[goal_no - 1].measure.kind == "streak":
            found = [row for row in found if row.last_date is not None and row.last_date >= self.today - _DAY]
        return max((row.value for row in found), default=0)


def last_day_of(definition: Definition, *, zone: ZoneInfo, ended_at: datetime | None = None) -> date | None:
    """The last local day that counts, None where there is no end: a window ends before the day that it names."""
    edges = [_last_day(edge, zone) for edge in (definition.window_to, ended_at) if edge is not None]
    return min(edges, default=None)


def counts_on(definition: Definition, *, zone: ZoneInfo, day: date) -> bool:
    """Whether a local day lies between the first and the last that count, for a quest that runs."""
    begins = [edge for edge in (definition.counts_from, _day(definition.window_from, zone)) if edge is not None]
    last = last_day_of(definition, zone=zone)
    return all(first <= day for first in begins) and (last is None or day <= last)


def period_of(period: str, day: date) -> date | None:
    """The period in which a local day lies, named by its first day; None for quests that run once."""
    match period:
        case "day":
            return day
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "year":
            return day.replace(month=1, day=1)
        case _:
            return None


def of_member(
    *, space_id: int, member_id: int, zone: ZoneInfo, now: datetime, slug: str | None = None
) -> tuple[Standing, ...]:
    """The quests that run (or the one called `slug`, in any state but draft) for a member; one statement.

    Whoever keeps the older terms of a quest gets those.
    """
    query = files("guanxi.quests").joinpath("sql", "standing.sql").read_text(encoding="utf-8")
    with tenancy.reading_in(space_id):
        found = statements.rows(
            query,
            {"space": space_id, "member": member_id, "slug": slug, "limit": MOST},
        )
    return tuple(_standing(row, zone, now) for row in found)


def _standing(row: tuple[Any, ...], zone: ZoneInfo, now: datetime) -> Standing:
    quest_id, slug, state, definition, launched, ended, progress, reached, waiting, member, fields = row
    read = _definition(definition)
    today = now.astimezone(zone).date()
    period = period_of(read.period, today)
    known = json.loads(member or "{}")
    judged = audience.judged(read, member=known, types=json.loads(fields or "{}"), now=now)
    return Standing(
        quest_id=quest_id,
        slug=slug,
        state=state,
        definition=read,
        launched_at=launched,
        ended_at=ended,
        zone=zone,
        today=today,
        in_audience=judged.includes,
        circle=judged.circle,
        joined=_joined(known, zone),
        inside=tuple(known.get("circles") or ()),
        progress=tuple(_progress(entry) for entry in json.loads(progress)),
        reached=frozenset(entry["step"] for entry in json.loads(reached) if _date(entry["period"]) == period),
        waiting=tuple(Waiting(**entry) for entry in json.loads(waiting)),
    )


def _joined(known: Mapping[str, Any], zone: ZoneInfo) -> date | None:
    since = known.get("joined_at")
    return None if since is None else datetime.fromisoformat(since).astimezone(zone).date()


@cache
def _definition(text: str) -> Definition:
    """Definitions never change once written; the same text is read once in a process."""
    return Definition.from_json(json.loads(text))


def _progress(entry: Mapping[str, Any]) -> Progress:
    return Progress(**{**entry, "period": _date(entry["period"]), "last_date": _date(entry["last_date"])})


def _date(text: str | None) -> date | None:
    return None if text is None or text == "-infinity" else date.fromisoformat(text)


def _day(edge: Edge, zone: ZoneInfo) -> date | None:
    return edge.astimezone(zone).date() if isinstance(edge, datetime) else edge


def _last_day(edge: datetime | date, zone: ZoneInfo) -> date:
    """The last day before a half-open end: an instant within a day leaves that day its beginning."""
    if isinstance(edge, datetime):
        return (edge.astimezone(zone) - timedelta(microseconds=1)).date()
    return edge - _DAY
