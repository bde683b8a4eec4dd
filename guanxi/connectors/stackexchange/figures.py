"""The publisher's own figures beside ours, which are queries over the journal and nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from django.db import connection

from guanxi.connectors.stackexchange import dump, events
from guanxi.kernel.tenancy import acting_in

FIGURES = ("score", "comment_count", "answer_count", "tag_count")


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """In how many cases ours equals the publisher's, and of how many. `different` shows some: what, ours, theirs."""

    equal: int
    of: int
    different: tuple[tuple[str, int, int], ...] = ()


def compare(*, space_id: int, folder: Path) -> dict[str, Compared]:
    """Every figure that the publisher gives, compared. Raises DumpIncomplete, XmlBroken, XmlForbidden."""
    dump.require(folder)
    ours = _ours(space_id)
    theirs = _theirs(folder)
    return {name: _compared(ours[name], theirs[name]) for name in FIGURES}


def _ours(space_id: int) -> dict[str, dict[str, int]]:
    statement = files("guanxi.connectors.stackexchange").joinpath("figures.sql").read_text(encoding="utf-8")
    found: dict[str, dict[str, int]] = {name: {} for name in FIGURES}
    with acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(statement, {"space_id": space_id, "source": events.SOURCE})
        for figure, thing, amount in cursor.fetchall():
            found[figure][thing] = int(amount)
    return found


def _theirs(folder: Path) -> dict[str, dict[str, int]]:
    posts = [dump.read_post(row.attributes) for row in dump.elements(folder, "Posts.xml")]
    tags = (dump.read_tag(row.attributes) for row in dump.elements(folder, "Tags.xml"))
    return {
        "score": _given((str(post.id), post.score) for post in posts),
        "comment_count": _given((str(post.id), post.comments) for post in posts),
        "answer_count": _given((str(post.id), post.answers) for post in posts),
        "tag_count": {tag.name: tag.count for tag in tags},
    }


def _given(figures: Iterable[tuple[str, int | None]]) -> dict[str, int]:
    return {thing: figure for thing, figure in figures if figure is not None}


def _compared(ours: Mapping[str, int], theirs: Mapping[str, int]) -> Compared:
    different = [
        (thing, ours.get(thing, 0), figure) for thing, figure in theirs.items() if ours.get(thing, 0) != figure
    ]
    return Compared(equal=len(theirs) - len(different), of=len(theirs), different=tuple(different[:10]))
