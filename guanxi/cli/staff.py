"""guanxi staff: who works for a space, and in which role."""

from __future__ import annotations

import os

import click

from guanxi.cli import context
from guanxi.cli.space import OPERATOR
from guanxi.machine import errors

_ROLES = ("owner", "operator", "agent", "analyst")


@click.group()
def staff() -> None:
    """Give people a role in a space, and list who works there.

    Example: guanxi staff add tea lin@example.org --role operator
    """


@staff.command("add")
@click.argument("slug")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(_ROLES), help="What the person may do.")
@click.option("--name", help="What others read. Default: the part of the address before @.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def add(slug: str, email: str, role: str, name: str | None, as_json: bool) -> None:
    """Let the person with this address work for the space SLUG; make the account when there is none.

    Example: guanxi staff add tea lin@example.org --role owner --name 林
    """
    context.database()
    from guanxi.spaces import actions, queries
    from guanxi.spaces.errors import UnknownUser

    space_id = context.space_id_for(slug)
    try:
        user_id = queries.user_id_of(email=email)
    except UnknownUser:
        user_id = actions.register_user(email=email, name=name or email.split("@", maxsplit=1)[0], actor=OPERATOR)
    actions.add_staff(space_id=space_id, user_id=user_id, role=role, actor=OPERATOR)
    if as_json:
        context.emit_json({"space": slug, "user_id": user_id, "role": role})
        return
    click.echo(f"{email} is {role} of {slug}.")


@staff.command("link")
@click.option("--space", "slug", help="The space to work for. Without it: make the first owner of the installation.")
@click.option("--email", help="Who may use the link; needed with --space.")
@click.option("--role", default="owner", show_default=True, type=click.Choice(_ROLES), help="What the person may do.")
@click.option("--address", default="http://127.0.0.1:8000/", show_default=True, help="What the link begins with.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def link(slug: str | None, email: str | None, role: str, address: str, as_json: bool) -> None:
    """Print a link that opens once: to work for a space, or to become the first owner of the installation.

    Whoever has lost every way in gets a new one here.

    Example: guanxi staff link --space tea --email lin@example.org
    """
    if (slug is None) != (email is None):
        message = "--space and --email go together"
        raise click.UsageError(message)
    base = os.environ.get("GUANXI_URL", address).rstrip("/")
    context.database()
    token = _first() if slug is None or email is None else _invited(slug, email, role)
    made = f"{base}/welcome/{token}/"
    if as_json:
        context.emit_json({"link": made})
        return
    click.echo(made)


def _first() -> str:
    from guanxi.spaces import invitations

    if not invitations.needs_first_owner():
        message = (
            "somebody owns this installation already; name a space: guanxi staff link --space SLUG --email ADDRESS"
        )
        raise errors.CannotStart(message)
    return invitations.first_link()


def _invited(slug: str, email: str, role: str) -> str:
    from guanxi.spaces import invitations

    space_id = context.space_id_for(slug)
    return invitations.invite(space_id=space_id, email=email, role=role, mailed=False, actor=OPERATOR)


@staff.command("list")
@click.argument("slug")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def list_staff(slug: str, as_json: bool) -> None:
    """List who works for the space SLUG.

    Example: guanxi staff list tea
    """
    context.database()
    from guanxi.spaces import queries

    found = queries.staff_of(space_id=context.space_id_for(slug))
    if as_json:
        context.emit_json(
            [{"user_id": each.user_id, "name": each.name, "email": each.email, "role": each.role} for each in found]
        )
        return
    for each in found:
        click.echo(f"{each.role:<10} {each.name}  {each.email}")
