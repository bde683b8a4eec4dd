"""The oracle: our telling of a real community, judged in plain Python by the rules of its badges.

No database and no quest engine: what this file finds is what the quests of
docs/examples/stackexchange-badges.yaml must find in the journal (QU-2, QU-3).
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from guanxi.connectors.stackexchange import dump, shelf, story
from guanxi.connectors.stackexchange.story import Told
from tests.connectors.samples import sample

type Props = Mapping[str, object]


@pytest.fixture(scope="module")
def folder() -> Path:
    return sample("stackexchange_french_meta")


@pytest.fixture(scope="module")
def history(folder: Path) -> list[Told]:
    """Everything that is told about somebody, in the order in which effects see it (TI-5)."""
    with shelf.filled(dump.read_post(row.attributes) for row in dump.elements(folder, "Posts.xml")) as posts:
        told = [event for event in tell(folder, posts) if event.about is not None]
    return sorted(told, key=lambda one: (one.event.at, one.event.key))


def tell(folder: Path, posts: shelf.Shelf) -> Iterator[Told]:
    for row in dump.elements(folder, "Posts.xml"):
        yield from story.of_post(dump.read_post(row.attributes), posts)
    for row in dump.elements(folder, "Comments.xml"):
        yield from story.of_comment(dump.read_comment(row.attributes), posts)
    for row in dump.elements(folder, "Votes.xml"):
        yield from story.of_vote(dump.read_vote(row.attributes), posts)


def scored(history: list[Told], reach: int, holds: Callable[[Props], object]) -> set[int | None]:
    """Whose post ever reached the score: sum(value) per post, first reached (QU-3)."""
    scores: Counter[object] = Counter()
    reached = set()
    for one in history:
        props = one.event.props
        if one.event.type == "vote.cast" and holds(props):
            scores[props["post"]] += props["value"]
            if scores[props["post"]] >= reach:
                reached.add(one.about)
    return reached


def counted(
    history: list[Told], type_name: str, reach: int, holds: Callable[[Props], object] = bool
) -> set[int | None]:
    found = Counter(one.about for one in history if one.event.type == type_name and holds(one.event.props))
    return {about for about, count in found.items() if count >= reach}


def is_a(kind: str) -> Callable[[Props], bool]:
    return lambda props: props.get("post_kind") == kind


RULES: dict[str, Callable[[list[Told]], set[int | None]]] = {
    "Student": lambda told: scored(told, 1, is_a("question")),
    "Teacher": lambda told: scored(told, 1, is_a("answer")),
    "Scholar": lambda told: counted(told, "question.answer_accepted", 1),
    "Commentator": lambda told: counted(told, "comment.created", 10),
    "Nice Question": lambda told: scored(told, 10, is_a("question")),
    "Nice Answer": lambda told: scored(told, 10, is_a("answer")),
    "Good Question": lambda told: scored(told, 25, is_a("question")),
    "Good Answer": lambda told: scored(told, 25, is_a("answer")),
    "Self-Learner": lambda told: scored(told, 3, lambda props: props.get("own_question")),
    "Necromancer": lambda told: scored(told, 5, lambda props: int(str(props.get("after_days", 0))) >= 60),
    "Revival": lambda told: scored(
        told, 2, lambda props: props.get("first_answer") and int(str(props["after_days"])) >= 30
    ),
    "Enlightened": lambda told: (
        scored(told, 10, lambda props: props.get("first_answer"))
        & counted(told, "answer.accepted", 1, lambda props: props.get("first_answer"))
    ),
}


@pytest.mark.parametrize(
    ("badge", "ours", "published", "both"),
    [
        ("Student", 102, 104, 101),
        ("Teacher", 91, 91, 90),
        ("Scholar", 50, 50, 49),
        ("Commentator", 29, 31, 29),
        ("Nice Question", 21, 21, 21),
        ("Nice Answer", 17, 18, 17),
        ("Good Question", 1, 1, 1),
        ("Good Answer", 2, 2, 2),
        ("Self-Learner", 12, 11, 11),
        ("Necromancer", 2, 2, 2),
        ("Revival", 9, 10, 9),
        ("Enlightened", 6, 5, 5),
    ],
)
def test_agrees_with_the_publisher(
    folder: Path, history: list[Told], badge: str, ours: int, published: int, both: int
) -> None:
    badges = (dump.read_badge(row.attributes) for row in dump.elements(folder, "Badges.xml"))
    theirs = {given.user for given in badges if given.name == badge}
    found = RULES[badge](history)
    assert (len(found), len(theirs), len(found & theirs)) == (ours, published, both)
