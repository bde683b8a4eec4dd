"""The state of the schema: which migrations and functions the database has, and which this program has."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO

from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from guanxi.kernel import functions
from guanxi.machine import errors


@dataclass(frozen=True, kw_only=True)
class SchemaState:
    """What is missing in the database, and what it has that this program does not know."""

    missing: tuple[str, ...]
    newer: tuple[str, ...]
    functions_current: bool

    @property
    def is_current(self) -> bool:
        """Whether nothing is to be done."""
        return not self.missing and self.functions_current


def owner_alias() -> str:
    """The connection of the role that owns the tables, or the only one there is."""
    return "owner" if "owner" in connections else "default"


def state() -> SchemaState:
    """Compare the database with this program. Raises CannotStart when the database does not answer."""
    connection = connections[owner_alias()]
    try:
        executor = MigrationExecutor(connection)
        functions_current = functions.is_current(connection)
    except DatabaseError as error:
        message = f"the database does not answer: {errors.one_line(error)}"
        raise errors.CannotStart(message) from error
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    applied = set(executor.loader.applied_migrations)
    ours = {label for label, _ in executor.loader.graph.nodes}
    known = set(executor.loader.disk_migrations) | set(executor.loader.replacements)
    return SchemaState(
        missing=tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan),
        newer=tuple(sorted(f"{label}.{name}" for label, name in applied - known if label in ours)),
        functions_current=functions_current,
    )


def migrate() -> list[str]:
    """Run what is missing as the owner, one program at a time; the lines that say what was done.

    Raises CannotStart when nobody said how to log in as the owner.
    """
    from guanxi.journal import types  # reads the settings, which must know the database by now

    if "owner" not in connections:
        message = "only the owner of the tables can migrate: set DATABASE_OWNER_URL to a login as guanxi_owner"
        raise errors.CannotStart(message)
    connection = connections["owner"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('guanxi.migrate'))")
    said = StringIO()
    try:
        call_command("migrate", database="owner", interactive=False, verbosity=1, stdout=said)
        installed = functions.install(connection)
        types.register_all(connection)
        with connection.cursor() as cursor:
            cursor.execute("SELECT kernel_look_past_spaces()")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('guanxi.migrate'))")
    lines = [line.strip() for line in said.getvalue().splitlines() if line.strip().startswith("Applying")]
    return [*lines, "Installed the SQL functions"] if installed else lines
