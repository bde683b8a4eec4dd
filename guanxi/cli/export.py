"""guanxi export: write what a space holds about somebody to a file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from guanxi.cli import context
from guanxi.cli.space import OPERATOR
from guanxi.machine.errors import CannotStart


@click.group()
def export() -> None:
    """Write what a space holds to files.

    Example: guanxi export member shop:1042 --space tea --to 1042.json
    """


@export.command()
@click.argument("member", metavar="MEMBER")
@click.option("--space", "space", required=True, metavar="SLUG", help="The space that the member belongs to.")
@click.option("--to", "file", type=click.Path(path_type=Path), help="The file to write. Default: standard output.")
def member(member: str, space: str, file: Path | None) -> None:
    """Write everything that is known about MEMBER as JSON, personal data in clear: what the law lets members ask for.

    MEMBER is a number, or SYSTEM:ID as in shop:1042. The export is recorded in the journal. A file is made
    readable by you only, and never overwritten.

    Example: guanxi export member shop:1042 --space tea --to 1042.json
    """
    context.database()
    from guanxi.members import actions

    space_id = context.space_id_for(space)
    member_id = context.member_id_for(space_id, member)
    if file is None:
        context.emit_json(actions.export(space_id=space_id, member_id=member_id, actor=OPERATOR))
        return
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}"
        raise CannotStart(message) from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        known = actions.export(space_id=space_id, member_id=member_id, actor=OPERATOR)
        json.dump(known, stream, ensure_ascii=False, indent=1, default=str)
    click.echo(f"Wrote {file}.", err=True)
