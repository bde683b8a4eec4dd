"""What a member holds and where it came from, for the member's own pages: bounded reads, however long the history is.

`why.story` tells the whole of it in one go, with running totals, for whoever has to be convinced.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from guanxi.insight import why
from guanxi.kernel import statements, tenancy

LOTS = 50
LARGEST_PAGE = 50
# An event moves a unit over two accounts of a member at most (the wallet and the debt that it goes against).
_TRANSFERS_AN_EVENT = 2


@dataclass(frozen=True, kw_only=True)
class Lot(why.LotLeft):
    """What is left of a credit, with the title of the quest that gave it and the reason why it is held, if any."""

    title: Mapping[str, str]
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What a member has of a unit in one kind of account (wallet, pending, held, debt), and the lots that are open."""

    unit: str
    kind: str
    balance: int
    lots: tuple[Lot, ...]


@dataclass(frozen=True, kw_only=True)
class Movements:
    """Events that moved a unit, newest first; `more` is the `before` of the next page, None where there is none."""

    lines: tuple[why.Line, ...]
    more: int | None


def holdings(*, space_id: int, member_id: int) -> tuple[Holding, ...]:
    """Everything that a member has, is about to have, or owes; one statement."""
    with tenancy.reading_in(space_id):
        found = statements.rows(_text("purse"), {"space": space_id, "member": member_id, "lots": LOTS})
    return tuple(
        Holding(unit=unit, kind=kind, balance=balance, lots=tuple(_lot(lot) for lot in json.loads(lots)))
        for unit, kind, balance, lots in found
    )


def movements(*, space_id: int, member_id: int, unit: str, before: int | None = None, limit: int = 20) -> Movements:
    """The newest events that moved a member's value of `unit`, each with what it goes back to; one statement.

    Lines have no number and no running totals: `number` is the place to page by.
    """
    size = min(max(limit, 1), LARGEST_PAGE)
    parameters = {
        "space": space_id, "member": member_id, "unit": unit, "before": before,
        "limit": size + 1, "transfers": (size + 1) * _TRANSFERS_AN_EVENT,
    }  # fmt: skip
    with tenancy.reading_in(space_id):
        found = statements.rows(_text("movements"), parameters)
    lines = tuple(_line(row) for row in found[:size])
    return Movements(lines=lines, more=lines[-1].number if len(found) > size else None)


def exported(*, space_id: int, member_id: int) -> object:
    """What a member holds and everything that ever moved it, for their own copy; with what merged members brought."""
    subjects = [
        row[0]
        for row in statements.rows(
            "SELECT member_id FROM members_public_member WHERE space_id = %s AND (member_id = %s OR merged_into = %s)",
            [space_id, member_id, member_id],
        )
    ]
    moved = statements.rows(_text("transfers"), {"space": space_id, "members": subjects})
    return {
        "balances": [
            {"unit": one.unit, "kind": one.kind, "amount": one.balance}
            for one in holdings(space_id=space_id, member_id=member_id)
        ],
        "transfers": [
            {
                "unit": unit, "kind": kind, "change": change, "event": event, "because": type_,
                "at": recorded.isoformat(),
            }
            for _, unit, kind, change, event, type_, recorded in moved
        ],
    }  # fmt: skip


def _lot(lot: Mapping[str, Any]) -> Lot:
    ends = lot["expires_at"]
    return Lot(
        event_id=lot["event_id"],
        kind=lot["kind"],
        amount=lot["amount"],
        remaining=lot["remaining"],
        available_at=datetime.fromisoformat(lot["available_at"]),
        expires_at=None if ends is None else datetime.fromisoformat(ends),
        title=lot["title"] or {},
        reason=lot["reason"],
    )


def _line(row: tuple[Any, ...]) -> why.Line:
    place, _, changes, change, reverses, chain, title = row
    event, *causes = (_told(link) for link in json.loads(chain))
    return why.Line(
        number=place,
        event=event,
        causes=tuple(causes),
        changes=json.loads(changes),
        change=change,
        worth_after=0,
        wallet_after=0,
        reverses=None,
        restores=bool(reverses) and change > 0,
        quest_title=json.loads(title) if title else {},
    )


def _told(link: Mapping[str, Any]) -> why.Told:
    return why.Told(
        id=link["id"],
        type=link["type"],
        props=link["props"],
        actor=link["actor"],
        at=datetime.fromisoformat(link["at"]),
        recorded_at=datetime.fromisoformat(link["recorded_at"]),
    )


@cache
def _text(name: str) -> str:
    return files("guanxi.insight").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
