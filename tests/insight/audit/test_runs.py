"""The audit of an honest house."""

import pytest

from guanxi.insight import audit
from tests.insight import world

pytestmark = pytest.mark.django_db


def test_finds_nothing_in_an_honest_house():
    life = world.live()
    report = audit.run(space_id=life.space_id)
    assert {finding.check.id: finding.examples for finding in report.findings if finding.violations} == {}
    assert [finding.check.id for finding in report.findings if finding.rows == 0] == []
