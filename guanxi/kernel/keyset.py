"""Pages of a list by key: any of its orders, both ways, exact at ties, and as cheap on the last page as on the first.

    ORDERS = {"new": keyset.Order(("s.id", "bigint")), "title": keyset.Order(("s.title", "text"), ("s.id", "bigint"))}
    way = keyset.way(ORDERS, wanted)
    rows = statements.rows(
        f"SELECT s.title, {way.keys} FROM … WHERE s.space_id = %(space)s AND {way.seek} ORDER BY {way.order}",
        {"space": space_id, **way.facts},
    )
    return way.found(rows, one=lambda row: Survey(title=row[0]))

The last part of an order is unique in its list, so no two rows stand at one place; all parts go the same way, so one
comparison of rows, and one index, serve both directions. No part is ever null.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

type Kind = Literal["bigint", "text", "timestamptz"]
type Place = tuple[str | int | datetime, ...]

LARGEST_PAGE = 500
_LARGEST = 2**63


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is asked of a list: the name of an order, its direction, and the place behind or before which to read.

    `sort` that the list does not know means its first order; a place that cannot be one means the beginning.
    """

    sort: str = ""
    descending: bool = True
    after: Place | None = None
    before: Place | None = None
    limit: int = 50


@dataclass(frozen=True, kw_only=True)
class Found[One]:
    """A page in the list's order, with the places behind its last row and before its first (None: there is no more)."""

    rows: tuple[One, ...]
    next: Place | None = None
    previous: Place | None = None


@dataclass(frozen=True)
class Order:
    """What a list is sorted by: SQL expressions with their types, the last of them unique in the list."""

    parts: tuple[tuple[str, Kind], ...]

    def __init__(self, *parts: tuple[str, Kind]) -> None:
        object.__setattr__(self, "parts", parts)


@dataclass(frozen=True, kw_only=True)
class Way:
    """How a statement reads the page: columns to put last, a condition, an ORDER BY with its LIMIT, their facts.

    The columns are called `names`: for a statement around the one that reads the page, which sorts by `again`.
    """

    keys: str
    names: str
    seek: str
    order: str
    again: str
    facts: Mapping[str, object]
    limit: int
    width: int
    downwards: bool
    backwards: bool
    begun: bool

    def found[One](self, rows: Sequence[Sequence[Any]], *, one: Callable[[Sequence[Any]], One]) -> Found[One]:
        """The page from what the statement answered; `one` makes a row from its columns without the keys."""
        kept = list(rows[: self.limit])
        more = len(rows) > self.limit
        if self.backwards:
            kept.reverse()
        if not kept:
            return Found(rows=())
        first, last = tuple(kept[0][-self.width :]), tuple(kept[-1][-self.width :])
        return Found(
            rows=tuple(one(row[: -self.width]) for row in kept),
            next=last if more or self.backwards else None,
            previous=first if (more if self.backwards else self.begun) else None,
        )


def way(orders: Mapping[str, Order], wanted: Wanted) -> Way:
    """How to read what is wanted in one of the orders."""
    order = orders.get(wanted.sort) or next(iter(orders.values()))
    after = _place(order, wanted.after)
    before = None if after else _place(order, wanted.before)
    start = after or before
    downwards = wanted.descending != (before is not None)
    limit = min(max(wanted.limit, 1), LARGEST_PAGE)
    columns = [expression for expression, _ in order.parts]
    names = [f"key_{at}" for at in range(len(columns))]
    facts: dict[str, object] = {f"keyset_{at}": value for at, value in enumerate(start or ())}
    places = [f"%(keyset_{at})s::{kind}" for at, (_, kind) in enumerate(order.parts)]
    direction = "DESC" if downwards else "ASC"
    return Way(
        keys=", ".join(f"{column} AS {name}" for column, name in zip(columns, names, strict=True)),
        names=", ".join(names),
        seek=f"({', '.join(columns)}) {'<' if downwards else '>'} ({', '.join(places)})" if start else "TRUE",
        order=", ".join(f"{one} {direction}" for one in columns) + " LIMIT %(keyset_limit)s",
        again=", ".join(f"{name} {direction}" for name in names),
        facts={**facts, "keyset_limit": limit + 1},
        limit=limit,
        width=len(columns),
        downwards=downwards,
        backwards=before is not None,
        begun=after is not None,
    )


def of_known[One](
    rows: Sequence[One], wanted: Wanted, *, orders: Mapping[str, Callable[[One], tuple[str | int, ...]]]
) -> Found[One]:
    """A page of a list that is at hand as a whole because it is never long; each order ends in what is unique."""
    key = orders.get(wanted.sort) or next(iter(orders.values()))
    limit = min(max(wanted.limit, 1), LARGEST_PAGE)
    line = sorted(rows, key=key, reverse=wanted.descending)
    places = [key(one) for one in line]
    start, end = 0, limit
    after, before = (_like(places, one) for one in (wanted.after, wanted.before))
    if after is not None:
        start = sum(place >= after if wanted.descending else place <= after for place in places)
        end = start + limit
    elif before is not None:
        end = sum(place > before if wanted.descending else place < before for place in places)
        start = max(end - limit, 0)
    shown = line[start:end]
    return Found(
        rows=tuple(shown),
        next=key(shown[-1]) if shown and end < len(line) else None,
        previous=key(shown[0]) if shown and start > 0 else None,
    )


def everything[One](read: Callable[[Wanted], Found[One]], wanted: Wanted) -> Iterator[tuple[One, ...]]:
    """The whole list from its beginning, page by page: for a table that is sent as it is read."""
    after: Place | None = None
    while True:
        found = read(replace(wanted, after=after, before=None, limit=LARGEST_PAGE))
        if found.rows:
            yield found.rows
        if found.next is None:
            return
        after = found.next


def _place(order: Order, given: Place | None) -> Place | None:
    """The given place if it can be one of this order: people can write anything into an address."""
    if given is None or len(given) != len(order.parts):
        return None
    read = [_value(kind, value) for (_, kind), value in zip(order.parts, given, strict=True)]
    return None if None in read else tuple(value for value in read if value is not None)


def _value(kind: Kind, value: str | int | datetime) -> str | int | datetime | None:
    match kind, value:
        case "bigint", int() if not isinstance(value, bool) and -_LARGEST <= value < _LARGEST:
            return value
        case "text", str() if "\0" not in value and value.encode(errors="ignore").decode() == value:
            return value
        case "timestamptz", datetime():
            return value
        case "timestamptz", str():
            return _moment(value)
        case _:
            return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _like(places: Sequence[tuple[str | int, ...]], given: Place | None) -> Place | None:
    """The given place if it can be compared with these."""
    if given is None or not places or [type(one) for one in given] != [type(one) for one in places[0]]:
        return None
    return given
