"""The only place where value moves: accounts, transfers, lots, holds, debt."""

from guanxi.ledger.actions import check_amount, check_unit, expire, forfeit, fund, mature, move, spend, unit_id
from guanxi.ledger.holding import capture, forgive, hold, refund, release
from guanxi.ledger.queries import Entry, as_of, balance, balances, entries, system_balance

__all__ = [
    "Entry",
    "as_of",
    "balance",
    "balances",
    "capture",
    "check_amount",
    "check_unit",
    "entries",
    "expire",
    "forfeit",
    "forgive",
    "fund",
    "hold",
    "mature",
    "move",
    "refund",
    "release",
    "spend",
    "system_balance",
    "unit_id",
]
