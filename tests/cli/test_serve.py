"""`guanxi serve` stays up whatever is killed, and leaves nothing behind when it stops."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import psutil
import psycopg
import pytest

from guanxi.machine import postgres


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as response:
            return bool(response.status == 200)
    except urllib.error.HTTPError as error:
        error.close()
        return False
    except OSError:
        return False


def wait_for(condition, *, seconds: float = 60):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.05)
    return found


def family(serve: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(serve.pid).children(recursive=True)


def child(serve: subprocess.Popen[str], name: str) -> psutil.Process | None:
    for each in psutil.Process(serve.pid).children():
        with contextlib.suppress(psutil.Error):
            if {"--as-child", name} <= set(each.cmdline()):
                return each
    return None


def server_pid(own_home) -> int:
    return int((own_home.path / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def gone(processes: list[psutil.Process]) -> bool:
    return not [each for each in processes if each.is_running() and each.status() != psutil.STATUS_ZOMBIE]


def test_serves_again_after_kill_9_of_anything_and_stops_with_ctrl_c(start, port, own_home):
    serve = start("serve", "--port", str(port))
    assert serve.stdout is not None
    wait_for(lambda: answers(port))
    assert f"Guanxi is at http://127.0.0.1:{port}/" in serve.stdout.readline()

    web = wait_for(lambda: child(serve, "web"))
    os.kill(web.pid, signal.SIGKILL)
    wait_for(lambda: child(serve, "web") not in (None, web) and answers(port))

    worker = wait_for(lambda: child(serve, "worker"))
    os.kill(worker.pid, signal.SIGKILL)
    wait_for(lambda: child(serve, "worker") not in (None, worker))

    os.kill(server_pid(own_home), signal.SIGKILL)
    wait_for(lambda: postgres.describe(own_home).is_alive() and answers(port))

    everybody = [*family(serve), psutil.Process(server_pid(own_home))]
    assert len(everybody) >= 4
    serve.send_signal(signal.SIGINT)
    said = serve.communicate(timeout=30)[0]
    assert serve.returncode == 0, said
    assert "Guanxi has stopped." in said
    assert gone(everybody)


@pytest.mark.usefixtures("migrated_home")
def test_works_less_than_six_seconds_for_the_second_start(start, port):
    """Counted as work of its processes: how long that takes depends on what else the machine does."""
    assert work_until_up(start, port) < 6


def work_until_up(start, port: int) -> float:
    serve = start("serve", "--port", str(port))
    wait_for(lambda: answers(port))
    parts = [each.cpu_times() for each in (psutil.Process(serve.pid), *family(serve))]
    work = sum(part.user + part.system + part.children_user + part.children_system for part in parts)
    serve.terminate()
    said = serve.communicate(timeout=30)[0]
    assert serve.returncode == 0
    assert "Traceback" not in said
    return work


def test_leaves_no_process_when_it_is_killed_itself(start, port, own_home, run):
    serve = start("serve", "--port", str(port))
    wait_for(lambda: answers(port))
    children = family(serve)
    ours = [each for each in children if "--as-child" in each.cmdline()]
    serve.kill()
    wait_for(lambda: gone(ours))
    assert run("space", "list").returncode == 0  # holds the server that was left, and stops it as the last one out
    assert not postgres.describe(own_home).is_alive()


def test_refuses_a_port_that_is_taken(run):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = run("serve", "--port", str(port))
    assert done.returncode == 1
    assert done.stderr == f"port {port} is taken by another program; choose another with --port\n"


def test_refuses_a_schema_that_is_newer_than_itself(run, migrated_home, port):
    add = "INSERT INTO django_migrations (app, name, applied) VALUES ('journal', '9999_from_the_future', now())"
    with postgres.start(migrated_home) as server:
        with psycopg.connect(server.owner_url) as connection:
            connection.execute(add)
        done = run("serve", "--port", str(port))
        with psycopg.connect(server.owner_url) as connection:
            connection.execute("DELETE FROM django_migrations WHERE name = '9999_from_the_future'")
    assert done.returncode == 1
    assert "made by a newer Guanxi (it has journal.9999_from_the_future); update this program" in done.stderr
    assert done.stderr.count("\n") == 1


def test_settles_what_was_recorded_for_the_queue(start, migrated_home):
    """The worker on its own: it starts, waits for work, and stops with SIGTERM."""
    worker = start("worker")
    assert worker.stdout is not None
    with postgres.start(migrated_home) as server:
        wait_for(lambda: sessions(server) > 0)
    worker.terminate()
    said = worker.communicate(timeout=30)[0]
    assert worker.returncode == 0, said


def sessions(server: postgres.Server) -> int:
    with psycopg.connect(server.superuser_url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'guanxi_app'").fetchone()
    return int(row[0]) if row else 0
