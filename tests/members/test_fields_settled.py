"""What a change of a question leaves to the worker: batches that wait for nobody the wrong way round."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import pytest
from django.db import connections

from guanxi.kernel import statements, tenancy
from guanxi.kernel.errors import Refusal
from guanxi.members import actions, errors, fields, jobs, queries
from guanxi.members.actions import profile
from tests import cast

PLAIN = fields.Words(label="City", type="text", purpose="p", basis="contract", personal=False)
PERSONAL = fields.Words(label="City", type="text", purpose="p", basis="contract", personal=True)


def _asked(tea: cast.House, people: int) -> list[int]:
    """Members who all told where they live."""
    fields.add(space_id=tea.space_id, slug="city", words=PLAIN, actor=tea.actor)
    found = cast.members_of(tea.space_id, people)
    for member_id in found:
        _answer(tea, member_id)
    return found


def _answer(tea: cast.House, member_id: int) -> None:
    actions.set_profile(space_id=tea.space_id, member_id=member_id, answers={"city": "杭州"}, actor=None)


def _kept(tea: cast.House) -> tuple[int, int, int]:
    """How many answers are in clear, how many sealed, how many members have the fact."""
    with tenancy.acting_in(tea.space_id):
        (row,) = statements.rows(
            """
            SELECT (SELECT count(plain) FROM members_profilevalue), (SELECT count(sealed) FROM members_profilevalue),
                (SELECT count(*) FROM members_member WHERE facts ? 'city')
            """,
            [],
        )
    return (row[0], row[1], row[2])


def test_deletes_in_batches_and_goes_on_where_it_was_interrupted(tea, monkeypatch) -> None:
    monkeypatch.setattr(profile, "AT_ONCE", 2)
    _asked(tea, 5)
    assert fields.drop(space_id=tea.space_id, slug="city", actor=tea.actor) == 5
    assert fields._batch(tea.space_id, "city") == 2
    assert _kept(tea) == (3, 0, 3)
    assert jobs.settle_field.func(space_id=tea.space_id, slug="city") == 3
    assert _kept(tea) == (0, 0, 0)
    assert fields.settle(space_id=tea.space_id, slug="city") == 0
    fields.add(space_id=tea.space_id, slug="city", words=PLAIN, actor=tea.actor)


def test_seals_in_batches_however_many_there_are(tea, monkeypatch) -> None:
    monkeypatch.setattr(profile, "AT_ONCE", 2)
    first, *_ = _asked(tea, 5)
    assert fields.change(space_id=tea.space_id, slug="city", words=PERSONAL, actor=tea.actor) == 5
    look = partial(actions.reveal, space_id=tea.space_id, member_id=first, field="city", actor=tea.actor)
    with pytest.raises(errors.ReasonMissing):
        look(reason="")
    assert look(reason="they asked for it") == "杭州"
    assert fields.settle_all(space_id=tea.space_id) == 5
    assert _kept(tea) == (0, 5, 0)
    assert look(reason="they asked for it") == "杭州"
    assert fields.settle_all(space_id=tea.space_id) == 0


def test_leaves_what_is_neither_dropped_nor_personal(tea) -> None:
    _asked(tea, 1)
    assert fields.settle(space_id=tea.space_id, slug="city") == 0
    assert _kept(tea) == (1, 0, 1)


def test_takes_no_answer_to_what_was_dropped(tea) -> None:
    (member_id,) = _asked(tea, 1)
    fields.drop(space_id=tea.space_id, slug="city", actor=tea.actor)
    with pytest.raises(errors.FieldUnknown):
        _answer(tea, member_id)
    with pytest.raises(errors.FieldUnknown):
        actions.reveal(space_id=tea.space_id, member_id=member_id, field="city", reason="asked for", actor=tea.actor)
    with pytest.raises(errors.UnknownField):
        fields.drop(space_id=tea.space_id, slug="city", actor=tea.actor)


@pytest.mark.parametrize("change", ["drop", "seal"])
def test_waits_for_who_answers_at_the_same_time_without_a_deadlock(committed_db: object, monkeypatch, change) -> None:
    """A member holds their row and waits for the question; whoever holds the question must not wait for a member."""
    tea = cast.spring_tea()
    first, _ = _asked(tea, 2)
    holding, changed = Event(), Event()
    held_fields = profile.held_fields

    def slowly(**asked: object) -> object:
        holding.set()  # the member is locked, the question not yet
        changed.wait(1)
        return held_fields(**asked)  # type: ignore[arg-type]

    monkeypatch.setattr(profile, "held_fields", slowly)

    def changes() -> object:
        holding.wait(5)
        if change == "drop":
            done = fields.drop(space_id=tea.space_id, slug="city", actor=tea.actor)
        else:
            done = fields.change(space_id=tea.space_id, slug="city", words=PERSONAL, actor=tea.actor)
        changed.set()
        return done, fields.settle(space_id=tea.space_id, slug="city")

    answered, done = _beside(partial(_answer, tea, first), changes)
    assert done == (2, 2)
    assert type(answered) is (errors.FieldUnknown if change == "drop" else type(None))
    assert _kept(tea) == ((0, 0, 0) if change == "drop" else (0, 2, 0))
    assert ("city" in queries.fields(space_id=tea.space_id)) == (change == "seal")


def _beside(*acts: Callable[[], object]) -> list[object]:
    """What each returned or refused, each with a connection of its own."""

    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
