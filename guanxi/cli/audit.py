"""guanxi audit: check every invariant of a space and report violations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from guanxi.cli import context

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guanxi.insight.audit import Report, Sealed


@click.command()
@click.option("--space", "slug", metavar="SLUG", help="The space to look at.")
@click.option("--all", "everywhere", is_flag=True, help="Every space, one after the other.")
@click.option("--seal", "sealing", is_flag=True, help="First seal what was recorded so far.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def audit(slug: str | None, everywhere: bool, sealing: bool, as_json: bool) -> int:
    """Check every invariant, and leave with 1 when one is violated. The newest result stands on the overview.

    Example: guanxi audit --space french-meta --json
    """
    if (slug is None) == (not everywhere):
        message = "say which: --space SLUG or --all"
        raise click.UsageError(message)
    context.database()
    from guanxi.insight import audit as auditing
    from guanxi.spaces import queries

    named = {slug: context.space_id_for(slug)} if slug else {space.slug: space.id for space in queries.spaces()}
    seals: dict[str, Sealed] = {}
    reports: dict[str, Report] = {}
    with context.progress(len(named) * len(auditing.CHECKS), "checks") as advance:
        for name, space_id in named.items():
            if sealing:
                seals[name] = auditing.seal(space_id=space_id)
            reports[name] = auditing.run(space_id=space_id, progress=advance)
    if as_json:
        told = {name: _as_json(report, seals.get(name)) for name, report in reports.items()}
        context.emit_json(told[slug] if slug else {"spaces": told, "ok": all(report.ok for report in reports.values())})
    else:
        for name, report in reports.items():
            _print(name, report, seals.get(name))
    return _verdict(reports)


def _as_json(report: Report, sealed: Sealed | None) -> dict[str, object]:
    told: dict[str, object] = {"checks": report.checks, "ok": report.ok}
    offences = {finding.check.id: finding.examples for finding in report.findings if finding.violations}
    if offences:
        told["offences"] = offences
    if sealed is not None:
        told["seals"] = {"made": sealed.seals, "heads": sealed.heads}
    return told


def _print(name: str, report: Report, sealed: Sealed | None) -> None:
    from rich.console import Console
    from rich.table import Table

    from guanxi.insight import telling
    from guanxi.spaces import queries

    zone = queries.space_by_slug(slug=name).zone
    table = Table(
        title=f"Audit of {name}, {telling.moment(report.ran_at, zone=zone)}",
        title_justify="left",
        box=None,
        pad_edge=False,
    )
    for column, side in (("", "left"), ("rows", "right"), ("wrong", "right"), ("what must hold", "left")):
        table.add_column(column, justify=side)  # type: ignore[arg-type]
    for finding in report.findings:
        style = "bold red" if finding.violations else None
        table.add_row(
            finding.check.id, f"{finding.rows:,}", f"{finding.violations:,}", finding.check.purpose, style=style
        )
        for example in finding.examples:
            table.add_row("", "", "", f"[red]{example}[/]")
    console = Console()
    console.print(table)
    for stream, head in sorted((sealed.heads if sealed else {}).items()):
        console.print(f"sealed {stream}s: {head}", highlight=False)


def _verdict(reports: Mapping[str, Report]) -> int:
    broken = {
        name: [finding.check.id for finding in report.findings if finding.violations]
        for name, report in reports.items()
        if not report.ok
    }
    for name, checks in broken.items():
        click.echo(f"{name}: violated are {', '.join(checks)}", err=True)
    return 1 if broken else 0
