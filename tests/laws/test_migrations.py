"""What the migrations leave behind: models and tables agree, and every tenant's rows are behind their policy."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils import translation

# Read before a space is entered, or by the worker across spaces; none of them says anything about a member.
WITHOUT_POLICY = {"journal_head", "journal_queue", "journal_pending"}

UNPROTECTED = """
    SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'space_id'
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped
      AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
    ORDER BY 1
"""
FOREIGN_KEYS_WITHOUT_SPACE = """
    SELECT f.conname FROM pg_constraint f
    JOIN pg_attribute here ON here.attrelid = f.conrelid AND here.attname = 'space_id'
    JOIN pg_attribute there ON there.attrelid = f.confrelid AND there.attname = 'space_id'
    WHERE f.contype = 'f' AND f.conparentid = 0 AND NOT EXISTS (
        SELECT FROM unnest(f.conkey, f.confkey) k (here, there)
        WHERE k.here = here.attnum AND k.there = there.attnum)
    ORDER BY 1
"""
VIEWS_OF_THE_OWNER = """
    SELECT relname FROM pg_class WHERE relkind = 'v' AND relnamespace = 'public'::regnamespace
      AND NOT coalesce(reloptions, '{}') && ARRAY['security_invoker=true', 'security_invoker=on', 'security_invoker=1']
    ORDER BY 1
"""
DEFINERS_WITHOUT_PATH = """
    SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM unnest(proconfig) c WHERE c LIKE 'search_path=%') ORDER BY 1
"""
OWNED_BY_THE_APPLICATION = """
    SELECT relname FROM pg_class WHERE relowner = 'guanxi_app'::regrole
      AND relkind IN ('r', 'p', 'v', 'm', 'S') ORDER BY 1
"""


@pytest.fixture
def owner(owner_connection: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
    """As the owner of the tables, in a transaction that is rolled back."""
    with owner_connection.transaction(force_rollback=True):
        yield owner_connection


def _names(owner: psycopg.Connection[Any], query: str) -> set[str]:
    return {name for (name,) in owner.execute(query.encode()).fetchall()}


def test_lets_models_and_migrations_agree():
    written = MigrationLoader(None)
    detector = MigrationAutodetector(written.project_state(), ProjectState.from_apps(apps))
    with translation.override(None):  # labels of fields as they are written, not as they are shown
        assert detector.changes(graph=written.graph) == {}


def test_has_one_last_migration_in_each_module():
    assert MigrationLoader(None).detect_conflicts() == {}


def test_protects_every_table_of_a_tenant(owner):
    assert _names(owner, UNPROTECTED) <= WITHOUT_POLICY


def test_finds_a_table_without_its_policy(owner):
    owner.execute("CREATE TABLE planted (space_id integer NOT NULL, id bigint)")
    assert "planted" in _names(owner, UNPROTECTED)
    owner.execute("ALTER TABLE planted ENABLE ROW LEVEL SECURITY")
    assert "planted" in _names(owner, UNPROTECTED)
    owner.execute("ALTER TABLE planted FORCE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY planted_space ON planted USING (space_id = 1)")
    assert "planted" not in _names(owner, UNPROTECTED)


def test_carries_the_space_in_every_foreign_key_between_tenants(owner):
    assert _names(owner, FOREIGN_KEYS_WITHOUT_SPACE) == set()


def test_finds_a_foreign_key_without_the_space(owner):
    owner.execute("CREATE TABLE planted (space_id integer, id bigint PRIMARY KEY, UNIQUE (space_id, id))")
    owner.execute(
        "CREATE TABLE planted_good (space_id integer, p bigint,"
        " CONSTRAINT planted_good FOREIGN KEY (space_id, p) REFERENCES planted (space_id, id))"
    )
    owner.execute(
        "CREATE TABLE planted_bad (space_id integer, p bigint,"
        " CONSTRAINT planted_bad FOREIGN KEY (p) REFERENCES planted (id))"
    )
    assert _names(owner, FOREIGN_KEYS_WITHOUT_SPACE) == {"planted_bad"}


def test_shows_views_with_the_eyes_of_whoever_asks(owner):
    assert _names(owner, VIEWS_OF_THE_OWNER) == set()


def test_finds_a_view_with_the_eyes_of_its_owner(owner):
    owner.execute("CREATE VIEW planted AS SELECT 1 AS one")
    assert _names(owner, VIEWS_OF_THE_OWNER) == {"planted"}


def test_gives_every_definer_function_its_own_search_path(owner):
    assert _names(owner, DEFINERS_WITHOUT_PATH) == set()


def test_finds_a_definer_function_that_looks_where_its_caller_says(owner):
    owner.execute("CREATE FUNCTION planted() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'")
    assert _names(owner, DEFINERS_WITHOUT_PATH) == {"planted"}


def test_gives_the_application_nothing_to_own(owner):
    assert _names(owner, OWNED_BY_THE_APPLICATION) == set()


@pytest.mark.django_db
def test_connects_as_neither_owner_nor_superuser():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == ("guanxi_app", False, False, False, False)
