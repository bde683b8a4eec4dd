# as guanxi/ledger/queries.py
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Balance:
    amount: int
