"""Two processes share one server; the last one out stops it."""

import stat
import subprocess
import sys
from collections.abc import Callable

import psycopg
import pytest

from guanxi.machine import home, postgres

type Hold = Callable[[], subprocess.Popen[str]]


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=20)
    assert process.returncode == 0


def is_running(place: home.Home) -> bool:
    return postgres.describe(place).is_alive()


def test_serves_two_processes_with_one_server_and_stops_with_the_last(place, holders: Hold, started_at):
    first = holders()
    began = started_at()
    second = holders()
    assert started_at() == began
    leave(first)
    assert started_at() == began
    leave(second)
    assert not is_running(place)


def test_finds_the_server_that_a_killed_holder_left_behind(place, holders: Hold, started_at):
    killed = holders()
    began = started_at()
    killed.kill()
    killed.wait()
    assert is_running(place)
    with postgres.start(place):
        assert started_at() == began
    assert not is_running(place)


def test_starts_once_when_many_come_at_the_same_moment(place, holders: Hold):
    program = "import sys; from guanxi.machine import home, postgres\nwith postgres.start(home.find(sys.argv[1])): pass"
    command = [sys.executable, "-c", program, str(place.path)]
    crowd = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(6)]
    complaints = [each.communicate(timeout=60)[1] for each in crowd]
    assert [each.returncode for each in crowd] == [0] * 6, complaints
    assert not is_running(place)


def test_keeps_its_secrets_to_itself(place, holders: Hold):
    holders()
    secrets = place.path / "secrets.json"
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o600
    socket = home.short_folder(place, "socket")
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    with postgres.start(place) as server:
        stranger = server.superuser_url.replace(place.secrets()["superuser"], "guessed")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(stranger)
        nameless = server.app_url.replace(f":{place.secrets()['app']}", "")
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(nameless)


def test_moves_a_socket_with_a_long_path_to_a_short_private_folder(place):
    deep = home.find(str(place.path / ("d" * 60) / ("e" * 60)))
    with postgres.start(deep) as server:
        folder = home.short_folder(deep, "socket")
        assert not folder.is_relative_to(deep.path)
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        with psycopg.connect(server.app_url) as connection:
            assert connection.execute("SELECT current_user").fetchone() == ("guanxi_app",)
    folder.rmdir()
