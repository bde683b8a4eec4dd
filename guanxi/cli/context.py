"""What every command needs: the database, its one-line JSON, its progress bar.

    context.database()                       # before anything that touches Django
    context.emit_json({"ok": True})
    with context.progress(len(rows), "rows") as advance:
        advance(100)
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import quote

import click

from guanxi.machine import errors, home, postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# A person or an import may wait longer than a page: the limits of the application's role are for pages.
_PATIENT = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0"
_QUIET_SECONDS = 2.0
_held = ExitStack()


def database(*, patient: bool = True, migrate: bool = True, check: bool = True) -> postgres.Server | None:
    """Have a database and Django ready; the embedded server (returned) when DATABASE_URL is not set.

    `patient` lifts the time limits that pages have. `migrate` brings the schema to this version; otherwise an
    old schema is refused, unless not even `check` is wanted. Raises CannotStart when there is no database or its schema is newer than this program.
    """
    import django

    server = None
    if "DATABASE_URL" not in os.environ:
        place = home.find()
        server = _held.enter_context(postgres.start(place))
        _name_database(server)
    if patient and "options=" not in os.environ["DATABASE_URL"]:
        os.environ["DATABASE_URL"] = _with_options(os.environ["DATABASE_URL"], _PATIENT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
    django.setup()
    click.get_current_context().find_root().call_on_close(release)
    if check:
        _bring_schema(migrate=migrate)
    return server


def release() -> None:
    """Close connections and let the embedded server go; the last one who does stops it."""
    from django.db import connections

    connections.close_all()
    _held.close()


def emit_json(value: object) -> None:
    """Write a value as JSON to standard output, where nothing else goes."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


@contextlib.contextmanager
def progress(total: int | None, label: str) -> Iterator[Callable[[int], None]]:
    """Give a function that counts what is done; a bar appears on a terminal when it takes more than two seconds."""
    if not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(label, total=total)
    begun, shown = time.monotonic(), False

    def advance(done: int) -> None:
        nonlocal shown
        bar.advance(task, done)
        if not shown and time.monotonic() - begun > _QUIET_SECONDS:
            shown = True
            bar.start()

    try:
        yield advance
    finally:
        if shown:
            bar.stop()


def space_id_for(slug: str) -> int:
    """The id of the space with this slug. Raises CannotStart when there is none, naming those that exist."""
    from django.apps import apps

    spaces = apps.get_model("spaces", "Space").objects
    found = spaces.filter(slug=slug).values_list("pk", flat=True).first()
    if found is None:
        known = ", ".join(spaces.order_by("slug").values_list("slug", flat=True)[:10]) or "none yet"
        message = f"there is no space `{slug}` (there are: {known}); make it with: guanxi space create {slug}"
        raise errors.CannotStart(message)
    return int(found)


def _name_database(server: postgres.Server) -> None:
    secrets = server.home.secrets()
    os.environ["DATABASE_URL"] = server.app_url
    os.environ["DATABASE_OWNER_URL"] = server.owner_url
    os.environ.setdefault("GUANXI_SECRET_KEY", secrets["session"])
    os.environ.setdefault("GUANXI_MASTER_KEY", secrets["master"])


def _with_options(url: str, options: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}options={quote(options)}"


def _bring_schema(*, migrate: bool) -> None:
    from guanxi.cli import schema

    state = schema.state()
    if state.newer:
        message = f"the database was made by a newer Guanxi (it has {state.newer[0]}); update this program"
        raise errors.CannotStart(message)
    if state.is_current:
        return
    if not migrate:
        message = "the database is not at the state this version needs; run: guanxi migrate"
        raise errors.CannotStart(message)
    schema.migrate()
