"""The words keep up with the code."""

import pytest

from dev.lint import docs, house
from dev.lint.house import House, Source


def test_finds_nothing_to_say_about_the_repository():
    assert [str(finding) for finding in docs.findings(house.repository())] == []


def test_misses_the_reason_of_a_dependency():
    wanted = '[build-system]\nrequires = []\n[project]\ndependencies = ["left-pad>=1"]\n[dependency-groups]\ndev = []\n'
    texts = {
        "pyproject.toml": Source("pyproject.toml", wanted),
        "docs/dependencies.md": Source("", "| `pad` | pads |\n"),
    }
    assert [finding.message[:30] for finding in docs.unexplained_dependencies(texts)] == [
        "why do we depend on left-pad? ",
        "explains pad, which pyproject.",
    ]


def test_misses_a_dependency_that_is_not_locked():
    wanted = '[project]\ndependencies = ["a[x]>=1", "b.c"]\n[dependency-groups]\ndev = ["d"]\n'
    texts = {
        "pyproject.toml": Source("pyproject.toml", wanted),
        "requirements.txt": Source("requirements.txt", "a[x]==1 \\\n    --hash=sha256:0\nb-c==2\n"),
    }
    assert [str(finding) for finding in docs.unlocked_dependencies(texts)] == [
        "requirements-dev.txt:1: docs: does not hold d: run script/lock"
    ]


@pytest.mark.parametrize(
    "line",
    [
        "see /" + "root/guanxi",
        "cp x /" + "home/mei/guanxi",
        "in '/" + "work/main'",
        "index = https://pypi" + ".org/simple",
        "https://files.pythonhosted" + ".org/packages",
    ],
)
def test_finds_a_place_that_only_one_reader_has(line: str):
    assert len(list(docs.foreign_places(Source("README.md", line)))) == 1


@pytest.mark.parametrize(
    "line", ["docs/root/plan", "~/plan/x", "the /workbench page", "$HOME/home/x", "/var/lib/guanxi"]
)
def test_leaves_other_paths_alone(line: str):
    assert list(docs.foreign_places(Source("README.md", line))) == []


def test_finds_a_link_that_leads_nowhere():
    source = Source("docs/glossary.md", "[a](nowhere.md) [b](decisions/README.md) [c](https://example.org) [d](#here)")
    assert [finding.message for finding in docs.dead_links(source)] == ["the link to nowhere.md leads nowhere"]


def test_finds_a_decision_that_the_index_forgot():
    forgotten = Source("docs/decisions/0007-why-not.md", "")
    assert len(list(docs.unlisted_decisions({forgotten.path: forgotten}))) == 1


def test_finds_a_page_that_no_link_reaches():
    texts = {
        "README.md": Source("README.md", "[a](docs/a.md) [b](docs/b)"),
        "README.zh-CN.md": Source("README.zh-CN.md", "[a](docs/a.md)"),
        "docs/a.md": Source("docs/a.md", "[c](b/c.md)"),
        "docs/b/c.md": Source("docs/b/c.md", ""),
        "docs/b/d.md": Source("docs/b/d.md", ""),
    }
    assert [str(finding) for finding in docs.unread_pages(texts)] == [
        "README.zh-CN.md:1: docs: no way leads to docs/b/d.md"
    ]


def test_finds_a_room_that_the_map_forgot():
    texts = {
        "README.md": Source("README.md", "| `kernel`, `attic` | what |\n"),
        "README.zh-CN.md": Source("README.zh-CN.md", "| `kernel` | attic |\n"),
        "guanxi/kernel/x.py": Source("guanxi/kernel/x.py", ""),
        "guanxi/attic/x.py": Source("guanxi/attic/x.py", ""),
        "guanxi/__init__.py": Source("guanxi/__init__.py", ""),
    }
    assert [str(finding) for finding in docs.unnamed_rooms(texts)] == [
        "README.zh-CN.md:1: docs: the map does not name the room attic"
    ]


def test_reads_the_same_commands_in_both_languages():
    english, chinese = (
        {
            line.split("  ")[2]
            for line in (house.ROOT / name).read_text(encoding="utf-8").splitlines()
            if "    script/" in line
        }
        for name in ("README.md", "README.zh-CN.md")
    )
    assert english == chinese != set()


def test_reads_the_layers_from_the_contract():
    height = House([]).height
    assert height["kernel"] == 0
    assert height["journal"] < height["ledger"] < height["spaces"] < height["quests"]
    assert height["web"] == height["cli"]
