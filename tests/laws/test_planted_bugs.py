"""Known bugs, planted one at a time: the scene that passes on the healthy engine fails on the sick one."""

import pytest

from tests.laws.planted.bugs import BUGS
from tests.laws.planted.planting import Bug, DoesNotApply, InPython, InSql, planted


@pytest.fixture
def enter(request):
    """Begins the test's transaction (or real commits) once the bug is planted, so that it ends before the bug does."""
    return lambda bug: request.getfixturevalue("committed_db" if bug.commits else "db")


@pytest.fixture(params=BUGS, ids=lambda bug: bug.name)
def healthy(request, owner_connection):
    with planted(owner_connection, request.param.given):
        yield request.param


@pytest.fixture(params=BUGS, ids=lambda bug: bug.name)
def sick(request, owner_connection):
    with planted(owner_connection, request.param.given + request.param.plants):
        yield request.param


def test_passes_on_the_healthy_engine(healthy: Bug, enter):
    enter(healthy)
    healthy.probe()


def test_fails_with_the_bug(sick: Bug, enter):
    enter(sick)
    with pytest.raises(AssertionError, match=sick.shows):
        sick.probe()


def test_knows_each_bug_by_its_own_name():
    assert len({bug.name for bug in BUGS}) == len(BUGS) >= 12
    assert [bug.name for bug in BUGS if not bug.plants] == []


def test_fails_when_a_patch_does_not_apply_any_more(owner_connection, db):
    with (
        pytest.raises(DoesNotApply, match="says 0 times"),
        planted(owner_connection, (InSql("journal_settle", "words that left", ""),)),
    ):
        pass
    with (
        pytest.raises(DoesNotApply, match="0 functions"),
        planted(owner_connection, (InSql("a_function_that_left", "", ""),)),
    ):
        pass
    patch = InPython("guanxi.ledger.actions:check_amount", "words that left", "")
    with pytest.raises(DoesNotApply, match="says 0 times"), planted(owner_connection, (patch,)):
        pass
