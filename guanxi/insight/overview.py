"""The overview of one space: the loop, the promises and the proof, as plain facts for one page.

Everything here is counted, nothing is estimated. `week` always means seven local days of the space
(TI-3), the last of them included; `before` are the seven days before those.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

StageName = Literal["acquire", "activate", "retain", "monetise", "refer"]


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
    """A local day: what people and systems recorded, and what Guanxi recorded as its consequence."""

    date: date
    events: int
    effects: int


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What a step promises: `amount` of `unit`, in the unit's smallest part."""

    unit: str
    kind: str
    amount: int


@dataclass(frozen=True, kw_only=True)
class Step:
    """A step of a quest: its threshold, and how many members (or member periods) reached it."""

    number: int
    reach: int
    reached: int
    promises: tuple[Promise, ...]


@dataclass(frozen=True, kw_only=True)
class Budget:
    """What a quest set aside of one unit, and what is left of it."""

    unit: str
    kind: str
    total: int
    left: int


@dataclass(frozen=True, kw_only=True)
class Quest:
    """A quest as an operator wants to see it: state, progress, cost."""

    slug: str
    title: Mapping[str, str]
    state: str
    version: int
    launched_at: datetime | None
    under_way: int
    steps: tuple[Step, ...]
    budgets: tuple[Budget, ...]


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What members hold or are owed of one unit: available, pending, held, debt, or set aside."""

    unit: str
    kind: str
    available: int
    pending: int
    held: int
    debt: int
    set_aside: int


@dataclass(frozen=True, kw_only=True)
class Expiring:
    """How much of a unit expires in a calendar month (None: never)."""

    unit: str
    kind: str
    month: date | None
    amount: int


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
    actor: str | None
    source: str
    effect: bool
    voided: bool
    facts: Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """All of the page. `counted_to` is the moment up to which the journal is in the counts."""

    space_id: int
    slug: str
    name: str
    time_zone: str
    currency: str
    demo: bool
    now: datetime
    week_from: date
    week_to: date
    newest_at: datetime | None
    counted_to: datetime | None
    catching_up: bool
    members: int
    members_joined: Pair
    members_active: Pair
    events: int
    events_week: Pair
    days: tuple[Day, ...]
    loop: tuple[Stage, ...]
    quests: tuple[Quest, ...]
    owed: tuple[Owed, ...]
    expiring: tuple[Expiring, ...]
    audit: AuditRun | None
    latest: tuple[Happening, ...]
