"""A quest as it is stored: plain frozen data, without line numbers, without SQL.

The YAML language reads into these, `compile` turns them into SQL fragments, the database keeps their
JSON. Amounts are positive integers in the unit's smallest part (points, cents, pieces, days). A
definition that was read by the language has been judged; one built by hand has not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from typing import Any, Literal

type MeasureKind = Literal["count", "distinct", "sum", "streak"]
type PromiseKind = Literal[
    "points",
    "growth",
    "granted",
    "coupon",
    "item",
    "ticket",
    "membership_days",
    "certificate",
    "right",
    "tier",
]
type CapScope = Literal["member", "member_day", "day", "channel"]
type Combination = Literal["one", "all", "any"]
type Period = Literal["once", "day", "week", "month", "year", "rolling"]
type Undo = Literal["reverse", "keep"]
type Edge = datetime | date | None
"""An instant with its offset, or a local day of the space (its midnight), or no edge."""

MEASURES: tuple[MeasureKind, ...] = ("count", "distinct", "sum", "streak")
KINDS: tuple[PromiseKind, ...] = (
    "points",
    "growth",
    "granted",
    "coupon",
    "item",
    "ticket",
    "membership_days",
    "certificate",
    "right",
    "tier",
)
OPEN_KINDS: frozenset[str] = frozenset({"points", "growth"})
"""Kinds that may be promised without a budget, under a daily ceiling (QU-7)."""
WORTHLESS_KINDS: frozenset[str] = frozenset({"certificate", "right", "tier"})
"""Kinds that are no value: nothing moves in the ledger, so no budget stands behind them."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How matching events add up (QU-2). `prop` names what is summed or told apart, else None."""

    kind: MeasureKind = "count"
    prop: str | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """What must happen: one of the event types `events`, of which `where` holds, measured.

    `per` is a prop: any one group of equal values reaching the step counts. `reach` is given only when
    a quest has several goals, which then has one step.
    """

    events: tuple[str, ...]
    where: str | None = None
    measure: Measure = field(default_factory=Measure)
    per: str | None = None
    reach: int | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """What is owed: `amount` of the unit `code` (for certificate, right and tier the slug).

    With `for_each` and `of` it is proportional to the event's prop: floor(of * amount / for_each).
    `pending_days` keeps it pending for the return window; `expires_days` counts from availability.
    """

    kind: PromiseKind
    code: str
    amount: int = 1
    for_each: int | None = None
    of: str | None = None
    pending_days: int = 0
    expires_days: int | None = None

    @property
    def of_value(self) -> bool:
        """Whether it moves value in the ledger."""
        return self.kind not in WORTHLESS_KINDS


@dataclass(frozen=True, slots=True)
class Step:
    """The measure that must be reached, and what is owed then. `no` counts from 1."""

    no: int
    reach: int
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """All that the quest may ever give of the unit `code`; goes into escrow at launch."""

    code: str
    total: int


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What may go out on one local day without a decision; what goes beyond is held, never lost."""

    code: str
    per_day: int


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit that cuts grants (QU-9): per member, per member and local day, per local day, or per channel."""

    scope: CapScope
    code: str
    amount: int
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class TierRule:
    """How long a tier is kept once reached, and the grace before one step down (QU-15). Days."""

    keep_days: int
    grace_days: int = 0


