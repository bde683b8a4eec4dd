"""The counts of a day equal a recount of the journal, whatever happened and in whatever pieces it was read."""

import contextlib
import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.conf import settings as configured
from django.db import connection
from hypothesis import HealthCheck, given
from hypothesis import settings as within
from hypothesis import strategies as st

from guanxi import journal
from guanxi.insight import actions, jobs
from guanxi.journal import errors
from guanxi.kernel import tenancy
from guanxi.spaces import actions as spaces
from tests import databases

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def space_id(db) -> int:
    return spaces.create_space(
        slug="tea", name="Tea", time_zone="Asia/Shanghai", currency="CNY", locale="zh-CN", actor="system:test"
    )


def somebody(space_id) -> int:
    with tenancy.acting_in(space_id):
        return journal.open_subject(space_id=space_id)


def record(space_id, *, member_id, at=NOON, type="tea.poured", actor=None) -> int:
    event = journal.Event(type=type, at=at, member_id=member_id, actor=actor)
    return journal.record(space_id=space_id, events=[event]).ids[0]


def counted(space_id) -> list[tuple[object, ...]]:
    query = """
        SELECT day::text, sum(events)::int, sum(effects)::int
        FROM insight_day JOIN journal_public_type t ON t.id = type_id
        WHERE name LIKE 'tea.%%' GROUP BY day ORDER BY day
    """
    return rows(space_id, query)


def acts(space_id) -> list[tuple[object, ...]]:
    return rows(space_id, "SELECT day::text, acts FROM insight_member_day ORDER BY day, member_id")


def rows(space_id, query) -> list[tuple[object, ...]]:
    with tenancy.acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(query, [])
        return list(cursor.fetchall())


