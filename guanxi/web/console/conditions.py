"""A condition by clicking: rows of field, operator and value in groups, and the same as text, both ways.

`text_of` writes the language of predicates; `read` finds rows in a predicate again, or says that it is too free for
rows. Reading what was written gives the same rows. Pure functions.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, gettext_noop

from guanxi.kernel.predicates import FieldType, tree
from guanxi.kernel.predicates.tree import Node

type Join = Literal["all", "any"]
MOST_GROUPS = 8
MOST_ROWS = 10
_WORDS: Mapping[str, Join] = {"AND": "all", "OR": "any"}
_ESCAPED = re.compile(r"!([!%_])")

OPERATORS: Mapping[FieldType, Mapping[str, str]] = {
    "text": {
        "is": gettext_noop("is"),
        "not": gettext_noop("is not"),
        "in": gettext_noop("is one of (; between them)"),
        "starts": gettext_noop("begins with"),
        "contains": gettext_noop("contains"),
        "filled": gettext_noop("is known"),
        "empty": gettext_noop("is not known"),
    },
    "texts": {"has": gettext_noop("has"), "lacks": gettext_noop("has not")},
    "integer": {
        "=": gettext_noop("is"),
        "<>": gettext_noop("is not"),
        ">=": gettext_noop("at least"),
        "<=": gettext_noop("at most"),
        ">": gettext_noop("more than"),
        "<": gettext_noop("less than"),
        "filled": gettext_noop("is known"),
        "empty": gettext_noop("is not known"),
    },
    "boolean": {
        "yes": gettext_noop("is yes"),
        "no": gettext_noop("is no"),
        "filled": gettext_noop("is known"),
        "empty": gettext_noop("is not known"),
    },
    "instant": {
        "within": gettext_noop("in the last … days"),
        "longer": gettext_noop("at least … days ago"),
        "since": gettext_noop("on or after"),
        "before": gettext_noop("before"),
    },
    "date": {
        "since": gettext_noop("on or after"),
        "before": gettext_noop("before"),
        "on": gettext_noop("is on"),
        "filled": gettext_noop("is known"),
        "empty": gettext_noop("is not known"),
    },
}
"""What can be asked of a field of each type, the usual first."""
VALUELESS = frozenset({"filled", "empty", "yes", "no"})
_SIGNS = frozenset({"=", "<>", ">=", "<=", ">", "<"})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question: a field, an operator of its type, and what it is compared with, as typed."""

    field: str
    operator: str
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows of which all, or any one, must hold."""

    join: Join
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True)
class Build:
    """Groups of which all, or any one, must hold."""

    join: Join
    groups: tuple[Group, ...]


class RowProblemError(Exception):
    """A row cannot be read: `place` is (group, row), the text says why."""

    def __init__(self, place: tuple[int, int], text: str) -> None:
        super().__init__(text)
        self.place = place


def text_of(build: Build, *, types: Mapping[str, FieldType], zone: ZoneInfo) -> str:
    """The condition as text; days begin at midnight in `zone`. Raises RowProblemError."""
    groups = []
    for number, group in enumerate(build.groups):
        parts = [_written(row, types, zone, (number, place)) for place, row in enumerate(group.rows)]
        if parts:
            groups.append(_joined(parts, group.join, nested=len(build.groups) > 1))
    return _joined(groups, build.join, nested=False)


def read(root: Node, *, zone: ZoneInfo) -> Build | None:
    """The rows that a condition consists of; None when it says more than rows can."""
    row = _row(root, zone)
    if row is not None:
        return Build(join="all", groups=(Group(join="all", rows=(row,)),))
    if not isinstance(root, tree.Joined):
        return None
    rows = [_row(part, zone) for part in root.parts]
    if all(rows) and len(rows) <= MOST_ROWS:
        only = Group(join=_WORDS[root.word], rows=tuple(one for one in rows if one))
        return Build(join="all", groups=(only,))
    groups = [_group(part, zone) for part in root.parts]
    if any(group is None for group in groups) or len(groups) > MOST_GROUPS:
        return None
    return Build(join=_WORDS[root.word], groups=tuple(group for group in groups if group))


def operators(kind: FieldType) -> list[tuple[str, str]]:
    """The operators of a type with their words."""
    return [(code, gettext(words)) for code, words in OPERATORS[kind].items()]


def _group(node: Node, zone: ZoneInfo) -> Group | None:
    row = _row(node, zone)
    if row is not None:
        return Group(join="all", rows=(row,))
    if not isinstance(node, tree.Joined) or len(node.parts) > MOST_ROWS:
        return None
    rows = [_row(part, zone) for part in node.parts]
    return Group(join=_WORDS[node.word], rows=tuple(one for one in rows if one)) if all(rows) else None


def _joined(parts: Sequence[str], join: Join, *, nested: bool) -> str:
    text = (" AND " if join == "all" else " OR ").join(parts)
    return f"({text})" if nested and len(parts) > 1 else text


def _written(row: Row, types: Mapping[str, FieldType], zone: ZoneInfo, place: tuple[int, int]) -> str:
    kind = types.get(row.field)
    if kind is None or row.operator not in OPERATORS[kind]:
        raise RowProblemError(place, gettext("Choose a field and what to ask of it."))
    value = row.value.strip()
    if not value and row.operator not in VALUELESS:
        raise RowProblemError(place, gettext("Say with what to compare."))
    match row.operator:
        case "filled":
            return f"{row.field} IS NOT NULL"
        case "empty":
            return f"{row.field} IS NULL"
        case "yes" | "no":
            return f"{row.field} = {'TRUE' if row.operator == 'yes' else 'FALSE'}"
        case _:
            return _compared(row.field, row.operator, value, kind, zone, place)


def _compared(field: str, operator: str, value: str, kind: FieldType, zone: ZoneInfo, place: tuple[int, int]) -> str:
    match kind:
        case "text":
            return _of_text(field, operator, value)
        case "texts":
            return f"{'NOT ' if operator == 'lacks' else ''}has({field}, {_quoted(value)})"
        case "integer":
            return f"{field} {operator} {_whole(value, place)}"
        case "instant" if operator in {"within", "longer"}:
            return f"days_since({field}) {'<' if operator == 'within' else '>='} {_whole(value, place)}"
        case _:
            day = _day(value, place)
            sign = {"since": ">=", "before": "<", "on": "="}[operator]
            if kind == "date":
                return f"{field} {sign} date '{day.isoformat()}'"
            midnight = datetime.combine(day, time.min, tzinfo=zone).isoformat()
            return f"{field} {sign} timestamptz '{midnight}'"


def _of_text(field: str, operator: str, value: str) -> str:
    match operator:
        case "not":
            return f"coalesce({field}, '') <> {_quoted(value)}"
        case "in":
            words = [word.strip() for word in re.split(r"[;；\n]", value) if word.strip()]
            return f"{field} IN ({', '.join(_quoted(word) for word in words)})"
        case "starts" | "contains":
            pattern = re.sub(r"([!%_])", r"!\1", value)
            pattern = f"{pattern}%" if operator == "starts" else f"%{pattern}%"
            return f"{field} LIKE {_quoted(pattern)} ESCAPE '!'"
        case _:
            return f"{field} = {_quoted(value)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _whole(value: str, place: tuple[int, int]) -> int:
    if not re.fullmatch(r"-?[0-9]{1,18}", value):
        raise RowProblemError(place, gettext("Write a whole number in figures."))
    return int(value)


def _day(value: str, place: tuple[int, int]) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise RowProblemError(place, gettext("Write a date such as 2026-03-20.")) from None


def _row(node: Node, zone: ZoneInfo) -> Row | None:  # noqa: PLR0911 - one return for each shape
    match node:
        case tree.IsNull(inner=tree.Field(name=name)):
            return Row(field=name, operator="empty")
        case tree.Not(inner=tree.IsNull(inner=tree.Field(name=name))):
            return Row(field=name, operator="filled")
        case tree.Called(function="has", arguments=(tree.Field(name=name), tree.Constant(value=str(value)))):
            return Row(field=name, operator="has", value=value)
        case tree.Not(
            inner=tree.Called(function="has", arguments=(tree.Field(name=name), tree.Constant(value=str(value))))
        ):
            return Row(field=name, operator="lacks", value=value)
        case tree.Among(inner=tree.Field(name=name, kind="text"), choices=choices):
            words = [str(choice.value) for choice in choices]
            if any(re.search(r"[;；\n]", word) or word != word.strip() for word in words):
                return None
            return Row(field=name, operator="in", value="; ".join(words))
        case tree.Like(inner=tree.Field(name=name), pattern=pattern):
            return _like(name, pattern)
        case tree.Compared():
            return _comparison(node, zone)
        case _:
            return None


def _like(name: str, pattern: str) -> Row | None:
    plain = pattern.removesuffix("%")
    operator = "starts"
    if plain.startswith("%"):
        plain, operator = plain[1:], "contains"
    bare = re.sub(r"!.", "", plain)
    if plain == pattern or not plain or "%" in bare or "_" in bare or (bare == "" and plain.endswith("!")):
        return None
    return Row(field=name, operator=operator, value=_ESCAPED.sub(r"\1", plain))


def _comparison(node: tree.Compared, zone: ZoneInfo) -> Row | None:  # noqa: PLR0911 - one return for each shape
    match node.left, node.right:
        case tree.Called(
            function="coalesce", arguments=(tree.Field(name=name), tree.Constant(value=""))
        ), tree.Constant(value=str(value)) if node.sign == "<>":
            return Row(field=name, operator="not", value=value)
        case tree.Called(function="days_since", arguments=(tree.Field(name=name),)), tree.Constant(value=int(days)):
            operator = {"<": "within", ">=": "longer"}.get(node.sign)
            return Row(field=name, operator=operator, value=str(days)) if operator else None
        case tree.Field(name=name), tree.Constant(value=bool(truth)) if node.sign == "=":
            return Row(field=name, operator="yes" if truth else "no")
        case tree.Field(name=name, kind="integer"), tree.Constant(value=int(number)) if node.sign in _SIGNS:
            return Row(field=name, operator=node.sign, value=str(number))
        case tree.Field(name=name, kind="text"), tree.Constant(value=str(text)) if node.sign == "=":
            return Row(field=name, operator="is", value=text) if text == text.strip() and text else None
        case tree.Field(name=name), tree.Constant(value=datetime() as moment):
            return _moment(name, node.sign, moment, zone)
        case tree.Field(name=name), tree.Constant(value=date() as day):
            operator = {">=": "since", "<": "before", "=": "on"}.get(node.sign)
            return Row(field=name, operator=operator, value=day.isoformat()) if operator else None
        case _:
            return None


def _moment(name: str, sign: str, moment: datetime, zone: ZoneInfo) -> Row | None:
    local = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(zone)
    operator = {">=": "since", "<": "before"}.get(sign)
    if operator is None or local.timetz().replace(tzinfo=None) != time.min:
        return None
    return Row(field=name, operator=operator, value=local.date().isoformat())
