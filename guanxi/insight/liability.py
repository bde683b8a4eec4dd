"""What a space owes its members: by unit and kind of account, and by the month in which it expires."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from guanxi.insight import keeping
from guanxi.insight.reading import together
from guanxi.kernel import tenancy

NAME = "liability"
FILES = ("owed", "expiring")


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What members hold or are owed of one unit: available, pending, held, debt, or set aside."""

    unit: str
    kind: str
    available: int
    pending: int
    held: int
    debt: int
    set_aside: int


@dataclass(frozen=True, kw_only=True)
class Expiring:
    """How much of a unit expires in a calendar month (None: never)."""

    unit: str
    kind: str
    month: date | None
    amount: int


@dataclass(frozen=True, kw_only=True)
class Liability:
    """What is owed, as it was counted `at`."""

    owed: tuple[Owed, ...]
    expiring: tuple[Expiring, ...]
    at: datetime
    is_live: bool


def read(*, space_id: int) -> Liability:
    """What the space owes: live in a small space, a few minutes old in a large one."""
    kept = keeping.figure(space_id=space_id, name=NAME)
    return Liability(
        owed=owed_of(kept.value),
        expiring=expiring_of(kept.value),
        at=kept.at,
        is_live=kept.is_live,
    )


@keeping.keeps(NAME)
def count(space_id: int) -> Mapping[str, Any]:
    """Both lists as plain data, in one statement."""
    with tenancy.reading_in(space_id):
        return together((), FILES, space=space_id)


def owed_of(counted: Mapping[str, Any]) -> tuple[Owed, ...]:
    """What is owed, of plain data."""
    return tuple(Owed(**one) for one in counted["owed"])


def expiring_of(counted: Mapping[str, Any]) -> tuple[Expiring, ...]:
    """What expires in which month, of plain data."""
    return tuple(
        Expiring(**{**one, "month": one["month"] and date.fromisoformat(one["month"])}) for one in counted["expiring"]
    )
