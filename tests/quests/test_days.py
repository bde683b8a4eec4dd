"""On which local days something can be done for a quest: its end names the first moment that no longer counts."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from guanxi.quests import standing
from guanxi.quests.definition import Definition, Goal

SHANGHAI = ZoneInfo("Asia/Shanghai")
TEA = Definition(slug="tea", title={}, goals=(Goal(events=("checkin.made",)),))


@pytest.mark.parametrize(
    ("end", "last"),
    [
        (None, None),
        (date(2026, 5, 1), date(2026, 4, 30)),
        (datetime(2026, 4, 30, 16, tzinfo=UTC), date(2026, 4, 30)),  # midnight in Shanghai
        (datetime(2026, 4, 30, 17, tzinfo=UTC), date(2026, 5, 1)),
    ],
)
def test_says_the_last_day_before_a_half_open_end(end, last):
    assert standing.last_day_of(replace(TEA, window_to=end), zone=SHANGHAI) == last


def test_ends_early_when_it_was_ended():
    ended = datetime(2026, 4, 10, 4, tzinfo=UTC)
    definition = replace(TEA, window_to=date(2026, 5, 1))

    assert standing.last_day_of(definition, zone=SHANGHAI, ended_at=ended) == date(2026, 4, 10)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (date(2026, 3, 31), False),
        (date(2026, 4, 1), False),
        (date(2026, 4, 2), True),
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), False),
    ],
)
def test_counts_from_the_later_beginning_to_the_last_day(day, counts):
    definition = replace(TEA, counts_from=date(2026, 4, 2), window_from=date(2026, 4, 1), window_to=date(2026, 5, 1))

    assert standing.counts_on(definition, zone=SHANGHAI, day=day) is counts
