"""How quests feed each other, and what a quest finally rests on.

A quest records events when it is fulfilled; another quest may have those as its goal. What is known of a
recorded event (which quest, which step, which units, which tier) is held against the goal's condition and
measure, so that a quest which sums growth is not thought to be fed by every quest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext

from guanxi.kernel import predicates
from guanxi.kernel.predicates import FieldType, Known, Predicate, PredicateRefused
from guanxi.quests.definition import Definition, Goal, Promise
from guanxi.quests.language.findings import Finding
from guanxi.quests.language.vocabulary import BUILT_IN_UNITS, Vocabulary

DEPTH_MAX = 4
ARROW = " → "
type Fact = tuple[str, dict[str, Known]]


@dataclass(frozen=True, slots=True)
class Source:
    """Something a quest rests on: an event, or a plan, and the quests it comes through, nearest last."""

    name: str
    through: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """All quests of a space, those of the file first."""

    quests: Sequence[Definition]
    vocabulary: Vocabulary

    @cached_property
    def feeders(self) -> Mapping[str, tuple[Definition, ...]]:
        """By slug, the quests that may record an event which this one counts."""
        facts = [(quest, list(recorded(quest))) for quest in self.quests]
        found = {}
        for quest in self.quests:
            watched = [(goal, _condition(goal.where, self.vocabulary.props(goal))) for goal in quest.goals]
            found[quest.slug] = tuple(
                feeder
                for feeder, known in facts
                if any(_matches(goal, condition, fact) for goal, condition in watched for fact in known)
            )
        return found

    @cached_property
    def depths(self) -> Mapping[str, int]:
        """By slug, how many quests in a row may lead to this one, itself counted; cycles count once."""
        found: dict[str, int] = {}
        for quest in self.quests:
            self._depth(quest.slug, found, frozenset())
        return found

    def _depth(self, slug: str, found: dict[str, int], above: frozenset[str]) -> int:
        if slug in above:
            return 0
        if slug not in found:
            below = [self._depth(feeder.slug, found, above | {slug}) for feeder in self.feeders[slug]]
            found[slug] = 1 + max(below, default=0)
        return found[slug]

    def cycle(self, definition: Definition) -> tuple[str, ...]:
        """The shortest way from `definition` back to itself, in the direction of the events; empty without one."""
        ways: list[tuple[Definition, tuple[str, ...]]]
        ways = [(feeder, (feeder.slug, definition.slug)) for feeder in self.feeders[definition.slug]]
        seen: set[str] = set()
        for quest, way in ways:
            if quest.slug == definition.slug:
                return way
            if quest.slug not in seen:
                seen.add(quest.slug)
                ways += [(feeder, (feeder.slug, *way)) for feeder in self.feeders[quest.slug]]
        return ()

    def sources(self, definition: Definition, *, audience: bool) -> Iterator[Source]:
        """What `definition` finally rests on, through every quest; with its `audience` and theirs, or without."""
        waiting: list[tuple[Definition, tuple[str, ...]]] = [(definition, ())]
        seen = {definition.slug}
        for quest, through in waiting:
            yield from (Source(event, through) for goal in quest.goals for event in goal.events)
            found = list(self.feeders[quest.slug])
            if audience:
                condition = _condition(quest.audience, self.vocabulary.member) if quest.audience else None
                if condition is not None and "member.plan" in condition.fields:
                    yield Source("member.plan", through)
                found += self._tier_givers(condition)
            for feeder in found:
                if feeder.slug not in seen:
                    seen.add(feeder.slug)
                    waiting.append((feeder, (feeder.slug, *through)))

    def _tier_givers(self, condition: Predicate | None) -> list[Definition]:
        if condition is None or "member.tier" not in condition.fields:
            return []
        return [
            quest
            for quest in self.quests
            for promise in quest.promises
            if promise.kind == "tier" and condition.could_hold({"member.tier": promise.code})
        ]


def recorded(definition: Definition) -> Iterator[Fact]:
    """The events that `definition` records, each with the props that are known beforehand.

    Both kinds of grant carry what they gave, a prop for each unit: what was not promised is missing.
    """
    mine: dict[str, Known] = {"props.quest": definition.slug}
    for step in definition.steps:
        yield "quest.step_reached", {**mine, "props.step": step.no, **_not_given(step.promises)}
    if definition.promises:
        yield "quest.granted", {**mine, **_not_given(definition.promises)}
    tiers: list[Known] = [promise.code for promise in definition.promises if promise.kind == "tier"]
    for tier in [*tiers, None] if tiers else []:
        yield "member.tier_changed", {**mine, "props.tier": tier}


def _not_given(promises: tuple[Promise, ...]) -> dict[str, Known]:
    given = {promise.code for promise in promises}
    return {f"props.{code}": None for code in BUILT_IN_UNITS if code not in given}


def judge(definition: Definition, graph: Graph) -> Iterator[Finding]:
    """The cycles that run through `definition`, and chains of events that are too long (QU-11)."""
    cycle = graph.cycle(definition)
    order = [quest.slug for quest in graph.quests]
    if cycle and min(cycle, key=order.index) == definition.slug:
        reason = gettext("these quests feed each other: %(way)s (QU-11)") % {"way": ARROW.join((*cycle,))}
        yield Finding(("goal",), reason, gettext("let one of them watch something else"))
    depth = graph.depths[definition.slug]
    if depth > DEPTH_MAX and not cycle:
        facts = {"depth": depth, "most": DEPTH_MAX}
        reason = gettext("%(depth)d quests in a row lead here, and at most %(most)d may (QU-11)") % facts
        yield Finding(("goal",), reason, gettext("watch the first event itself"))


def _matches(goal: Goal, condition: Predicate | None, fact: Fact) -> bool:
    name, known = fact
    needed = [f"props.{prop}" for prop in (goal.measure.prop, goal.per) if prop is not None]
    if name not in goal.events or any(known.get(field, ...) is None for field in needed):
        return False
    return condition is None or condition.could_hold(known)


def _condition(text: str | None, fields: Mapping[str, FieldType]) -> Predicate | None:
    """The predicate; None also where it is not understood any more, which then matches everything."""
    if text is None:
        return None
    try:
        return predicates.parse(text, fields=fields)
    except PredicateRefused:
        return None
