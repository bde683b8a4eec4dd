"""Homes of their own for tests that start, kill and break servers."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from guanxi.machine import home, postgres
from tests import databases


@pytest.fixture(scope="module")
def place() -> Iterator[home.Home]:
    """A home that nobody else uses. Not under pytest's own folder: root's is closed to PostgreSQL's account."""
    folder = Path(tempfile.mkdtemp(prefix="gx-"))
    folder.chmod(0o711)
    yield home.find(str(folder / "home"))
    shutil.rmtree(folder)


@pytest.fixture
def holders(place: home.Home) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """A function that starts another process, which holds the server until its standard input closes."""
    program = (
        "import sys\n"
        "from guanxi.machine import home, postgres\n"
        "with postgres.start(home.find(sys.argv[1])):\n"
        "    print('holds', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    started: list[subprocess.Popen[str]] = []

    def hold() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(place.path)],
            cwd=databases.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == "holds\n"
        return process

    yield hold
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def started_at(place: home.Home) -> Callable[[], object]:
    """A function that asks the server of this home since when it runs."""

    def ask() -> object:
        with psycopg.connect(postgres.describe(place).superuser_url) as connection:
            row = connection.execute("SELECT pg_postmaster_start_time()").fetchone()
        return row and row[0]

    return ask
