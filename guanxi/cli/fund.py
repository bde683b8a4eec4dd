"""guanxi fund: fill the reserve that budgets are set aside from."""

from __future__ import annotations

import click

from guanxi.cli import context
from guanxi.cli.space import OPERATOR


@click.command(context_settings={"ignore_unknown_options": True})  # so that -5 is an amount, and refused as one
@click.option("--space", "space", required=True, metavar="SLUG", help="The space whose reserve it is.")
@click.argument("unit")
@click.argument("amount", type=int)
@click.option("--key", help="Makes it idempotent: with the same key, funding twice is funding once.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def fund(space: str, unit: str, amount: int, key: str | None, as_json: bool) -> None:
    """Add AMOUNT of UNIT to the reserve: stock that has arrived, or points that the brand is ready to owe.

    Units are points, growth, granted, membership_days, and item:NAME, coupon:NAME, ticket:NAME.

    Example: guanxi fund --space tea item:cup 200
    """
    context.database()
    from guanxi import ledger
    from guanxi.kernel.tenancy import acting_in

    space_id = context.space_id_for(space)
    event_id = ledger.fund(space_id=space_id, unit=unit, amount=amount, actor=OPERATOR, key=key)
    with acting_in(space_id):
        total = ledger.system_balance(space_id=space_id, kind="reserve", unit=unit)
    if as_json:
        context.emit_json({"event_id": event_id, "unit": unit, "reserve": total})
        return
    click.echo(f"Added {amount:,} {unit}; the reserve has {total:,}.")
