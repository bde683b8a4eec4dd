"""From the tree to text: canonical for people, PostgreSQL and DuckDB for machines.

The engines differ in few words; a `Speech` holds those. Both compare text by code points, so that they
agree; both count in a type wider than any result the tree allows, so that nothing overflows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlglot import exp

from guanxi.kernel.predicates import tree
from guanxi.kernel.predicates.tree import ESCAPE, Node

DAY_US = 86_400_000_000
LEVELS: Mapping[str, int] = {"OR": 1, "AND": 2, "NOT": 3, "compare": 4, "+": 5, "-": 5, "*": 6, "atom": 8}


@dataclass(frozen=True, slots=True)
class Speech:
    """The canonical spelling; fields keep their names and parentheses stand only where needed."""

    columns: Mapping[str, str] = field(default_factory=dict)
    dialect: str = "postgres"

    def column(self, name: str) -> str:
        """Where a field is read."""
        return self.columns.get(name, name)

    def number(self, node: Node) -> str:
        """An operand of arithmetic."""
        return write(node, self)

    def ordered(self, sql: str) -> str:
        """Text that is compared by its code points."""
        return sql

    def lower(self, sql: str) -> str:
        """Text in small letters."""
        return f"lower({sql})"

    def length(self, sql: str) -> str:
        """The number of characters."""
        return f"length({sql})"

    def has(self, texts: str, sought: str) -> str:
        """Whether a list of texts has one; false for no list."""
        return f"has({texts}, {sought})"

    def days_since(self, instant: str) -> str:
        """Whole days of 24 hours from `instant` to the event."""
        return f"days_since({instant})"

    def like(self, pattern: str) -> str:
        """What follows LIKE."""
        literal = text_literal(pattern, self.dialect)
        return f"{literal} ESCAPE '{ESCAPE}'" if ESCAPE in pattern else literal

    def wrapped(self, sql: str, level: int, needed: int) -> str:
        """`sql` of the precedence `level` where `needed` is asked for."""
        return f"({sql})" if level < needed else sql


@dataclass(frozen=True, slots=True)
class Postgres(Speech):
    """PostgreSQL 18."""

    def column(self, name: str) -> str:
        """The expression given for a field."""
        return f"({self.columns[name]})"

    def number(self, node: Node) -> str:
        """Widened to numeric before it is added or multiplied."""
        return f"({write(node, self)})::numeric"

    def ordered(self, sql: str) -> str:
        """By code points, whatever the database's own order."""
        return f'(({sql}) COLLATE "C")'

    def lower(self, sql: str) -> str:
        """By Unicode's simple mapping, whatever the database's locale."""
        return f'(lower(({sql}) COLLATE "pg_c_utf8") COLLATE "C")'

    def has(self, texts: str, sought: str) -> str:
        """Never null."""
        return f"coalesce({sought} = ANY({texts}), FALSE)"

    def days_since(self, instant: str) -> str:
        """Exact: extract gives numeric."""
        passed = f"extract(epoch FROM (({self.columns['at']}) - ({instant})))"
        return f"floor({passed} / 86400)::bigint"

    def like(self, pattern: str) -> str:
        """The escape is always named: PostgreSQL's own default differs."""
        return f"{text_literal(pattern, self.dialect)} ESCAPE '{ESCAPE}'"

    def wrapped(self, sql: str, level: int, needed: int) -> str:
        """Everything but atoms stands in parentheses."""
        del needed
        return sql if level == LEVELS["atom"] else f"({sql})"


@dataclass(frozen=True, slots=True)
class DuckDb(Postgres):
    """DuckDB."""

    dialect: str = "duckdb"

    def number(self, node: Node) -> str:
        """Widened to hugeint."""
        return f"CAST({write(node, self)} AS HUGEINT)"

    def ordered(self, sql: str) -> str:
        """DuckDB compares by code points anyway."""
        return sql

    def lower(self, sql: str) -> str:
        """By Unicode's simple mapping."""
        return f"lower({sql})"

    def has(self, texts: str, sought: str) -> str:
        """Never null."""
        return f"coalesce(list_contains({texts}, {sought}), FALSE)"

    def days_since(self, instant: str) -> str:
        """Floored without a fraction: DuckDB's own division of whole numbers cuts towards zero."""
        passed = f"(epoch_us({self.columns['at']}) - epoch_us({instant}))"
        return f"(({passed} - ((({passed} % {DAY_US}) + {DAY_US}) % {DAY_US})) // {DAY_US})"


