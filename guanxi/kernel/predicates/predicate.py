"""A condition that was read and allowed, and what can be done with it."""

from collections.abc import Mapping
from dataclasses import dataclass

from guanxi.kernel.predicates import evaluation, reading, rendering, tree
from guanxi.kernel.predicates.checking import Checker
from guanxi.kernel.predicates.tree import FieldType, Known, Node


@dataclass(frozen=True, slots=True)
class Predicate:
    """A condition over named, typed fields. What comes out null counts as false."""

    root: Node

    @property
    def text(self) -> str:
        """Its canonical spelling; parsing it gives an equal predicate."""
        return rendering.write(self.root, rendering.Speech())

    @property
    def fields(self) -> frozenset[str]:
        """The fields that it reads."""
        found: set[str] = set()
        waiting = [self.root]
        while waiting:
            node = waiting.pop()
            waiting += tree.parts_of(node)
            if isinstance(node, tree.Field):
                found.add(node.name)
        return frozenset(found)

    def to_postgres(self, columns: Mapping[str, str]) -> str:
        """A PostgreSQL expression, never null. `columns` gives the expression of every field it reads.

        `days_since` reads `columns["at"]`, the instant of the event. The result has `%` where a pattern
        has: a driver that looks for placeholders must be given it without arguments, or with `%%`.
        """
        return f"coalesce({rendering.write(self.root, rendering.Postgres(columns=columns))}, FALSE)"

    def to_duckdb(self, columns: Mapping[str, str]) -> str:
        """The same for DuckDB."""
        return f"coalesce({rendering.write(self.root, rendering.DuckDb(columns=columns))}, FALSE)"

    def could_hold(self, known: Mapping[str, Known]) -> bool:
        """Whether it can be true where the fields in `known` have these values and the others may have any."""
        outcome = evaluation.evaluate(self.root, known)
        return outcome is True or outcome is evaluation.OPEN

    def holds(self, known: Mapping[str, Known]) -> bool:
        """Whether it is true where every field it reads is in `known`, and `at` if it counts days."""
        return evaluation.evaluate(self.root, known) is True


def parse(text: str, *, fields: Mapping[str, FieldType]) -> Predicate:
    """Read a condition over `fields` (dotted name → type). Raises PredicateRefused with the place."""
    return Predicate(root=Checker(text, fields).condition(reading.read(text)))
