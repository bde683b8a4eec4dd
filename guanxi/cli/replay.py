"""guanxi replay: rebuild everything from the journal and compare."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

import click

from guanxi.cli import context

if TYPE_CHECKING:
    from datetime import datetime

    from guanxi.insight.replay import Comparison, Replayed


@click.command()
@click.option("--space", "slug", required=True, metavar="SLUG", help="The space to prove.")
@click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]),
    help="As it was recorded by this moment (UTC unless it says otherwise).",
)
@click.option("--sample", type=click.IntRange(1), metavar="N", help="Only all events of N members, always the same.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def replay(slug: str, as_of: datetime | None, sample: int | None, as_json: bool) -> int:
    """Rebuild progress, steps, grants, balances and tiers from the journal in a shadow, and compare.

    Leaves with 1 when something came out differently.

    Example: guanxi replay --space french-meta --as-of 2025-06-30
    """
    context.database()
    from guanxi.insight import replay as replaying
    from guanxi.insight.replay import proving

    space_id = context.space_id_for(slug)
    moment = as_of.replace(tzinfo=UTC) if as_of is not None and as_of.tzinfo is None else as_of
    with context.progress(proving.events_of(space_id=space_id), "events") as advance:
        replayed = replaying.replay(space_id=space_id, as_of=moment, sample=sample, progress=advance)
    if as_json:
        context.emit_json(_as_json(replayed))
    else:
        _print(replayed)
    if not replayed.ok:
        differing = [one.name for one in (*replayed.ledger, *replayed.rules) if one.different]
        named = ", ".join(differing) or "nothing that was compared"
        click.echo(f"replayed differently: {named}; events that failed: {len(replayed.failures)}", err=True)
    return 0 if replayed.ok else 1


def _as_json(replayed: Replayed) -> dict[str, object]:
    return {
        "events": replayed.events,
        "members": replayed.members,
        "waiting": replayed.waiting,
        "ledger": {one.name: _numbers(one) for one in replayed.ledger},
        "rules": {one.name: _numbers(one) for one in replayed.rules},
        "failures": list(replayed.failures),
        "ok": replayed.ok,
    }


def _numbers(one: Comparison) -> dict[str, object]:
    told: dict[str, object] = {"compared": one.compared, "different": one.different}
    if one.examples:
        told["examples"] = [[difference.what, difference.recorded, difference.rebuilt] for difference in one.examples]
    return told


def _print(replayed: Replayed) -> None:
    whom = "all members" if replayed.members is None else f"{replayed.members:,} members"
    click.echo(f"{replayed.events:,} recorded events of {whom}")
    for title, proofs in (("the ledger from itself", replayed.ledger), ("everything from the journal", replayed.rules)):
        click.echo(f"\n{title}")
        for one in proofs:
            click.echo(f"  {one.name:<10} {one.compared:>9,} compared  {one.different:>7,} different")
            for difference in one.examples:
                click.echo(f"      {difference.what}: recorded {difference.recorded}, rebuilt {difference.rebuilt}")
    for failure in replayed.failures[:10]:
        click.echo(f"  could not be replayed: {failure}")
    if replayed.waiting:
        click.echo(f"  {replayed.waiting:,} events still wait in the queue; differences may be theirs", err=True)
