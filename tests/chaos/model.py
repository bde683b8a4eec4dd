"""What members must have of growth and points, computed from plain Python facts and nothing of the engine."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta


@dataclass(slots=True)
class Fact:
    """Something a member did, as the model remembers it; `day` is the local day for which it counts."""

    event_id: int
    member_id: int
    kind: str
    day: date
    cents: int = 0
    live: bool = True


@dataclass(slots=True)
class Model:
    """The facts, the spends, and what a person denied (by the event that had granted it)."""

    facts: dict[int, Fact] = field(default_factory=dict)
    spent: Counter[int] = field(default_factory=Counter)
    denied: dict[int, tuple[int, str, int]] = field(default_factory=dict)
    beyond: set[int] = field(default_factory=set)
    """Members of whom the model knows nothing any more: merged or erased."""

    def live(self, member_id: int, kind: str) -> list[Fact]:
        """The member's facts of one kind that count."""
        return [fact for fact in self.facts.values() if fact.live and fact.member_id == member_id and fact.kind == kind]

    def growth(self, member_id: int) -> int:
        """Two for each check-in, seven for two check-ins and an order."""
        checkins, orders = self.live(member_id, "checkin.made"), self.live(member_id, "order.delivered")
        return 2 * len(checkins) + (7 if len(checkins) >= 2 and orders else 0)

    def points(self, member_id: int) -> int:
        """One for each yuan of an order, twenty for two days in a row, three for each review; less what was spent."""
        yuan = sum(fact.cents // 100 for fact in self.live(member_id, "order.delivered"))
        days = longest_run(fact.day for fact in self.live(member_id, "checkin.made"))
        reviews = 3 * len(self.live(member_id, "review.written"))
        return yuan + (20 if days >= 2 else 0) + reviews - self.spent[member_id]

    def expected(self, unit: str, member_ids: Iterable[int], voided: set[int]) -> dict[int, int]:
        """What each member has of a unit; a denial ends with the grant that it denied."""
        worth = self.growth if unit == "growth" else self.points
        denied: Counter[int] = Counter()
        for event_id, (member_id, code, amount) in self.denied.items():
            if code == unit and event_id not in voided:
                denied[member_id] += amount
        found = {
            member_id: worth(member_id) - denied[member_id] for member_id in member_ids if member_id not in self.beyond
        }
        return {member_id: amount for member_id, amount in found.items() if amount}


def longest_run(days: Iterable[date]) -> int:
    """The length of the longest run of consecutive days."""
    there = set(days)
    best = 0
    for day in there:
        if day - timedelta(days=1) not in there:
            length = 1
            while day + timedelta(days=length) in there:
                length += 1
            best = max(best, length)
    return best
