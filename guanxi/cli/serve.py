"""guanxi serve: migrate, then pages and worker in one supervised tree of processes, the database below them."""

from __future__ import annotations

import importlib
import signal
import sys
import threading
from typing import TYPE_CHECKING

import click

from guanxi.cli import context
from guanxi.cli import web as pages
from guanxi.machine import ports, tree

if TYPE_CHECKING:
    from collections.abc import Callable

    from guanxi.machine.postgres import Server

_OPEN_SECONDS = 30


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 means all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@click.option("--demo", is_flag=True, help="Make the demo space first, if there is none.")
def serve(host: str, port: int, workers: int, demo: bool) -> None:
    """Run everything: pages, worker and, when DATABASE_URL is not set, a PostgreSQL of its own.

    Stops cleanly on Ctrl-C and SIGTERM; what dies in between is started again.

    Example: guanxi serve --demo --port 8080
    """
    ports.check_free(host, port)
    address = pages.address(host, port)
    printed = pages.where(address, pages.entrance(host, port))
    server = context.database(patient=False)
    if demo:
        _make_demo()
    link = pages.first_link(address)
    _forget_connections()
    stopping = threading.Event()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # Windows has no SIGHUP: a closed terminal
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: stopping.set())
    threading.Thread(target=_announce, args=(host, port, printed, link, stopping), daemon=True).start()
    tree.keep(_children(host, port, workers), stopping=stopping, watch=_watch(server))
    click.echo("Guanxi has stopped.", err=True)


def _children(host: str, port: int, workers: int) -> list[tree.Child]:
    guanxi = [sys.executable, "-m", "guanxi.cli.main"]
    web = [*guanxi, "web", "--as-child", "--host", host, "--port", str(port), "--workers", str(workers)]
    return [
        tree.Child(name="web", command=web),
        tree.Child(name="worker", command=[*guanxi, "worker", "--as-child"]),
    ]


def _watch(server: Server | None) -> Callable[[], None]:
    """Start the embedded database again when it died; one that was given by URL is not ours to start."""

    def watch() -> None:
        if server is not None and not server.is_alive():
            click.echo("PostgreSQL ended, starting it again", err=True)
            server.keep()

    return watch


def _announce(host: str, port: int, printed: str, link: str | None, stopping: threading.Event) -> None:
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only compared
    if ports.wait_until_open(asked, port, wait_seconds=_OPEN_SECONDS) and not stopping.is_set():
        click.echo(f"Guanxi is at {printed}  (Ctrl-C stops it)")
        if link is not None:
            click.echo(f"Nobody owns this installation yet. Make yourself the owner, once, within a day:\n  {link}")


def _make_demo() -> None:
    try:
        demo = importlib.import_module("guanxi.cli.demo")
    except ModuleNotFoundError as error:
        if error.name != "guanxi.cli.demo":
            raise
        click.echo("this version has no demo space", err=True)
        return
    demo.ensure()


def _forget_connections() -> None:
    """The tree only watches; the children have connections of their own."""
    from django.db import connections

    connections.close_all()
