"""guanxi verify: compare with what the publisher of an import says."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from guanxi.cli import context, verify_texts

_folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
_space = click.option("--space", "slug", required=True, metavar="SLUG", help="The space that it was imported into.")
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group()
def verify() -> None:
    """Compare what is in the journal with what the publisher of the import says.

    Example: guanxi verify stackexchange dumps/french_meta --space french-meta
    """


@verify.command()
@_folder
@_space
@_json
def stackexchange(folder: Path, slug: str, as_json: bool) -> None:
    """Compare scores and counts, computed from the journal, with the publisher's own.

    Example: guanxi verify stackexchange dumps/french_meta --space french-meta --json
    """
    context.database()
    from guanxi.connectors.stackexchange import figures

    compared = figures.compare(space_id=context.space_id_for(slug), folder=folder)
    if as_json:
        context.emit_json({name: {"equal": one.equal, "of": one.of} for name, one in compared.items()})
        return
    for name, one in compared.items():
        click.echo(f"{name:<14} {one.equal:>6,} of {one.of:,} equal")
        for thing, ours, theirs in one.different:
            click.echo(f"    {thing}: ours {ours}, the publisher's {theirs}")


@verify.command()
@_folder
@_space
@_json
def badges(folder: Path, slug: str, as_json: bool) -> None:
    """Compare who reached our quests with who holds the publisher's badges of the same names.

    A badge is compared with the quest whose short name is its own: Nice Question with nice-question.

    Example: guanxi verify badges dumps/french_meta --space french-meta --json
    """
    context.database()
    from guanxi.connectors.stackexchange import badges as publisher

    compared = publisher.compare(space_id=context.space_id_for(slug), folder=folder)
    if as_json:
        context.emit_json({name: asdict(one) for name, one in compared.items()})
        return
    if not compared:
        click.echo("No quest of this space has the name of a badge: guanxi quest apply FILE --space SLUG", err=True)
    for name, one in compared.items():
        click.echo(f"{name:<18} ours {one.ours:>5,}   published {one.published:>5,}   both {one.both:>5,}")


verify.add_command(verify_texts.search)
verify.add_command(verify_texts.adcheck)
