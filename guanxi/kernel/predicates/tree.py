"""The small typed tree of a condition, and the bounds it must keep.

It is the allow-list: whatever has no node here cannot be stored or rendered.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

type FieldType = Literal["text", "integer", "boolean", "instant", "date", "texts"]
type Known = str | int | bool | datetime | date | tuple[str, ...] | None
"""A value a field may have; None is SQL's null."""

FIELD_TYPES: tuple[FieldType, ...] = ("text", "integer", "boolean", "instant", "date", "texts")
CHARS_MAX = 8_000
DEPTH_MAX = 20
NODES_MAX = 200
STRING_CHARS_MAX = 1_000
PATTERN_CHARS_MAX = 200
WILDCARDS_MAX = 8
MAGNITUDE_MAX = 10**36
"""Both engines count exactly to here: PostgreSQL as numeric, DuckDB as hugeint."""
FIELD_MAGNITUDE = 10**18
"""An integer prop has at most 18 digits; longer ones read as null."""
ESCAPE = "!"

type Comparison = Literal["=", "<>", "<", "<=", ">", ">="]
type Operation = Literal["+", "-", "*"]
type Function = Literal["lower", "length", "coalesce", "has", "days_since"]


@dataclass(frozen=True, slots=True)
class Field:
    """A fact of the event or the member, by its dotted name."""

    name: str
    kind: FieldType


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal: text, whole number, truth, instant with offset, or day."""

    value: str | int | bool | datetime | date
    kind: FieldType


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite; of null it is null."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions joined by one word, never nested in the same word."""

    word: Literal["AND", "OR"]
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two values of the same type, compared."""

    sign: Comparison
    left: "Node"
    right: "Node"
    of: FieldType


@dataclass(frozen=True, slots=True)
class Among:
    """One of some constants."""

    inner: "Node"
    choices: tuple[Constant, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """From low to high, both included."""

    inner: "Node"
    low: "Node"
    high: "Node"
    of: FieldType


@dataclass(frozen=True, slots=True)
class IsNull:
    """Whether there is no value."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class Like:
    """A pattern of `%`, `_` and plain characters, those escaped by `!` standing for themselves."""

    inner: "Node"
    pattern: str


@dataclass(frozen=True, slots=True)
class Calculated:
    """Whole-number arithmetic."""

    sign: Operation
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Negative:
    """The number below zero."""

    inner: "Node"


@dataclass(frozen=True, slots=True)
class Called:
    """One of the few functions; `kind` is what it gives."""

    function: Function
    arguments: tuple["Node", ...]
    kind: FieldType


type Node = (
    Field | Constant | Not | Joined | Compared | Among | Between | IsNull | Like | Calculated | Negative | Called
)


def kind_of(node: Node) -> FieldType:
    """The type of what `node` gives."""
    match node:
        case Field(kind=kind) | Constant(kind=kind) | Called(kind=kind):
            return kind
        case Calculated() | Negative():
            return "integer"
        case _:
            return "boolean"


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below `node`."""
    match node:
        case Field() | Constant():
            return ()
        case Joined(parts=parts) | Called(arguments=parts):
            return parts
        case Among(inner=inner, choices=choices):
            return (inner, *choices)
        case Between(inner=inner, low=low, high=high):
            return (inner, low, high)
        case Compared(left=left, right=right) | Calculated(left=left, right=right):
            return (left, right)
        case Not(inner=inner) | IsNull(inner=inner) | Like(inner=inner) | Negative(inner=inner):
            return (inner,)


def magnitude(node: Node) -> int:
    """A bound of the absolute value of a whole-number node."""
    match node:
        case Constant(value=int(value)):
            return abs(value)
        case Negative(inner=inner):
            return magnitude(inner)
        case Calculated(sign="*", left=left, right=right):
            return magnitude(left) * magnitude(right)
        case Calculated(left=left, right=right):
            return magnitude(left) + magnitude(right)
        case Called(function="coalesce", arguments=arguments):
            return max(magnitude(argument) for argument in arguments)
        case _:
            return FIELD_MAGNITUDE
