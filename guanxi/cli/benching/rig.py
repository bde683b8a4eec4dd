"""The rig: a database of its own on the server that is there, the yardstick, and the interleaving of the two."""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from guanxi.machine import cluster, home, postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_TPS = re.compile(r"^tps = ([0-9.]+)", re.MULTILINE)
YARDSTICK_CLIENTS = 8
YARDSTICK_THREADS = 2
YARDSTICK_SCALE = 20


@dataclass(frozen=True, kw_only=True)
class Rig:
    """A migrated database for one benchmark, and the database of the yardstick beside it on the same server."""

    pgbench: str
    app_url: str
    owner_url: str
    superuser_url: str
    yardstick_url: str

    def environment(self) -> dict[str, str]:
        """The environment in which our programs find the benchmark's database."""
        return os.environ | {"DATABASE_URL": self.app_url, "DATABASE_OWNER_URL": self.owner_url}

    def load(self, *words: str) -> subprocess.Popen[str]:
        """Start a process of `guanxi.cli.benching.load`; it waits for a line on standard input before it runs."""
        return subprocess.Popen(
            [sys.executable, "-m", "guanxi.cli.benching.load", *words],
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> Any:  # noqa: ANN401 - the JSON that the load prints
        """Run one load process to its end and return what it says."""
        return self.together([words])[0]

    def together(self, loads: Sequence[Sequence[str]]) -> list[Any]:
        """Start load processes, let them go at the same moment, and return what each says."""
        running = [self.load(*words) for words in loads]
        for process in running:
            assert process.stdout is not None  # noqa: S101 - it was opened as a pipe
            process.stdout.readline()
        for process in running:
            assert process.stdin is not None  # noqa: S101 - it was opened as a pipe
            process.stdin.write("go\n")
            process.stdin.flush()
        said = [process.communicate()[0] for process in running]
        if any(process.returncode for process in running):
            message = "a load process of the benchmark failed; what it said is above"
            raise RuntimeError(message)
        return [json.loads(text) for text in said]

    def yardstick(self, seconds: int) -> float:
        """Transactions a second of pgbench's TPC-B on this server."""
        load = ["-c", str(YARDSTICK_CLIENTS), "-j", str(YARDSTICK_THREADS), "-T", str(seconds)]
        done = subprocess.run(
            [self.pgbench, "-n", *load, self.yardstick_url], capture_output=True, text=True, check=True
        )
        found = _TPS.search(done.stdout)
        if found is None:
            message = f"pgbench said nothing of tps: {done.stdout}"
            raise RuntimeError(message)
        return float(found[1])

    def tidy(self) -> None:
        """Do what autovacuum does within a minute: give back the room of settled queue rows, and look at the tables."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            connection.execute("VACUUM journal_pending")
            connection.execute("ANALYZE")

    def ask(self, question: str) -> Any:  # noqa: ANN401 - whatever the one column is
        """One value from the benchmark's database, asked by the superuser, whom row-level security does not bind."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            row = connection.execute(question.encode()).fetchone()
        return row[0] if row else None


def per_second(said: Sequence[Mapping[str, float]]) -> float:
    """What load processes that ran side by side did a second, together."""
    return sum(one["done"] / one["seconds"] for one in said)


@contextmanager
def rig() -> Iterator[Rig]:
    """Make the databases, and drop them whatever happens. The server is the embedded one of the home folder."""
    place = home.find()
    with postgres.start(place) as server:
        name, yard = f"bench_{os.getpid()}", f"yardstick_{os.getpid()}"
        made = Rig(
            pgbench=cluster.program(cluster.prepare(place), "pgbench"),
            app_url=_in(server.app_url, name),
            owner_url=_in(server.owner_url, name),
            superuser_url=_in(server.superuser_url, name),
            yardstick_url=_in(server.superuser_url, yard),
        )
        with psycopg.connect(_in(server.superuser_url, "postgres"), autocommit=True) as connection:
            try:
                for database in (name, yard):
                    postgres.create_database(connection, database)
                _prepare(made)
                yield made
            finally:
                for database in (name, yard):
                    connection.execute(
                        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
                    )


def _prepare(made: Rig) -> None:
    subprocess.run(
        [sys.executable, "-m", "guanxi.cli.main", "migrate"], env=made.environment(), check=True, capture_output=True
    )
    subprocess.run(
        [made.pgbench, "-i", "-q", "-s", str(YARDSTICK_SCALE), made.yardstick_url], check=True, capture_output=True
    )


def _in(url: str, database: str) -> str:
    before, _, after = url.rpartition(f"/{postgres.DATABASE}")
    return f"{before}/{database}{after}"


def interleave(
    ours: Callable[[], float], theirs: Callable[[], float], *, rounds: int, tell: Callable[[int], object]
) -> dict[str, Any]:
    """Measure ours and theirs as A B B A in each round; the ratio is the median over the rounds.

    Returns figures and yardstick as lists (one mean a round), and their ratio.
    """
    pairs = []
    for _ in range(rounds):
        first, yard, yard_again, again = ours(), theirs(), theirs(), ours()
        pairs.append(((first + again) / 2, (yard + yard_again) / 2))
        tell(1)
    return {
        "figures": {"per_second": [round(mine, 1) for mine, _ in pairs]},
        "yardstick": {"tps": [round(yard, 1) for _, yard in pairs]},
        "ratio": round(statistics.median(mine / yard for mine, yard in pairs), 3),
    }
