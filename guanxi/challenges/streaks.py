"""Days in a row. Pure: local days in, figures out."""

from collections.abc import Collection
from datetime import date, timedelta

DAY = timedelta(days=1)


def run_until(days: Collection[date], last: date) -> int:
    """How many days in a row, with `last` as the final one; 0 when `last` is not among them."""
    length = 0
    while last - length * DAY in days:
        length += 1
    return length


def current(days: Collection[date], today: date) -> int:
    """The run that is alive today: it ends today, or yesterday when today is still open."""
    return run_until(days, today) or run_until(days, today - DAY)


def longest(days: Collection[date]) -> int:
    """The longest run there is."""
    ends = [day for day in days if day + DAY not in days]
    return max((run_until(days, end) for end in ends), default=0)


def spell(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included; none when `last` is earlier."""
    return [first + offset * DAY for offset in range((last - first).days + 1)]
