"""What is wrong with one quest, taken by itself."""

from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext

from guanxi.quests.definition import OPEN_KINDS, Definition, Promise
from guanxi.quests.language.findings import Finding, Path, goal_path
from guanxi.quests.language.sentence import things

LONGEST_STREAK = {"day": 1, "week": 7, "month": 31, "year": 366}


def judge(definition: Definition) -> Iterator[Finding]:
    """Everything that contradicts itself in `definition`."""
    yield from _shape(definition)
    yield from _steps(definition)
    yield from _streak(definition)
    yield from _window(definition)
    yield from _backing(definition)
    yield from _limits(definition)
    yield from _tiers(definition)


def warnings(definition: Definition) -> list[str]:
    """What is allowed and still worth a look: budgets that do not divide into whole grants."""
    found = []
    for budget in definition.budgets:
        amounts = {promise.amount for promise in definition.promises if promise.code == budget.code and not promise.of}
        if len(amounts) == 1 and budget.total % (amount := amounts.pop()):
            facts = {
                "total": things(budget.code, budget.total),
                "grants": f"{budget.total // amount:,}",
                "each": things(budget.code, amount),
            }
            text = gettext("%(total)s make %(grants)s whole grants of %(each)s; the rest is cut or returned")
            found.append(text % facts)
    return found


def _shape(definition: Definition) -> Iterator[Finding]:
    if not definition.steps and not definition.each:
        reason = gettext("this quest promises nothing")
        yield Finding((), reason, gettext("write steps, or each"))
    if len(definition.goals) > 1:
        if len(definition.steps) > 1:
            reason = gettext("several goals cannot have several steps")
            yield Finding(("steps",), reason, gettext("keep one step, or make several quests"))
        if definition.each:
            reason = gettext("each needs a quest with one goal")
            yield Finding(("each",), reason, gettext("make it a quest of its own"))


def _steps(definition: Definition) -> Iterator[Finding]:
    before = 0
    for index, step in enumerate(definition.steps):
        if len(definition.goals) == 1 and step.reach <= before:
            facts = {"reach": step.reach, "before": before}
            reason = gettext("a step at %(reach)d does not rise above the one before it at %(before)d") % facts
            yield Finding(
                ("steps", index, "reach"), reason, gettext("order the steps by reach, each higher than the last")
            )
        before = max(before, step.reach)


def _streak(definition: Definition) -> Iterator[Finding]:
    longest = LONGEST_STREAK.get(definition.period, definition.rolling_days)
    if longest is None:
        return
    reaches: list[tuple[Path, int]]
    for index, goal in enumerate(definition.goals):
        if goal.measure.kind != "streak":
            continue
        reaches = [(("steps", at, "reach"), step.reach) for at, step in enumerate(definition.steps)]
        if goal.reach is not None:
            reaches = [((*goal_path(definition, index), "reach"), goal.reach)]
        for path, reach in reaches:
            if reach > longest:
                facts = {"reach": reach, "longest": longest}
                reason = gettext("a streak of %(reach)d days does not fit into a period of %(longest)d") % facts
                yield Finding(path, reason, gettext("lower it, or choose a longer period"))


def _window(definition: Definition) -> Iterator[Finding]:
    start, end = definition.window_from, definition.window_to
    if start is None or end is None:
        return
    alike = isinstance(start, datetime) == isinstance(end, datetime)
    if start >= end if alike else _day(start) > _day(end):
        reason = gettext("the window is empty: it ends before it begins, and its end is not part of it")
        yield Finding(("window", "to"), reason, gettext("write the first day or instant after it"))


def _day(edge: date) -> date:
    return edge.date() if isinstance(edge, datetime) else edge


def _backing(definition: Definition) -> Iterator[Finding]:
    seen = set()
    for path, promise in _promises(definition):
        if not promise.of_value or promise.code in seen:
            continue
        seen.add(promise.code)
        budget, ceiling = definition.budget(promise.code), definition.ceiling(promise.code)
        facts = {"code": promise.code}
        if promise.kind not in OPEN_KINDS and budget is None:
            reason = gettext("%(code)s is promised without a budget") % facts
            yield Finding(path, reason, gettext('write budget: {"%(code)s": 100}') % facts)
        elif budget is None and ceiling is None:
            reason = gettext("%(code)s is promised without a budget and without a daily ceiling") % facts
            yield Finding(path, reason, gettext("write ceiling_per_day: {%(code)s: 5000}, or a budget") % facts)
    for promise in definition.promises:
        budget = definition.budget(promise.code)
        if budget is not None and promise.of is None and promise.amount > budget:
            facts = {"code": promise.code}
            reason = gettext("the budget of %(code)s does not cover a single grant") % facts
            yield Finding(("budget", promise.code), reason, gettext("raise the budget, or promise less"))


def _limits(definition: Definition) -> Iterator[Finding]:
    codes = {promise.code for promise in definition.promises if promise.of_value}
    named: list[tuple[tuple[str, ...], str]] = [(("budget", budget.code), budget.code) for budget in definition.budgets]
    named += [(("ceiling_per_day", ceiling.code), ceiling.code) for ceiling in definition.ceilings]
    for cap in definition.caps:
        channel = () if cap.channel is None else (cap.channel,)
        named.append((("caps", cap.scope, *channel, cap.code), cap.code))
    for path, code in named:
        if code not in codes:
            reason = gettext("nothing of %(code)s is promised") % {"code": code}
            yield Finding(path, reason, gettext("leave it out, or promise it"))


def _tiers(definition: Definition) -> Iterator[Finding]:
    tiers = [promise.code for promise in definition.promises if promise.kind == "tier"]
    if tiers and definition.tier is None:
        reason = gettext("a tier needs a rule for how long it is kept")
        yield Finding(("steps",), reason, gettext("write tiers: {keep_days: 365, grace_days: 30}"))
    if not tiers and definition.tier is not None:
        yield Finding(("tiers",), gettext("no tier is promised"), gettext("leave it out"))
    if len(set(tiers)) < len(tiers):
        yield Finding(("steps",), gettext("a tier is promised twice"), gettext("give every step its own tier"))
    if definition.period == "rolling" and any(promise.kind != "tier" for promise in definition.promises):
        reason = gettext("a rolling period has no end at which something could be earned again")
        yield Finding(("period",), reason, gettext("promise only tiers, or choose another period"))


def _promises(definition: Definition) -> Iterator[tuple[tuple[str | int, ...], Promise]]:
    for at, step in enumerate(definition.steps):
        for index, promise in enumerate(step.promises):
            yield ("steps", at, "promise", index), promise
    for index, promise in enumerate(definition.each):
        yield ("each", index), promise
