"""What every command needs: the database, the JSON that a program reads, a progress bar, a space by its name.

A command calls `context.database()` before it imports anything that touches Django.
"""

from __future__ import annotations

import atexit
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
_LONGEST_NUMBER = 18  # digits that a bigint holds for certain
_held = ExitStack()


def database(*, patient: bool = True, migrate: bool = True, check: bool = True) -> postgres.Server | None:
    """Have a database and Django ready; the embedded server (returned) when DATABASE_URL is not set.

    `patient` lifts the time limits that pages have. `migrate` brings the schema to this version; otherwise an
    old schema is refused, unless not even `check` is wanted. Raises CannotStart when there is no database or its
    schema is newer than this program.
    """
    import django
    from django.conf import settings

    if settings.configured and "DATABASE_URL" not in os.environ:
        message = "a module of the domain was imported before the database was known: import it inside the command"
        raise RuntimeError(message)
    atexit.register(release)
    server = None
    if not {"DATABASE_URL", "GUANXI_SECRET_KEY", "GUANXI_MASTER_KEY"} <= os.environ.keys():
        place = home.find()
        os.environ["GUANXI_HOME"] = str(place.path)  # the master key lives there, too
        os.environ.setdefault("GUANXI_SECRET_KEY", place.secrets()["session"])
        if "DATABASE_URL" not in os.environ:
            server = _held.enter_context(postgres.start(place))
            os.environ["DATABASE_URL"] = server.app_url
            os.environ["DATABASE_OWNER_URL"] = server.owner_url
    if patient and "options=" not in os.environ["DATABASE_URL"]:
        os.environ["DATABASE_URL"] = with_options(os.environ["DATABASE_URL"], _PATIENT)
    django.setup()
    _held.callback(_close_connections)
    _speak()
    if check:
        _bring_schema(migrate=migrate)
        _open_this_month()
    return server


def release() -> None:
    """Close connections and let the embedded server go; the last one who does stops it."""
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
    from guanxi.spaces import queries

    known = {space.slug: space.id for space in queries.spaces()}
    if slug not in known:
        names = ", ".join(list(known)[:10]) or "none yet"
        message = f"there is no space `{slug}` (there are: {names}); make it with: guanxi space create {slug}"
        raise errors.CannotStart(message)
    return known[slug]


def member_id_for(space_id: int, member: str) -> int:
    """The number of a member who is named by it, or as SYSTEM:ID (shop:1042). Raises CannotStart when there is none."""
    from guanxi.kernel import tenancy
    from guanxi.members import queries
    from guanxi.members.errors import UnknownMember

    system, colon, value = member.partition(":")
    found = None
    with tenancy.acting_in(space_id), contextlib.suppress(UnknownMember):
        if colon:
            found = queries.member_by_external_id(space_id=space_id, system=system, value=value)
        elif member.isdecimal() and len(member) <= _LONGEST_NUMBER:
            found = queries.member(space_id=space_id, member_id=int(member)).id
    if found is None:
        message = f"there is no member `{member}` in this space; give a number, or SYSTEM:ID as in shop:1042"
        raise errors.CannotStart(message)
    return found


def with_options(url: str, options: str) -> str:
    """A database URL whose sessions begin with these options of PostgreSQL."""
    return f"{url}{'&' if '?' in url else '?'}options={quote(options)}"


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()


def _speak() -> None:
    """Refusals speak the language of the terminal."""
    from django.utils import translation

    spoken = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    translation.activate("zh-hans" if spoken.startswith("zh") else "en")


def _open_this_month() -> None:
    """Nobody made the journal's months while nothing ran; after a long rest the first event would find none."""
    from guanxi.journal import jobs

    jobs.make_partitions()


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
