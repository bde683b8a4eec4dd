"""Work on many members: on those who are here, to its end or to words why not, and back again."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError

from guanxi.kernel import statements, tenancy
from guanxi.members import actions, browsing, bulk, errors, fields, jobs, queries, segments
from guanxi.members.actions import tagging
from tests import cast
from tests.members.conftest import Events

ALL = browsing.Filter(states=("active", "left", "erased", "merged"))


def _start(tea: cast.House, kind: bulk.Kind = "tag", filter_: browsing.Filter = ALL, tag: str = "spring") -> int:
    return bulk.start(space_id=tea.space_id, kind=kind, tag=tag, filter_=filter_, actor=tea.actor)


def _work(tea: cast.House, bulk_id: int) -> bulk.Bulk:
    bulk.work(space_id=tea.space_id, bulk_id=bulk_id)
    return bulk.bulk(space_id=tea.space_id, bulk_id=bulk_id)


def _wearers(tea: cast.House, tag: str = "spring") -> list[int]:
    return [one.id for one in queries.page(space_id=tea.space_id, state=None, tag=tag)]


def _try_last(tea: cast.House, bulk_id: int, attempts: int) -> None:
    context: Any = SimpleNamespace(job=SimpleNamespace(attempts=attempts))
    jobs.run_bulk.func(context, space_id=tea.space_id, bulk_id=bulk_id)


def test_takes_those_who_are_here_and_leaves_out_the_others(tea) -> None:
    here, left, erased, keeper, merged = cast.members_of(tea.space_id, 5)
    actions.leave(space_id=tea.space_id, member_id=left, actor=None)
    actions.erase(space_id=tea.space_id, member_id=erased, reason="asked", actor=tea.actor)
    actions.merge(space_id=tea.space_id, keep=keeper, lose=merged, actor=tea.actor)
    done = _work(tea, _start(tea))
    assert (done.state, done.expected, done.seen, done.changed) == ("done", 3, 3, 3)
    assert _wearers(tea) == sorted([here, left, keeper])
    with pytest.raises(errors.NobodyFound):
        _start(tea, filter_=browsing.Filter(states=("erased", "merged")))


def test_leaves_out_who_goes_between_finding_and_tagging(tea, monkeypatch) -> None:
    here, gone = cast.members_of(tea.space_id, 2)
    found = browsing.ids_after

    def then_erased(**asked: Any) -> list[int]:
        ids = found(**asked)
        actions.erase(space_id=tea.space_id, member_id=gone, reason="asked", actor=tea.actor)
        return ids

    monkeypatch.setattr(browsing, "ids_after", then_erased)
    done = _work(tea, _start(tea))
    assert (done.state, done.changed) == ("done", 1)
    assert _wearers(tea) == [here]


def test_fails_at_once_and_says_why_where_no_second_try_could_help(tea) -> None:
    cast.members_of(tea.space_id, 2)
    words = fields.Words(label="City", type="text", purpose="p", basis="contract", personal=False)
    fields.add(space_id=tea.space_id, slug="city", words=words, actor=tea.actor)
    where = segments.parsed(space_id=tea.space_id, text="member.city IS NULL")
    bulk_id = _start(tea, filter_=browsing.Filter(where=where))
    fields.drop(space_id=tea.space_id, slug="city", actor=tea.actor)
    _try_last(tea, bulk_id, attempts=0)
    failed = bulk.bulk(space_id=tea.space_id, bulk_id=bulk_id)
    assert (failed.state, failed.is_over, failed.finished_at is not None) == ("failed", True, True)
    assert "city" in failed.why


def test_fails_after_the_last_try_only(tea, monkeypatch) -> None:
    cast.members_of(tea.space_id, 2)
    bulk_id = _start(tea)

    def breaks(**_: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(tagging, "change_here", breaks)
    for attempts, state in ((0, "waiting"), (jobs.RETRIES - 1, "waiting"), (jobs.RETRIES, "failed")):
        with pytest.raises(OperationalError):
            _try_last(tea, bulk_id, attempts)
        assert bulk.bulk(space_id=tea.space_id, bulk_id=bulk_id).state == state
    monkeypatch.undo()
    assert _work(tea, bulk_id).changed == 0


def test_fails_when_it_killed_every_worker(tea) -> None:
    """Who is killed raises nothing; the job is taken up again and counts its attempts."""
    cast.members_of(tea.space_id, 2)
    bulk_id = _start(tea)
    _try_last(tea, bulk_id, attempts=jobs.RETRIES + 1)
    failed = bulk.bulk(space_id=tea.space_id, bulk_id=bulk_id)
    assert (failed.state, failed.changed) == ("failed", 0)


def test_takes_back_what_it_did_and_nothing_else(tea, events: Events) -> None:
    first, before, again = cast.members_of(tea.space_id, 3)
    actions.tag(space_id=tea.space_id, member_ids=[before], name="spring", actor=tea.actor)
    where = {"space_id": tea.space_id}
    done = _work(tea, _start(tea))
    assert done.changed == 2
    assert done.can_be_undone
    assert {props.get("bulk") for name, _, props in events(tea.space_id) if name == "member.tagged"} == {None, done.id}
    actions.untag(**where, member_ids=[again], name="spring", actor=tea.actor)
    actions.tag(**where, member_ids=[again], name="spring", actor=tea.actor)
    undoing = _work(tea, bulk.undo(**where, bulk_id=done.id, actor=tea.actor))
    assert (undoing.kind, undoing.undoes, undoing.changed) == ("untag", done.id, 1)
    assert _wearers(tea) == sorted([before, again])
    assert bulk.bulk(**where, bulk_id=done.id).undone_by == undoing.id
    with pytest.raises(errors.CannotBeUndone):
        bulk.undo(**where, bulk_id=done.id, actor=tea.actor)
    redone = _work(tea, bulk.undo(**where, bulk_id=undoing.id, actor=tea.actor))
    assert (redone.kind, redone.changed, _wearers(tea)) == ("tag", 1, sorted([first, before, again]))


def test_takes_back_taking_off_in_batches(tea, monkeypatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    people = cast.members_of(tea.space_id, 5)
    actions.tag(space_id=tea.space_id, member_ids=people[:4], name="spring", actor=tea.actor)
    done = _work(tea, _start(tea, "untag"))
    assert (done.changed, _wearers(tea)) == (4, [])
    undoing = _work(tea, bulk.undo(space_id=tea.space_id, bulk_id=done.id, actor=tea.actor))
    assert (undoing.seen, undoing.changed, _wearers(tea)) == (4, 4, sorted(people[:4]))


def test_takes_back_only_what_is_over_changed_somebody_and_is_not_long_ago(tea) -> None:
    cast.members_of(tea.space_id, 2)
    where = {"space_id": tea.space_id}
    waiting = _start(tea)
    with pytest.raises(errors.CannotBeUndone):
        bulk.undo(**where, bulk_id=waiting, actor=tea.actor)
    _work(tea, waiting)
    nobody = _work(tea, _start(tea))
    assert nobody.changed == 0
    assert not nobody.can_be_undone
    with tenancy.acting_in(tea.space_id):
        statements.run(
            "UPDATE members_bulk SET started_at = started_at - interval '31 days' WHERE space_id = %s", [tea.space_id]
        )
    with pytest.raises(errors.CannotBeUndone):
        bulk.undo(**where, bulk_id=waiting, actor=tea.actor)
    _start(tea)
    with tenancy.acting_in(tea.space_id):
        assert statements.value("SELECT count(*) FROM members_bulk_member", []) == 0


def test_says_how_many_wear_the_tag_already(tea) -> None:
    people = cast.members_of(tea.space_id, 4)
    quoted = "o'clock"
    actions.tag(space_id=tea.space_id, member_ids=people[:3], name=quoted, actor=tea.actor)
    actions.leave(space_id=tea.space_id, member_id=people[0], actor=None)
    count = bulk.wearing(space_id=tea.space_id, tag=quoted, filter_=browsing.Filter())
    assert count == browsing.Count(n=2, is_more=False)
    where = segments.parsed(space_id=tea.space_id, text="member.channel = 'x' OR member.channel = 'y'")
    assert bulk.wearing(space_id=tea.space_id, tag=quoted, filter_=browsing.Filter(where=where)) == browsing.Count(
        n=0, is_more=False
    )


def test_keeps_to_its_house(tea, owl) -> None:
    cast.members_of(tea.space_id, 1)
    bulk_id = _work(tea, _start(tea)).id
    for act in (bulk.undo, bulk.stop):
        with pytest.raises(errors.UnknownBulk):
            act(space_id=owl.space_id, bulk_id=bulk_id, actor=owl.actor)
    with tenancy.acting_in(owl.space_id):
        assert statements.value("SELECT count(*) FROM members_bulk_member", []) == 0
