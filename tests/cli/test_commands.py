"""The manners of every command: help with an example, exit codes, one line of reason, clean JSON."""

import importlib
import json
import os
import subprocess
import sys

import click
import psycopg
import pytest

from guanxi.cli import main
from guanxi.machine import postgres
from tests import databases


def leaves(command: click.Command, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], click.Command]]:
    found = [(path, command)]
    for name, each in getattr(command, "commands", {}).items():
        found += leaves(each, (*path, name))
    return found


def present() -> list[tuple[tuple[str, ...], click.Command]]:
    found = []
    for name, (place, _) in main.COMMANDS.items():
        module, attribute = place.split(":")
        try:
            found += leaves(getattr(importlib.import_module(module), attribute), (name,))
        except ModuleNotFoundError as error:
            if error.name != module:
                raise
    return found


@pytest.mark.parametrize(("path", "command"), [pytest.param(*each, id=" ".join(each[0])) for each in present()])
def test_shows_an_example_in_the_help_of_each_command(path, command):
    assert command.help
    assert f"guanxi {' '.join(path)}" in command.help


def test_lists_its_commands_in_help(guanxi):
    done = guanxi("--help")
    assert done.code == 0
    assert all(name in done.out for name in ("serve", "migrate", "space", "worker"))


def test_answers_help_without_reading_what_the_commands_need():
    """What makes a start slow is Django and the database driver; help needs neither."""
    code = "import sys, guanxi.cli.main; sys.exit(any(name in sys.modules for name in ('django', 'psycopg', 'rich')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    "words",
    [("nonsense",), ("--nonsense",), ("space", "create"), ("serve", "--port", "many"), ("serve", "--port", "70000")],
)
def test_exits_with_2_when_it_is_used_wrongly(guanxi, words):
    done = guanxi(*words)
    assert done.code == 2
    assert "Usage:" in done.err
    assert done.out == ""


def test_refuses_on_one_line_with_exit_1(run):
    done = run("staff", "list", "no-such-space")
    assert done.returncode == 1
    assert done.stderr == (
        "there is no space `no-such-space` (there are: none yet); make it with: guanxi space create no-such-space\n"
    )
    assert done.stdout == ""


@pytest.mark.django_db(databases=["default", "owner"])
def test_tells_a_refusal_of_the_domain_on_one_line(guanxi):
    done = guanxi("space", "create", "tea", "--time-zone", "Moon/Crater")
    assert done.code == 1
    assert "Moon/Crater" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.django_db(databases=["default", "owner"])
def test_makes_and_lists_a_space_and_its_staff(guanxi):
    made = guanxi("space", "create", "tea", "--name", "茶", "--json")
    assert made.code == 0, made.err
    assert json.loads(made.out)["slug"] == "tea"
    listed = guanxi("space", "list", "--json")
    assert [(each["slug"], each["name"], each["currency"]) for each in json.loads(listed.out)] == [("tea", "茶", "CNY")]
    added = guanxi("staff", "add", "tea", "Lin@example.org", "--role", "owner")
    assert added.code == 0, added.err
    staff = guanxi("staff", "list", "tea", "--json")
    assert [(each["email"], each["role"]) for each in json.loads(staff.out)] == [("lin@example.org", "owner")]


@pytest.mark.usefixtures("migrated_home")
def test_finds_nothing_to_migrate_a_second_time(run):
    done = run("migrate", "--json")
    assert json.loads(done.stdout) == {"done": []}


def test_opens_the_journals_months_after_a_long_rest(run, migrated_home):
    months = "SELECT relname FROM pg_class WHERE relname LIKE 'journal_event_2%' AND relkind = 'r' ORDER BY relname"
    with postgres.start(migrated_home) as server, psycopg.connect(server.owner_url, autocommit=True) as connection:
        before = connection.execute(months).fetchall()
        connection.execute(f"DROP TABLE {before[-1][0]}")
        assert run("space", "list").returncode == 0
        assert connection.execute(months).fetchall() == before


def test_names_a_home_that_it_may_not_use(run, tmp_path):
    (tmp_path / "file").touch()
    done = run("--home", str(tmp_path / "file"), "space", "list")
    assert done.returncode == 1
    assert "is not a folder; choose another with --home" in done.stderr
    assert done.stderr.count("\n") == 1


def test_imports_nothing_that_reads_the_settings_before_the_database_is_known():
    modules = [place.partition(":")[0] for place, _ in main.COMMANDS.values()]
    program = (
        "import importlib, importlib.util\n"
        f"for name in {modules!r}:\n"
        "    if importlib.util.find_spec(name):\n"
        "        importlib.import_module(name)\n"
        "        from django.conf import settings\n"
        "        assert not settings.configured, name\n"
    )
    ours = {**os.environ, "DJANGO_SETTINGS_MODULE": "guanxi.config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=databases.ROOT, env=ours, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
