"""guanxi worker: settle what is queued, and run the periodic jobs that the modules declare in their jobs.py."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading

import click

from guanxi.cli import context
from guanxi.machine import tree

_SHORTEST_PAUSE_SECONDS = 0.05
_LONGEST_PAUSE_SECONDS = 1.0
_JOB_OPTIONS = "-c statement_timeout=60s -c idle_in_transaction_session_timeout=60s"

_log = logging.getLogger("guanxi.worker")


@click.command()
@click.option("--batch", default=4000, show_default=True, type=click.IntRange(1, 20000), help="Most events at once.")
@click.option("--as-child", is_flag=True, hidden=True, help="Stop when standard input closes.")
def worker(batch: int, as_child: bool) -> None:
    """Settle what is queued and run the periodic jobs, until SIGINT or SIGTERM. Several may run beside each other.

    Example: guanxi worker --batch 500
    """
    if "DATABASE_URL" in os.environ and "options=" not in os.environ["DATABASE_URL"]:
        os.environ["DATABASE_URL"] = context.with_options(os.environ["DATABASE_URL"], _JOB_OPTIONS)
    stopping = threading.Event()
    # Before anything that takes time: a worker that is told to stop while it starts stops cleanly.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    context.database(migrate=False, check=not as_child)
    if as_child:
        tree.follow_parent(stopping.set)
    jobs = threading.Thread(target=_run_jobs, args=(stopping,), name="jobs")
    jobs.start()
    try:
        _settle(stopping, batch)
    finally:
        stopping.set()
        jobs.join()


def _settle(stopping: threading.Event, batch: int) -> None:
    """Batch after batch; when the queue is empty or the database away, pauses that grow to a second."""
    from django.db import InterfaceError, OperationalError

    from guanxi import journal

    pause = _SHORTEST_PAUSE_SECONDS
    while not stopping.is_set():
        try:
            done = journal.drain(batch=batch)
        except (OperationalError, InterfaceError) as error:
            _log.warning("the database does not answer, trying again: %s", str(error).splitlines()[0])
            _forget_connections()
            done = None
        if done:
            pause = _SHORTEST_PAUSE_SECONDS
            continue
        stopping.wait(pause)
        pause = min(_LONGEST_PAUSE_SECONDS, pause * 1.5)


def _forget_connections() -> None:
    from django.db import connections

    with contextlib.suppress(Exception):
        connections.close_all()


def _run_jobs(stopping: threading.Event) -> None:
    """Keep procrastinate's worker running in a loop of its own; start it again when the database went away."""
    while not stopping.is_set():
        try:
            asyncio.run(_jobs_until(stopping))
        except Exception as error:  # noqa: BLE001 - whatever ended the jobs, settling must go on
            if not stopping.is_set():
                _log.warning("the periodic jobs stopped, starting them again: %s", _first_line(error))
        stopping.wait(_LONGEST_PAUSE_SECONDS)


async def _jobs_until(stopping: threading.Event) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        message = f"procrastinate runs on Django's database, not on {connector!r}"
        raise TypeError(message)
    running = app.with_connector(connector.get_worker_connector())
    async with running.open_async():
        work = asyncio.create_task(
            running.run_worker_async(
                install_signal_handlers=False,
                listen_notify=False,  # a notification at every commit halves the commits a second
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=10.0,
                delete_jobs="successful",
                name="guanxi",
            )
        )
        while not (stopping.is_set() or work.done()):  # noqa: ASYNC110 - the event belongs to another thread
            await asyncio.sleep(0.2)
        if not work.done():
            work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


def _first_line(error: BaseException) -> str:
    lines = str(error).splitlines()
    return lines[0] if lines else type(error).__name__
