"""The wallet reads by the account's own index: a plan that walks everybody's transfers is slow for everybody."""

import json

import pytest
from django.db import connection

from guanxi.insight import purse, why
from guanxi.kernel import statements
from guanxi.kernel.tenancy import acting_in
from tests.quests import tea

pytestmark = pytest.mark.django_db


def test_never_walks_the_transfers_by_their_number(db):
    house = tea.open_house()
    member = house.member()
    facts = {"space": house.space_id, "member": member, "unit": "points", "before": None, "limit": 3, "transfers": 6}
    with acting_in(house.space_id), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")  # what the planner does when it believes there are many
        cursor.execute("EXPLAIN (FORMAT JSON) " + purse._text("movements"), facts)
        plan = json.dumps(cursor.fetchone()[0])
    assert "ledger_transfer_debit" in plan
    assert "ledger_transfer_credit" in plan
    assert "ledger_transfer_pk" not in plan


def test_tells_the_story_without_reading_a_whole_table(db):
    house = tea.open_house()
    member = house.member()
    with acting_in(house.space_id):
        before = _whole_reads()
        why.story(space_id=house.space_id, member_id=member)
        assert _whole_reads() == before


def _whole_reads():
    """How often this transaction read all transfers, or all events of a month."""
    return statements.value(
        """
        SELECT coalesce(sum(seq_scan), 0) FROM pg_stat_xact_user_tables
        WHERE relname = 'ledger_transfer' OR relname LIKE 'journal_event%%'
        """,
        [],
    )
