"""A replay of an honest house comes out as it is recorded."""

import psycopg
import pytest
from django.db import connection

from guanxi import journal
from guanxi.insight import audit, replay
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.quests import actions as quests
from tests import databases
from tests.conftest import SESSION_DATABASE
from tests.insight import world
from tests.quests import tea


def _different(replayed: replay.Replayed) -> dict[str, object]:
    return {one.name: one.examples for one in (*replayed.ledger, *replayed.rules) if one.different}


def test_rebuilds_everything(committed_db):
    life = world.live()
    replayed = replay.replay(space_id=life.space_id)
    assert (replayed.failures, _different(replayed)) == ((), {})
    assert [one.name for one in (*replayed.ledger, *replayed.rules) if not one.compared] == []


def test_leaves_nothing_behind(committed_db):
    life = world.live()
    with acting_in(life.space_id):
        before = _counts()
    replay.replay(space_id=life.space_id)
    with acting_in(life.space_id), connection.cursor() as cursor:
        assert _counts() == before
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'replay%%'")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT count(*) FROM pg_proc WHERE pronamespace = 'rules'::regnamespace AND proname ~ 'match_.*_1[0-9]{9}'"
        )
        assert cursor.fetchone() == (0,)


def _counts() -> list[int]:
    tables = (
        "journal_event",
        "journal_void",
        "ledger_transfer",
        "ledger_lot",
        "quests_grant",
        "quests_progress",
        "quests_contribution",
        "ledger_account",
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT count(*) FROM {table}" for table in tables))
        return [row[0] for row in cursor.fetchall()]


def test_rebuilds_what_was_then(committed_db):
    life = world.live()
    with acting_in(life.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT recorded_at FROM journal_event WHERE space_id = %s ORDER BY id", [life.space_id])
        moments = [row[0] for row in cursor.fetchall()]
    for place in (1, 3):
        replayed = replay.replay(space_id=life.space_id, as_of=moments[len(moments) * place // 4])
        assert (replayed.failures, _different(replayed)) == ((), {})


def test_rebuilds_a_sample_of_members(committed_db):
    life = world.live()
    for count in (1, 3):
        replayed = replay.replay(space_id=life.space_id, sample=count)
        assert (replayed.failures, _different(replayed)) == ((), {})
        assert replayed.members in {count, count + 1}


PLANTS = {
    "progress": "UPDATE quests_progress SET value = value + 1",
    "steps": "DELETE FROM quests_reached WHERE undone_id IS NULL",
    "grants": "UPDATE quests_grant SET granted = granted + 1, wanted = wanted + 1 WHERE granted > 0",
    "balances": "UPDATE ledger_transfer SET amount = amount + 1 WHERE debit_version IS NULL AND credit_version > 0",
    "system": "UPDATE ledger_transfer SET amount = amount + 1 WHERE debit_version IS NULL AND credit_version IS NULL",
    "tiers": "UPDATE members_member SET tier = 'gold'",
    "entries": "UPDATE ledger_account SET balance = balance + 1 WHERE kind = 'wallet'",
    "amounts": "UPDATE journal_event SET props = props || '{\"points\": 999}' WHERE props ? 'points'",
}


@pytest.mark.parametrize("name", PLANTS)
def test_finds_what_was_changed_behind_its_back(committed_db, server, name):
    life = world.live()
    with psycopg.connect(databases.in_database(server.superuser_url, SESSION_DATABASE), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(PLANTS[name].encode())
    replayed = replay.replay(space_id=life.space_id)
    assert name in _different(replayed)


def test_finds_a_rule_that_counted_wrongly(committed_db, server):
    """The bug that only a replay sees: an event from outside that was never counted, and everything else fits."""
    life = world.live()
    with psycopg.connect(databases.in_database(server.superuser_url, SESSION_DATABASE), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute(
            "INSERT INTO journal_event SELECT space_id, depth, id + 1, member_id, cause_id, at + interval '1 day',"
            " recorded_at, order_key, type_id, source, actor, props, sealed FROM journal_event WHERE id = %s",
            [life.events["bailu 3"]],
        )
    assert {"progress", "balances", "grants"} <= set(_different(replay.replay(space_id=life.space_id)))


def test_rebuilds_what_was_given_late_and_taken_back(committed_db):
    house = tea.open_house()
    house.launch(tea.quest("cup", steps="[{reach: 1, promise: [{item: cup}]}]", budget='{"item:cup": 1}'))
    first, second = house.members(2)
    (freed,) = house.check_in(first, "2026-05-01 08:00")
    (late,) = house.check_in(second, "2026-05-01 09:00")
    for event in (freed, late):
        house.void(event)
        journal.drain_all(space_id=house.space_id)
    assert (house.cups(first), house.cups(second), house.system("escrow", "item:cup", "cup")) == (0, 0, 1)
    replayed = replay.replay(space_id=house.space_id)
    assert (replayed.failures, _different(replayed)) == ((), {})


def test_rebuilds_two_entries_of_one_person(committed_db):
    house = tea.open_house()
    house.launch(
        tea.quest("three", each="[{points: 2}]", steps="[{reach: 3, promise: [{points: 20}]}]", budget="{points: 500}")
    )
    keep, lose = house.members(2)
    for member in (keep, lose):
        house.check_in(member, *(f"2026-05-0{day} 08:00" for day in (1, 2, 3)))
    house.spend(lose, 26)
    with acting_in(house.space_id):
        members.merge(space_id=house.space_id, keep=keep, lose=lose, actor=house.actor)
    journal.drain_all(space_id=house.space_id)
    assert (house.points(keep), house.points(lose)) == (6, 0)
    assert house.rows(
        "SELECT type, props ->> 'amount', props ->> 'points' FROM journal_public_event"
        " WHERE type IN ('quest.step_merged', 'ledger.merged') ORDER BY id"
    ) == [("quest.step_merged", None, "20"), ("ledger.merged", "-20", None)]
    replayed = replay.replay(space_id=house.space_id)
    assert (replayed.failures, _different(replayed)) == ((), {})
    report = audit.run(space_id=house.space_id, keep=False)
    assert {finding.check.id: finding.examples for finding in report.findings if finding.violations} == {}


def test_rebuilds_what_a_launch_let_count_and_had_too_little_for(committed_db):
    house = tea.open_house()
    house.launch(tea.quest("each", each="[{points: 1}]", budget="{points: 50}"))
    member = house.member()
    first, *_ = house.check_in(member, *(f"2026-05-0{day} 09:00" for day in (1, 2, 3)))
    house.launch(
        tea.quest("late", period="day", steps="[{reach: 1, promise: [{item: cup}]}]", budget='{"item:cup": 1}')
    )
    journal.void(space_id=house.space_id, event_id=first, reason="a mistake", actor=house.actor, settle="queue")
    journal.drain_all(space_id=house.space_id)
    assert [grant[3] for grant in house.grants(member) if grant[0] == "item:cup"] == ["granted", "waiting"]
    replayed = replay.replay(space_id=house.space_id)
    assert (replayed.failures, _different(replayed)) == ((), {})


def test_rebuilds_somebody_who_was_erased_with_value_held(committed_db):
    house = tea.open_house()
    house.launch(tea.quest(each="[{points: 5}]", budget="{points: 100}"))
    member = house.member()
    with acting_in(house.space_id):
        quests.pause(space_id=house.space_id, slug="tea", actor=house.actor)
    house.check_in(member, "2026-05-01 08:00")
    with acting_in(house.space_id):
        members.erase(space_id=house.space_id, member_id=member, reason="asked", actor=house.actor)
    assert house.grants(member) == [("points", 5, 5, "granted", "paused")]
    replayed = replay.replay(space_id=house.space_id)
    assert (replayed.failures, _different(replayed)) == ((), {})


def test_rebuilds_what_was_voided_and_reinstated_while_it_waited(committed_db):
    house = tea.open_house()
    house.launch(tea.quest(each="[{points: 5}]", budget="{points: 100}"))
    member = house.member()
    (event,) = house.check_in(member, "2026-05-01 08:00")
    with acting_in(house.space_id):
        quests.pause(space_id=house.space_id, slug="tea", actor=house.actor)
    house.void(event)
    house.reinstate(event)
    with acting_in(house.space_id):
        quests.resume(space_id=house.space_id, slug="tea", actor=house.actor)
        quests.pause(space_id=house.space_id, slug="tea", actor=house.actor)
    for change in (journal.void, journal.reinstate):
        change(space_id=house.space_id, event_id=event, reason="a mistake", actor=house.actor, settle="queue")
    journal.drain_all(space_id=house.space_id)
    assert house.grants(member)[-1] == ("points", 5, 5, "granted", "paused")
    replayed = replay.replay(space_id=house.space_id)
    assert (replayed.failures, _different(replayed)) == ((), {})
