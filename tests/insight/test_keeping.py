"""Figures over a whole space: live while that is quick, else as they were a short while ago."""

import time

import pytest

from guanxi import journal
from guanxi.insight import keeping
from tests import cast

NAME = "test.figure"


@pytest.fixture
def tea(db) -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def counted(monkeypatch) -> list[int]:
    """How often the figure was counted: its length. The figure is that number."""
    times: list[int] = []

    def count(space_id: int) -> int:
        times.append(space_id)
        return len(times)

    monkeypatch.setitem(keeping.MAKERS, NAME, count)
    return times


def figure(tea) -> int:
    value: int = keeping.figure(space_id=tea.space_id, name=NAME).value
    return value


def happen(tea) -> None:
    journal.record(space_id=tea.space_id, events=[journal.Event(type="tea.poured")])


def slow(monkeypatch) -> None:
    """Let every count take a second of the clock by which it is measured."""
    clock = iter(range(10_000))
    monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))


def test_counts_once_while_nothing_is_recorded(tea, counted):
    assert [figure(tea), figure(tea), figure(tea)] == [1, 1, 1]


def test_counts_anew_after_every_event_while_that_is_quick(tea, counted):
    seen = []
    for _ in range(4):
        happen(tea)
        seen.append(figure(tea))

    assert seen == [1, 2, 3, 4]


def test_shows_what_is_kept_when_counting_was_slow_three_times(tea, counted, monkeypatch):
    slow(monkeypatch)
    seen = []
    for _ in range(6):
        happen(tea)
        seen.append(figure(tea))

    assert seen == [1, 2, 3, 3, 3, 3]
    assert not keeping.figure(space_id=tea.space_id, name=NAME).is_live


def test_lets_the_worker_count_what_takes_long(tea, counted, monkeypatch):
    slow(monkeypatch)
    for _ in range(4):
        happen(tea)
        figure(tea)

    assert keeping.count_what_takes_long(space_id=tea.space_id) == 1
    assert keeping.count_what_takes_long(space_id=tea.space_id) == 0
    assert figure(tea) == 4


def test_keeps_the_figures_of_spaces_apart(tea, counted):
    owl = cast.night_owl()

    assert (figure(tea), figure(owl), figure(tea)) == (1, 2, 1)
