"""Two people apply the same file at the same moment."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from guanxi import ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import queries
from tests import cast, databases

CUPS = """quests:
  - quest: seven-days
    title: {en: Seven days}
    goal: {event: checkin.made, measure: {streak: days}}
    steps: [{reach: 7, promise: [{item: cup}]}]
    budget: {"item:cup": 200}
"""


def test_launches_once_and_sets_the_budget_aside_once(committed_db: Callable[[], None], tmp_path: Path):
    house = cast.spring_tea("tea")
    with acting_in(house.space_id):
        ledger.fund(space_id=house.space_id, unit="item:cup", amount=500, actor=house.actor)
    file = tmp_path / "quests.yaml"
    file.write_text(CUPS, encoding="utf-8")
    command = [sys.executable, "-m", "guanxi.cli.main", "quest", "apply", str(file), "--space", "tea", "--json"]
    environment = os.environ | {"PYTHONPATH": str(databases.ROOT)}
    applying = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60) for process in applying]
    assert [process.returncode for process in applying] == [0, 0, 0], said
    states = sorted(json.loads(out)["quests"][0]["state"] for out, _ in said)
    assert states == ["launched", "unchanged", "unchanged"]
    with acting_in(house.space_id):
        (quest,) = queries.listing(space_id=house.space_id)
        assert (quest.number, quest.state) == (1, "launched")
        assert ledger.system_balance(space_id=house.space_id, kind="reserve", unit="item:cup") == 300
