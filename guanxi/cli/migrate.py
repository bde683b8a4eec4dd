"""guanxi migrate: bring the database to the state this version needs."""

import click

from guanxi.cli import context, schema


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def migrate(*, as_json: bool) -> None:
    """Bring the database to the state this version needs: tables as their owner, then the SQL functions.

    Example: guanxi migrate
    """
    context.database(migrate=False, check=False)
    done = schema.migrate()
    if as_json:
        context.emit_json({"done": done})
        return
    for line in done or ["Nothing to do: the database is at this version."]:
        click.echo(line)
