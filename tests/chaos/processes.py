"""Processes of our own that act at once, and are killed by their ids."""

import contextlib
import multiprocessing
import os
import signal
import time
import traceback
from collections.abc import Callable, Sequence
from multiprocessing.context import ForkProcess

from django.db import connection, connections

_fork = multiprocessing.get_context("fork")


def at_once(acts: Sequence[Callable[[], object]]) -> None:
    """Run each act in a process of its own; all are connected before the first begins. Fails when one failed."""
    connections.close_all()
    gate = _fork.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        with _whole_process():
            connection.ensure_connection()
            gate.wait(60)
            act()

    started = [_fork.Process(target=run, args=(act,)) for act in acts]
    for process in started:
        process.start()
    for process in started:
        process.join(120)
    assert [process.exitcode for process in started] == [0] * len(started)


@contextlib.contextmanager
def _whole_process():
    """What a forked child does; it never returns into pytest."""
    code = 1
    try:
        yield
        code = 0
    except BaseException:  # noqa: BLE001 - told, then the process ends
        traceback.print_exc()
    finally:
        os._exit(code)


def forked(act: Callable[[], object]) -> ForkProcess:
    """A process that does this, to be killed."""
    connections.close_all()

    def run() -> None:
        with _whole_process():
            act()

    process = _fork.Process(target=run)
    process.start()
    return process


def killed_after(process: ForkProcess, seconds: float) -> bool:
    """Kill -9 the process after a while; whether it still ran then."""
    time.sleep(seconds)
    alive = process.is_alive()
    if alive and process.pid is not None:
        os.kill(process.pid, signal.SIGKILL)
    process.join(30)
    return alive
