"""A real community's badges, found again by quests (IM-61, IM-62): engine, oracle and publisher agree."""

from pathlib import Path

import pytest

from guanxi import journal
from guanxi.connectors.stackexchange import actions, badges
from guanxi.quests import actions as quests
from guanxi.spaces import actions as spaces
from tests import cast
from tests.connectors.samples import ROOT, sample

FIGURES = {
    "Student": (102, 104, 101),
    "Teacher": (91, 91, 90),
    "Scholar": (50, 50, 49),
    "Commentator": (29, 31, 29),
    "Nice Question": (21, 21, 21),
    "Nice Answer": (17, 18, 17),
    "Good Question": (1, 1, 1),
    "Good Answer": (2, 2, 2),
    "Self-Learner": (12, 11, 11),
    "Revival": (9, 10, 9),
    "Necromancer": (2, 2, 2),
    "Enlightened": (6, 5, 5),
}


@pytest.fixture
def community(db: None) -> int:
    return spaces.create_space(
        slug="french-meta", name="French Meta", time_zone="UTC", currency="EUR", locale="fr", actor=cast.ACTOR
    )


def replay(space_id: int, folder: Path) -> None:
    actions.import_dump(space_id=space_id, found=actions.survey(folder=folder), actor=cast.ACTOR)
    journal.drain_all(space_id=space_id)


def launch(space_id: int) -> None:
    text = (ROOT / "docs" / "examples" / "stackexchange-badges.yaml").read_text(encoding="utf-8")
    for definition in quests.read_file(space_id=space_id, text=text):
        quests.apply_definition(space_id=space_id, definition=definition, actor=cast.ACTOR)
        quests.launch(space_id=space_id, slug=definition.slug, actor=cast.ACTOR)
    journal.drain_all(space_id=space_id)


def found(space_id: int, folder: Path) -> dict[str, tuple[int, int, int]]:
    compared = badges.compare(space_id=space_id, folder=folder)
    return {name: (one.ours, one.published, one.both) for name, one in compared.items()}


def test_finds_them_in_what_happened_before_the_launch(community: int) -> None:
    folder = sample("stackexchange_french_meta")
    replay(community, folder)
    launch(community)
    assert found(community, folder) == FIGURES


def test_finds_the_same_when_it_happens_after_the_launch(community: int) -> None:
    folder = sample("stackexchange_french_meta")
    launch(community)
    replay(community, folder)
    assert found(community, folder) == FIGURES
