"""The embedded PostgreSQL: started by the first who needs it, shared by all, stopped by the last who leaves.

1. Whoever needs the server becomes a holder (a locked file of its own) under the start lock.
2. A server is believed only after a login over our private socket that names our data folder; never by its pid,
   which may be somebody else's by now.
3. If none answers, what a killed server left behind is cleared away and a new one starts, detached from our
   terminal and our life. PostgreSQL recovers from its own journal.
4. The last holder to leave stops it. If that one was killed, the server stays until the next one finds and holds it.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from guanxi.machine import cluster, errors, home, locks, memory

DATABASE = "guanxi"
_START_SECONDS = 120  # recovery after a crash replays up to max_wal_size; a laptop does that in far less
_STOP_SECONDS = 30
_LOG_LIMIT = 10 * 2**20  # bytes
_PORT = 5432
_PORT_LINE = 3  # of postmaster.pid: pid, data folder, start time, port, socket folder, address, memory, status

# Every safety on: what is promised must survive a power cut.
_SETTINGS = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "autovacuum": "on",
    "effective_cache_size": "1GB",
    "max_connections": "100",
    # A tap that grants looks into some eighty tables and indexes; with room for them, their locks stay the backend's.
    "max_locks_per_transaction": "256",
    "max_wal_size": "4GB",
    "jit": "off",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %u@%d ",
}

type Connection = psycopg.Connection[tuple[object, ...]]
type Child = subprocess.Popen[bytes]
_children: dict[Path, Child] = {}  # servers that this process started: their end must be waited for

_APP_TIMEOUTS = {"lock_timeout": "2s", "statement_timeout": "5s", "idle_in_transaction_session_timeout": "5s"}


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server that this process holds. The URLs carry passwords: give them to no log."""

    home: home.Home
    seat: cluster.Cluster
    app_url: str
    owner_url: str
    superuser_url: str

    def is_alive(self) -> bool:
        """Whether the server's process is there; cheap enough to ask all the time."""
        return _postmaster(self.seat) is not None

    def keep(self) -> None:
        """Start the server again if it died. Raises CannotStart when that fails."""
        with _starting(self.home):
            _ensure_running(self.home)


@contextmanager
def start(place: home.Home) -> Iterator[Server]:
    """Hold the server of this home for a block; it starts if nobody else has started it.

    Raises CannotStart with the reason and what to do.
    """
    with _starting(place):
        holder = locks.Holder(place.run / "holders")
        try:
            _ensure_running(place)
        except BaseException:
            holder.leave()
            raise
    try:
        yield describe(place)
    finally:
        with _starting(place):
            if holder.leave():
                _stop(cluster.prepare(place), place)


def describe(place: home.Home, *, database: str = DATABASE) -> Server:
    """Where the server of this home is and how to log in, whether it runs or not."""
    passwords = place.secrets()
    seat = cluster.prepare(place)

    def url(role: str, secret: str) -> str:
        host, port = _address(seat)
        if seat.socket is None:
            return f"postgresql://{role}:{passwords[secret]}@{host}:{port}/{database}"
        return f"postgresql://{role}:{passwords[secret]}@/{database}?host={quote(host, safe='')}"

    return Server(
        home=place,
        seat=seat,
        app_url=url("guanxi_app", "app"),
        owner_url=url("guanxi_owner", "owner"),
        superuser_url=url("postgres", "superuser"),
    )


@contextmanager
def _starting(place: home.Home) -> Iterator[None]:
    try:
        with locks.exclusive(place.run / "start.lock", wait_seconds=2 * _START_SECONDS):
            yield
    except TimeoutError as error:
        raise errors.CannotStart(str(error)) from error


def _ensure_running(place: home.Home) -> None:
    seat = cluster.prepare(place)
    known = _answers(seat, place, wait_seconds=_START_SECONDS if _postmaster(seat) else 0)
    if not known:
        cluster.check_space(seat)
        _clear_remains(seat)
        _launch(seat, place)
    _provision(seat, place)


def _address(seat: cluster.Cluster) -> tuple[str, int]:
    if seat.socket is not None:
        return str(seat.socket), _PORT
    lines = _pid_file(seat)[_PORT_LINE:]
    return "127.0.0.1", int(lines[0]) if lines else _PORT


def _connect(seat: cluster.Cluster, place: home.Home, database: str = "postgres") -> Connection:
    host, port = _address(seat)
    return psycopg.connect(
        host=host,
        port=port,
        user="postgres",
        password=place.secrets()["superuser"],
        dbname=database,
        connect_timeout=5,
        autocommit=True,
        application_name="guanxi supervisor",
    )


def _answers(seat: cluster.Cluster, place: home.Home, *, wait_seconds: float, child: Child | None = None) -> bool:
    """Whether a server of this very data folder lets us in, waiting while it starts or recovers."""
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            with _connect(seat, place) as connection:
                row = connection.execute("SELECT current_setting('data_directory')").fetchone()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                message = f"the passwords in {place.path / 'secrets.json'} are not those of its database"
                raise errors.CannotStart(message) from error
        else:
            return row is not None and Path(str(row[0])).resolve() == seat.data
        if child is not None and child.poll() is not None:
            return False
        if time.monotonic() > deadline or (child is None and _postmaster(seat) is None):
            return False
        time.sleep(0.03)


