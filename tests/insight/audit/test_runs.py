"""The audit of an honest house."""

import pytest
from django.db import connection

from guanxi import ledger
from guanxi.insight import audit
from guanxi.kernel.tenancy import acting_in
from tests import cast
from tests.insight import world

pytestmark = pytest.mark.django_db


def test_finds_nothing_in_an_honest_house():
    life = world.live()
    report = audit.run(space_id=life.space_id)
    assert {finding.check.id: finding.examples for finding in report.findings if finding.violations} == {}
    assert report.ok


def test_finds_nothing_in_an_empty_house():
    house = cast.spring_tea()
    assert audit.run(space_id=house.space_id).ok


def test_looks_at_one_space_only():
    life, other = world.live(), None
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '', true)")
    other = cast.night_owl()
    report = audit.run(space_id=other.space_id)
    assert {finding.check.id: finding.rows for finding in report.findings}["R7"] == 0
    assert life.space_id != other.space_id


def test_keeps_what_it_found():
    house = cast.spring_tea()
    report = audit.run(space_id=house.space_id)
    with acting_in(house.space_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ok, checks -> 'L1' ->> 'rows' FROM insight_audit_run WHERE space_id = %s", [house.space_id]
        )
        assert cursor.fetchall() == [(True, "0")]
    assert set(report.checks) == {check.id for check in audit.CHECKS}


def test_seals_what_was_recorded_once():
    house = cast.spring_tea()
    with acting_in(house.space_id):
        ledger.fund(space_id=house.space_id, unit="points", amount=5, actor=house.actor)
    first = audit.seal(space_id=house.space_id)
    assert set(first.heads) == {"transfer"}
    assert audit.seal(space_id=house.space_id).seals == 0
    with acting_in(house.space_id):
        ledger.fund(space_id=house.space_id, unit="points", amount=7, actor=house.actor)
    second = audit.seal(space_id=house.space_id)
    assert (second.seals, second.heads["transfer"] != first.heads["transfer"]) == (1, True)
    assert audit.run(space_id=house.space_id).ok
