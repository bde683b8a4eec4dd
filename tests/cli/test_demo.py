"""The demo: the same story for everybody, told by the real actions, and nothing in it that the audit would mind."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from guanxi.cli import demonstration
from guanxi.cli.demonstration import plot
from tests.cli.telling import SHANGHAI, UNTIL, told
from tests.databases import ROOT


@pytest.mark.django_db
def test_tells_the_same_story_twice():
    for slug in ("first", "second"):
        demonstration.build(lambda _: None, slug=slug, until=UNTIL, days=12)
    first, second = told("first"), told("second")
    assert first == second
    assert all(first)


@pytest.mark.django_db
def test_leaves_nothing_behind_when_it_is_interrupted():
    def interrupt(_days: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demonstration.build(interrupt, until=UNTIL)
    assert not demonstration.exists()


def test_plans_the_same_for_the_same_day_and_something_else_for_another_seed():
    def planned(seed: int) -> list[plot.Entry]:
        return plot.entries(first_day=date(2026, 10, 3), zone=SHANGHAI, seed=seed)

    assert planned(1) == planned(1) != planned(2)


def test_gives_everything_an_instant_of_its_own():
    entries = plot.entries(first_day=date(2026, 10, 3), zone=SHANGHAI)
    assert Counter(entry.at for entry in entries).most_common(1)[0][1] == 1


def test_runs_on_the_quests_of_the_documentation():
    folder = Path(demonstration.__file__).parent
    assert (folder / "tea-brand.yaml").read_bytes() == (ROOT / "docs/examples/tea-brand.yaml").read_bytes()
