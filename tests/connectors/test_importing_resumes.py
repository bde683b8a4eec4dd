"""An import that was interrupted anywhere, even killed, goes on when it is run again (IM-1, IM-2, IM-5)."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from guanxi.connectors.intake import files
from guanxi.connectors.tables import actions
from guanxi.kernel.tenancy import acting_in
from guanxi.spaces import actions as spaces
from tests import cast
from tests.connectors.conftest import rejects

BROKEN = 7


def many_events(path: Path, count: int) -> Path:
    """`count` good rows, and every 1,000th followed by a broken one."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    rows = ["type,at,member,key"]
    for number in range(count):
        rows.append(f"post.created,{start + timedelta(minutes=number)},shop:{number % 50},k{number}")
        if number % 1000 == BROKEN:
            rows.append("broken")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def count_of(space_id: int, query: str) -> int:
    with acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(query, [space_id])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


POSTS = "SELECT count(*) FROM journal_public_event WHERE space_id = %s AND type = 'post.created'"
POSITIONS = "SELECT coalesce(sum(done), 0) FROM connectors_position WHERE space_id = %s"


class PowerCut(Exception):
    """Whatever stops a program."""


def test_goes_on_after_the_batches_that_were_done(tea: cast.House, tmp_path: Path) -> None:
    path = many_events(tmp_path / "e.csv", 5000)
    heard: list[int] = []

    def stop(count: int) -> None:
        heard.append(count)
        if len(heard) == 3:
            raise PowerCut

    source = files.inspect(path)
    with pytest.raises(PowerCut):
        actions.import_events(space_id=tea.space_id, source=source, actor=tea.actor, join=True, progress=stop)
    assert count_of(tea.space_id, POSITIONS) == 4000
    rest = actions.import_events(space_id=tea.space_id, source=source, actor=tea.actor, join=True)
    assert count_of(tea.space_id, POSTS) == 5000
    assert (rest.recorded, rest.repeated) == (1004, 0)
    assert [line for line, _, _ in rejects(Path(rest.reject_files[0]))] == ["10", "1011", "2012", "3013", "4014"]


def test_forgets_its_place_when_it_is_done(tea: cast.House, tmp_path: Path) -> None:
    source = files.inspect(many_events(tmp_path / "e.csv", 10))
    actions.import_events(space_id=tea.space_id, source=source, actor=tea.actor, join=True)
    assert count_of(tea.space_id, POSITIONS) == 0
    again = actions.import_events(space_id=tea.space_id, source=source, actor=tea.actor, join=True)
    assert (again.recorded, again.repeated, again.rejected) == (0, 10, 1)


def test_does_not_need_its_place(tea: cast.House, tmp_path: Path) -> None:
    source = files.inspect(many_events(tmp_path / "e.csv", 3000))

    def stop(count: int) -> None:
        if count == 2000:
            raise PowerCut

    with pytest.raises(PowerCut):
        actions.import_events(space_id=tea.space_id, source=source, actor=tea.actor, join=True, progress=stop)
    with acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("DELETE FROM connectors_position WHERE space_id = %s", [tea.space_id])
    again = actions.import_events(space_id=tea.space_id, source=source, actor=tea.actor, join=True)
    assert (again.recorded + again.repeated, again.rejected) == (3000, 3)
    assert count_of(tea.space_id, POSTS) == 3000


def test_survives_being_killed(committed_db: Callable[[], None], tmp_path: Path) -> None:
    space_id = spaces.create_space(
        slug="tea", name="Tea", time_zone="UTC", currency="CNY", locale="en", actor=cast.ACTOR
    )
    path = many_events(tmp_path / "e.csv", 8_000)
    command = [
        sys.executable,
        "-m",
        "guanxi.cli.main",
        "import",
        "events",
        str(path),
        "--space",
        "tea",
        "--join",
        "--no-settle",
    ]
    kills = 0
    for _ in range(2):
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
        before, deadline = count_of(space_id, POSTS), time.monotonic() + 30
        while running.poll() is None and count_of(space_id, POSTS) == before and time.monotonic() < deadline:
            time.sleep(0.02)
        if running.poll() is None:
            os.kill(running.pid, signal.SIGKILL)
            kills += 1
        running.wait()
    assert kills > 0
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=True)
    assert count_of(space_id, POSTS) == 8_000
    assert "members joined" not in done.stdout or kills < 2
    assert len(set(rejects(path.with_name("e.csv.rejects.csv")))) == 8


def test_two_at_once_record_once(committed_db: Callable[[], None], tmp_path: Path) -> None:
    space_id = spaces.create_space(
        slug="tea", name="Tea", time_zone="UTC", currency="CNY", locale="en", actor=cast.ACTOR
    )
    path = many_events(tmp_path / "e.csv", 4000)
    command = [
        sys.executable,
        "-m",
        "guanxi.cli.main",
        "import",
        "events",
        str(path),
        "--space",
        "tea",
        "--join",
        "--no-settle",
    ]
    both = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ) for _ in range(2)
    ]
    told = [one.communicate(timeout=120)[1] for one in both]
    assert [one.returncode for one in both] == [0, 0], told
    assert count_of(space_id, POSTS) == 4000


def test_sees_only_its_own_space(tea: cast.House, owner_connection: psycopg.Connection[tuple[object, ...]]) -> None:
    rows = owner_connection.execute(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = 'connectors_position'"
    ).fetchall()
    assert rows == [(True, True)]
