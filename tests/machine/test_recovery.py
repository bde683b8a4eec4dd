"""What was committed is there again after anything was killed."""

import contextlib
import os
import signal
import threading
import time

import psycopg

from guanxi.machine import home, postgres


def pid_of(place: home.Home) -> int:
    return int((place.path / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def wait_until_gone(server: postgres.Server) -> None:
    deadline = time.monotonic() + 10
    while server.is_alive():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def rows(server: postgres.Server) -> int:
    with psycopg.connect(server.owner_url) as connection:
        return len(connection.execute("SELECT * FROM kept").fetchall())


def count(url: str, until: int) -> None:
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url) as connection:
        connection.execute("SELECT count(*) FROM (SELECT generate_series(1, %s) AS i) AS s WHERE i >= 0", [until])


def test_recovers_after_kill_9_of_the_server(place):
    with postgres.start(place) as server:
        with psycopg.connect(server.owner_url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000)")
        for _ in range(3):
            os.kill(pid_of(place), signal.SIGKILL)
            wait_until_gone(server)
            server.keep()
            assert rows(server) == 1000


def test_recovers_when_the_next_command_finds_it_killed(place):
    with postgres.start(place) as server:
        os.kill(pid_of(place), signal.SIGKILL)
        wait_until_gone(server)
    with postgres.start(place) as server:
        assert rows(server) == 1000


def test_waits_for_the_children_of_a_killed_server(place):
    """A backend that is busy outlives the server for a while and keeps its memory."""
    with postgres.start(place) as server:
        busy = threading.Thread(target=count, args=(server.owner_url, 15_000_000))
        busy.start()
        time.sleep(0.3)
        os.kill(pid_of(place), signal.SIGKILL)
        wait_until_gone(server)
        server.keep()
        busy.join()
        assert rows(server) == 1000
    assert "pre-existing shared memory" in (place.log / "postgres.log").read_text()


def test_does_not_believe_a_pid_that_now_belongs_to_another_process(place):
    file = place.path / "postgres" / "postmaster.pid"
    lines = [str(os.getpid()), str(file.parent), "1", "5432", "", "", "  1 1", "ready   "]
    file.write_text("\n".join(lines))
    with postgres.start(place) as server:
        assert rows(server) == 1000
    assert not file.exists()


def test_sweeps_the_data_folder_that_a_killed_first_start_left_half_made(place):
    half = home.find(str(place.path / "half"))
    (half.path / "postgres.new" / "base").mkdir(parents=True)
    with postgres.start(half) as server, psycopg.connect(server.app_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
