"""The books of a space: what its system accounts hold, what moved, what is owed when. For pages, so bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from guanxi.kernel import statements, tenancy

SYSTEM_KINDS = ("reserve", "escrow", "stock", "issuance", "redemption", "expiry", "forfeit", "clearing", "outside")
AT_ONCE = 200_000


@dataclass(frozen=True, kw_only=True)
class Account:
    """What the system accounts of one kind hold of a unit. Issuance is below zero: it is what was given out."""

    unit: str
    kind: str
    balance: int


@dataclass(frozen=True, kw_only=True)
class Side:
    """An account of a transfer: its kind, and whose it is (a member's, a quest's; 0: the space's own)."""

    kind: str
    owner_id: int


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Value that moved from `source` to `target`, and the event that caused it. `reverses_id` takes one back."""

    id: int
    unit: str
    amount: int
    source: Side
    target: Side
    event_id: int
    event_type: str
    reverses_id: int | None
    recorded_at: datetime


def accounts(*, space_id: int) -> tuple[Account, ...]:
    """What the system accounts hold by unit and kind: the checkpoint, and what moved after it; in one statement."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(_statement("accounts"), {"space": space_id})
    return tuple(Account(unit=unit, kind=kind, balance=balance) for unit, kind, balance in rows)


def units(*, space_id: int) -> tuple[str, ...]:
    """The codes of the units that the space has used, in the order in which it met them."""
    with tenancy.reading_in(space_id):
        rows = statements.rows("SELECT code FROM ledger_unit WHERE space_id = %s ORDER BY id", [space_id])
    return tuple(str(code) for (code,) in rows)


def advance_checkpoints(*, space_id: int, actor: str, most: int = AT_ONCE) -> int:
    """Take the transfers of the next `most` ids into the checkpoints; returns how many ids it went on, 0 at the end.

    `actor` is the worker's: nothing is decided here, so nothing is recorded.
    """
    del actor
    with tenancy.acting_in(space_id):
        return int(statements.value("SELECT ledger_advance_checkpoints(%s, %s)", [space_id, most]))


def as_transfer(row: Sequence[Any]) -> Transfer:
    """A row of the reports about transfers as plain data."""
    number, unit, amount, source, payer, target, payee, event_id, event_type, reverses_id, recorded_at = row
    return Transfer(
        id=number,
        unit=unit,
        amount=amount,
        source=Side(kind=source, owner_id=payer),
        target=Side(kind=target, owner_id=payee),
        event_id=event_id,
        event_type=event_type or "",
        reverses_id=reverses_id,
        recorded_at=recorded_at,
    )


@cache
def _statement(name: str) -> str:
    return files("guanxi.ledger").joinpath("sql", "reports", f"{name}.sql").read_text(encoding="utf-8")