@dataclass(frozen=True, slots=True)
class Canvas:
    """The three things a campaign starts from and is judged by (H1)."""

    background: str
    purpose: str
    goal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """One quest. See `docs/rules/quest-language.md` for what each word means."""

    slug: str
    title: Mapping[str, str]
    goals: tuple[Goal, ...]
    canvas: Canvas | None = None
    audience: str | None = None
    combine: Combination = "one"
    period: Period = "once"
    rolling_days: int | None = None
    counts_from: date | None = None
    window_from: Edge = None
    window_to: Edge = None
    steps: tuple[Step, ...] = ()
    each: tuple[Promise, ...] = ()
    budgets: tuple[Budget, ...] = ()
    ceilings: tuple[Ceiling, ...] = ()
    caps: tuple[Cap, ...] = ()
    undo: Undo = "reverse"
    terms: Mapping[str, str] = field(default_factory=dict)
    tier: TierRule | None = None

    @property
    def promises(self) -> tuple[Promise, ...]:
        """Every promise it makes, those of the steps first."""
        return tuple(promise for step in self.steps for promise in step.promises) + self.each

    @property
    def records(self) -> tuple[str, ...]:
        """The event types that it records when it is fulfilled (QU-11)."""
        kinds = {promise.kind for promise in self.promises}
        named = (
            ("quest.step_reached", bool(self.steps)),
            ("quest.granted", bool(kinds)),
            ("member.tier_changed", "tier" in kinds),
        )
        return tuple(name for name, recorded in named if recorded)

    def budget(self, code: str) -> int | None:
        """The whole budget of the unit `code`, None where it has none."""
        return next((budget.total for budget in self.budgets if budget.code == code), None)

    def ceiling(self, code: str) -> int | None:
        """The daily ceiling of the unit `code`, None where it has none."""
        return next((ceiling.per_day for ceiling in self.ceilings if ceiling.code == code), None)

    def to_json(self) -> dict[str, Any]:
        """A JSON object that `from_json` reads back without loss."""
        return {entry.name: _plain(getattr(self, entry.name)) for entry in fields(self)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Definition":
        """The definition whose `to_json` is `data`. Raises KeyError or TypeError on anything else."""
        entries = dict(data)
        for name, kind in (("budgets", Budget), ("ceilings", Ceiling), ("caps", Cap), ("each", Promise)):
            entries[name] = tuple(kind(**entry) for entry in data[name])
        entries["goals"] = tuple(
            Goal(**{**goal, "events": tuple(goal["events"]), "measure": Measure(**goal["measure"])})
            for goal in data["goals"]
        )
        entries["steps"] = tuple(
            Step(**{**step, "promises": tuple(Promise(**promise) for promise in step["promises"])})
            for step in data["steps"]
        )
        entries["canvas"] = data["canvas"] and Canvas(**data["canvas"])
        entries["tier"] = data["tier"] and TierRule(**data["tier"])
        entries["counts_from"] = _edge(data["counts_from"])
        entries["window_from"] = _edge(data["window_from"])
        entries["window_to"] = _edge(data["window_to"])
        return cls(**entries)


@dataclass(frozen=True, slots=True)
class WorstCase:
    """The most that a quest may cost in one unit: `total` in all, or `per_day` where there is no end to it.

    `per_day` without `total` reads "at most N a day".
    """

    code: str
    total: int | None
    per_day: int | None


def worst_case(definition: Definition, *, audience_size: int | None = None) -> tuple[WorstCase, ...]:
    """What launching `definition` may cost, per unit, in the order of its promises (QU-7).

    A budget bounds a unit for ever. So does an audience of known size where every member can be granted
    only so much: by a cap per member, or by steps that are reached once.
    """
    codes = dict.fromkeys(promise.code for promise in definition.promises if promise.of_value)
    return tuple(_worst_of(definition, code, audience_size) for code in codes)


def _worst_of(definition: Definition, code: str, audience_size: int | None) -> WorstCase:
    bounds = [definition.budget(code)]
    if audience_size is not None:
        most = _most_per_member(definition, code)
        bounds.append(None if most is None else most * audience_size)
    known = [bound for bound in bounds if bound is not None]
    days = [cap.amount for cap in definition.caps if cap.scope == "day" and cap.code == code]
    ceiling = definition.ceiling(code)
    days += [] if ceiling is None else [ceiling]
    return WorstCase(code=code, total=min(known, default=None), per_day=min(days, default=None))


def _most_per_member(definition: Definition, code: str) -> int | None:
    bounds = [cap.amount for cap in definition.caps if cap.scope == "member" and cap.code == code]
    steps_only = not any(promise.code == code for promise in definition.each)
    if steps_only and definition.period == "once":
        bounds.append(sum(promise.amount for promise in definition.promises if promise.code == code))
    return min(bounds, default=None)


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {entry.name: _plain(getattr(value, entry.name)) for entry in fields(value)}
    if isinstance(value, tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, Mapping):
        return dict(value)
    return value.isoformat() if isinstance(value, date) else value


def _edge(text: str | None) -> datetime | date | None:
    if text is None:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
