"""What the journal takes and what it refuses (docs/rules/events.md; TM-2)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from guanxi import journal
from guanxi.journal import errors
from guanxi.kernel.tenancy import acting_in
from tests import cast

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2013, 5, 1, tzinfo=UTC)


@pytest.fixture
def space() -> int:
    return cast.spring_tea().space_id


@pytest.fixture
def member(space) -> int:
    return cast.member(space)


def check_in(member: int | None, **facts) -> journal.Event:
    return journal.Event(type="checkin.made", member_id=member, **facts)


def ids_in(space: int) -> list[int]:
    with acting_in(space), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM journal_public_event WHERE space_id = %s ORDER BY id", [space])
        return [row[0] for row in cursor.fetchall()]


def test_returns_the_first_event_for_a_key_that_comes_again(space, member):
    event = check_in(member, at=LONG_AGO, key="till 4, slip 77")
    first = journal.record(space_id=space, events=[event])
    again = journal.record(space_id=space, events=[event, event])
    assert (first.new, again.new, again.repeated) == (1, 0, 2)
    assert set(again.ids) == set(first.ids)


def test_records_what_has_no_key_each_time(space, member):
    event = check_in(member, at=LONG_AGO)
    assert len(set(journal.record(space_id=space, events=[event, event]).ids)) == 2


def test_keeps_no_key_in_clear(space, member):
    journal.record(space_id=space, events=[check_in(member, key="13800138000")])
    with acting_in(space), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_key AS k WHERE k::text LIKE %s", ["%13800138000%"])
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    "other", [{"at": LONG_AGO + timedelta(days=1)}, {"props": {"text_length": 7}}, {"member_id": None}]
)
def test_refuses_a_key_that_was_used_for_something_else(space, member, other):
    said = {"type": "checkin.made", "member_id": member, "at": LONG_AGO, "key": "k"}
    journal.record(space_id=space, events=[journal.Event(**said)])
    before = ids_in(space)
    with pytest.raises(errors.KeyReused) as refusal:
        journal.record(space_id=space, events=[check_in(member, key="fresh"), journal.Event(**(said | other))])
    assert refusal.value.facts["number"] == 2
    assert ids_in(space) == before


def test_refuses_a_clock_in_the_future_and_the_whole_batch_with_it(space, member):
    now = journal.now(space_id=space)
    before = ids_in(space)
    with pytest.raises(errors.ClockInTheFuture) as refusal:
        journal.record(space_id=space, events=[check_in(member), check_in(member, at=now + timedelta(minutes=6))])
    assert refusal.value.facts["number"] == 2
    assert ids_in(space) == before
    journal.record(space_id=space, events=[check_in(member, at=now + timedelta(minutes=4))])


def test_takes_any_past(space, member):
    (event_id,) = journal.record(space_id=space, events=[check_in(member, at=datetime(1997, 1, 1, tzinfo=UTC))]).ids
    with acting_in(space):
        found = journal.event(space_id=space, event_id=event_id)
    assert found is not None
    assert found.at.year == 1997
    assert found.recorded_at - found.at > timedelta(days=9000)


def test_refuses_somebody_of_another_space_as_if_there_were_nobody(space):
    before = ids_in(space)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '', true)")
    stranger = cast.member(cast.night_owl().space_id)
    words = []
    for member_id in (stranger, 987654321):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.space', '', true)")
        with pytest.raises(errors.UnknownMember) as refusal:
            journal.record(space_id=space, events=[check_in(member_id)])
        words.append(str(refusal.value).replace(str(member_id), "…"))
    assert words[0] == words[1]
    assert ids_in(space) == before


@pytest.mark.parametrize("name", ["member.joined", "quest.granted", "referral.qualified", "journal.voided"])
def test_lets_nobody_outside_send_what_only_guanxi_records(space, member, name):
    with pytest.raises(errors.NotYours, match=name):
        journal.record(space_id=space, events=[journal.Event(type=name, member_id=member)], trusted=False)


@pytest.mark.parametrize(
    "props", [{"no_such_prop": 1}, {"text_length": "seven"}, {"text_length": True}, {"text_length": 2**63}]
)
def test_refuses_props_that_the_type_does_not_declare(space, member, props):
    with pytest.raises(errors.BadProp) as refusal:
        journal.record(space_id=space, events=[check_in(member, props=props)])
    assert refusal.value.facts["number"] == 1


@pytest.mark.parametrize("name", ["Lesson Finished", "", "a..b", "x" * 81, "lesson.finished; drop table"])
def test_refuses_a_name_that_is_none(space, member, name):
    with pytest.raises(errors.BadTypeName):
        journal.record(space_id=space, events=[journal.Event(type=name, member_id=member)])


@pytest.mark.parametrize("statement", ["UPDATE journal_event SET at = now()", "DELETE FROM journal_event"])
def test_can_be_changed_by_nobody(space, member, statement):
    journal.record(space_id=space, events=[check_in(member)])
    with acting_in(space), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
