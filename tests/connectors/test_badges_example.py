"""The example file of badges: ordinary quests over what an import declares."""

from guanxi.connectors.stackexchange import badges
from guanxi.journal import types
from guanxi.quests.definition import Definition
from guanxi.quests.language import reading
from tests.connectors import samples
from tests.connectors.test_stackexchange_badges import RULES

FILE = samples.ROOT / "docs" / "examples" / "stackexchange-badges.yaml"
READABLE = {"text", "integer", "boolean", "instant", "date", "texts"}


def read() -> list[Definition]:
    event_types = {
        name: {prop: kind for prop, kind in declared.props.items() if kind in READABLE}
        for name, declared in types.DECLARED.items()
    }
    return reading.read(
        FILE.read_text(encoding="utf-8"),
        event_types=event_types,  # type: ignore[arg-type]
        member_fields={},
        units=[],
    )


def test_is_accepted_as_it_is() -> None:
    assert {quest.slug for quest in read()} == {badges.slug_of(name) for name in RULES} | {"standing"}


def test_counts_from_the_first_day_of_the_community() -> None:
    assert {quest.counts_from.isoformat() for quest in read() if quest.counts_from} == {"2011-08-17"}


def test_needs_no_budget_of_the_space() -> None:
    assert not any(quest.budgets for quest in read())
