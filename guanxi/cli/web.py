"""guanxi web: the pages, without worker."""

from __future__ import annotations

import os
import secrets
import signal
from urllib.parse import urlsplit

import click

from guanxi.cli import context
from guanxi.machine import ports, tree

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_TOKEN_BYTES = 16


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 means all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@click.option("--as-child", is_flag=True, hidden=True, help="Stop when standard input closes.")
def web(host: str, port: int, workers: int, as_child: bool) -> None:
    """Run the pages only; `guanxi serve` runs everything.

    Example: guanxi web --port 8080
    """
    base = address(host, port)
    printed = where(base, entrance(host, port))
    context.database(patient=False, migrate=False, check=not as_child)
    ports.check_free(host, port)
    if not as_child:
        click.echo(f"Guanxi's pages are at {printed}", err=True)
        if link := first_link(base):
            click.echo(
                f"Nobody owns this installation yet. Make yourself the owner, once, within a day: {link}", err=True
            )
    else:
        tree.follow_parent(lambda: os.kill(os.getpid(), signal.SIGTERM))
    run(host=host, port=port, workers=workers)


def run(*, host: str, port: int, workers: int) -> None:
    """Answer requests until SIGINT or SIGTERM."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    Granian(
        "guanxi.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=2,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()


def address(host: str, port: int) -> str:
    """The address to give to a browser. Off the loopback, the machine may then be asked for by its own names."""
    if given := os.environ.get("GUANXI_URL"):
        return given.rstrip("/") + "/"
    if host in LOOPBACK:
        return _at(host, port)
    if "GUANXI_HOSTS" not in os.environ:
        os.environ["GUANXI_HOSTS"] = ",".join(sorted({*LOOPBACK, "[::1]", *_names(host)}))
    return f"http://{_names(host)[0]}:{port}/"


def entrance(host: str, port: int) -> str | None:
    """The address that whoever reads this terminal opens to look around a demo without a password.

    Its token holds until the next start, in our children too. None where nobody can sit at this machine: behind a
    proxy, under an address of our own, or not listening on the loopback. Call it before the settings are read.
    """
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only compared
    if os.environ.get("GUANXI_URL") or int(os.environ.get("GUANXI_PROXIES", "0")) or local not in LOOPBACK:
        return None
    return f"{_at(local, port)}here/{os.environ.setdefault('GUANXI_HERE', secrets.token_urlsafe(_TOKEN_BYTES))}/"


def where(base: str, entrance: str | None) -> str:
    """The addresses as they are printed: one, unless this machine has another one than the others."""
    if entrance is None or entrance.startswith(base):
        return entrance or base
    return f"{base}  (on this machine itself: {entrance})"


def first_link(base: str) -> str | None:
    """A fresh one-time link for the first owner, while there is none; the one before opens no more."""
    from guanxi.spaces import invitations

    if not invitations.needs_first_owner():
        return None
    return f"{base}welcome/{invitations.first_link()}/"


def _at(host: str, port: int) -> str:
    return f"http://{host if ':' not in host else f'[{host}]'}:{port}/"


def _names(host: str) -> list[str]:
    """The names under which this machine may be asked for; another Host is refused."""
    import socket

    if host not in ("0.0.0.0", "::"):  # noqa: S104 - only compared
        return [urlsplit(f"//{host}").hostname or host]
    name = socket.gethostname()
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(name, None, type=socket.SOCK_STREAM)}
    except OSError:
        found = set()  # nobody resolves the name of this machine; it may still be reached by it
    return [name, f"{name}.local", *sorted(found)]
