"""The databases of the tests: a template made once per state of the schema, and a copy of it for each session.

`python -m tests.databases` makes the template.
"""

import functools
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from guanxi.machine import home, postgres

ROOT = Path(__file__).resolve().parent.parent
_TEMPLATES_KEPT = 4


def test_home() -> home.Home:
    """The home that all test sessions of this work tree share."""
    return home.find(os.environ.get("GUANXI_TEST_HOME", str(ROOT / ".cache" / "test-home")))


def session_database() -> str:
    """The name of this session's database; it carries the pid so that a later session can sweep it."""
    return f"test_{os.getpid()}"


@functools.cache
def schema_fingerprint() -> str:
    """A hash of everything that decides what an empty database looks like; it stays the same for a session."""
    digest = hashlib.sha256()
    package = ROOT / "guanxi"
    sources = [*package.glob("*/migrations/*"), *package.glob("*/sql/**/*.sql"), package / "kernel" / "functions.py"]
    sources += [package / "kernel" / "schema.py", package / "config" / "settings.py"]
    for path in sorted(path for path in sources if path.suffix in {".py", ".sql"}):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def copy_of_template(server: postgres.Server, name: str) -> Iterator[None]:
    """A database that begins as a migrated, empty one and is dropped at the end."""
    with administrator(server) as connection:
        _sweep(connection)
        ensure_template(connection, server)
        _drop(connection, name)
        postgres.create_database(connection, name, template=_template_name())
    try:
        yield
    finally:
        with administrator(server) as connection:
            _drop(connection, name)


class Emptying:
    """Takes a database back to what it was when it was made, much faster than making it anew.

    As superuser without triggers: append-only tables refuse everybody else.
    """

    def __init__(self, server: postgres.Server, name: str) -> None:
        self._url = in_database(server.superuser_url, name)
        with self._connect() as connection:
            self._at_first = {table: _rows(connection, table) for table in self._used(connection)}

    def __call__(self) -> None:
        """Empty every table, and fill again those that migrations had filled."""
        with self._connect() as connection:
            used = self._used(connection)
            large = [table for table, is_large in used.items() if is_large]
            if large:
                connection.execute(f"TRUNCATE {', '.join(large)} CASCADE")
            connection.execute("; ".join(f"DELETE FROM {table}" for table, is_large in used.items() if not is_large))
            for table, rows in self._at_first.items():
                with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    copy.write(rows)
            for (function,) in connection.execute(_COMPILED).fetchall():
                connection.execute(f"DROP FUNCTION {function} CASCADE")

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self._url, options="-c session_replication_role=replica -c lock_timeout=10s")

    @staticmethod
    def _used(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, bool]:
        return {str(name): bool(is_large) for name, is_large in connection.execute(_USED).fetchall()}


# Tables that have had rows, without those that no test changes, and whether they have grown. TRUNCATE makes a table and
# each of its indexes anew, a hundred times the work of deleting a few rows; up to ten pages are all one to the planner.
_USED = """
SELECT quote_ident(relname), pg_relation_size(oid) > 10 * current_setting('block_size')::integer FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
    AND relname NOT IN ('django_migrations', 'django_content_type', 'auth_permission', 'kernel_installed_functions')
ORDER BY relname
"""
_COMPILED = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'rules'::regnamespace"


@contextmanager
def statistics_of_others(server: postgres.Server, name: str) -> Iterator[None]:
    """For a block, the planner takes every row for one of somebody who is not here, as in a house that was looked at
    before this space came: whatever belongs to a member, a quest or a circle of it seems to be one row at most.
    """
    with psycopg.connect(in_database(server.superuser_url, name), autocommit=True) as connection:
        connection.execute("ANALYZE")
        references = connection.execute(_REFERENCES).fetchall()
        for reference in references:
            connection.execute(_ALL_ARE_OF_NOBODY, reference)
        try:
            yield
        finally:
            for reference in references:
                connection.execute("SELECT pg_clear_attribute_stats('public', %s, %s, false)", reference)


_REFERENCES = r"""
SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND a.attname LIKE '%\_id'
    AND a.atttypid = 'bigint'::regtype
    AND EXISTS (SELECT FROM pg_attribute s WHERE s.attrelid = c.oid AND s.attname = 'space_id')
"""
_ALL_ARE_OF_NOBODY = """
SELECT pg_restore_attribute_stats(
    'schemaname', 'public', 'relname', %s::text, 'attname', %s::text, 'inherited', false, 'null_frac', 0::real,
    'avg_width', 8, 'n_distinct', 1::real, 'most_common_vals', '{0}'::text, 'most_common_freqs', '{1}'::real[])
"""


def _rows(connection: psycopg.Connection[tuple[object, ...]], table: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} TO STDOUT") as copy:
        return b"".join(bytes(block) for block in copy)


def administrator(server: postgres.Server) -> psycopg.Connection[tuple[object, ...]]:
    """A connection that may make databases."""
    return psycopg.connect(in_database(server.superuser_url, "postgres"), autocommit=True)


def in_database(url: str, name: str) -> str:
    """The same URL for another database of the same server."""
    before, _, after = url.rpartition(f"/{postgres.DATABASE}")
    return f"{before}/{name}{after}"


def ensure_template(connection: psycopg.Connection[tuple[object, ...]], server: postgres.Server) -> None:
    """Migrate an empty database once; sessions that come meanwhile wait for it."""
    connection.execute("SELECT pg_advisory_lock(hashtext('guanxi.tests.template'))")
    try:
        if _exists(connection, _template_name()):
            return
        _drop(connection, "template_draft")
        postgres.create_database(connection, "template_draft")
        _migrate(server, "template_draft")
        statement = sql.SQL("ALTER DATABASE template_draft RENAME TO {}")
        connection.execute(statement.format(sql.Identifier(_template_name())))
    finally:
        connection.execute("SELECT pg_advisory_unlock(hashtext('guanxi.tests.template'))")


def _template_name() -> str:
    return f"template_{schema_fingerprint()}"


def _migrate(server: postgres.Server, name: str) -> None:
    urls = {
        "DATABASE_URL": in_database(server.app_url, name),
        "DATABASE_OWNER_URL": in_database(server.owner_url, name),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "guanxi.cli.main", "migrate"]
    done = subprocess.run(command, env=os.environ | urls, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = f"the migrations fail:\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}"
        raise RuntimeError(message)


def _exists(connection: psycopg.Connection[tuple[object, ...]], name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _drop(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _sweep(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Drop what killed sessions and older schemas left behind."""
    names = connection.execute("SELECT datname FROM pg_database ORDER BY oid DESC").fetchall()
    tests = [str(name) for (name,) in names if str(name).startswith("test_")]
    templates = [str(name) for (name,) in names if str(name).startswith("template_") and len(str(name)) == 25]
    stale = [name for name in tests if not psutil.pid_exists(int(name.split("_")[1]))]
    for name in stale + templates[_TEMPLATES_KEPT:]:
        try:
            _drop(connection, name)
        except psycopg.Error:
            continue  # another session sweeps, or copies, right now


if __name__ == "__main__":
    with postgres.start(test_home()) as running, administrator(running) as asking:
        ensure_template(asking, running)
