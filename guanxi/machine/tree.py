"""The tree of processes: children that are started again when they die, and that never outlive their parent.

A child's standard input is a pipe that its parent holds open and never writes to. When the parent ends, however
it ends, the pipe closes; the child notices and stops in order. No signal, no pid file and no polling is needed.
"""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from guanxi.machine import errors

_WATCH_SECONDS = 0.2
_STOP_SECONDS = 15.0
_LONGEST_PAUSE_SECONDS = 10.0
_SETTLED_SECONDS = 20.0  # who lived as long as this has started well
_MOST_QUICK_DEATHS = 6


@dataclass
class Child:
    """A program that is kept alive. `environment` is added to ours."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    again_at: float = 0.0
    quick_deaths: int = 0


def keep(children: Sequence[Child], *, stopping: threading.Event, watch: Callable[[], None]) -> None:
    """Run the children until `stopping` is set, then end them all; `watch` is called five times a second.

    A child that dies is started again, after a pause that doubles while it keeps dying young. Raises CannotStart
    when a child has died young six times in a row.
    """
    try:
        while not stopping.is_set():
            watch()
            for child in children:
                _tend(child)
            stopping.wait(_WATCH_SECONDS)
    finally:
        _end(children)


def follow_parent(stop: Callable[[], object]) -> None:
    """In a child of `keep`: call `stop` when the parent is gone, and leave the hard way if that does not help."""

    def wait() -> None:
        with contextlib.suppress(OSError, ValueError):
            while sys.stdin.buffer.raw.read(1):  # type: ignore[union-attr]
                pass
        stop()
        time.sleep(_STOP_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, name="follow-parent", daemon=True).start()


def end_with_parent() -> None:
    """In a process made by multiprocessing: end when the process that made it is gone, even killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, name="end-with-parent", daemon=True).start()


def _tend(child: Child) -> None:
    now = time.monotonic()
    if child.running is not None:
        code = child.running.poll()
        if code is None:
            return
        _kill_family(child.running)
        child.running = None
        lived = now - child.started_at
        child.quick_deaths = child.quick_deaths + 1 if lived < _SETTLED_SECONDS else 0
        if child.quick_deaths >= _MOST_QUICK_DEATHS:
            message = f"{child.name} ended {child.quick_deaths} times in a row (exit code {code}); its words are above"
            raise errors.CannotStart(message)
        pause = min(_LONGEST_PAUSE_SECONDS, 0.2 * 2**child.quick_deaths)
        child.again_at = now + pause
        print(f"{child.name} ended (exit code {code}), starting it again", file=sys.stderr, flush=True)  # noqa: T201
    if now >= child.again_at:
        child.started_at = now
        child.running = _spawn(child)


def _spawn(child: Child) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        list(child.command),
        env={**os.environ, **child.environment},
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C reaches us alone, and we end the children in order
    )


def _end(children: Sequence[Child]) -> None:
    alive = [child.running for child in children if child.running is not None]
    for process in alive:
        process.terminate()
    deadline = time.monotonic() + _STOP_SECONDS
    for process in alive:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        _kill_family(process)
        process.wait()


def _kill_family(process: subprocess.Popen[bytes]) -> None:
    """Kill what a child has left behind in its process group, whose number is not given away while it has members."""
    if process.stdin is not None:
        process.stdin.close()
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
