"""`guanxi bench`: speed, measured beside PostgreSQL's own yardstick in the same minutes on the same server."""

from __future__ import annotations

import statistics
from typing import Any

import click

from guanxi.cli import context
from guanxi.cli.benching import rig as rigs


@click.group()
def bench() -> None:
    """Measure speed on this machine, in a database of its own that is dropped afterwards.

    Example: guanxi bench settle --json
    """


def _options(command: Any) -> Any:  # noqa: ANN401 - click's decorators have no better type
    command = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)
    command = click.option(
        "--rounds", default=5, show_default=True, type=click.IntRange(1, 50), help="How often A B B A."
    )(command)
    return click.option(
        "--seconds", default=8, show_default=True, type=click.IntRange(1, 120), help="How long each part runs."
    )(command)


@bench.command()
@click.option("--members", default=100_000, show_default=True, type=click.IntRange(100, 5_000_000))
@_options
def settle(members: int, seconds: int, rounds: int, as_json: bool) -> None:
    """Record and settle a stream with two workers: events a second, over the tps of pgbench TPC-B.

    Example: guanxi bench settle --json
    """
    with rigs.rig() as rig, context.progress(rounds, "settle") as tell:
        space_id = rig.run("prepare", str(members))
        seeds = iter(range(10_000))
        peaks: list[float] = []

        def ours() -> float:
            said = rig.together([("stream", str(space_id), str(seconds), str(next(seeds))) for _ in range(2)])
            peaks.extend(one["peak_mib"] for one in said)
            return rigs.per_second(said)

        ours()
        rig.tidy()
        before = _disk(rig)
        result = rigs.interleave(ours, lambda: rig.yardstick(seconds), rounds=rounds, tell=tell)
        result["figures"] |= _cost(rig, before) | {
            "members": members,
            "worker_peak_mib": [round(peak, 1) for peak in peaks],
        }
    _say(result, as_json, "events/s")


@bench.command()
@click.option("--members", default=100_000, show_default=True, type=click.IntRange(100, 5_000_000))
@_options
def checkin(members: int, seconds: int, rounds: int, as_json: bool) -> None:
    """Check in, one at a time, with all effects: 8 processes, over the tps of pgbench TPC-B with 8 clients.

    Example: guanxi bench checkin --json
    """
    with rigs.rig() as rig, context.progress(rounds, "checkin") as tell:
        space_id = rig.run("prepare", str(members))
        seeds = iter(range(10_000))

        def ours() -> float:
            said = rig.together([("tap", str(space_id), str(seconds), str(next(seeds))) for _ in range(8)])
            return rigs.per_second(said)

        ours()
        rig.tidy()
        result = rigs.interleave(ours, lambda: rig.yardstick(seconds), rounds=rounds, tell=tell)
        result["figures"] |= {"members": members, "processes": 8}
    _say(result, as_json, "check-ins/s")


@bench.command()
@click.option("--few", default=10_000, show_default=True, type=click.IntRange(100, 1_000_000))
@click.option("--many", default=1_000_000, show_default=True, type=click.IntRange(100, 5_000_000))
@_options
def scale(few: int, many: int, seconds: int, rounds: int, as_json: bool) -> None:
    """Compare events a second with many members to those with few; both spaces lie in one database.

    Example: guanxi bench scale --json
    """
    with rigs.rig() as rig, context.progress(rounds, "scale") as tell:
        small, large = rig.run("prepare", str(few)), rig.run("prepare", str(many))
        seeds = iter(range(10_000))

        def rate(space_id: int) -> float:
            said = rig.together([("stream", str(space_id), str(seconds), str(next(seeds))) for _ in range(2)])
            return rigs.per_second(said)

        rate(small)
        rate(large)
        rig.tidy()
        before = _disk(rig)
        result = rigs.interleave(lambda: rate(large), lambda: rate(small), rounds=rounds, tell=tell)
        result["yardstick"] = {"per_second_with_few": result["yardstick"]["tps"], "members": few}
        result["figures"] |= _cost(rig, before) | {"members": many}
    _say(result, as_json, "events/s")


@bench.command()
@click.option("--members", default=100_000, show_default=True, type=click.IntRange(100, 1_000_000))
@click.option("--events", default=1_000_000, show_default=True, type=click.IntRange(0, 10_000_000))
@click.option("--posts", default=50_000, show_default=True, type=click.IntRange(100, 1_000_000))
@click.option("--times", default=60, show_default=True, type=click.IntRange(5, 1000), help="How often each is opened.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def pages(members: int, events: int, posts: int, times: int, as_json: bool) -> None:
    """Open every page of a large space on the server's side: milliseconds and statements, beside an empty page.

    Example: guanxi bench pages --json
    """
    with rigs.rig() as rig, context.progress(3, "pages") as tell:
        space_id = rig.run("prepare", str(members), "1")
        tell(1)
        crowd = rig.run("crowd", str(space_id), str(events), str(posts))
        rig.tidy()
        tell(1)
        regulars = [str(member) for member in crowd["regulars"]]
        result = rig.run("pages", str(space_id), str(members), str(times), *regulars)
        result["figures"] |= {"members": members, "events": events, "posts": posts}
        tell(1)
    if as_json:
        context.emit_json(result)
        return
    for name, page in result["figures"]["pages"].items():
        click.echo(
            f"{name:<32} {page['median_ms']:>8.1f} ms  p99 {page['p99_ms']:>8.1f} ms  {page['statements']} statements"
        )
    empty = result["yardstick"]["empty_page"]["median_ms"]
    click.echo(f"an empty page: {empty:.2f} ms; the pages' median is {result['ratio']} times that")


def _disk(rig: rigs.Rig) -> tuple[int, int]:
    size = rig.ask("SELECT pg_database_size(current_database())")
    # allow sql-reach: a measurement counts the rows of the tables themselves
    return size, rig.ask("SELECT count(*) FROM journal_event WHERE source = 'api'")


def _cost(rig: rigs.Rig, before: tuple[int, int]) -> dict[str, Any]:
    """What a settled event costs on disk with all indexes and effects, and how many transfers it made on average."""
    rig.tidy()
    size, events = _disk(rig)
    recorded = events - before[1]
    # allow sql-reach: a measurement counts the rows of the tables themselves
    transfers = rig.ask("SELECT count(*) FROM ledger_transfer")
    return {
        "events": recorded,
        "bytes_per_event": round((size - before[0]) / max(recorded, 1)),
        "transfers_per_event": round(transfers / max(events, 1), 3),
    }


def _say(result: dict[str, Any], as_json: bool, unit: str) -> None:
    if as_json:
        context.emit_json(result)
        return
    mine = statistics.median(result["figures"]["per_second"])
    click.echo(f"{mine:,.0f} {unit}, {result['ratio']:.2f} times the yardstick")
    for name, value in result["figures"].items():
        click.echo(f"  {name}: {value}")
