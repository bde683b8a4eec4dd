"""Whether a changed quest treats nobody worse (QU-10), so that members under way may be moved to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.utils.translation import gettext

from guanxi.quests.definition import Definition, Edge, Goal, Promise

FURTHEST_OFFSET_HOURS = 14
"""No local midnight lies further from that of UTC."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """True where the new version is at least as good in everything; else the `reasons` why not."""

    reasons: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.reasons


def at_least_as_good(old: Definition, new: Definition) -> Verdict:
    """Compare two versions of a quest: same goal, threshold ≤, amount ≥, window ⊇, limits no tighter.

    What cannot be compared (another condition, measure, period or unit) counts as worse.
    """
    rules = (_goals, _when, _steps, _each, _limits, _keeping)
    return Verdict(reasons=tuple(reason for rule in rules for reason in rule(old, new)))


def _goals(old: Definition, new: Definition) -> Iterator[str]:
    if new.audience is not None and new.audience != old.audience:
        yield gettext("the audience is another one")
    unreached = [_bare(goal) for goal in old.goals] == [_bare(goal) for goal in new.goals]
    if not unreached or old.combine != new.combine:
        yield gettext("the goal is another one")
        return
    for before, after in zip(old.goals, new.goals, strict=True):
        if before.reach is not None and (after.reach is None or after.reach > before.reach):
            yield gettext("a goal asks for more")


def _bare(goal: Goal) -> tuple[object, ...]:
    return frozenset(goal.events), goal.where, goal.measure, goal.per


def _when(old: Definition, new: Definition) -> Iterator[str]:
    if (old.period, old.rolling_days) != (new.period, new.rolling_days):
        yield gettext("the period is another one")
    if old.counts_from is not None and (new.counts_from is None or new.counts_from > old.counts_from):
        yield gettext("it counts from a later day")
    if _later(new.window_from, old.window_from):
        yield gettext("it begins later")
    if new.window_to is not None and (old.window_to is None or _later(old.window_to, new.window_to)):
        yield gettext("it ends earlier")


def _later(edge: Edge, other: Edge) -> bool:
    """Whether `edge` may lie after `other`; a missing edge lies first of all.

    A day and an instant are held against each other as if the day began anywhere on earth.
    """
    if edge is None or edge == other:
        return False
    if other is None:
        return True
    if isinstance(edge, datetime) == isinstance(other, datetime):
        return edge > other
    hours = (_instant(edge) - _instant(other)).total_seconds() / 3600
    return hours > -FURTHEST_OFFSET_HOURS


def _instant(edge: datetime | date) -> datetime:
    return edge if isinstance(edge, datetime) else datetime.combine(edge, time(), tzinfo=UTC)


def _steps(old: Definition, new: Definition) -> Iterator[str]:
    if len(new.steps) < len(old.steps):
        yield gettext("a step is missing")
    for before, after in zip(old.steps, new.steps, strict=False):
        if after.reach > before.reach:
            facts = {"no": before.no, "before": before.reach, "after": after.reach}
            yield gettext("step %(no)d asks for %(after)d instead of %(before)d") % facts
        yield from _fewer(before.promises, after.promises)


def _each(old: Definition, new: Definition) -> Iterator[str]:
    yield from _fewer(old.each, new.each)


def _fewer(old: tuple[Promise, ...], new: tuple[Promise, ...]) -> Iterator[str]:
    left = list(new)
    for promise in old:
        match = next((other for other in left if _covers(other, promise)), None)
        if match is None:
            yield gettext("%(code)s is promised less, later or for a shorter time") % {"code": promise.code}
        else:
            left.remove(match)


def _covers(new: Promise, old: Promise) -> bool:
    return (
        (new.kind, new.code, new.of) == (old.kind, old.code, old.of)
        and new.amount * (old.for_each or 1) >= old.amount * (new.for_each or 1)
        and new.pending_days <= old.pending_days
        and (new.expires_days is None or (old.expires_days is not None and new.expires_days >= old.expires_days))
    )


def _limits(old: Definition, new: Definition) -> Iterator[str]:
    for code in dict.fromkeys(promise.code for promise in old.promises):
        if _tighter(old.budget(code), new.budget(code)):
            yield gettext("the budget of %(code)s is smaller") % {"code": code}
        if _tighter(old.ceiling(code), new.ceiling(code)):
            yield gettext("the daily ceiling of %(code)s is lower") % {"code": code}
    before = {(cap.scope, cap.code, cap.channel): cap.amount for cap in old.caps}
    for cap in new.caps:
        if _tighter(before.get((cap.scope, cap.code, cap.channel)), cap.amount):
            yield gettext("a cap of %(code)s is lower") % {"code": cap.code}


def _tighter(old: int | None, new: int | None) -> bool:
    return new is not None and (old is None or new < old)


def _keeping(old: Definition, new: Definition) -> Iterator[str]:
    if old.undo == "keep" and new.undo == "reverse":
        yield gettext("what was given is no longer kept")
    if old.tier is None or new.tier is None:
        return
    if new.tier.keep_days < old.tier.keep_days or new.tier.grace_days < old.tier.grace_days:
        yield gettext("a tier is kept for a shorter time")
