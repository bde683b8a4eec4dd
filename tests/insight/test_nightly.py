"""What the worker does at night."""

import logging

import pytest
from django.db import connection

from guanxi.insight import jobs
from guanxi.kernel.tenancy import acting_in
from tests import cast

pytestmark = pytest.mark.django_db


def test_seals_and_audits_every_space():
    tea = cast.spring_tea()
    assert jobs.audit_spaces(timestamp=0) == 0
    with acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT ok FROM insight_audit_run WHERE space_id = %s", [tea.space_id])
        assert cursor.fetchall() == [(True,)]


def test_tells_what_is_violated(caplog):
    tea = cast.spring_tea()
    with acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_set_aside (space_id, event_id, reason, at) VALUES (%s, 1, 'it does not fit', now())",
            [tea.space_id],
        )
    with caplog.at_level(logging.ERROR, logger="guanxi.audit"):
        assert jobs.audit_spaces(timestamp=0) == 1
    assert "Q2 is violated 1 times: event 1 is set aside" in caplog.text