def write(node: Node, speech: Speech, needed: int = 0) -> str:
    """`node` as `speech` says it, in parentheses where its place needs more than it binds."""
    sql, level = _written(node, speech)
    return speech.wrapped(sql, LEVELS[level], needed)


def text_literal(value: str, dialect: str) -> str:
    """A text literal, escaped for `dialect`."""
    return str(exp.Literal.string(value).sql(dialect=dialect))


def _written(node: Node, speech: Speech) -> tuple[str, str]:  # noqa: PLR0911 - one return for each kind of node
    match node:
        case tree.Field(name=name):
            return speech.column(name), "atom"
        case tree.Constant():
            return _constant(node, speech), "atom"
        case tree.Called():
            return _called(node, speech), "atom"
        case tree.Not(inner=inner):
            return _not(inner, speech)
        case tree.Joined(word=word, parts=parts):
            return f" {word} ".join(write(part, speech, LEVELS[word] + 1) for part in parts), word
        case tree.Calculated(sign=sign, left=left, right=right) if type(speech) is Speech:
            above = LEVELS[sign]
            return f"{write(left, speech, above)} {sign} {write(right, speech, above + 1)}", sign
        case tree.Calculated(sign=sign, left=left, right=right):
            return f"{speech.number(left)} {sign} {speech.number(right)}", sign
        case tree.Negative(inner=inner):
            return f"(-({speech.number(inner)}))", "atom"
        case _:
            return _compared(node, speech), "compare"


def _not(inner: Node, speech: Speech) -> tuple[str, str]:
    match inner:
        case tree.IsNull() | tree.Among() | tree.Between() | tree.Like():
            return _compared(inner, speech, negated=True), "compare"
        case _:
            return f"NOT {write(inner, speech, LEVELS['NOT'])}", "NOT"


def _compared(node: Node, speech: Speech, *, negated: bool = False) -> str:
    above = LEVELS["compare"] + 1
    no = "NOT " if negated else ""
    match node:
        case tree.IsNull(inner=inner):
            return f"{write(inner, speech, above)} IS {no}NULL"
        case tree.Among(inner=inner, choices=choices):
            listed = ", ".join(write(choice, speech) for choice in choices)
            return f"{write(inner, speech, above)} {no}IN ({listed})"
        case tree.Like(inner=inner, pattern=pattern):
            return f"{write(inner, speech, above)} {no}LIKE {speech.like(pattern)}"
        case tree.Between(inner=inner, low=low, high=high, of=kind):
            sides = [_side(part, speech, kind, above) for part in (inner, low, high)]
            return f"{sides[0]} {no}BETWEEN {sides[1]} AND {sides[2]}"
        case tree.Compared(sign=sign, left=left, right=right, of=kind):
            ordered = kind if sign not in {"=", "<>"} else "integer"
            return f"{_side(left, speech, ordered, above)} {sign} {_side(right, speech, ordered, above)}"
        case _:
            raise AssertionError(node)


def _side(node: Node, speech: Speech, kind: str, above: int) -> str:
    sql = write(node, speech, above)
    return speech.ordered(sql) if kind == "text" else sql


def _called(node: tree.Called, speech: Speech) -> str:
    arguments = [write(argument, speech) for argument in node.arguments]
    match node.function:
        case "lower":
            return speech.lower(*arguments)
        case "length":
            return speech.length(*arguments)
        case "has":
            return speech.has(*arguments)
        case "days_since":
            return speech.days_since(*arguments)
        case "coalesce":
            return f"coalesce({', '.join(arguments)})"


def _constant(node: tree.Constant, speech: Speech) -> str:
    match node.value:
        case bool(value):
            return "TRUE" if value else "FALSE"
        case int(value):
            return f"({value})" if value < 0 and type(speech) is not Speech else str(value)
        case str(value):
            return text_literal(value, speech.dialect)
        case datetime() as value:
            return f"TIMESTAMPTZ '{value.astimezone(UTC).isoformat()}'"
        case date() as value:
            return f"DATE '{value.isoformat()}'"
