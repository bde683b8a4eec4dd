"""guanxi verify search, guanxi verify adcheck: measure both against real texts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from guanxi.cli import context

_folder = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
_ADS = Path(__file__).resolve().parents[2] / "tests" / "moderation"


@click.command()
@_folder
@click.option("--queries", type=click.Path(path_type=Path, exists=True), help="Other questions, in the same form.")
@_json
def search(folder: Path, queries: Path | None, as_json: bool) -> None:
    """Make a post of every line of DIR/*.txt and ask the documented questions.

    Uses a database of its own, which is dropped at the end. Needs the embedded PostgreSQL.

    Example: guanxi verify search reviews_zh --json
    """
    from guanxi.cli.verifying import scratch, searching, texts

    found = texts.lines(folder)
    asked = searching.questions(queries)
    with scratch.database() as made:
        with context.progress(len(found), "posts") as tell:
            space_id, circle_id = texts.as_posts(found, tell=tell)
        made.tidy()
        with context.progress(len(asked), "questions") as tell:
            answered, times = searching.ask_all(asked, space_id=space_id, circle_id=circle_id, texts=found, tell=tell)
        yardstick_ms = round(searching.p95(searching.yardstick()), 2)
    met = sum(one.is_met for one in answered)
    p95_ms = round(searching.p95(times), 1)
    if as_json:
        context.emit_json(
            {
                "figures": {"posts": len(found), "questions": len(asked), "met": met, "p95_ms": p95_ms},
                "yardstick": {"shortest_statement_p95_ms": yardstick_ms},
                "questions": [asdict(one) for one in answered],
            }
        )
        return
    for one in answered:
        recall = "" if one.recall is None else f"   of all {one.recall:5.0%}"
        mark = " " if one.is_met else "✗"
        good = f"good among the first {one.first:>2}: {one.precision:4.0%}"
        click.echo(f"{mark} {one.median_ms:6.1f} ms   {good}{recall}   {one.ask}")
    click.echo(f"{met} of {len(asked)} questions find what is expected; 95 of 100 take less than {p95_ms} ms")
    click.echo(f"(the shortest statement takes {yardstick_ms} ms on this machine now)")


@click.command()
@_folder
@click.option(
    "--ads",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=_ADS if _ADS.exists() else None,
    required=not _ADS.exists(),
    help="Where ads_train.txt and ads_held_out.txt are. Default: the tests of the source tree.",
)
@_json
def adcheck(folder: Path, ads: Path, as_json: bool) -> None:
    """Let the check for ads judge genuine texts (DIR/*.txt, one a line) and ads that it was not tuned on.

    Example: guanxi verify adcheck reviews_zh --json
    """
    from guanxi.cli.verifying import texts
    from guanxi.moderation import ad_check

    sets = {
        "genuine": texts.lines(folder),
        "ads_held_out": (ads / "ads_held_out.txt").read_text(encoding="utf-8").splitlines(),
        "ads_train": (ads / "ads_train.txt").read_text(encoding="utf-8").splitlines(),
    }
    figures = {}
    for name, found in sets.items():
        with context.progress(len(found), name) as tell:
            verdicts = [ad_check.judge(text) for text in found]
            tell(len(found))
        flagged = sum(verdict.is_sure for verdict in verdicts)
        suspected = sum(verdict.is_suspect for verdict in verdicts)
        figures[name] = {
            "texts": len(found),
            "flagged": flagged,
            "share": round(flagged / len(found), 4),
            "suspected": suspected,
        }
    if as_json:
        context.emit_json({"figures": figures})
        return
    for name, one in figures.items():
        click.echo(f"{name:<13} {one['flagged']:>6,} of {one['texts']:>6,} flagged ({one['share']:.2%})")
