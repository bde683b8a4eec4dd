"""The SQL functions of the modules: files that lie in `guanxi/<module>/sql/functions/`, installed after every migrate.

A migration says once what a table is; a function says what it does today, and its file is the whole truth.
When any file changed, all are run again in one transaction, because a function may stand on another. What
CREATE OR REPLACE cannot change (the type of a result), the file drops first.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import DatabaseError

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.backends.utils import CursorWrapper

# Lower modules first: a function may call those of the modules below.
MODULES = (
    "kernel",
    "journal",
    "ledger",
    "spaces",
    "members",
    "referral",
    "circles",
    "quests",
    "challenges",
    "certificates",
    "insight",
    "config",
)

_STATE = """
CREATE TABLE IF NOT EXISTS kernel_installed_functions (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    sha256 text NOT NULL,
    installed_at timestamptz NOT NULL DEFAULT now()
);
GRANT SELECT ON kernel_installed_functions TO guanxi_app;
"""

# Functions made while the application runs (the compiled quests) live in a schema of their own, where it may create.
_RIGHTS = """
SET LOCAL check_function_bodies = off;  -- a function may call one of a later file
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO guanxi_app;
GRANT USAGE ON SCHEMA public TO guanxi_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO guanxi_app;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO guanxi_app;
CREATE SCHEMA IF NOT EXISTS rules;
GRANT USAGE, CREATE ON SCHEMA rules TO guanxi_app;
"""


@dataclass(frozen=True, kw_only=True)
class FunctionFile:
    """One file of functions: `module/name` and its text."""

    name: str
    text: str


def function_files() -> list[FunctionFile]:
    """All files of functions in the order in which they are run."""
    found = []
    for module in MODULES:
        folder = files("guanxi").joinpath(module, "sql", "functions")
        if folder.is_dir():
            entries = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
            found += [
                FunctionFile(name=f"{module}/{name}", text=folder.joinpath(name).read_text(encoding="utf-8"))
                for name in entries
            ]
    return found


def fingerprint() -> str:
    """A hash of every file of functions, its name and its place in the order."""
    digest = hashlib.sha256(_RIGHTS.encode())
    for file in function_files():
        digest.update(f"{file.name}\0{file.text}\0".encode())
    return digest.hexdigest()


def is_current(connection: BaseDatabaseWrapper) -> bool:
    """Whether the functions in the database are those of the files."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.kernel_installed_functions') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False
        cursor.execute("SELECT sha256 FROM kernel_installed_functions")
        row = cursor.fetchone()
    return row is not None and row[0] == fingerprint()


def install(connection: BaseDatabaseWrapper) -> bool:
    """Run the files as the owner when any of them changed; True when they were run.

    Rights come before the files, so that a file may take back from guanxi_app what it must not call.
    """
    if is_current(connection):
        return False
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            cursor.execute(_STATE + _RIGHTS + _rights_of_others(connection))
            for file in function_files():
                _run(cursor, file)
            cursor.execute("DELETE FROM kernel_installed_functions")
            cursor.execute("INSERT INTO kernel_installed_functions (sha256) VALUES (%s)", [fingerprint()])
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")
    return True


def _run(cursor: CursorWrapper, file: FunctionFile) -> None:
    try:
        cursor.execute(file.text)
    except DatabaseError as error:
        error.add_note(f"in the functions of {file.name}")
        raise


def _rights_of_others(connection: BaseDatabaseWrapper) -> str:
    """Django's and procrastinate's own tables, whose migrations know nothing of our two roles."""
    tables = [
        model._meta.db_table
        for config in apps.get_app_configs()
        if not config.name.startswith("guanxi.")
        for model in config.get_models(include_auto_created=True)
    ]
    present = set(connection.introspection.table_names())
    return "GRANT SELECT ON django_migrations TO guanxi_app;\n" + "".join(
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {connection.ops.quote_name(table)} TO guanxi_app;\n"
        for table in sorted(set(tables) & present)
    )
