"""guanxi fund: fill the reserve that quests are covered from."""

from __future__ import annotations

import click

from guanxi.cli import context
from guanxi.cli.space import OPERATOR


@click.command()
@click.argument("slug")
@click.argument("unit")
@click.argument("amount", type=int)
@click.option("--key", help="Funding twice with the same key is funding once.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def fund(slug: str, unit: str, amount: int, key: str | None, as_json: bool) -> None:
    """Add AMOUNT of UNIT to the reserve of the space SLUG, in the unit's smallest parts (cents, points, pieces).

    Example: guanxi fund tea points 100000
    """
    context.database()
    from guanxi import ledger

    space_id = context.space_id_for(slug)
    event_id = ledger.fund(space_id=space_id, unit=unit, amount=amount, actor=OPERATOR, key=key)
    reserve = ledger.system_balance(space_id=space_id, kind="reserve", unit=unit)
    if as_json:
        context.emit_json({"event_id": event_id, "unit": unit, "reserve": reserve})
        return
    click.echo(f"The reserve of {slug} holds {reserve} {unit}.")
