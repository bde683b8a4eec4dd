"""What the other tests stand on: a database that is as it was at first, whatever the test before did."""

from django.db import connection

from tests import databases


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def test_empties_what_a_test_committed_and_keeps_what_migrations_made(committed_db):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")
        cursor.execute("DELETE FROM django_content_type WHERE false")
    types = count("journal_type")
    assert count("django_session") == 1
    committed_db()
    assert count("django_session") == 0
    assert count("journal_type") == types
    assert count("django_migrations") > 0


def test_names_a_database_in_a_url_of_either_kind():
    assert databases.in_database("postgresql://a:b@/guanxi?host=%2Frun", "x") == "postgresql://a:b@/x?host=%2Frun"
    assert databases.in_database("postgresql://a:b@127.0.0.1:5/guanxi", "x") == "postgresql://a:b@127.0.0.1:5/x"
