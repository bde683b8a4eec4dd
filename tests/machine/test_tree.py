"""A tree of processes: what dies is started again, and nothing outlives the tree."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from guanxi.machine import errors, tree
from tests import databases

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, "it took longer than ten seconds"
        time.sleep(0.02)


def pid_of(child: tree.Child) -> int:
    assert child.running is not None
    return child.running.pid


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_starts_a_killed_child_again_and_ends_it_with_the_tree():
    child, stopping = tree.Child(name="sleeper", command=SLEEPER), threading.Event()
    keeping = threading.Thread(target=tree.keep, args=([child],), kwargs={"stopping": stopping, "watch": lambda: None})
    keeping.start()
    wait_for(lambda: child.running)
    first = pid_of(child)
    os.kill(first, signal.SIGKILL)
    wait_for(lambda: child.running and child.running.pid != first)
    second = pid_of(child)
    stopping.set()
    keeping.join(timeout=10)
    assert is_gone(second)


def test_gives_up_on_a_child_that_cannot_live(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tree, "_LONGEST_PAUSE_SECONDS", 0.01)
    child = tree.Child(name="web", command=[sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(errors.CannotStart, match=r"web ended 6 times in a row \(exit code 3\)"):
        tree.keep([child], stopping=threading.Event(), watch=lambda: None)


def test_kills_the_family_of_a_dead_child(tmp_path: Path):
    """A child that is killed cannot end its own children; they would keep its port."""
    note = tmp_path / "pid"
    program = (
        f"import subprocess, sys, time\ngrandchild = subprocess.Popen({SLEEPER!r})\n"
        f"open({str(note)!r}, 'w').write(str(grandchild.pid))\ntime.sleep(60)"
    )
    child, stopping = tree.Child(name="parent", command=[sys.executable, "-c", program]), threading.Event()
    keeping = threading.Thread(target=tree.keep, args=([child],), kwargs={"stopping": stopping, "watch": lambda: None})
    keeping.start()
    wait_for(lambda: note.exists() and note.read_text())
    grandchild = int(note.read_text())
    os.kill(pid_of(child), signal.SIGKILL)
    wait_for(lambda: is_gone(grandchild))
    stopping.set()
    keeping.join(timeout=10)


def test_ends_a_child_whose_tree_was_killed():
    follower = (
        "import os, signal, time; from guanxi.machine import tree\n"
        "tree.follow_parent(lambda: os.kill(os.getpid(), signal.SIGTERM))\n"
        "print(os.getpid(), flush=True)\n"
        "time.sleep(60)"
    )
    program = (
        "import sys, threading; from guanxi.machine import tree\n"
        f"child = tree.Child(name='follower', command=[sys.executable, '-c', {follower!r}])\n"
        "tree.keep([child], stopping=threading.Event(), watch=lambda: None)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=databases.ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        follower_pid = int(parent.stdout.readline())
        parent.kill()
        wait_for(lambda: is_gone(follower_pid))
