"""kill -9 at any moment: what was acknowledged is there, nothing counts twice, and the queue drains to the end."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import psutil
import pytest

from guanxi import journal
from guanxi.machine import home, postgres
from tests import databases
from tests.chaos import house, processes, report
from tests.chaos.test_last_unit import DAY_ONE, people


def test_survives_the_kill_of_a_worker(committed_db: Callable[[], None], is_long: bool, first_seed: int) -> None:
    chance = random.Random(first_seed)
    space_id = house.open_house("worker", texts=(house.MODELLED,), demo=False)
    everybody = people(space_id, 8)
    wanted, killed, done = 200 if is_long else 10, 0, Counter[int]()
    while killed < wanted:
        events = [
            journal.Event(
                type="checkin.made",
                member_id=chance.choice(everybody),
                at=DAY_ONE + timedelta(seconds=done.total() + number),
                key=f"{killed}:{done.total() + number}",
            )
            for number in range(60)
        ]
        journal.record(space_id=space_id, events=events, settle="queue")
        done.update(event.member_id or 0 for event in events)
        worker = processes.forked(partial(_drain_slowly, space_id, chance.randint(1, 20)))
        killed += processes.killed_after(worker, chance.uniform(0.005, 0.12))
    house.drain(space_id)
    assert house.is_at_rest(space_id)
    assert house.net(space_id, "growth") == {member: 2 * times for member, times in done.items()}
    assert house.full_look(space_id) == []
    report.tell("worker killed", kills=killed, events=done.total(), lost=0, seed=first_seed)


def _drain_slowly(space_id: int, batch: int) -> None:
    while True:
        journal.drain(space_id=space_id, batch=batch)


@pytest.fixture
def own_server() -> Iterator[postgres.Server]:
    """A cluster of our own, migrated. Not under pytest's folder, which may be closed to PostgreSQL's account."""
    folder = Path(tempfile.mkdtemp(prefix="gx-"))
    folder.chmod(0o711)
    try:
        with (
            postgres.start(home.find(str(folder / "home"))) as server,
            databases.copy_of_template(server, "killed"),
        ):
            yield server
    finally:
        shutil.rmtree(folder)


class _Clients:
    """Processes that talk to that database."""

    def __init__(self, server: postgres.Server) -> None:
        self._environment = os.environ | {
            "DATABASE_URL": databases.in_database(server.app_url, "killed"),
            "DATABASE_OWNER_URL": databases.in_database(server.owner_url, "killed"),
            "PYTHONPATH": str(databases.ROOT),
        }
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str) -> None:
        command = [sys.executable, "-m", "tests.chaos.client", *words]
        self._running.append(subprocess.Popen(command, cwd=databases.ROOT, env=self._environment))

    def ask(self, *words: str) -> str:
        command = [sys.executable, "-m", "tests.chaos.client", *words]
        return subprocess.run(
            command, cwd=databases.ROOT, env=self._environment, check=True, capture_output=True, text=True
        ).stdout

    def stop(self) -> None:
        assert [process.poll() for process in self._running] == [None] * len(self._running)
        for process in self._running:
            process.kill()
            process.wait()


def test_survives_the_kill_of_postgresql(
    own_server: postgres.Server, tmp_path: Path, is_long: bool, first_seed: int, patience_seconds: float
) -> None:
    chance, clients, acknowledged = random.Random(first_seed), _Clients(own_server), tmp_path / "acknowledged"
    clients.ask("prepare")
    acknowledged.touch()
    clients.start("write", str(acknowledged), "1")
    clients.start("write", str(acknowledged), "2")
    clients.start("drain")
    wanted, kills, began = 60 if is_long else 3, Counter[str](), time.monotonic()
    while kills.total() < wanted and time.monotonic() - began < patience_seconds:
        before = acknowledged.stat().st_size
        while acknowledged.stat().st_size == before:
            time.sleep(0.02)
        time.sleep(chance.uniform(0.01, 0.4))
        kills[_kill(own_server, chance)] += 1
        _come_back(own_server)
    clients.stop()
    found = json.loads(clients.ask("verify", str(acknowledged)))
    report.tell("PostgreSQL killed", kills=report.tally(kills), **found, seed=first_seed)
    assert kills.total() == wanted or time.monotonic() - began >= patience_seconds
    assert (found["lost"], found["wrong"], found["waiting"], found["audit"]) == (0, {}, 0, [])
    assert found["acknowledged"] > kills.total()


def _kill(server: postgres.Server, chance: random.Random) -> str:
    """Kill the postmaster, or one of its children, of this cluster only."""
    number = int((server.home.path / "postgres" / "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
    children = [child.pid for child in psutil.Process(number).children()]
    if chance.random() < 0.4 or not children:
        os.kill(number, signal.SIGKILL)
        return "postmaster"
    with contextlib.suppress(ProcessLookupError):
        os.kill(chance.choice(children), signal.SIGKILL)
    return "child"


def _come_back(server: postgres.Server) -> None:
    """Start the server again when it is gone; a child's death it mends by itself."""
    time.sleep(0.1)
    if not server.is_alive():
        server.keep()
