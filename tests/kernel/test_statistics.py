"""No space is taken for empty because it is new: the planner keeps no statistics of which space a row is of."""

import pytest
from django.db import connection

from guanxi.journal import jobs

LOOKED_AT = """
SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attname = 'space_id'
    AND a.attstattarget IS DISTINCT FROM 0
"""


def looked_at() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(LOOKED_AT)
        return [name for (name,) in cursor.fetchall()]


@pytest.mark.django_db
def test_no_table_keeps_statistics_of_its_spaces():
    assert looked_at() == []


@pytest.mark.django_db
def test_nor_does_the_month_that_is_made_later():
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_make_partitions(5)")
    assert len(looked_at()) == 2
    jobs.make_partitions()
    assert looked_at() == []


def test_what_was_seen_before_is_forgotten(owner_connection):
    owner_connection.execute("CREATE TABLE kernel_seen AS SELECT 1 AS space_id, g AS id FROM generate_series(1, 500) g")
    try:
        owner_connection.execute("ANALYZE kernel_seen")
        assert owner_connection.execute("SELECT kernel_look_past_spaces()").fetchone() == (1,)
        owner_connection.execute("ANALYZE kernel_seen")
        kept = owner_connection.execute("SELECT attname FROM pg_stats WHERE tablename = 'kernel_seen'").fetchall()
        assert kept == [("id",)]
        ((plan,), *_) = owner_connection.execute("EXPLAIN SELECT FROM kernel_seen WHERE space_id = 2").fetchall()
        assert "rows=2 " in str(plan), "500 rows, and a space is taken for a two-hundredth of them"
    finally:
        owner_connection.execute("DROP TABLE kernel_seen")
