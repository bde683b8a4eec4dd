"""What somebody needs who wants to enter a circle, and where the modules above may have a say in it.

A circle's rule is one of: open, request (somebody decides), survey (answered), ticket (held, or spent), invitation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from guanxi import ledger
from guanxi.kernel import tenancy
from guanxi.surveys import queries as surveys


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How a circle is entered. The ticket is the name in the unit `ticket:NAME`; spent, or only to be held."""

    name: str = "open"
    survey_id: int | None = None
    ticket: str = ""
    is_ticket_spent: bool = False


class Check(Protocol):
    """Whether a member meets an entry rule of this name."""

    def __call__(self, *, space_id: int, rule: Rule, member_id: int) -> bool: ...  # noqa: D102 - said above


_checks: dict[str, Check] = {}


def declare_check(name: str, check: Check) -> None:
    """Let `check` answer for the entry rule `name`; the last one that is declared does."""
    _checks[name] = check


def checks() -> Mapping[str, Check]:
    """Who answers for which entry rule."""
    return dict(_checks)


def is_met(*, space_id: int, rule: Rule, member_id: int) -> bool:
    """Whether the rule lets the member in without anybody deciding; an invitation is looked at where it is shown."""
    if rule.name == "open":
        return True
    check = _checks.get(rule.name)
    with tenancy.reading_in(space_id):
        return check is not None and check(space_id=space_id, rule=rule, member_id=member_id)


def _has_ticket(*, space_id: int, rule: Rule, member_id: int) -> bool:
    return ledger.balance(space_id=space_id, member_id=member_id, unit=f"ticket:{rule.ticket}") > 0


def _has_answered(*, space_id: int, rule: Rule, member_id: int) -> bool:
    return rule.survey_id is not None and surveys.has_answered(
        space_id=space_id, survey_id=rule.survey_id, member_id=member_id
    )


declare_check("ticket", _has_ticket)
declare_check("survey", _has_answered)
