"""The commands as an engineer types them: exit codes, one-line reasons, JSON and nothing else."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guanxi.spaces import actions as spaces
from tests import cast
from tests.cli.commands import Guanxi, guanxi
from tests.connectors.samples import write_dump

__all__ = ["guanxi"]  # a fixture


@pytest.fixture
def tea(committed_db: Callable[[], None]) -> int:
    return spaces.create_space(slug="tea", name="Tea", time_zone="UTC", currency="CNY", locale="en", actor=cast.ACTOR)


def in_a_process(*words: object, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "guanxi.cli.main", *map(str, words)]
    root = Path(__file__).resolve().parents[2]
    environment = os.environ | {"PYTHONPATH": str(root)}
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment, check=False)


def test_tells_the_whole_story(tea: int, guanxi: Guanxi, tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    orders.write_text("order,customer,at,sum\nT1,anna,2024-05-01,8\nT2,anna,2024-05-01,-8\n", encoding="utf-8")

    done = in_a_process("import", "orders", orders, "--space", "tea", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["recorded"], told["repeated"], told["rejected"], told["joined"]) == (2, 0, 1, 1)
    assert told["settled"] == 2
    assert told["reject_files"] == [str(orders) + ".rejects.csv"]

    again = guanxi("import", "orders", orders, "--space", "tea")
    assert again.out == "0 events recorded, 1 was there before, 1 row rejected, 0 settled.\n"
    assert "orders.csv.rejects.csv" in again.err

    for words, reason in (
        (("import", "orders", orders, "--space", "coffee"), "there is no space `coffee`"),
        (("import", "events", orders, "--space", "tea"), "has no column “type”"),
        (("import", "stackexchange", tmp_path, "--space", "talk"), "is not a Stack Exchange dump"),
    ):
        refused = guanxi(*words)
        assert (refused.code, refused.out) == (1, ""), refused.err
        assert reason in refused.err
        assert refused.err.count("\n") == 1
    assert guanxi("import", "orders", orders, "--space", "tea", "--column", "x").code == 2


def test_refuses_a_file_of_which_nothing_could_be_used(tea: int, guanxi: Guanxi, tmp_path: Path) -> None:
    events = tmp_path / "events.csv"
    events.write_text("type,at\ncheckin.mad,2024-05-01\n", encoding="utf-8")
    refused = guanxi("import", "events", events, "--space", "tea")
    assert (refused.code, refused.out) == (1, "0 events recorded, 0 were there before, 1 row rejected, 0 settled.\n")
    assert refused.err == f"No row could be used; each, with its line and reason, is in {events}.rejects.csv\n"
    told = guanxi("import", "events", events, "--space", "tea", "--json")
    assert (told.code, json.loads(told.out)["rejected"]) == (1, 1)

    events.write_text("type,at\ncheckin.mad,2024-05-01\ncheckin.made,2024-05-01\n", encoding="utf-8")
    for said in ("1 event recorded, 0 were", "0 events recorded, 1 was"):
        done = guanxi("import", "events", events, "--space", "tea")
        assert done.code == 0
        assert done.out.startswith(said)


def test_replays_and_verifies_a_dump(tea: int, guanxi: Guanxi, tmp_path: Path) -> None:
    day = "2020-03-01T00:00:00.000"
    folder = write_dump(
        tmp_path / "talk",
        Users=[{"Id": 10, "CreationDate": day, "DisplayName": "A"}],
        Posts=[{"Id": 1, "PostTypeId": 1, "CreationDate": day, "OwnerUserId": 10, "Score": 1, "CommentCount": 0}],
        Votes=[{"Id": 1, "PostId": 1, "VoteTypeId": 2, "CreationDate": day}],
        Badges=[{"Id": 1, "UserId": 10, "Name": "Student", "Date": day}],
    )
    done = guanxi("import", "stackexchange", folder, "--space", "talk", "--json")
    assert json.loads(done.out)["rejected"] == 0, done.err
    verified = guanxi("verify", "stackexchange", folder, "--space", "talk", "--json")
    assert json.loads(verified.out) == {
        "score": {"equal": 1, "of": 1},
        "comment_count": {"equal": 1, "of": 1},
        "answer_count": {"equal": 0, "of": 0},
        "tag_count": {"equal": 0, "of": 0},
    }
    badges = guanxi("verify", "badges", folder, "--space", "talk", "--json")
    assert (badges.code, json.loads(badges.out)) == (0, {}), badges.err
