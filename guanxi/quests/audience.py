"""Whether a quest is for a member now, as it will be judged when they act now; and which circle they lack for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from guanxi.kernel import predicates
from guanxi.kernel.predicates import FieldType, tree
from guanxi.kernel.predicates.tree import Known
from guanxi.quests import compile as compiling
from guanxi.quests import queries
from guanxi.quests.definition import Definition


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`circle` is the short name of the circle that would make it theirs, None where none would, or none is needed."""

    includes: bool
    circle: str | None = None


def judged(definition: Definition, *, member: Mapping[str, Any], types: Mapping[str, str], now: datetime) -> Verdict:
    """What the audience says of a member by their facts; `types` are those of the space's profile fields."""
    if definition.audience is None:
        return Verdict(includes=True)
    fields: dict[str, FieldType] = {
        f"member.{slug}": queries.READABLE_FIELDS[kind]
        for slug, kind in types.items()
        if kind in queries.READABLE_FIELDS
    }
    fields |= compiling.MEMBER_FIELDS
    known = {name: _known(member, name.removeprefix("member."), kind) for name, kind in fields.items()}
    try:
        predicate = predicates.parse(definition.audience, fields=fields)
    except predicates.PredicateRefused:  # a field that it reads is gone: it holds for nobody, as when it is settled
        return Verdict(includes=False)
    if predicate.holds({**known, "at": now}):
        return Verdict(includes=True)
    inside = known[compiling.CIRCLES]
    within = inside if isinstance(inside, tuple) else ()
    for circle in _circles(predicate.root):
        if predicate.holds({**known, compiling.CIRCLES: (*within, circle), "at": now}):
            return Verdict(includes=False, circle=circle)
    return Verdict(includes=False)


def _circles(root: tree.Node) -> tuple[str, ...]:
    """The circles that a condition asks for by name, in their order."""
    found: dict[str, None] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop(0)
        match node:
            case tree.Called(
                function="has", arguments=(tree.Field(name=compiling.CIRCLES), tree.Constant(value=str(one)))
            ):
                found[one] = None
            case _:
                waiting += tree.parts_of(node)
    return tuple(found)


def _known(member: Mapping[str, Any], name: str, kind: FieldType) -> Known:
    value = member.get(name, member.get("facts", {}).get(name))
    if value is None:
        return None
    match kind:
        case "instant":
            return datetime.fromisoformat(value)
        case "date":
            return date.fromisoformat(value)
        case "texts":
            return tuple(value)
        case _:
            known: Known = value
            return known
