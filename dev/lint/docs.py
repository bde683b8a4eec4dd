"""The words keep up with the code: dependencies explained, links alive, nobody's paths, no registry's name."""

import posixpath
import re
import tomllib
from collections.abc import Iterator
from pathlib import PurePosixPath

from dev.lint.house import ROOT, Finding, House, Source

LINK = re.compile(r"\]\((?!\w+:|#)([^)#\s]+)")
# Written so that they do not find themselves.
SOMEBODYS_PATH = re.compile(r"(?<![\w.~$}*-])/(?:root|home/\w+|Users/\w+|work|tmp/v)/\w")
REGISTRY = re.compile(
    r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|deb[.]debian[.]org|ghcr[.]io|docker[.]io/|proxy[.]golang"
)
READMES = ("README.md", "README.zh-CN.md")
CODE = re.compile(r"`([^`]+)`")
DECISION = re.compile(r"docs/decisions/\d{4}-[\w-]+\.md")


def findings(house: House) -> Iterator[Finding]:
    """Everything below, over the whole repository."""
    texts = {source.path: source for source in house.sources}
    yield from unexplained_dependencies(texts)
    yield from unlocked_dependencies(texts)
    yield from unlisted_decisions(texts)
    yield from unread_pages(texts)
    yield from unnamed_rooms(texts)
    for source in house.sources:
        yield from foreign_places(source)
        if source.path.endswith(".md"):
            yield from dead_links(source)
    for readme in READMES:
        for needed in ("script/server", "script/test", "LICENSE"):
            if readme not in texts or needed not in texts[readme].text:
                yield Finding(path=readme, line=1, rule="docs", message=f"does not mention {needed}")


def dependencies(pyproject: str) -> list[str]:
    """The names of all packages that pyproject.toml asks for, without versions and extras."""
    data = tomllib.loads(pyproject)
    groups = [data["build-system"]["requires"], data["project"]["dependencies"], *data["dependency-groups"].values()]
    return [_name(requirement) for group in groups for requirement in group]


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=~!; ]", requirement)[0]


def unexplained_dependencies(texts: dict[str, Source]) -> Iterator[Finding]:
    """Packages without a line of why, and lines about packages that are gone."""
    if "pyproject.toml" not in texts:
        return
    wanted = set(dependencies(texts["pyproject.toml"].text))
    page = "docs/dependencies.md"
    said = dict(re.findall(r"^\| `([\w.-]+)` \| (.+?) *\|$", texts[page].text if page in texts else "", re.MULTILINE))
    for name in sorted(wanted - said.keys()):
        yield Finding(path=page, line=1, rule="docs", message=f"why do we depend on {name}? Add: | `{name}` | … |")
    for name in sorted(said.keys() - wanted - {"uv"}):
        yield Finding(path=page, line=1, rule="docs", message=f"explains {name}, which pyproject.toml does not ask for")


def unlocked_dependencies(texts: dict[str, Source]) -> Iterator[Finding]:
    """Packages that pyproject.toml asks for and the lock file does not hold: nobody else would get them."""
    data = tomllib.loads(texts["pyproject.toml"].text if "pyproject.toml" in texts else "")
    wanted = {
        "requirements.txt": data.get("project", {}).get("dependencies", []),
        "requirements-dev.txt": data.get("dependency-groups", {}).get("dev", []),
    }
    for lock, requirements in wanted.items():
        held = set(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==", texts[lock].text if lock in texts else "", re.MULTILINE))
        for name in map(_name, requirements):
            if name.replace(".", "-") not in held:
                yield Finding(path=lock, line=1, rule="docs", message=f"does not hold {name}: run script/lock")


def unlisted_decisions(texts: dict[str, Source]) -> Iterator[Finding]:
    """Decisions that the index does not link to."""
    index = "docs/decisions/README.md"
    for path in filter(DECISION.fullmatch, texts):
        if index not in texts or PurePosixPath(path).name not in texts[index].text:
            yield Finding(path=index, line=1, rule="docs", message=f"does not list {path}")


def unread_pages(texts: dict[str, Source]) -> Iterator[Finding]:
    """Pages of docs/ that nobody reaches from one of the READMEs, following links."""
    for readme in READMES:
        reached, waiting = {readme}, [readme]
        while waiting:
            here = waiting.pop()
            for target in LINK.findall(texts[here].text) if here in texts and here.endswith(".md") else ():
                path = posixpath.normpath(posixpath.join(posixpath.dirname(here), target))
                inside = [path, *(page for page in texts if page.startswith(f"{path}/"))]
                waiting.extend(new for new in inside if new not in reached)
                reached.update(inside)
        for page in sorted(path for path in texts if re.fullmatch(r"docs/.+[.]md", path) and path not in reached):
            yield Finding(path=readme, line=1, rule="docs", message=f"no way leads to {page}")


def unnamed_rooms(texts: dict[str, Source]) -> Iterator[Finding]:
    """Rooms that the map in the READMEs does not name."""
    rooms = sorted({path.split("/")[1] for path in texts if path.startswith("guanxi/") and path.count("/") > 1})
    for readme in READMES:
        rows = re.findall(r"^\| (`.+?) \|", texts[readme].text, re.MULTILINE)
        named = {name for row in rows for name in CODE.findall(row)}
        for room in (room for room in rooms if room not in named):
            yield Finding(path=readme, line=1, rule="docs", message=f"the map does not name the room {room}")


def foreign_places(source: Source) -> Iterator[Finding]:
    """Paths of one person's machine and names of package registries: neither is true for the reader."""
    for number, line in enumerate(source.lines, start=1):
        if SOMEBODYS_PATH.search(line):
            yield source.finding(number, "docs", "a path that only one machine has")
        if REGISTRY.search(line):
            yield source.finding(number, "docs", "the host of a package registry; say the package's name")


def dead_links(source: Source) -> Iterator[Finding]:
    """Relative links to files that are not there."""
    here = PurePosixPath(source.path).parent
    for number, line in enumerate(source.lines, start=1):
        for target in LINK.findall(line):
            if not (ROOT / here / target).exists():
                yield source.finding(number, "docs", f"the link to {target} leads nowhere")
