"""What a condition can still be when only some of its fields are known.

Three-valued logic as SQL has it (true, false, null), and a fourth: `OPEN`, not decided by what is
known. Used to tell whether one quest's event can ever match another's goal.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from guanxi.kernel.predicates import patterns, tree
from guanxi.kernel.predicates.tree import Known, Node


class _Open:
    """Not decided by what is known."""


OPEN: Final = _Open()
type Outcome = Known | _Open
SIGNS: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPERATIONS: Mapping[str, Callable[[Any, Any], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def evaluate(node: Node, known: Mapping[str, Known]) -> Outcome:  # noqa: PLR0911 - one return for each kind of node
    """The value of `node` where `known` gives the values of some fields, and `at` the event's instant."""
    match node:
        case tree.Field(name=name):
            return known.get(name, OPEN) if name in known else OPEN
        case tree.Constant(value=constant):
            return constant
        case tree.Joined(word=word, parts=parts):
            return _joined([evaluate(part, known) for part in parts], decisive=word == "OR")
        case tree.Between(inner=inner, low=low, high=high):
            value, least, most = (evaluate(part, known) for part in (inner, low, high))
            return _joined([_strict(operator.ge, [value, least]), _strict(operator.le, [value, most])], decisive=False)
        case tree.IsNull(inner=inner):
            value = evaluate(inner, known)
            return value if isinstance(value, _Open) else value is None
        case tree.Called(function="has" | "coalesce" as function, arguments=arguments):
            return _tolerant(function, [evaluate(argument, known) for argument in arguments])
        case tree.Called(function="days_since", arguments=arguments):
            return _strict(_days, [evaluate(arguments[0], known), known.get("at", OPEN)])
        case _:
            return _strict(_meaning(node), [evaluate(part, known) for part in tree.parts_of(node)])


def _joined(outcomes: list[Outcome], *, decisive: bool) -> Outcome:
    if any(outcome is decisive for outcome in outcomes):
        return decisive
    if any(isinstance(outcome, _Open) for outcome in outcomes):
        return OPEN
    return None if None in outcomes else not decisive


def _tolerant(function: str, outcomes: list[Outcome]) -> Outcome:
    if function == "has":
        texts, sought = outcomes
        return texts if isinstance(texts, _Open) else isinstance(texts, tuple) and sought in texts
    return next((outcome for outcome in outcomes if outcome is not None), None)


def _strict(meaning: Callable[..., Known], outcomes: list[Outcome]) -> Outcome:
    if any(outcome is None for outcome in outcomes):
        return None
    return OPEN if any(isinstance(outcome, _Open) for outcome in outcomes) else meaning(*outcomes)


def _meaning(node: Node) -> Callable[..., Known]:  # noqa: PLR0911 - one return for each kind of node
    match node:
        case tree.Not():
            return operator.not_
        case tree.Compared(sign=sign):
            return SIGNS[sign]
        case tree.Calculated(sign=sign):
            return OPERATIONS[sign]
        case tree.Negative():
            return operator.neg
        case tree.Among():
            return lambda value, *choices: value in choices
        case tree.Like(pattern=pattern):
            return lambda value: patterns.expression(pattern).fullmatch(value) is not None
        case tree.Called(function="lower"):
            return str.lower
        case tree.Called(function="length"):
            return len
        case _:
            raise AssertionError(node)


def _days(since: datetime, at: datetime) -> int:
    return (at - since) // timedelta(days=1)
