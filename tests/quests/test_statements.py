"""What settling costs: a fixed number of statements for any batch, and no row of anybody else's history."""

import re
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import transaction

from guanxi import journal
from tests import databases
from tests.conftest import SESSION_DATABASE
from tests.quests import tea

QUESTS = (
    tea.quest(
        "each", each="[{points: 1, expires_days: 30}]", ceiling_per_day="{points: 100000}", caps="{member: {points: 9}}"
    ),
    tea.quest(
        "streak",
        goal="{event: checkin.made, measure: {streak: days}}",
        steps="[{reach: 1, promise: [{points: 2, pending_days: 7}]}]",
        budget="{points: 5000}",
    ),
)


@pytest.fixture
def house(server, committed_db) -> tea.House:
    """In tables that nobody has analysed: what was seen of them when they were empty would still be planned by."""
    with psycopg.connect(databases.in_database(server.superuser_url, SESSION_DATABASE)) as connection:
        connection.execute("SELECT pg_clear_relation_stats(schemaname, relname) FROM pg_stat_user_tables")
    opened = tea.open_house()
    opened.launch(*QUESTS)
    return opened


@pytest.fixture
def watcher(server, committed_db) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's session that is told of every statement, also of those inside functions."""
    with psycopg.connect(databases.in_database(server.superuser_url, SESSION_DATABASE)) as connection:
        connection.execute("LOAD 'auto_explain'")
        connection.execute("SET auto_explain.log_level = 'notice'")
        connection.execute("SET auto_explain.log_nested_statements = on")
        connection.execute("SET auto_explain.log_parameter_max_length = 0")
        connection.commit()
        yield connection
        connection.rollback()


def queue(house: tea.House, guests: list[int], local: str) -> list[int]:
    return list(house.record(*(house.event(guest, local) for guest in guests), settle="queue"))


def statements(watcher: psycopg.Connection[Any], query: str, *parameters: Any) -> list[str]:
    """The first words of every statement that `query` runs inside; nothing of what it does stays.

    Left out are PostgreSQL's own: for every new row it looks up what a foreign key names.
    """
    told: list[str] = []

    def hear(diagnostic: psycopg.errors.Diagnostic) -> None:
        text = (diagnostic.message_primary or "").partition("Query Text:")[2]
        words = " ".join(re.split(r"\n\S[^\n]*\(cost=", text)[0].split())
        if not words.startswith("SELECT 1 FROM ONLY"):
            told.append(words[:80])

    watcher.add_notice_handler(hear)
    watcher.execute("SET LOCAL auto_explain.log_min_duration = 0")
    watcher.execute(query.encode(), parameters)
    watcher.remove_notice_handler(hear)
    watcher.rollback()
    return told


def in_batches(watcher: psycopg.Connection[Any], query: str, space_id: int, events: list[int]) -> list[list[str]]:
    """What is run for the first event, the first fifty, and all."""
    return [sorted(statements(watcher, query, space_id, events[:size])) for size in (1, 50, len(events))]


def test_runs_the_same_statements_for_one_event_and_for_500(house, watcher):
    guests = house.members(500)
    queue(house, guests, "2026-05-01 08:00")
    journal.drain_all(space_id=house.space_id)
    events = queue(house, guests, "2026-05-02 08:00")
    one, fifty, all_ = in_batches(watcher, "SELECT journal_settle(%s, %s::bigint[])", house.space_id, events)
    assert len(one) > 20
    assert one == fifty == all_


def test_undoes_one_event_and_500_in_the_same_statements(house, watcher):
    events = queue(house, house.members(500), "2026-05-01 08:00")
    journal.drain_all(space_id=house.space_id)
    undo = "SELECT journal_undo(%s, false, %s::bigint[], 'a mistake', 'staff:1', false, '{}')"
    house.void(events[0])
    house.reinstate(events[0])
    one, fifty, all_ = in_batches(watcher, undo, house.space_id, events[1:])
    assert len(one) > 20
    assert one == fifty == all_


def rows_read(house: tea.House, event: journal.Event) -> int:
    """How many rows one settling takes out of tables and indexes."""
    read = "SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_xact_user_tables"
    with transaction.atomic():
        before = house.rows(read)[0][0]
        house.record(event)
        after = house.rows(read)[0][0]
    return int(after - before)


def test_reads_no_row_of_what_others_did(house):
    guests = house.members(41)
    house.check_in(guests[0], "2026-05-01 08:00")
    alone = rows_read(house, house.event(guests[0], "2026-05-02 08:00"))
    for minute in range(25):
        queue(house, guests[1:], f"2026-05-01 09:{minute:02}")
    journal.drain_all(space_id=house.space_id)
    house.void(house.check_in(guests[1], "2026-05-01 10:00")[0])
    amid_others = rows_read(house, house.event(guests[0], "2026-05-03 08:00"))
    assert 0 < amid_others <= alone + 20  # others did a thousand things


def test_reads_no_row_of_what_the_member_did_long_ago(house):
    guest, regular = house.members(2)
    house.check_in(guest, "2026-01-02 08:00")
    new = rows_read(house, house.event(guest, "2026-01-03 08:00"))
    queue(house, [regular], "2026-01-02 08:00")
    for month in (1, 2, 3):
        house.record(*(house.event(regular, f"2026-{month:02}-{day:02} 09:00") for day in range(1, 29)), settle="queue")
    journal.drain_all(space_id=house.space_id)
    known = rows_read(house, house.event(regular, "2026-05-03 08:00"))
    assert 0 < known <= new + 5
