"""The application's role can do what the application needs and nothing else."""

import pytest
from django.db import ProgrammingError, connection

ATTRIBUTES = """
SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles WHERE rolname = %s
"""


@pytest.mark.django_db
def test_connects_as_the_application():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("guanxi_app",)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["guanxi_app", "guanxi_owner"])
def test_gives_neither_role_a_right_over_the_server(role):
    with connection.cursor() as cursor:
        cursor.execute(ATTRIBUTES, [role])
        assert cursor.fetchone() == (False,) * 5
        cursor.execute("SELECT count(*) FROM pg_auth_members WHERE member = %s::regrole", [role])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_lets_the_application_own_nothing():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relowner = 'guanxi_app'::regrole")
        assert cursor.fetchall() == []
        cursor.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()")
        assert cursor.fetchone() == ("guanxi_owner",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE public.mine (id integer)",
        "ALTER TABLE journal_event DISABLE ROW LEVEL SECURITY",
        "TRUNCATE journal_event",
        "SET ROLE guanxi_owner",
        "COPY (SELECT 1) TO PROGRAM 'true'",
    ],
)
def test_refuses_the_application_what_is_the_owners(statement):
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        cursor.execute(statement)


@pytest.mark.django_db
def test_gives_up_on_a_lock_before_a_visitor_does():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout'), current_setting('statement_timeout')")
        assert cursor.fetchone() == ("2s", "5s")
        cursor.execute("SELECT current_setting('fsync'), current_setting('synchronous_commit')")
        assert cursor.fetchone() == ("on", "on")
