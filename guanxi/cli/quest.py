"""guanxi quest: check, apply, launch and end quests, and decide about what they hold."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from guanxi.cli import context, quest_report
from guanxi.cli.space import OPERATOR
from guanxi.machine.errors import CannotStart

if TYPE_CHECKING:
    from collections.abc import Callable

    from guanxi.journal.jobs import Drained
    from guanxi.journal.types import Personal, PropType
    from guanxi.quests.actions.whole_file import Whole
    from guanxi.quests.definition import Definition

_LARGEST_FILE = 4_000_000

_space = click.option("--space", "space", required=True, metavar="SLUG", help="The space whose quests they are.")
_json = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
_file = click.argument("file", type=click.Path(path_type=Path))
_fund = click.option("--fund", "funding", is_flag=True, help="Add to the reserve what it lacks, before launching.")
_event = click.argument("event", type=click.IntRange(1, 2**63 - 1))
_reason = click.option("--reason", required=True, help="Why; it stays in the journal.")


@click.group()
def quest() -> None:
    """Check, apply, launch and end quests, and decide about what they hold.

    The language of quest files is told in docs/quests.md.

    Example: guanxi quest apply quests.yaml --space tea
    """


@quest.command()
@_file
@_space
@_json
def check(file: Path, space: str, as_json: bool) -> None:
    """Read the quests of FILE and say what they mean, or all that is wrong; nothing is changed.

    Example: guanxi quest check quests.yaml --space tea
    """
    context.database()
    from guanxi.quests import language

    definitions = _read(context.space_id_for(space), file, as_json=as_json)
    if as_json:
        found = [{**quest_report.facts(each), "warnings": language.warnings(each)} for each in definitions]
        context.emit_json({"ok": True, "quests": found, "problems": []})
        return
    for each in definitions:
        click.echo(f"{each.slug}\n  {quest_report.plain(each)}\n  {quest_report.cost(each)}")
        for warning in language.warnings(each):
            click.echo(f"  note: {warning}")


@quest.command("apply")
@_file
@_space
@click.option("--draft", is_flag=True, help="Write the quests down without launching them.")
@_fund
@_json
def apply_file(file: Path, space: str, draft: bool, funding: bool, as_json: bool) -> None:
    """Apply and launch the quests of FILE: all of them, or none when anything is wrong.

    The same file again changes nothing. A quest that counts from an earlier day is settled before the command ends.

    Example: guanxi quest apply quests.yaml --space tea --fund
    """
    context.database()
    from guanxi.quests import errors
    from guanxi.quests.actions import whole_file

    space_id = context.space_id_for(space)
    definitions = _read(space_id, file, as_json=as_json)
    try:
        whole = whole_file.apply_all(
            space_id=space_id, definitions=definitions, actor=OPERATOR, launching=not draft, funding=funding
        )
    except errors.ReserveShort as refusal:
        raise CannotStart(_how_to_fund(refusal, space)) from refusal
    states = [_state(one.changed, one.launch is not None, draft=draft) for one in whole.quests]
    if not as_json:
        _say_funded(whole.funded)
        for one, state in zip(whole.quests, states, strict=True):
            click.echo(quest_report.applied(one, state=state))
    settled = _settle(space_id, sum(one.launch.counted_from_before for one in whole.quests if one.launch))
    if as_json:
        context.emit_json(_applied_facts(space, whole, states, settled))
    elif settled is not None:
        click.echo(f"{settled.settled:,} earlier events settled, {settled.set_aside} set aside.")


def _applied_facts(space: str, whole: Whole, states: list[str], settled: Drained | None) -> dict[str, object]:
    quests = [
        {
            **quest_report.facts(one.definition),
            "version": one.version,
            "state": state,
        }
        for one, state in zip(whole.quests, states, strict=True)
    ]
    return {
        "space": space,
        "quests": quests,
        "funded": dict(whole.funded),
        "settled": settled.settled if settled else 0,
        "set_aside": settled.set_aside if settled else 0,
    }


@quest.command()
@click.argument("slug")
@_space
@_fund
@_json
def launch(slug: str, space: str, funding: bool, as_json: bool) -> None:
    """Launch the newest version of the quest SLUG: set its worst case aside, and let it count.

    Example: guanxi quest launch checkin-7 --space tea
    """
    context.database()
    from guanxi.quests import errors, queries
    from guanxi.quests.actions import whole_file

    space_id = context.space_id_for(space)
    try:
        launched, funded = whole_file.launch_funded(space_id=space_id, slug=slug, actor=OPERATOR, funding=funding)
    except errors.ReserveShort as refusal:
        raise CannotStart(_how_to_fund(refusal, space)) from refusal
    settled = _settle(space_id, launched.counted_from_before)
    found = queries.one(space_id=space_id, slug=slug)
    if as_json:
        counted = {"version": launched.version, "counted_from_before": launched.counted_from_before}
        done = {"settled": settled.settled if settled else 0, "set_aside": settled.set_aside if settled else 0}
        context.emit_json({**quest_report.facts(found.definition), **counted, **done, "funded": funded})
        return
    _say_funded(funded)
    click.echo(f"{slug} (version {launched.version}) is launched: {quest_report.cost(found.definition)}.")
    if settled is not None:
        click.echo(f"{settled.settled:,} earlier events settled, {settled.set_aside} set aside.")


@quest.command("list")
@_space
@_json
def list_quests(space: str, as_json: bool) -> None:
    """List the quests of a space with their states, the oldest first.

    Example: guanxi quest list --space tea
    """
    context.database()
    from guanxi.quests import queries

    found = queries.listing_of(space_id=context.space_id_for(space))
    if as_json:
        context.emit_json(
            [{**quest_report.facts(each.definition), "version": each.number, "state": each.state} for each in found]
        )
        return
    for each in found:
        click.echo(f"{each.slug:<24} {each.state:<9} {quest_report.plain(each.definition)}")
    if not found:
        click.echo("There is no quest yet; write one and run: guanxi quest apply FILE", err=True)


@quest.command()
@click.argument("slug")
@_space
@_json
def show(slug: str, space: str, as_json: bool) -> None:
    """Show the quest SLUG: what it says, what it may cost, how many have reached each step.

    Example: guanxi quest show checkin-7 --space tea
    """
    context.database()
    from guanxi.quests import queries

    space_id = context.space_id_for(space)
    found = queries.one(space_id=space_id, slug=slug)
    reached = queries.reached_by_step(space_id=space_id, slug=slug)
    if as_json:
        steps = [{"step": step, "reached": members} for step, members in reached.items()]
        context.emit_json(
            {**quest_report.facts(found.definition), "version": found.number, "state": found.state, "steps": steps}
        )
        return
    click.echo(f"{found.slug} (version {found.number}): {found.state}")
    click.echo(f"  {quest_report.plain(found.definition)}\n  {quest_report.cost(found.definition)}")
    for step, members in reached.items():
        click.echo(f"  step {step}: reached by {members:,}")


def _mover(name: str, past: str, help_text: str) -> None:
    """Add the command that moves a quest to another state."""

    @quest.command(name, help=f"{help_text}\n\nExample: guanxi quest {name} checkin-7 --space tea")
    @click.argument("slug")
    @_space
    @_json
    def move(slug: str, space: str, as_json: bool) -> None:
        context.database()
        from guanxi.quests import actions

        move_on: Callable[..., dict[str, int] | None] = getattr(actions, name)
        returned = move_on(space_id=context.space_id_for(space), slug=slug, actor=OPERATOR)
        if as_json:
            context.emit_json({"quest": slug, "state": past, **({} if returned is None else {"returned": returned})})
            return
        rest = f"; {quest_report.amounts(returned)} went back to the reserve" if returned else ""
        click.echo(f"{slug} is {past}{rest}.")


_mover("pause", "paused", "Hold whatever falls due from now on; progress goes on counting.")
_mover("resume", "launched", "Go on, and release what the pause held.")
_mover("end", "ended", "Count nothing that happens from now on; what was fulfilled is still paid.")
_mover("settle", "settled", "Close an ended quest for good: what was not given returns to the reserve.")


@quest.command()
@_space
@click.option("--quest", "slug", metavar="SLUG", help="Only of this quest.")
@_json
def held(space: str, slug: str | None, as_json: bool) -> None:
    """List what is held and waits for a decision, the oldest first.

    Example: guanxi quest held --space tea
    """
    context.database()
    from guanxi.kernel.tenancy import acting_in
    from guanxi.quests import queries

    space_id = context.space_id_for(space)
    with acting_in(space_id):
        found = queries.waiting_for_decision(space_id=space_id, slug=slug)
    names = ("event", "member", "unit", "amount", "reason")
    if as_json:
        context.emit_json([dict(zip(names, each, strict=True)) for each in found])
        return
    for event, member, code, amount, reason in found:
        click.echo(f"event {event}  member {member}  {amount:,} {code}  ({reason})")
    if not found:
        click.echo("Nothing is held.", err=True)


@quest.command()
@_event
@_space
@_reason
@_json
def release(event: int, space: str, reason: str, as_json: bool) -> None:
    """Let the member have what the event EVENT granted and what is held.

    Example: guanxi quest release 1849345930493 --space tea --reason "looked at it, all fine"
    """
    _decide("release_held", "released", event, space, reason, as_json=as_json)


@quest.command()
@_event
@_space
@_reason
@_json
def deny(event: int, space: str, reason: str, as_json: bool) -> None:
    """Take back what the event EVENT granted and what is held; the budget has it again.

    Example: guanxi quest deny 1849345930493 --space tea --reason "twenty accounts of one person"
    """
    _decide("deny_held", "denied", event, space, reason, as_json=as_json)


@quest.command("declare-event")
@click.argument("name")
@click.argument("props", nargs=-1, metavar="[PROP:TYPE]...")
@_space
@click.option("--meaning", required=True, help="What the event means, in words.")
@_json
def declare_event(name: str, props: tuple[str, ...], space: str, meaning: str, as_json: bool) -> None:
    """Declare an event type of the space's own, so that its quests may listen to it.

    TYPE is text, integer, boolean, instant, date or texts; personal-TYPE is sealed, and no quest can read it.

    Example: guanxi quest declare-event lesson.finished lesson:text minutes:integer --space tea --meaning "…"
    """
    typed = dict(_typed(text) for text in props)
    context.database()
    from guanxi import journal
    from guanxi.journal.types import Personal

    declared: dict[str, PropType | Personal] = {
        prop: Personal(kind.removeprefix("personal-")) if kind.startswith("personal-") else kind  # type: ignore[arg-type,misc]  # declare_for_space refuses an unknown type
        for prop, kind in typed.items()
    }
    new = journal.declare_for_space(
        space_id=context.space_id_for(space), name=name, props=declared, meaning=meaning, actor=OPERATOR
    )
    if as_json:
        context.emit_json({"event": name, "props": typed, "changed": new})
        return
    click.echo(f"{name} is declared." if new else f"{name} was declared before: unchanged.")


def _typed(text: str) -> tuple[str, str]:
    prop, colon, kind = text.partition(":")
    if not colon or not prop or not kind:
        message = f"“{text}” is not PROP:TYPE, such as minutes:integer"
        raise click.BadParameter(message, param_hint="PROP:TYPE")
    return prop, kind


def _decide(action: str, past: str, event: int, space: str, reason: str, *, as_json: bool) -> None:
    context.database()
    from guanxi.quests import actions

    decide: Callable[..., int] = getattr(actions, action)
    count = decide(space_id=context.space_id_for(space), event_id=event, reason=reason, actor=OPERATOR)
    if as_json:
        context.emit_json({"event": event, past: count})
        return
    click.echo(f"{count} grant{'' if count == 1 else 's'} of event {event} {past}.")


def _read(space_id: int, file: Path, *, as_json: bool) -> list[Definition]:
    """The quests of the file, or exit 1 with every problem on a line of its own."""
    from guanxi.quests import actions, errors

    text = _text(file)
    try:
        return actions.read_file(space_id=space_id, text=text)
    except errors.QuestFileRefused as refusal:
        if as_json:
            found = quest_report.problem_facts(refusal.problems)
            context.emit_json({"ok": False, "quests": [], "problems": found})
        for problem in refusal.problems:
            click.echo(f"{file}:{problem}", err=True)
        sys.exit(1)


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST_FILE:
            message = f"{file} is larger than {_LARGEST_FILE:,} bytes, which no quest file is"
            raise CannotStart(message)
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}"
        raise CannotStart(message) from error
    except UnicodeDecodeError as error:
        message = f"{file} is not UTF-8 (byte {error.start}); save it as UTF-8"
        raise CannotStart(message) from error


def _state(changed: bool, launched: bool, *, draft: bool) -> str:
    if launched:
        return "launched"
    return "draft" if draft and changed else "unchanged"


def _how_to_fund(refusal: object, space: str) -> str:
    missing: dict[str, int] = getattr(refusal, "missing", {})
    commands = " && ".join(f"guanxi fund --space {space} {unit} {amount}" for unit, amount in missing.items())
    return f"{refusal} Add it with: {commands} (or run this again with --fund)"


def _say_funded(funded: object) -> None:
    if isinstance(funded, dict) and funded:
        click.echo(f"Added to the reserve: {quest_report.amounts(funded)}.")


def _settle(space_id: int, waiting: int) -> Drained | None:
    """Settle what the launch put into the queue; None when that was nothing."""
    from guanxi import journal

    if not waiting:
        return None
    with context.progress(waiting, "settling earlier events") as advance:
        return journal.drain_all(space_id=space_id, progress=advance)
