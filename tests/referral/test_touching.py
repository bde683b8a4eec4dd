"""Touches: a visitor comes by a code, and what a guesser meets (RF-5 to RF-7)."""

import threading

import pytest
from django.db import connection, connections

from guanxi.kernel.tenancy import acting_in
from guanxi.referral import actions, errors, models
from tests.referral.conftest import DAY, LONG_AGO, leave_space, make_space, recorded

MINUTE = DAY / 1440


@pytest.fixture
def code(space) -> str:
    return actions.create_channel_code(space_id=space, channel="wall", actor="staff:1").code


def touches(space_id: int) -> int:
    with acting_in(space_id):
        return models.Touch.objects.filter(space_id=space_id).count()


def events_in(space_id: int) -> int:
    with acting_in(space_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_public_event WHERE space_id = %s", [space_id])
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("minutes", "counted"),
    [((0,), 1), ((0, 1), 1), ((0, 29.9), 1), ((0, 30), 2), ((0, 29, 31), 2), ((0, 30, 59, 60), 3)],
)
def test_counts_clicks_within_the_window_once(space, code, minutes, counted):
    said = [actions.record_touch(space_id=space, code=code, visitor="phone", at=LONG_AGO + m * MINUTE) for m in minutes]
    assert said.count(True) == counted == touches(space)


def test_counts_different_visitors_and_codes_apart(space, code):
    other = actions.create_channel_code(space_id=space, channel="fair", actor="staff:1").code
    for visitor in ("phone", "tablet"):
        for one in (code, other):
            assert actions.record_touch(space_id=space, code=one, visitor=visitor, at=LONG_AGO)
    assert touches(space) == 4


def test_keeps_nothing_that_names_the_visitor(space, code):
    actions.record_touch(space_id=space, code=code, visitor="13800138000", address="203.0.113.9", at=LONG_AGO)
    with acting_in(space):
        row = models.Touch.objects.get(space_id=space)
    assert bytes(row.visitor) != b"13800138000"
    assert len(bytes(row.visitor)) == 16


def test_leaves_touches_out_of_the_journal(space, code):
    before = events_in(space)
    assert actions.record_touch(space_id=space, code=code, visitor="phone")
    assert events_in(space) == before


def test_refuses_an_unknown_code(space):
    with pytest.raises(errors.CodeUnknown, match="ZZZZZZZZZZ"):
        actions.record_touch(space_id=space, code="zzzzzzzzzz", visitor="phone")
    assert touches(space) == 0


def test_refuses_a_closed_code_from_then_on(space, code):
    actions.close_code(space_id=space, code=code, actor="staff:1", at=LONG_AGO + DAY)
    assert actions.record_touch(space_id=space, code=code, visitor="phone", at=LONG_AGO)
    with pytest.raises(errors.CodeClosed):
        actions.record_touch(space_id=space, code=code, visitor="phone", at=LONG_AGO + DAY)


def test_refuses_another_spaces_code_exactly_like_a_missing_one(space, other_space):
    theirs = actions.create_channel_code(space_id=other_space, channel="wall", actor="staff:1").code
    leave_space()
    words = []
    for text in (theirs, "ZZZZZZZZZZ"):
        with pytest.raises(errors.CodeUnknown) as refusal:
            actions.record_touch(space_id=space, code=text, visitor="phone")
        words.append((type(refusal.value), str(refusal.value).replace(text, "…")))
    assert words[0] == words[1]
    assert touches(space) == 0
    leave_space()
    assert touches(other_space) == 0


def guess(space_id: int, times: int, **origin: str) -> list[type[Exception]]:
    met: list[type[Exception]] = []
    for number in range(times):
        with pytest.raises((errors.CodeUnknown, errors.TooManyGuesses)) as refusal:
            actions.record_touch(space_id=space_id, code=f"ZZZZZZZZ{number:02}", at=LONG_AGO, **origin)
        met.append(type(refusal.value))
    return met


def test_stops_a_visitor_who_guesses_and_rings_once(space, code):
    met = guess(space, 14, visitor="guesser")
    assert met == [errors.CodeUnknown] * 10 + [errors.TooManyGuesses] * 4
    with pytest.raises(errors.TooManyGuesses):
        actions.record_touch(space_id=space, code=code, visitor="guesser", at=LONG_AGO)
    assert [alarm["misses"] for alarm in recorded(space, "referral.guessing")] == [10]


def test_stops_an_address_that_changes_its_visitor_id(space):
    for number in range(10):
        guess(space, 1, visitor=f"guesser {number}", address="203.0.113.9")
    assert guess(space, 1, visitor="fresh", address="203.0.113.9") == [errors.TooManyGuesses]
    assert guess(space, 1, visitor="fresh", address="203.0.113.10") == [errors.CodeUnknown]


def test_lets_a_guesser_try_again_in_the_next_hour(space, code):
    guess(space, 12, visitor="guesser")
    assert actions.record_touch(space_id=space, code=code, visitor="guesser", at=LONG_AGO + DAY / 24)


def test_stops_guessing_by_binding_too(space, join):
    alice = join("alice")
    for number in range(10):
        with pytest.raises(errors.CodeUnknown):
            actions.bind(space_id=space, member_id=alice, code=f"ZZZZZZZZ{number:02}", visitor="v", at=LONG_AGO)
    with pytest.raises(errors.TooManyGuesses):
        actions.bind(space_id=space, member_id=alice, code="ZZZZZZZZZZ", visitor="v", at=LONG_AGO)


def test_forgets_touches_that_can_bind_nobody_any_more(space, code):
    for visitor, day in (("old", 0), ("old", 1), ("new", 20), ("again", 0), ("again", 20)):
        actions.record_touch(space_id=space, code=code, visitor=visitor, at=LONG_AGO + day * DAY)
    assert actions.forget_touches(space_id=space, actor="test", at=LONG_AGO + 31 * DAY) == 2
    assert touches(space) == 3


def test_counts_eight_clicks_at_once_as_one(committed_db):
    space_id = make_space()
    code = actions.create_channel_code(space_id=space_id, channel="wall", actor="staff:1").code
    start, said = threading.Barrier(8), []

    def click():
        start.wait()
        said.append(actions.record_touch(space_id=space_id, code=code, visitor="phone"))
        connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [False] * 7 + [True]
    assert touches(space_id) == 1
