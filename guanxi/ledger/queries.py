"""Reading the ledger: balances now and as of then, what is owed, how a balance came to be."""

from dataclasses import dataclass, fields
from datetime import datetime

from guanxi.kernel import statements

_MONEY_KINDS = frozenset({"granted", "purchased", "commission"})


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One side of a transfer on one account: the change, and the balance after it (None on system accounts)."""

    transfer_id: int
    kind: str
    unit: str
    change: int
    balance_after: int | None
    event_id: int
    reverses_id: int | None
    other_kind: str
    recorded_at: datetime


def is_money(unit: str) -> bool:
    """Whether amounts of the unit (a code such as "points" or "granted") are in the smallest part of the currency."""
    return unit.partition(":")[0] in _MONEY_KINDS


def balances(*, space_id: int, member_id: int) -> dict[tuple[str, str], int]:
    """The member's balances by (unit, kind); kind is wallet, pending, held or debt (which is zero or below)."""
    rows = statements.rows(
        "SELECT unit, kind, balance FROM ledger_public_balance WHERE space_id = %s AND member_id = %s",
        [space_id, member_id],
    )
    return {(str(unit), str(kind)): int(balance) for unit, kind, balance in rows}


def balance(*, space_id: int, member_id: int, unit: str = "points", kind: str = "wallet") -> int:
    """One balance of a member, in the unit's smallest part; 0 where there is no account yet."""
    return balances(space_id=space_id, member_id=member_id).get((unit, kind), 0)


def system_balance(*, space_id: int, kind: str, unit: str, owner_id: int = 0) -> int:
    """What a system account (reserve, escrow of a quest, issuance …) holds: the sum of its transfers."""
    rows = statements.rows(
        """
        SELECT ledger_sum(%s, %s::ledger_kind, %s,
                          (SELECT id FROM ledger_public_unit WHERE space_id = %s AND code = %s))
        """,
        [space_id, kind, owner_id, space_id, unit],
    )
    return int(rows[0][0] or 0)


def as_of(*, space_id: int, member_id: int, unit: str, at: datetime, kind: str = "wallet") -> int:
    """The balance as it was recorded by `at`: the entry that was last then, never the current row."""
    rows = statements.rows(
        """
        SELECT balance_after FROM ledger_entries_of(%s, %s, %s)
        WHERE kind = %s::ledger_kind AND recorded_at <= %s ORDER BY version DESC LIMIT 1
        """,
        [space_id, member_id, unit, kind, at],
    )
    return int(rows[0][0]) if rows else 0


def entries(*, space_id: int, member_id: int, unit: str | None = None, limit: int = 1000) -> list[Entry]:
    """The entries of a member's accounts, oldest first."""
    rows = statements.rows(
        """
        SELECT transfer_id, kind::text, unit, change, balance_after, event_id, reverses_id, other_kind::text,
               recorded_at
        FROM ledger_entries_of(%s, %s, %s) ORDER BY transfer_id, version LIMIT %s
        """,
        [space_id, member_id, unit, limit],
    )
    names = [one.name for one in fields(Entry)]
    return [Entry(**dict(zip(names, row, strict=True))) for row in rows]
