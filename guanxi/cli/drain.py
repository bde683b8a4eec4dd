"""guanxi drain: settle what is queued, and return."""

from __future__ import annotations

import click

from guanxi.cli import context


@click.command()
@click.option("--space", "slug", help="Only this space. Default: all.")
@click.option("--batch", default=4000, show_default=True, type=click.IntRange(1, 20000), help="Most events at once.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--retry", is_flag=True, help="Try again what was set aside, after its reason was mended.")
def drain(slug: str | None, batch: int, as_json: bool, retry: bool) -> None:
    """Settle what is queued until nothing is left; the worker of `guanxi serve` does this all the time.

    An event that cannot be settled is set aside with its reason, which `guanxi audit` tells; --retry needs --space.

    Example: guanxi drain --space tea --retry
    """
    if retry and slug is None:
        message = "say whose events are tried again: --space SLUG"
        raise click.UsageError(message)
    context.database()
    from guanxi import journal

    space_id = context.space_id_for(slug) if slug else None
    if retry and space_id is not None:
        journal.retry_set_aside(space_id=space_id)
    with context.progress(None, "settling") as advance:
        done = journal.drain_all(space_id=space_id, batch=batch, progress=advance)
    if as_json:
        context.emit_json({"settled": done.settled, "set_aside": done.set_aside})
        return
    click.echo(f"Settled {done.settled} events, set {done.set_aside} aside.")
