"""guanxi why: tell the story of a member's balance."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from guanxi.cli import context

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guanxi.insight.why import Story


@click.command()
@click.argument("member", metavar="MEMBER")
@click.option("--space", "slug", required=True, metavar="SLUG", help="The space that the member belongs to.")
@click.option("--unit", default="points", show_default=True, help="The unit: points, growth, granted, item:cup …")
@click.option("--last", default=100, show_default=True, type=click.IntRange(1, 100_000), help="How many lines at most.")
@click.option("--json", "as_json", is_flag=True, help="Print the story as JSON.")
def why(member: str, slug: str, unit: str, last: int, as_json: bool) -> None:
    """Tell, line by line, why MEMBER has the balance they have. MEMBER is a number, or SYSTEM:ID as in shop:小满.

    Example: guanxi why shop:小满 --space spring-tea --unit points
    """
    context.database()
    from guanxi import ledger
    from guanxi.insight import telling
    from guanxi.insight import why as story_of
    from guanxi.spaces import naming
    from guanxi.spaces import queries as spaces

    space_id = context.space_id_for(slug)
    space = spaces.space(space_id=space_id)
    unit = ledger.check_unit(code=unit)
    story = story_of.story(space_id=space_id, member_id=context.member_id_for(space_id, member), unit=unit, limit=last)
    names = telling.named(space_id=space_id, lines=story.lines)
    words = [
        telling.what(line, unit=unit, currency=space.currency, zone=story.time_zone, names=names)
        for line in story.lines
    ]
    if as_json:
        told = asdict(story) | {"time_zone": story.time_zone.key}
        told["lines"] = [asdict(line) | {"words": said} for line, said in zip(story.lines, words, strict=True)]
        context.emit_json(told)
    else:
        with naming.speaking(space.thing_titles):
            _print(story, words, currency=space.currency)


def _print(story: Story, words: Sequence[str], *, currency: str) -> None:
    from django.utils.translation import gettext
    from rich.console import Console
    from rich.table import Table

    from guanxi.insight import telling
    from guanxi.spaces import currencies

    unit, zone = story.unit, story.time_zone
    table = Table(box=None, pad_edge=False, show_header=True)
    table.add_column("", justify="right")
    table.add_column(gettext("when"), no_wrap=True)
    table.add_column(gettext("amount"), justify="right", no_wrap=True)
    table.add_column(gettext("why"))
    table.add_column(gettext("can be spent"), justify="right")
    for line, said in zip(story.lines, words, strict=True):
        table.add_row(
            str(line.number),
            telling.moment(line.event.at, zone=zone),
            telling.amount(line.change, unit=unit, currency=currency),
            said,
            currencies.quantity(line.wallet_after, unit=unit, currency=currency),
        )
    console = Console(highlight=False)
    if story.earlier:
        console.print(gettext("%(count)d earlier lines are not shown.") % {"count": story.earlier})
    console.print(table if story.lines else gettext("Nothing has moved yet."))
    for kind, balance in story.balances.items():
        if balance:
            console.print(f"{telling.kind(kind)}: {telling.amount(balance, unit=unit, currency=currency).lstrip('+')}")
    for lot in story.lots:
        console.print(f"  {telling.kind(lot.kind)}: {telling.lot(lot, unit=unit, currency=currency, zone=zone)}")
