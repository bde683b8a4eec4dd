"""guanxi drain: settle what is queued, and return."""

from __future__ import annotations

import click

from guanxi.cli import context


@click.command()
@click.option("--space", "slug", help="Only this space. Default: all.")
@click.option("--batch", default=2000, show_default=True, type=click.IntRange(1, 20000), help="Most events at once.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def drain(slug: str | None, batch: int, as_json: bool) -> None:
    """Settle what is queued until nothing is left; the worker of `guanxi serve` does this all the time.

    Example: guanxi drain --space tea
    """
    context.database()
    from guanxi import journal

    space_id = context.space_id_for(slug) if slug else None
    with context.progress(None, "settling") as advance:
        done = journal.drain_all(space_id=space_id, batch=batch, progress=advance)
    if as_json:
        context.emit_json({"settled": done.settled, "set_aside": done.set_aside})
        return
    click.echo(f"Settled {done.settled} events, set {done.set_aside} aside.")
