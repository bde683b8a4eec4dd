"""The commands that both READMEs show, as they stand there, in a space that nobody has used: they must not rot."""

import re
import shlex

import pytest

from tests import databases
from tests.cli.commands import Guanxi

READMES = {"README.md": "## Use it", "README.zh-CN.md": "## 使用"}


def shown(name: str) -> list[str]:
    """The lines of the block of commands, without their indentation."""
    text = (databases.ROOT / name).read_text(encoding="utf-8")
    _, _, after = text.partition(f"{READMES[name]}\n")
    block = after.partition("\n\n")[0]
    assert block
    return [line.strip() for line in block.splitlines()]


@pytest.mark.parametrize("name", READMES)
def test_the_commands_of_the_readme_do_what_it_says(name, committed_db, guanxi: Guanxi, monkeypatch):
    monkeypatch.chdir(databases.ROOT)
    path, *commands = shown(name)
    assert path == 'export PATH="$PWD/.venv/bin:$PATH"'
    for line in commands:
        program, *words = shlex.split(line)
        assert program == "guanxi"
        done = guanxi(*words)
        assert done.code == 0, f"{line}\n{done.out}{done.err}"
        if words[0] == "import":
            assert ", 0 rows rejected" in done.out
        if words[0] == "why":
            assert "+30" in done.out
        if words[0] == "audit":
            assert re.match(r"Audit of tea, \d{1,2} [A-Z][a-z]{2} 20\d\d \d\d:\d\d +\n", done.out)
    assert {line.split()[1] for line in commands} >= {"space", "import", "fund", "quest", "why", "audit", "replay"}


def test_both_readmes_show_the_same_commands():
    english, chinese = ([line.replace("春山茶", "Spring Tea") for line in shown(name)] for name in READMES)
    assert english == chinese
