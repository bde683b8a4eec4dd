"""What quests refuse, in words a person can act on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from guanxi.kernel.errors import Refusal


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in a quest file; `line` and `column` count from 1, `path` is how YAML nests."""

    line: int
    column: int
    path: str
    reason: str
    suggestion: str = ""

    def __str__(self) -> str:
        advice = f"; {self.suggestion}" if self.suggestion else ""
        return f"{self.line}:{self.column} {self.path}: {self.reason}{advice}"


class QuestFileRefused(Refusal):
    """A quest file with `problems`, all that were found, in the order of the file. Nothing was applied."""

    code = "quest_file_refused"
    text = "%(problems)s"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
        super().__init__(problems="\n".join(str(problem) for problem in self.problems))


class UnknownQuest(Refusal):
    """No quest of that name in this space."""

    code = "unknown_quest"
    text = "This space has no quest “%(quest)s”. `guanxi quest list` shows those it has."


class WrongState(Refusal):
    """What is asked does not follow from the state the quest is in."""

    code = "wrong_state"
    text = (
        "Quest “%(quest)s” is %(state)s, so it cannot be %(wanted)s. Its states are draft, launched, paused, "
        "ended, settled."
    )


class NotCovered(Refusal):
    """The reserve does not cover the worst case: what cannot be paid cannot be promised."""

    code = "not_covered"
    text = (
        "Quest “%(quest)s” promises up to %(needed)s %(unit)s, and the reserve has %(available)s."
        " Nothing was launched. Fund the reserve (guanxi fund) or lower the budget."
    )

    @property
    def short(self) -> int:
        """How much of the unit is missing."""
        return int(str(self.facts["needed"])) - int(str(self.facts["available"]))


class ReserveLacks(Refusal):
    """A settled quest owes something again, and the reserve does not have it."""

    code = "reserve_lacks"
    text = (
        "Quest “%(quest)s” is settled: its %(needed)s %(unit)s would come from the reserve, which has %(available)s."
        " Nothing was decided. Fund the reserve (guanxi fund), or deny it."
    )


class ReserveShort(Refusal):
    """The reserve does not cover what several quests promise together; `missing` says by unit how much is."""

    code = "reserve_short"
    text = "The reserve does not cover what is promised: %(missing)s are missing. Nothing was launched."

    def __init__(self, missing: Mapping[str, int]) -> None:
        self.missing = dict(missing)
        super().__init__(missing=", ".join(f"{amount:,} {unit}" for unit, amount in missing.items()))


class WindowOver(Refusal):
    """The window of the quest has ended, and it counts nothing from before: nobody could ever fulfil it."""

    code = "quests.window_over"
    text = gettext_noop(
        "“%(quest)s” counts only until %(day)s, which is over: nobody could fulfil it. Nothing was launched. Give it a"
        " later end and launch it again."
    )


class BudgetShrinks(Refusal):
    """A budget that was promised cannot become smaller."""

    code = "budget_shrinks"
    text = (
        "Quest “%(quest)s” has set aside %(had)s %(unit)s; a new version cannot promise only %(wanted)s. End "
        "the quest and start another."
    )


class NothingHeld(Refusal):
    """The event has no grant that waits for a decision."""

    code = "nothing_held"
    text = "Event %(event)s has nothing that waits for a decision."


class TooManyAtOnce(Refusal):
    """More events than somebody can have looked at on one page."""

    code = "quests.too_many_at_once"
    text = gettext_noop("At most %(most)s can be decided at once. Nothing was decided.")


class ChangedMeanwhile(Refusal):
    """The newest version, or what the reserve lacks for it, is not what somebody looked at before they launched."""

    code = "quests.changed_meanwhile"
    text = gettext_noop(
        "“%(quest)s” or its cover has changed since you looked at it. Nothing was launched: look again at what it says"
        " now."
    )
