"""The checks of the audit: which rule each one holds, and what a violation of it would mean.

A check is one SELECT over a space in `sql/`. It gives a row for everything it looked at; `offence` is null, or says
in words what is wrong. `docs/rules/audit.md` tells the rules in prose.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

type Severity = Literal["value", "truth", "privacy", "delay"]
"""What is at stake: value of a member or the brand, what was recorded, who somebody is, or only time."""


@dataclass(frozen=True, slots=True)
class Check:
    """One rule: `id` as the report names it, the file of its SQL, what is at stake, and where the rule is written."""

    id: str
    file: str
    severity: Severity
    source: str

    @property
    def sql(self) -> str:
        """The SELECT with one column, `offence`; it takes the parameter `space`."""
        return _text(self.file)

    @property
    def purpose(self) -> str:
        """What must hold, in one sentence."""
        return self.sql.splitlines()[0].removeprefix("-- ")


@cache
def _text(file: str) -> str:
    return files(__package__).joinpath("sql", f"{file}.sql").read_text(encoding="utf-8")


CHECKS = (
    Check("L1", "transfer_sides", "value", "L1, L5, LE-1"),
    Check("L2", "unit_sums", "value", "L2"),
    Check("L3", "account_chains", "value", "L3, LE-2"),
    Check("L4", "account_balances", "value", "L4"),
    Check("L4.signs", "account_signs", "value", "L4, LE-2, LE-3"),
    Check("L5", "account_owners", "value", "L5, LE-2"),
    Check("L6", "immutability", "truth", "L6"),
    Check("L6.reversals", "reversals", "value", "L6, UN-2"),
    Check("L7", "effect_keys", "value", "L7, QU-5"),
    Check("L8", "transfer_causes", "truth", "L8"),
    Check("L8.amounts", "event_amounts", "truth", "L8, LE-8"),
    Check("L9", "seals", "truth", "L9"),
    Check("L10", "lot_remains", "value", "L10, LE-4"),
    Check("L10.balances", "lot_balances", "value", "L10, LE-4"),
    Check("R5", "promise_backing", "value", "R5, QU-7"),
    Check("R6", "budget_sums", "value", "R6, LE-3"),
    Check("R6.escrow", "escrow_sums", "value", "R6, QU-7"),
    Check("R7", "grant_transfers", "value", "R7"),
    Check("R7.credits", "credit_grants", "value", "R7, L8"),
    Check("R7.reversed", "reversed_grants", "value", "R7, UN-1"),
    Check("R8", "settled_quests", "value", "R8, UN-6"),
    Check("QU3", "progress_values", "truth", "QU-2, QU-3, QU-4"),
    Check("QU3.steps", "steps_reached", "truth", "QU-3, UN-1"),
    Check("QU5", "generations", "value", "QU-5, A7"),
    Check("QU7", "day_ceilings", "value", "QU-7, R6"),
    Check("QU9", "cap_use", "value", "QU-9"),
    Check("TI3", "contribution_days", "truth", "TI-3"),
    Check("UN1", "undone_causes", "value", "UN-1"),
    Check("UN1.inputs", "contribution_events", "truth", "UN-1, QU-3"),
    Check("A1", "inviter_written_once", "truth", "A1, RE-2"),
    Check("A2", "forest", "truth", "A2"),
    Check("A3", "qualified_acts", "truth", "A3, QU-12"),
    Check("A4", "inviter_is_older", "truth", "A4"),
    Check("A6", "touches", "truth", "A6"),
    Check("A7", "qualified_once", "value", "A5, A7"),
    Check("J1", "event_subjects", "truth", "EV-1, EV-2, S1"),
    Check("J2", "event_causes", "truth", "QU-11, L8"),
    Check("J3", "event_keys", "truth", "EV-1, L7"),
    Check("J4", "voids", "truth", "EV-3, UN-4"),
    Check("J5", "event_clocks", "truth", "TI-1"),
    Check("Q1", "waiting_events", "delay", "Q1, Q4"),
    Check("Q2", "set_aside_events", "delay", "Q1, W1"),
    Check("S1", "tenant_columns", "privacy", "S1"),
    Check("S2", "row_security", "privacy", "S2"),
    Check("S2.role", "application_role", "privacy", "S2"),
    Check("S8", "erased_members", "privacy", "S7, S8, EV-4"),
)
