"""What the worker does by the clock."""

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from guanxi.cli import worker
from guanxi.config import periodic
from guanxi.spaces import actions


@pytest.fixture
def spaces(committed_db):
    return [
        actions.create_space(
            slug=slug, name=slug, time_zone="Asia/Shanghai", currency="CNY", locale="zh-Hans", actor="system:test"
        )
        for slug in ("tea", "coffee")
    ]


def job_states() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs")
        return dict(cursor.fetchall())


def job_ids(*states: str) -> dict[int, str]:
    """The jobs in these states, or all of them, with the names of their tasks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, task_name, status::text FROM procrastinate_jobs")
        return {id: name for id, name, state in cursor.fetchall() if state in states or not states}


def work_until(done: Callable[[], bool]) -> None:
    """Let a worker work until it is done, for fifteen seconds at most."""
    stopping = threading.Event()
    jobs = threading.Thread(target=lambda: asyncio.run(worker._jobs_until(stopping)))
    jobs.start()
    deadline = time.monotonic() + 15
    while not done() and time.monotonic() < deadline:
        time.sleep(0.05)
    stopping.set()
    jobs.join(timeout=15)
    assert not jobs.is_alive()


def test_declares_what_is_due_by_the_clock():
    app.perform_import_paths()
    declared = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert {"journal.make_partitions", "ledger.mature", "ledger.expire", "referral.forget_touches"} <= declared


@pytest.mark.parametrize("name", ["make_partitions", "mature", "expire", "forget_touches"])
def test_finds_nothing_to_do_in_quiet_spaces(spaces, name):
    assert getattr(periodic, name)(0) == 0


def test_goes_on_when_one_space_fails(spaces):
    seen = []

    def work(space) -> int:
        seen.append(space.slug)
        if space.slug == "tea":
            raise ArithmeticError(space.slug)
        return 1

    with pytest.raises(ExceptionGroup) as failed:
        periodic._in_each_space(work)
    assert seen == ["tea", "coffee"]
    assert failed.value.exceptions[0].__notes__ == ["in the space tea"]


def test_runs_a_deferred_job_as_the_application(committed_db):
    periodic.make_partitions.configure().defer(timestamp=0)
    assert job_states() == {"journal.make_partitions": "todo"}
    work_until(lambda: "journal.make_partitions" not in job_states())
    assert "journal.make_partitions" not in job_states(), "a job that succeeded is deleted"


def test_gives_what_a_dead_worker_had_in_hand_to_another(committed_db):
    periodic.make_partitions.configure().defer(timestamp=0)
    periodic.mature.configure().defer(timestamp=0)
    with connection.cursor() as cursor:  # a worker took both and was killed
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    dead = job_ids()
    periodic.mature.configure().defer(timestamp=0)
    assert "ledger.mature" in job_states()
    periodic.take_up.configure().defer(timestamp=0)
    work_until(lambda: not dead.keys() & job_ids("todo", "doing").keys())
    left = {name: job_states().get(name) for name in dead.values()}
    assert left == {"journal.make_partitions": None, "ledger.mature": "failed"}, "the second would be done twice"


def test_takes_up_nothing_that_killed_worker_after_worker(committed_db):
    periodic.make_partitions.configure().defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', attempts = %s", [periodic._MOST_DEATHS])
    (killer,) = job_ids()
    periodic.take_up.configure().defer(timestamp=0)
    work_until(lambda: killer in job_ids("failed"))
    assert job_ids("failed") == {killer: "journal.make_partitions"}