def _pid_file(seat: cluster.Cluster) -> list[str]:
    try:
        return (seat.data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def _postmaster(seat: cluster.Cluster) -> psutil.Process | None:
    """The process that postmaster.pid names, if it is alive and works in our data folder; a reused pid does not."""
    lines = _pid_file(seat)
    try:
        found = psutil.Process(int(lines[0]))
        if found.status() == psutil.STATUS_ZOMBIE:
            return None
        ours = Path(found.cwd()).resolve() == seat.data and found.name().startswith("postgres")
    except (IndexError, ValueError, psutil.Error, OSError):
        return None
    return found if ours else None


def _clear_remains(seat: cluster.Cluster) -> None:
    """Remove the pid files, of the data and of the socket, that a server which is gone has left behind.

    PostgreSQL would refuse to start when their pid now belongs to another process or to a zombie. It is safe: a
    server that still has children is recognised by its shared memory, not by these files.
    """
    if (runs := _postmaster(seat)) is not None:
        message = f"a PostgreSQL (pid {runs.pid}) runs on {seat.data} but does not answer; stop it and try again"
        raise errors.CannotStart(message)
    if (child := _children.pop(seat.data, None)) is not None:
        child.wait(timeout=_STOP_SECONDS)
    (seat.data / "postmaster.pid").unlink(missing_ok=True)
    for remains in seat.socket.iterdir() if seat.socket else ():
        remains.unlink(missing_ok=True)


def _launch(seat: cluster.Cluster, place: home.Home) -> None:
    """Start the server and wait until it lets us in; children of a killed one may need a moment to go away."""
    deadline = time.monotonic() + _START_SECONDS
    while True:
        if seat.log.exists() and seat.log.stat().st_size > _LOG_LIMIT:
            seat.log.unlink()
        said_before = seat.log.stat().st_size if seat.log.exists() else 0
        child = _children[seat.data] = _spawn(seat)
        if _answers(seat, place, wait_seconds=_START_SECONDS, child=child):
            return
        with seat.log.open("rb") as log:
            log.seek(said_before)
            said = log.read().decode(errors="replace")
        if "pre-existing shared memory" not in said or time.monotonic() > deadline:
            raise errors.CannotStart("PostgreSQL does not start: " + cluster.explain(said))
        time.sleep(0.3)


def _spawn(seat: cluster.Cluster) -> Child:
    settings = _SETTINGS | {"shared_buffers": f"{memory.for_pages(memory.total())}MB"}
    if seat.socket is None:
        settings |= {"listen_addresses": "127.0.0.1", "port": str(_free_port())}
    else:
        settings |= {
            "listen_addresses": "",
            "unix_socket_directories": str(seat.socket),
            "unix_socket_permissions": "0700",
            "port": str(_PORT),
        }
    command = [cluster.program(seat, "postgres"), "-D", str(seat.data)]
    command += [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with seat.log.open("ab") as log:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=seat.data.parent,
            start_new_session=True,  # Ctrl-C in our terminal is ours to answer; the database stops last
            **cluster.run_as(seat.account),
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _provision(seat: cluster.Cluster, place: home.Home) -> None:
    """The two roles and the database: the owner makes tables, the application reads and writes what it was granted."""
    passwords = place.secrets()
    with _connect(seat, place) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return
        for role, secret in (("guanxi_owner", "owner"), ("guanxi_app", "app")):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(role)))
            rights = sql.SQL(
                "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION PASSWORD {}"
            )
            connection.execute(rights.format(sql.Identifier(role), sql.Literal(passwords[secret])))
        for name, value in _APP_TIMEOUTS.items():
            statement = sql.SQL("ALTER ROLE guanxi_app SET {} = {}")
            connection.execute(statement.format(sql.Identifier(name), sql.Literal(value)))
        create_database(connection, DATABASE)


def create_database(connection: Connection, name: str, *, template: str | None = None) -> None:
    """An empty database (or a copy of one) that belongs to guanxi_owner and that guanxi_app may enter."""
    like = sql.SQL("TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
    database = sql.Identifier(name)
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER guanxi_owner {}").format(database, like))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO guanxi_app").format(database))


def _stop(seat: cluster.Cluster, place: home.Home) -> None:
    """Stop the server that is ours, without waiting for its clients, and wait for its end."""
    postmaster = _postmaster(seat)
    if postmaster is None or not _answers(seat, place, wait_seconds=_STOP_SECONDS):
        return
    if sys.platform == "win32":
        command = [cluster.program(seat, "pg_ctl"), "stop", "-D", str(seat.data), "-m", "fast"]
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL)
    else:
        os.kill(postmaster.pid, signal.SIGINT)
    deadline = time.monotonic() + _STOP_SECONDS
    while _postmaster(seat) is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    if (child := _children.pop(seat.data, None)) is not None:
        child.wait(timeout=_STOP_SECONDS)
