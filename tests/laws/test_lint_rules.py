"""Each rule of ours finds its bug where it is, and nothing where there is none."""

import ast
from itertools import chain
from pathlib import Path

import pytest

from dev.lint import house, rules
from dev.lint.house import House, Source

EXAMPLES = house.ROOT / "dev" / "lint" / "examples"
FILES = sorted(path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.glob("*/*.*"))
MARKS = ("  # <- bad", " # <- bad", "  -- <- bad", " -- <- bad")


def _example(path: Path) -> tuple[Source, set[int]]:
    """The file as the one that its first line names, and the lines that are marked as bad."""
    first, *lines = path.read_text(encoding="utf-8").splitlines()
    bad = {number for number, line in enumerate(lines, start=1) if "<- bad" in line}
    for mark in MARKS:
        lines = [line.removesuffix(mark) for line in lines]
    return Source(first.split(" as ")[1], "\n".join(lines) + "\n"), bad


def _found(source: Source, rule: str) -> set[int]:
    beside = (EXAMPLES / rule / "shared").glob("*.sql")
    neighbours = House([source, *(_example(path)[0] for path in sorted(beside))])
    return {finding.line for finding in rules.EVERY[rule](source, neighbours)}


@pytest.mark.parametrize("file", FILES)
def test_finds_what_is_marked_and_nothing_else(file: str):
    source, bad = _example(EXAMPLES / file)
    assert bad or Path(file).stem == "good"
    assert _found(source, file.split("/", maxsplit=1)[0]) == bad


def test_has_a_good_and_a_bad_example_for_every_rule():
    kinds = {(file.split("/")[0], Path(file).stem) for file in FILES}
    assert kinds == set(chain.from_iterable([(name, "good"), (name, "bad")] for name in rules.EVERY))


def test_tells_the_story_of_every_rule():
    files = (house.ROOT / "dev" / "lint" / "rules").glob("[a-z]*.py")
    stories = {path.stem: ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "" for path in files}
    assert {name.replace("_", "-") for name in stories} == set(rules.EVERY)
    assert [name for name, story in stories.items() if "\n\nThe story: " not in story] == []


def _everything(text: str, path: str = "guanxi/quests/queries.py") -> list[str]:
    source = Source(path, text)
    return [finding.rule for finding in rules.findings_in(source, House([source]))]


def test_accepts_an_allowance_with_a_reason():
    assert _everything("import time\n\n# allow clock: measures the wall, decides nothing\ntime.time()\n") == []


def test_wants_the_reason_of_an_allowance():
    assert _everything("import time\n\ntime.time()  # allow clock\n") == ["allowance"]


def test_finds_an_allowance_that_nothing_needs_any_more():
    assert _everything("x = 1  # allow clock: it once read one\n") == ["allowance"]


def test_keeps_the_repository_free_of_findings():
    assert [str(finding) for finding in rules.findings(house.repository())] == []


def test_asks_for_names_only_where_a_folder_of_actions_offers_the_function():
    text = "def join(name):\n    pass\n\n\ndef place(number):\n    pass\n"
    joining = Source("guanxi/members/actions/joining.py", text)
    offer = Source("guanxi/members/actions/__init__.py", "from guanxi.members.actions.joining import join\n")
    found = rules.EVERY["keyword-only"](joining, House([offer, joining]))
    assert [finding.line for finding in found] == [1]
