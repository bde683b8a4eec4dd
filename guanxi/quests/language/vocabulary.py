"""The names that a quest file may use: events and their props, facts of the member, units."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from guanxi.kernel.predicates import FieldType
from guanxi.quests import compile as sql
from guanxi.quests.definition import Goal

BUILT_IN_UNITS = frozenset({"points", "growth", "granted", "membership_days"})
RATINGS = frozenset({"rating", "ratings", "sentiment", "sentiments", "star", "stars"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is known in a space. Units are codes; `item:*` stands for every item."""

    event_types: Mapping[str, Mapping[str, FieldType]]
    member_fields: Mapping[str, FieldType]
    units: Collection[str]

    @property
    def member(self) -> dict[str, FieldType]:
        """Every fact of a member that an audience may read."""
        return {**self.member_fields, **sql.MEMBER_FIELDS}

    def props(self, goal: Goal) -> dict[str, FieldType]:
        """The fields `props.x` of the events of `goal`."""
        return sql.props_of(goal, self.event_types)

    def has_unit(self, code: str) -> bool:
        """Whether value can be promised in the unit `code`."""
        return code in BUILT_IN_UNITS or code in self.units or f"{code.split(':', 1)[0]}:*" in self.units


def tells_a_rating(field: str) -> bool:
    """Whether a field names a rating or sentiment, which no reward may read (P-20)."""
    return any(part in RATINGS for part in field.lower().replace(".", "_").split("_"))