def step_out() -> None:
    """A test is one transaction, which stays in the space where it recorded; step out before entering another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '', true)")


def refresh(space_id, **arguments) -> actions.Refreshed:
    time.sleep(0.002)  # an event of the running millisecond is left for the next time
    return actions.refresh(space_id=space_id, **arguments)


def test_counts_an_event_once_however_often_it_is_asked(space_id):
    record(space_id, member_id=somebody(space_id))

    refresh(space_id)
    again = refresh(space_id)

    assert counted(space_id) == [("2026-05-04", 1, 0)]
    assert (again.counted, again.behind) == (0, False)


def test_puts_an_event_into_the_local_day_of_the_space(space_id):
    member = somebody(space_id)
    record(space_id, member_id=member, at=datetime(2026, 5, 4, 15, 59, 59, tzinfo=UTC))
    record(space_id, member_id=member, at=datetime(2026, 5, 4, 16, 0, tzinfo=UTC))

    refresh(space_id)

    assert counted(space_id) == [("2026-05-04", 1, 0), ("2026-05-05", 1, 0)]


def test_takes_a_void_event_out_and_puts_a_reinstated_one_back(space_id):
    member = somebody(space_id)
    event_id = record(space_id, member_id=member)
    refresh(space_id)

    journal.void(space_id=space_id, event_id=event_id, reason="test", actor="system:test")
    refresh(space_id)
    assert (counted(space_id), acts(space_id)) == ([("2026-05-04", 0, 0)], [("2026-05-04", 0)])

    journal.reinstate(space_id=space_id, event_id=event_id, reason="test", actor="system:test")
    refresh(space_id)
    assert (counted(space_id), acts(space_id)) == ([("2026-05-04", 1, 0)], [("2026-05-04", 1)])


def test_takes_out_what_was_void_before_it_was_ever_counted(space_id):
    event_id = record(space_id, member_id=somebody(space_id))
    journal.void(space_id=space_id, event_id=event_id, reason="test", actor="system:test")

    refresh(space_id)

    assert counted(space_id) == [("2026-05-04", 0, 0)]


def test_counts_as_an_act_only_what_a_member_did_themselves(space_id):
    member = somebody(space_id)
    record(space_id, member_id=member)
    record(space_id, member_id=member, actor="staff:3")
    record(space_id, member_id=None)

    refresh(space_id)

    assert counted(space_id) == [("2026-05-04", 3, 0)]
    assert acts(space_id) == [("2026-05-04", 1)]


def test_counts_as_an_act_what_an_import_tells_of_a_member(space_id):
    event = journal.Event(
        type="tea.poured", at=NOON, member_id=somebody(space_id), source="import:tea-house", actor="staff:3"
    )
    journal.record(space_id=space_id, events=[event])

    refresh(space_id)

    assert acts(space_id) == [("2026-05-04", 1)]


def test_goes_on_where_a_bounded_reading_stopped(space_id):
    member = somebody(space_id)
    for _ in range(7):
        record(space_id, member_id=member)

    steps = [refresh(space_id, limit=3) for _ in range(4)]

    assert [step.behind for step in steps] == [True, True, False, False]
    assert sum(step.counted for step in steps) == 8  # seven, and the one that opened the space
    assert counted(space_id) == [("2026-05-04", 7, 0)]


def test_counts_anew_when_the_space_moves_to_another_time_zone(space_id):
    record(space_id, member_id=somebody(space_id), at=datetime(2026, 5, 4, 20, tzinfo=UTC))
    refresh(space_id)
    assert counted(space_id) == [("2026-05-05", 1, 0)]

    with connection.cursor() as cursor:
        cursor.execute("UPDATE spaces_space SET time_zone = 'UTC' WHERE id = %s", [space_id])
    refresh(space_id)

    assert counted(space_id) == [("2026-05-04", 1, 0)]


def test_counts_every_space_by_the_clock_and_one_that_fails_stops_no_other(space_id, monkeypatch):
    other = spaces.create_space(
        slug="owl", name="Owl", time_zone="UTC", currency="EUR", locale="de-DE", actor="system:test"
    )
    for space in (space_id, other):
        record(space, member_id=None)
        step_out()
    honest = actions.refresh
    time.sleep(0.002)

    def refresh_or_fail(**arguments):
        if arguments["space_id"] == space_id:
            raise ZeroDivisionError
        return honest(**arguments)

    monkeypatch.setattr(actions, "refresh", refresh_or_fail)
    with pytest.raises(ExceptionGroup):
        jobs.count(timestamp=0)
    assert counted(other) == [("2026-05-04", 1, 0)]

    monkeypatch.undo()
    assert jobs.count(timestamp=0) == 2  # what happened, and that the space was opened
    assert counted(space_id) == [("2026-05-04", 1, 0)]


def test_tells_nothing_of_another_space(space_id):
    record(space_id, member_id=somebody(space_id))
    refresh(space_id)

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '0', true)")
        cursor.execute("SELECT count(*) FROM insight_day")
        assert cursor.fetchone() == (0,)


def test_leaves_what_a_still_open_transaction_may_yet_bring(committed_db, server):
    space_id = spaces.create_space(
        slug="tea", name="Tea", time_zone="UTC", currency="CNY", locale="zh-CN", actor="system:test"
    )
    refresh(space_id)
    url = databases.in_database(server.app_url, str(configured.DATABASES["default"]["NAME"]))
    with psycopg.connect(url) as slow:
        slow.execute("SELECT 1")  # its transaction is open, and older than the event that follows
        record(space_id, member_id=None)
        assert refresh(space_id).counted == 0
        slow.rollback()
        assert refresh(space_id).counted == 1


moves = st.lists(
    st.tuples(st.sampled_from(["record", "void", "reinstate", "refresh"]), st.integers(0, 30), st.integers(0, 5)),
    max_size=25,
)


@within(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=moves)
def test_equals_a_recount_after_any_history(space_id, moves):
    with tenancy.acting_in(space_id):
        member = somebody(space_id)
        events: list[int] = []
        for move, pick, days in moves:
            if move == "record":
                events.append(record(space_id, member_id=member, at=NOON + timedelta(days=days)))
            elif move == "refresh":
                refresh(space_id, limit=4)
            elif events:
                undo(space_id, move, events[pick % len(events)])
        while refresh(space_id, limit=4).behind:
            pass
        before = counted(space_id), acts(space_id)

        actions.recount(space_id=space_id)
        refresh(space_id)

        zeros_apart = [[row for row in part if any(row[1:])] for part in before]
        assert zeros_apart == [[row for row in part if any(row[1:])] for part in (counted(space_id), acts(space_id))]


def undo(space_id, move, event_id) -> None:
    verb = journal.void if move == "void" else journal.reinstate
    with contextlib.suppress(errors.NotVoid):
        verb(space_id=space_id, event_id=event_id, reason="test", actor="system:test")
