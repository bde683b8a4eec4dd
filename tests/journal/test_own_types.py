"""Event types that a space declares for itself."""

import pytest

from guanxi import journal
from guanxi.journal import errors
from guanxi.kernel.tenancy import acting_in
from tests import cast

pytestmark = pytest.mark.django_db

LESSON = {"name": "lesson.finished", "meaning": "A lesson was heard to its end."}
PROPS = {"lesson": "text", "minutes": "integer", "note": journal.Personal("text")}


@pytest.fixture
def house() -> cast.House:
    return cast.spring_tea()


def declare(house: cast.House, **changes) -> bool:
    said = {"props": PROPS, **LESSON, **changes}
    return journal.declare_for_space(space_id=house.space_id, actor=house.actor, **said)


def record(house: cast.House, **props) -> journal.StoredEvent:
    event = journal.Event(type="lesson.finished", member_id=cast.member(house.space_id), props=props)
    with acting_in(house.space_id):
        (event_id,) = journal.record(space_id=house.space_id, events=[event]).ids
        found = journal.event(space_id=house.space_id, event_id=event_id)
    assert found is not None
    return found


def test_keeps_declared_props_in_clear_and_seals_what_is_personal(house):
    assert declare(house)
    assert record(house, lesson="water", minutes=12, note="my neighbour came").props == {
        "lesson": "water",
        "minutes": 12,
    }


def test_seals_everything_of_an_event_that_nobody_has_declared(house):
    assert record(house, lesson="water").props == {}
    declare(house)
    assert record(house, lesson="water").props == {"lesson": "water"}


def test_changes_nothing_when_it_hears_the_same_words_again(house):
    declare(house)
    assert not declare(house)


def test_may_gain_props(house):
    declare(house)
    assert declare(house, props={**PROPS, "teacher": "text"})
    assert record(house, teacher="Lin").props == {"teacher": "Lin"}


@pytest.mark.parametrize("props", [{"lesson": "text"}, {**PROPS, "minutes": "text"}, {**PROPS, "note": "text"}])
def test_refuses_to_lose_or_change_a_prop(house, props):
    declare(house)
    with pytest.raises(errors.TypeNarrowed):
        declare(house, props=props)


@pytest.mark.parametrize("props", [{"minutes": "twelve"}, {"minutes": 2**63}, {"seconds": 5}])
def test_refuses_events_that_do_not_keep_to_it(house, props):
    declare(house)
    with pytest.raises(errors.BadProp):
        record(house, **props)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"name": "checkin.made"}, errors.TypeTaken),
        ({"name": "lesson"}, errors.TypeUnreadable),
        ({"name": "Lesson.Finished"}, errors.TypeUnreadable),
        ({"name": "a." + "b" * 79}, errors.TypeUnreadable),
        ({"meaning": "  "}, errors.MeaningMissing),
        ({"props": {"Minutes": "integer"}}, errors.PropUnreadable),
        ({"props": {"minutes": "float"}}, errors.PropUnreadable),
        ({"props": {f"p{number}": "text" for number in range(51)}}, errors.PropUnreadable),
    ],
)
def test_refuses_what_cannot_be_declared(house, changes, refusal):
    with pytest.raises(refusal):
        declare(house, **changes)


def test_is_of_one_space_only(house):
    declare(house)
    other = cast.night_owl()
    assert record(other, minutes="twelve").props == {}
