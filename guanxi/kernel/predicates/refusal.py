"""What is wrong with a condition, where, and what to write instead."""

from collections.abc import Iterable
from difflib import get_close_matches
from enum import StrEnum

from django.utils.translation import gettext

from guanxi.kernel.errors import Refusal

NAMES_SHOWN = 8
CLOSE = 0.6
VERY_CLOSE = 0.75
"""Where the part before the dot differs too, what is left in common is mostly that part."""


class Fault(StrEnum):
    """What kind of thing is wrong; stable, for programs."""

    SYNTAX = "syntax"
    FORBIDDEN = "forbidden"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_TYPE = "wrong_type"
    BAD_LITERAL = "bad_literal"
    TOO_LARGE = "too_large"


class PredicateRefused(Refusal):
    """A condition that is not understood or not allowed; `position` counts characters from 0.

    `line` and `column` count from 1. `suggestion` is empty where there is none.
    """

    code = "predicate_refused"
    text = "line %(line)s, column %(column)s: %(problem)s"

    def __init__(self, fault: Fault, *, text: str, position: int, reason: str, suggestion: str = "") -> None:
        before = text[:position]
        self.fault = fault
        self.position = position
        self.line = before.count("\n") + 1
        self.column = position - (before.rfind("\n") + 1) + 1
        self.reason = reason
        self.suggestion = suggestion
        self.problem = f"{reason}; {suggestion}" if suggestion else reason
        super().__init__(line=self.line, column=self.column, problem=self.problem)


def near(name: str, known: Iterable[str]) -> str:
    """A suggestion for a mistyped `name`: the nearest known one, else all there are."""
    names = sorted(known)
    if found := nearest(name, names):
        return gettext("did you mean %(name)s?") % {"name": found}
    if not names:
        return gettext("there are none here")
    prefix = _prefix(name)
    fitting = [other for other in names if other.startswith(prefix)] or names
    shown = ", ".join(fitting[:NAMES_SHOWN]) + (", …" if len(fitting) > NAMES_SHOWN else "")
    return gettext("there are: %(names)s") % {"names": shown}


def nearest(name: str, known: Iterable[str], *, close: float = CLOSE, very_close: float = VERY_CLOSE) -> str:
    """The known name that a mistyped `name` probably means; empty where none is near.

    `close` is wanted of what follows a common part before the dot, `very_close` of whole names.
    """
    names = sorted(known)
    prefix = _prefix(name)
    kin = {other.removeprefix(prefix): other for other in names if other.startswith(prefix)}
    if found := get_close_matches(name.removeprefix(prefix), kin, n=1, cutoff=close):
        return kin[found[0]]
    return next(iter(get_close_matches(name, names, n=1, cutoff=very_close)), "")


def _prefix(name: str) -> str:
    return name[: name.rfind(".") + 1]
