"""The command as people run it: a process of its own, with a home of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from guanxi.machine import home
from tests import databases
from tests.cli.commands import guanxi, house

__all__ = ["guanxi", "house"]  # fixtures

type Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = [sys.executable, "-m", "guanxi.cli.main"]


def environment(folder: Path) -> dict[str, str]:
    """Ours without the database of the tests, so that the command brings its own."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("DATABASE", "GUANXI", "LC_"))}
    ours.pop("PYTHONDONTWRITEBYTECODE", None)  # compiling everything again would cost each command a second
    return {**ours, "GUANXI_HOME": str(folder), "LANG": "C.UTF-8", "PYTHONPATH": str(databases.ROOT)}


@pytest.fixture(scope="package")
def own_home() -> Iterator[home.Home]:
    """A home that only the tests of the command use. Not under pytest's folder: PostgreSQL's account must enter."""
    folder = Path(tempfile.mkdtemp(prefix="gx-"))
    folder.chmod(0o711)
    yield home.find(str(folder / "home"))
    shutil.rmtree(folder)


@pytest.fixture(scope="package")
def run(own_home: home.Home) -> Run:
    """A function that runs `guanxi WORDS` to its end."""

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*COMMAND, *words],
            env=environment(own_home.path),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return command


@pytest.fixture(scope="package")
def migrated_home(own_home: home.Home, run: Run) -> home.Home:
    """The home with a database of this version."""
    done = run("migrate")
    assert done.returncode == 0, done.stderr
    return own_home


@pytest.fixture
def start(own_home: home.Home) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """A function that starts `guanxi WORDS` and lets it run; what is still there at the end is stopped."""
    started: list[subprocess.Popen[str]] = []

    def command(*words: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*COMMAND, *words],
            env=environment(own_home.path),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield command
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
