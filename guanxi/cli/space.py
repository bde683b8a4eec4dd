"""guanxi space: make and list spaces."""

from __future__ import annotations

import click

from guanxi.cli import context

OPERATOR = "system:cli"


@click.group()
def space() -> None:
    """Make and list spaces: a space is a brand with its own members, staff and rules.

    Example: guanxi space create tea --name "Tea house" --time-zone Asia/Shanghai
    """


@space.command("create")
@click.argument("slug")
@click.option("--name", help="What people read. Default: the slug.")
@click.option("--time-zone", default="Asia/Shanghai", show_default=True, help="Decides when a day begins.")
@click.option("--currency", default="CNY", show_default=True, help="Three letters of ISO 4217.")
@click.option("--locale", default="zh-Hans", show_default=True, help="The language its members read first.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def create(slug: str, name: str | None, time_zone: str, currency: str, locale: str, as_json: bool) -> None:
    """Make a space. SLUG is its name in addresses and commands: small letters, digits and hyphens.

    Example: guanxi space create french-meta --time-zone UTC --currency EUR --locale fr
    """
    context.database()
    from guanxi.spaces import actions

    space_id = actions.create_space(
        slug=slug, name=name or slug, time_zone=time_zone, currency=currency, locale=locale, actor=OPERATOR
    )
    if as_json:
        context.emit_json({"id": space_id, "slug": slug})
        return
    click.echo(f"Made the space {slug} (id {space_id}).")


@space.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def list_spaces(as_json: bool) -> None:
    """List the spaces, the oldest first.

    Example: guanxi space list
    """
    context.database()
    from guanxi.spaces import queries

    found = queries.spaces()
    if as_json:
        context.emit_json([_facts(each) for each in found])
        return
    for each in found:
        mark = "  (demo)" if each.is_demo else ""
        click.echo(f"{each.slug:<24} {each.name}  {each.time_zone}  {each.currency}  {each.locale}{mark}")
    if not found:
        click.echo("There is no space yet; make one with: guanxi space create SLUG", err=True)


def _facts(each: object) -> dict[str, object]:
    names = ("id", "slug", "name", "time_zone", "currency", "locale", "is_demo", "created_at")
    return {name: getattr(each, name) for name in names}
