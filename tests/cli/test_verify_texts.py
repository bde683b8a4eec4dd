"""`guanxi verify adcheck` and `guanxi verify search` measure with texts of a folder, and leave nothing behind."""

import json
import os
import re
import subprocess
import sys

from guanxi.cli.verifying import searching
from tests import databases
from tests.cli.commands import guanxi

__all__ = ["guanxi"]

REVIEWS = ("这台笔记本电脑的屏幕有一个亮点", "酒店的早餐很丰富", "纸张发黄，有缺页")


def folder_of(tmp_path, *texts: str):
    (tmp_path / "some.txt").write_text("\n".join(texts), encoding="utf-8")
    return tmp_path


def test_tells_how_many_genuine_texts_the_ad_check_flags(guanxi, tmp_path):
    done = guanxi("verify", "adcheck", folder_of(tmp_path, *REVIEWS, "需要的加我微信 chaye6688"), "--json")
    figures = json.loads(done.out)["figures"]
    assert (figures["genuine"]["texts"], figures["genuine"]["flagged"]) == (4, 1)
    assert figures["ads_held_out"]["share"] >= 0.9


def test_refuses_a_folder_without_texts(guanxi, tmp_path):
    done = guanxi("verify", "adcheck", tmp_path)
    assert done.code == 1
    assert "there is no text" in done.err


def test_asks_at_least_thirty_questions_that_can_be_judged():
    asked = searching.questions()
    assert len({one.ask for one in asked}) >= 30
    assert all(re.compile(pattern) for one in asked for pattern in one.expects)


def test_asks_in_a_database_of_its_own(server, tmp_path):
    questions = tmp_path / "questions.yaml"
    questions.write_text("- {ask: 電腦屏幕, expects: [电脑, 屏幕], recall: 1}\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE")}
    words = ["verify", "search", str(folder_of(tmp_path, *REVIEWS)), "--queries", str(questions), "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "guanxi.cli.main", *words],
        env=environment | {"GUANXI_HOME": str(databases.test_home().path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["figures"]["met"] == 1
    with databases.administrator(server) as connection:
        assert connection.execute("SELECT 1 FROM pg_database WHERE datname LIKE 'verify_%'").fetchone() is None
