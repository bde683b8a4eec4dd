"""A shadow of a space: the tables of journal, ledger and quests a second time, empty, in a schema of its own.

The functions of those modules name their tables without a schema. On a connection whose search path begins with the
shadow, the very same functions and actions work on the shadow's tables, and nothing of theirs reaches the real ones.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from guanxi.kernel import functions

COPIED = (
    "journal_event", "journal_key", "journal_void", "journal_pending", "journal_queue", "journal_set_aside",
    "journal_subject",
    "members_member",
    "ledger_unit", "ledger_account", "ledger_transfer", "ledger_lot", "ledger_consumption",
    "quests_quest", "quests_version", "quests_goal", "quests_step", "quests_budget", "quests_shard",
    "quests_promise", "quests_cap", "quests_cap_use", "quests_under_way", "quests_progress",
    "quests_contribution", "quests_reached", "quests_grant", "quests_rules",
)  # fmt: skip
_VIEWS = ("journal/90_views.sql", "ledger/90_views.sql", "members/90_views.sql", "quests/90_views.sql")
# Rules made for a replay have numbers that no space reaches by launching quests, a thousand for each connection.
_RULES_FROM = 1_000_000_000
_RULES_EACH = 1000
_MADE_RULES = """
    SELECT proname FROM pg_proc WHERE pronamespace = 'rules'::regnamespace AND proname ~ '^match_[0-9]+_[0-9]+$'
        AND split_part(proname, '_', 3)::bigint >= %s AND split_part(proname, '_', 3)::bigint < %s
"""
_STALE = """
    SELECT nspname FROM pg_namespace WHERE nspname ~ '^replay_[0-9]+$'
        AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.pid = substr(nspname, 8)::integer)
"""


@contextmanager
def of_space(*, space_id: int) -> Iterator[None]:
    """Make the shadow of a space, let the block work on it as if it were the space, and drop it.

    Inside, the default connection is the owner's, bound to the shadow and to the space. For one thread only.
    """
    alias = "owner" if "owner" in connections.settings else "default"
    usual, own = connections["default"], connections.create_connection(alias)
    connections["default"] = own
    try:
        schema = _make(space_id)
        try:
            yield
        finally:
            own.rollback() if own.in_atomic_block else None
            _drop(schema)
    finally:
        connections["default"] = usual
        own.close()


def text(name: str) -> str:
    """A file of SQL of the replay."""
    return files(__package__).joinpath("sql", *name.split("/")).read_text(encoding="utf-8")


def _make(space_id: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = int(cursor.fetchone()[0])
        schema = f"replay_{pid}"
        cursor.execute(_STALE)
        for name in [schema, *(str(stale) for (stale,) in cursor.fetchall())]:
            cursor.execute(_named("DROP SCHEMA IF EXISTS {} CASCADE", name))
        _drop_rules(cursor, pid)
        cursor.execute(_named("CREATE SCHEMA {}", schema))
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(_named("SET search_path = {}, public", schema))
        cursor.execute(
            # allow local-tenancy: the connection is the replay's own, and closes with it
            "SELECT set_config('app.space', %s, false), set_config('replay.now', '', false)",
            [str(space_id)],
        )
        for table in COPIED:
            cursor.execute(_named("CREATE UNLOGGED TABLE {} (LIKE public.{} INCLUDING ALL)", table, table))
        for file in functions.function_files():
            if file.name in _VIEWS:
                cursor.execute(re.sub(r"^GRANT [^;]*;", "", file.text, flags=re.MULTILINE))
        cursor.execute(text("overrides.sql").replace("shadow.", f"{schema}."))
        cursor.execute(text("copy.sql"), {"space": space_id})
        cursor.execute(
            "INSERT INTO quests_rules (space_id, number, listens) VALUES (%s, %s, '{}')", [space_id, _first_rules(pid)]
        )
    analyse()
    return schema


def analyse() -> None:
    """Let the planner know how large the tables of the shadow have become."""
    with connection.cursor() as cursor:
        for table in COPIED:
            cursor.execute(_named("ANALYZE {}", table))


def _drop(schema: str) -> None:
    with connection.cursor() as cursor:
        _drop_rules(cursor, int(schema.removeprefix("replay_")))
        cursor.execute(_named("DROP SCHEMA {} CASCADE", schema))


def _drop_rules(cursor: CursorWrapper, pid: int) -> None:
    """Drop the rules that a replay on this connection has made (or one that was killed, on one of the same number)."""
    first = _first_rules(pid)
    cursor.execute(_MADE_RULES, [first, first + _RULES_EACH])
    for (name,) in cursor.fetchall():
        cursor.execute(_named("DROP FUNCTION rules.{}", str(name)))


def _first_rules(pid: int) -> int:
    return _RULES_FROM + pid % 1_000_000 * _RULES_EACH


def _named(statement: str, *names: str) -> str:
    return sql.SQL(statement).format(*map(sql.Identifier, names)).as_string(connection.connection)
