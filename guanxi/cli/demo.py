"""guanxi demo: a made-up brand with its members, told as if it had lived for seven weeks."""

from __future__ import annotations

import click

from guanxi.cli import context, demonstration
from guanxi.cli.serve import serve


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 means all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--only-build", is_flag=True, help="Make the demo space and return.")
@click.pass_context
def demo(ctx: click.Context, host: str, port: int, only_build: bool) -> None:
    """Make the demo space, a tea brand with three hundred members and seven weeks of life, and show it.

    Everything in it is made up. A demo space that is there already stays as it is.

    Example: guanxi demo --port 8080
    """
    if only_build:
        context.database()
        ensure()
        return
    ctx.invoke(serve, host=host, port=port, demo=True)


def ensure() -> None:
    """Have the demo space: build it when there is none, then audit it. The database is ready before."""
    if demonstration.exists():
        click.echo(f"The demo space {demonstration.SLUG} is there already.", err=True)
        return
    click.echo("Telling seven weeks of a tea brand, this takes some seconds …", err=True)
    with context.progress(demonstration.DAYS, "days told") as advance:
        slug = demonstration.build(advance)
    with context.progress(None, "checking every invariant") as advance:
        report = demonstration.audit(slug=slug, progress=advance)
    if report:
        click.echo(f"The audit of the demo space found: {', '.join(report)}", err=True)
    click.echo(f"The demo space {slug} is ready.", err=True)
