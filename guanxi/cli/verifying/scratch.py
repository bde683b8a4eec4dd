"""A database of its own on the embedded server, migrated, used by this very process, and dropped at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

from guanxi.cli import context
from guanxi.machine import home, postgres

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class Scratch:
    """The database: who may do everything there."""

    superuser_url: str

    def tidy(self) -> None:
        """Do what autovacuum does within a minute: sort in what waits, and look at the tables."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")


@contextmanager
def database() -> Iterator[Scratch]:
    """Make the database and let Django use it; nothing that exists is touched."""
    place = home.find()
    with postgres.start(place) as server:
        name = f"verify_{os.getpid()}"
        with psycopg.connect(_in(server.superuser_url, "postgres"), autocommit=True) as connection:
            try:
                postgres.create_database(connection, name)
                os.environ["GUANXI_HOME"] = str(place.path)
                os.environ["DATABASE_URL"] = _in(server.app_url, name)
                os.environ["DATABASE_OWNER_URL"] = _in(server.owner_url, name)
                subprocess.run([sys.executable, "-m", "guanxi.cli.main", "migrate"], check=True, capture_output=True)
                context.database()
                yield Scratch(superuser_url=_in(server.superuser_url, name))
            finally:
                context.release()
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _in(url: str, database_: str) -> str:
    before, _, after = url.rpartition(f"/{postgres.DATABASE}")
    return f"{before}/{database_}{after}"
