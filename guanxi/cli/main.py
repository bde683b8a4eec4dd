"""The guanxi command: a table of subcommands, each in a file of its own that is read only when it is called."""

from __future__ import annotations

import errno
import importlib
import os
import signal
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, override

import click

if TYPE_CHECKING:
    from types import FrameType

# name: (where the command is, what it does in one line)
COMMANDS = {
    "demo": ("guanxi.cli.demo:demo", "Show Guanxi with a made-up brand and its members."),
    "serve": ("guanxi.cli.serve:serve", "Run everything: pages, worker and, when none is given, the database."),
    "web": ("guanxi.cli.web:web", "Run the pages only."),
    "worker": ("guanxi.cli.worker:worker", "Settle what is queued and run the periodic jobs."),
    "migrate": ("guanxi.cli.migrate:migrate", "Bring the database to the state this version needs."),
    "space": ("guanxi.cli.space:space", "Make and list spaces."),
    "staff": ("guanxi.cli.staff:staff", "Give people a role in a space."),
    "fund": ("guanxi.cli.fund:fund", "Fill the reserve that budgets are paid from."),
    "import": ("guanxi.cli.import_:import_", "Bring in members, orders, events or a community's history."),
    "export": ("guanxi.cli.export:export", "Write what a space holds to files."),
    "quest": ("guanxi.cli.quest:quest", "Check, apply, launch and end quests."),
    "drain": ("guanxi.cli.drain:drain", "Settle what is queued and return."),
    "verify": ("guanxi.cli.verify:verify", "Compare with what the publisher of an import says."),
    "audit": ("guanxi.cli.audit:audit", "Check every invariant and report violations."),
    "replay": ("guanxi.cli.replay:replay", "Rebuild everything from the journal and compare."),
    "why": ("guanxi.cli.why:why", "Tell the story of a member's balance."),
    "bench": ("guanxi.cli.bench:bench", "Measure speed on this machine."),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are used, so that --help answers at once."""

    @override
    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, (place, _) in COMMANDS.items() if find_spec(place.partition(":")[0])]

    @override
    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module_name, attribute = COMMANDS[cmd_name][0].split(":")
        try:
            module = importlib.import_module(module_name)
        except ModuleNotFoundError as error:
            if error.name != module_name:
                raise
            return _missing(cmd_name)
        command: click.Command = getattr(module, attribute)
        return command

    @override
    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])


def _missing(name: str) -> click.Command:
    def refuse() -> None:
        message = f"`guanxi {name}` is not part of this version"
        raise click.ClickException(message)

    settings = {"ignore_unknown_options": True, "allow_extra_args": True}
    return click.Command(name, callback=refuse, help=COMMANDS[name][1], context_settings=settings)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--home", metavar="DIR", help="Where the database is kept. Default: GUANXI_HOME or your data folder.")
@click.version_option(package_name="guanxi", message="guanxi %(version)s")
def guanxi(home: str | None) -> None:
    """Guanxi: a self-hosted engine for communities that grow themselves.

    Exit codes: 0 done, 1 refused (the reason is on one line), 2 wrong usage.

    Example: guanxi serve --demo
    """
    if home is not None:
        os.environ["GUANXI_HOME"] = home


def _leave(number: int, _frame: FrameType | None) -> None:
    """Turn SIGTERM into an orderly exit, so that a database of our own is let go."""
    sys.exit(128 + number)


def main() -> None:
    """Run the command line and exit with its code."""
    signal.signal(signal.SIGTERM, _leave)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
    try:
        code = guanxi.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo("stopped", err=True)
        sys.exit(130)
    except Exception as error:
        if (reason := _expected(error)) is None:
            raise
        click.echo(reason, err=True)
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)


def _expected(error: Exception) -> str | None:
    """The reason on one line when this is a refusal or the machine's fault; None when it is a bug."""
    from guanxi.kernel.errors import Refusal
    from guanxi.machine.errors import CannotStart

    if isinstance(error, (Refusal, CannotStart)):
        return " ".join(str(error).split())
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return f"disk full: {error.filename or 'no space left on device'}"
    return None


if __name__ == "__main__":
    main()
