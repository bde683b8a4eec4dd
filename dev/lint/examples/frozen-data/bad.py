# as guanxi/ledger/queries.py
from dataclasses import dataclass


@dataclass
class Balance:  # <- bad
    amount: int


@dataclass(kw_only=True, slots=True)
class Lot:  # <- bad
    left: int
