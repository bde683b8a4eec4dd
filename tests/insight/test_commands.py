"""guanxi audit, replay and why, as a program that reads their JSON meets them."""

import json
import os

import psycopg
import pytest
from click.testing import CliRunner

from guanxi.cli.audit import audit
from guanxi.cli.replay import replay
from guanxi.cli.why import why
from guanxi.machine import errors
from tests import databases
from tests.conftest import SESSION_DATABASE
from tests.insight import world

SLUG = "spring-tea"


@pytest.fixture
def life(committed_db, monkeypatch):
    monkeypatch.setitem(os.environ, "LANG", "C.UTF-8")
    monkeypatch.setitem(os.environ, "DATABASE_URL", os.environ["DATABASE_URL"])  # a command adds its options to it
    return world.live()


def _run(command, *words: str):
    return CliRunner().invoke(command, words, catch_exceptions=False, standalone_mode=False)


def test_audits_one_space(life):
    done = _run(audit, "--space", SLUG, "--json")
    told = json.loads(done.stdout)
    assert (done.return_value, told["ok"], told["checks"]["L1"]["violations"]) == (0, True, 0)
    assert told["checks"]["L1"]["rows"] > 0
    assert "what must hold" in _run(audit, "--space", SLUG).stdout


def test_audits_every_space_and_seals(life):
    told = json.loads(_run(audit, "--all", "--seal", "--json").stdout)
    assert told["ok"] is True
    assert "transfer" in told["spaces"][SLUG]["seals"]["heads"]


def test_leaves_with_one_and_one_line_when_a_rule_is_violated(life, server):
    with psycopg.connect(databases.in_database(server.superuser_url, SESSION_DATABASE), autocommit=True) as superuser:
        superuser.execute("UPDATE ledger_account SET balance = balance + 1 WHERE kind = 'wallet' AND balance > 0")
    done = _run(audit, "--space", SLUG, "--json")
    assert (done.return_value, done.stderr) == (1, f"{SLUG}: violated are L2, L4, L10.balances\n")
    told = json.loads(done.stdout)
    assert (told["ok"], told["checks"]["L4"]["violations"] > 0, len(told["offences"]["L4"]) > 0) == (False, True, True)
    replayed = _run(replay, "--space", SLUG)
    assert (replayed.return_value, "replayed differently: entries" in replayed.stderr) == (1, True)


def test_replays(life):
    told = json.loads(_run(replay, "--space", SLUG, "--json").stdout)
    assert (told["ok"], told["failures"], told["rules"]["balances"]["different"]) == (True, [], 0)
    assert "0 different" in _run(replay, "--space", SLUG, "--as-of", "2099-01-01", "--sample", "2").stdout


def test_tells_why_by_number_and_by_the_id_that_somebody_has_elsewhere(life):
    number = str(life.people["guyu"])
    told = json.loads(_run(why, number, "--space", SLUG, "--json").stdout)
    assert (told["member_id"], told["unit"], told["balances"]["debt"]) == (life.people["guyu"], "points", -25)
    assert told["lines"][-1]["words"].endswith("25 is owed, because it is gone already")
    assert _run(why, "shop:谷雨", "--space", SLUG).stdout == _run(why, number, "--space", SLUG).stdout


@pytest.mark.parametrize("member", ["999999", "shop:nobody", "nobody"])
def test_refuses_somebody_whom_the_space_does_not_have(life, member):
    with pytest.raises((errors.CannotStart, Exception), match="member"):
        _run(why, member, "--space", SLUG)


def test_refuses_a_space_that_is_not_there(life):
    with pytest.raises(errors.CannotStart, match="there is no space `nowhere`"):
        _run(audit, "--space", "nowhere")
