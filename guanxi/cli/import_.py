"""guanxi import: bring in members, orders, events or a community's history."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guanxi.cli import context

if TYPE_CHECKING:
    from collections.abc import Callable

    from guanxi.connectors.intake.feed import Imported

OPERATOR = "system:import"

_space = click.option("--space", "slug", required=True, metavar="SLUG", help="The space that it goes into.")
_rejects = click.option(
    "--rejects",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where rows go that cannot be used. Default: FILE.rejects.csv.",
)
_no_settle = click.option(
    "--no-settle", is_flag=True, help="Only record; the worker settles. See also: guanxi drain --space SLUG."
)
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
_file = click.argument("file", type=click.Path(path_type=Path))


@click.group("import")
def import_() -> None:
    """Bring in members, orders, events or a community's history.

    Every import can be interrupted and run again: it goes on where it was, and nothing is recorded twice.

    Example: guanxi import orders orders.csv --space tea
    """


@import_.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@_space
@_no_settle
@_json
def stackexchange(folder: Path, slug: str, no_settle: bool, as_json: bool) -> None:
    """Replay the history of a Stack Exchange community: DIR holds Users.xml, Posts.xml, Votes.xml and so on.

    The space is made when it is missing, in UTC as the dump is.

    Example: guanxi import stackexchange dumps/french_meta --space french-meta
    """
    context.database()
    from guanxi.connectors.stackexchange import actions

    with context.progress(None, "reading the dump"):
        found = actions.survey(folder=folder)
    space_id = actions.space_for(slug=slug, folder=folder, actor=OPERATOR)

    def run(advance: Callable[[int], None]) -> Imported:
        return actions.import_dump(space_id=space_id, found=found, actor=OPERATOR, progress=advance)

    _import(space_id, found.rows, run, settle=not no_settle, as_json=as_json)


@import_.command()
@_file
@_space
@click.option(
    "--format",
    "form",
    type=click.Choice(["generic", "cdnow"]),
    help="generic: by the names of the columns; cdnow: the CDNow sample. Default: what the first line looks like.",
)
@click.option("--currency", metavar="CODE", help="The currency of the file. Default: the space's.")
@click.option("--system", metavar="NAME", help="Where the customers' ids come from. Default: shop.")
@click.option(
    "--column",
    "columns",
    metavar="FIELD=NAME",
    multiple=True,
    help="Read order, customer, at, sum, product, quantity or state from the column NAME.",
)
@_rejects
@_no_settle
@_json
def orders(
    file: Path,
    slug: str,
    form: str | None,
    currency: str | None,
    system: str | None,
    columns: tuple[str, ...],
    rejects: Path | None,
    no_settle: bool,
    as_json: bool,
) -> None:
    """Import paid orders from a CSV file (UTF-8 or GB18030): one row an order. Unknown customers become members.

    Example: guanxi import orders orders.csv --space tea --column customer=买家会员名
    """
    named = dict(_pair(text) for text in columns)
    context.database()
    from guanxi.connectors.intake import files
    from guanxi.connectors.orders import actions, reading

    space_id = context.space_id_for(slug)
    source = files.inspect(file)
    chosen = form or ("cdnow" if reading.is_cdnow(source) else "generic")

    def run(advance: Callable[[int], None]) -> Imported:
        return actions.import_orders(
            space_id=space_id,
            source=source,
            form="cdnow" if chosen == "cdnow" else "generic",
            currency=currency.upper() if currency else None,
            system=system,
            columns=named,
            rejects=rejects,
            actor=OPERATOR,
            progress=advance,
        )

    _import(space_id, source.lines, run, settle=not no_settle, as_json=as_json)


@import_.command()
@_file
@_space
@_rejects
@_no_settle
@_json
def members(file: Path, slug: str, rejects: Path | None, no_settle: bool, as_json: bool) -> None:
    """Import members from CSV or NDJSON: member (such as shop:1042), joined_at, channel, tags, and profile fields.

    A profile field must be defined in the space. Somebody who is a member already stays as they are.

    Example: guanxi import members customers.csv --space tea
    """
    context.database()
    from guanxi.connectors.intake import files
    from guanxi.connectors.tables import actions

    space_id = context.space_id_for(slug)
    source = files.inspect(file)

    def run(advance: Callable[[int], None]) -> Imported:
        return actions.import_members(
            space_id=space_id, source=source, rejects=rejects, actor=OPERATOR, progress=advance
        )

    _import(space_id, source.lines, run, settle=not no_settle, as_json=as_json)


@import_.command()
@_file
@_space
@click.option("--join", is_flag=True, help="Somebody who is no member yet joins with their first event.")
@_rejects
@_no_settle
@_json
def events(file: Path, slug: str, join: bool, rejects: Path | None, no_settle: bool, as_json: bool) -> None:
    """Import events from CSV or NDJSON: type, at, member (such as shop:1042), key, props.NAME or props as JSON.

    Without a key, two rows that say the same are the same event.

    Example: guanxi import events lessons.ndjson --space tea
    """
    context.database()
    from guanxi.connectors.intake import files
    from guanxi.connectors.tables import actions

    space_id = context.space_id_for(slug)
    source = files.inspect(file)

    def run(advance: Callable[[int], None]) -> Imported:
        return actions.import_events(
            space_id=space_id, source=source, join=join, rejects=rejects, actor=OPERATOR, progress=advance
        )

    _import(space_id, source.lines, run, settle=not no_settle, as_json=as_json)


def _pair(text: str) -> tuple[str, str]:
    field, equals, name = text.partition("=")
    if not equals or not field or not name:
        message = f"--column takes FIELD=NAME, such as sum=金额; “{text}” is something else"
        raise click.UsageError(message)
    return field.strip(), name.strip()


def _import(
    space_id: int, rows: int, run: Callable[[Callable[[int], None]], Imported], *, settle: bool, as_json: bool
) -> None:
    from guanxi import journal

    with context.progress(rows, "recording") as advance:
        imported = run(advance)
    settled = set_aside = 0
    if settle:
        with context.progress(imported.recorded, "settling") as advance:
            drained = journal.drain_all(space_id=space_id, progress=advance)
        settled, set_aside = drained.settled, drained.set_aside
    if as_json:
        context.emit_json({**asdict(imported), "settled": settled, "set_aside": set_aside})
    else:
        click.echo(_told(imported, settled=settled if settle else None, set_aside=set_aside))
    _end(imported, as_json=as_json)


def _told(imported: Imported, *, settled: int | None, set_aside: int) -> str:
    """What came of it, on one line."""
    from django.utils.translation import gettext, ngettext, pgettext

    def counted(one: str, many: str, count: int) -> str:
        return ngettext(one, many, count) % {"n": f"{count:,}"}

    told = [
        counted("%(n)s event recorded", "%(n)s events recorded", imported.recorded),
        counted("%(n)s was there before", "%(n)s were there before", imported.repeated),
    ]
    if imported.joined:
        told.append(counted("%(n)s member joined", "%(n)s members joined", imported.joined))
    told.append(counted("%(n)s row rejected", "%(n)s rows rejected", imported.rejected))
    if settled is not None:
        told.append(counted("%(n)s settled", "%(n)s settled", settled))
    if set_aside:
        told.append(counted("%(n)s set aside (see: guanxi audit)", "%(n)s set aside (see: guanxi audit)", set_aside))
    return gettext("%(parts)s.") % {"parts": pgettext("between counts", ", ").join(told)}


def _end(imported: Imported, *, as_json: bool) -> None:
    """Name the reject files; exit with 1 where rows were rejected and none could be used."""
    from django.utils.translation import gettext

    nothing = imported.rejected and not imported.recorded and not imported.repeated
    said = (
        gettext("No row could be used; each, with its line and reason, is in %(path)s")
        if nothing
        else gettext("The rejected rows, each with its line and reason, are in %(path)s")
    )
    if nothing or not as_json:
        for path in imported.reject_files:
            click.echo(said % {"path": path}, err=True)
    if nothing:
        sys.exit(1)
