"""Every check of the audit bites: the violation is planted behind the constraints' back, and the check finds it."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_django import DjangoDbBlocker

from guanxi import ledger
from guanxi.insight import audit
from guanxi.members import actions as members
from guanxi.referral import actions as referral
from tests import cast, databases
from tests.conftest import SESSION_DATABASE
from tests.insight import world

PLANTS = {
    section.split("\n", 1)[0]: section.split("\n", 1)[1].strip().split("\n\n")
    for section in Path(__file__).with_name("plants.sql").read_text(encoding="utf-8").split("-- check ")[1:]
}
CASES = [
    pytest.param(check, plant, id=f"{check.id}-{number}")
    for check in audit.CHECKS
    for number, plant in enumerate(PLANTS[check.id])
]


@pytest.fixture(scope="module")
def space_id(emptying: databases.Emptying, django_db_blocker: DjangoDbBlocker) -> Iterator[int]:
    """The house, lived in, sealed, with a touch and somebody erased."""
    with django_db_blocker.unblock():
        life = world.live()
        erased = life.people["shuangjiang"]
        code = referral.personal_code(space_id=life.space_id, member_id=life.people["bailu"])
        for days in (1, 2):
            referral.record_touch(
                space_id=life.space_id, code=code.code, visitor="a", at=world.DAY_ONE + timedelta(days=days)
            )
        audit.seal(space_id=life.space_id)
        ledger.forfeit(space_id=life.space_id, member_id=erased, actor=cast.ACTOR)
        members.erase(space_id=life.space_id, member_id=erased, reason="asked", actor=cast.ACTOR)
        time.sleep(1.1)  # events of the last second are left for the next seal
        audit.seal(space_id=life.space_id)
        yield life.space_id
        emptying()


@pytest.fixture(scope="module")
def superuser(server, space_id: int) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(databases.in_database(server.superuser_url, SESSION_DATABASE), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        yield connection


def _violations(superuser: psycopg.Connection[Any], check: audit.Check, space_id: int) -> tuple[int, int]:
    query = f"SELECT count(*), count(offence) FROM ({check.sql}) seen"
    return superuser.execute(query.encode(), {"space": space_id}).fetchone() or (0, 0)


def test_knows_a_violation_of_every_check():
    assert set(PLANTS) == {check.id for check in audit.CHECKS}


def test_says_of_every_check_what_must_hold():
    assert [
        check.id for check in audit.CHECKS if not check.purpose.endswith(".") and not check.purpose.endswith(").")
    ] == []


def test_looks_at_something_in_every_check(superuser, space_id):
    rows = {check.id: _violations(superuser, check, space_id) for check in audit.CHECKS}
    assert {name: wrong for name, (_, wrong) in rows.items() if wrong} == {}
    assert {name for name, (seen, _) in rows.items() if not seen} == {"Q1", "Q2"}


@pytest.mark.parametrize(("check", "plant"), CASES)
def test_finds(superuser, space_id, check: audit.Check, plant: str):
    with superuser.transaction(force_rollback=True):
        superuser.execute(plant.encode())
        assert _violations(superuser, check, space_id)[1] > 0
