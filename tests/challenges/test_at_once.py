"""CH-3: two devices tap at the same moment, and there is one check-in."""

import threading
from datetime import date

import pytest
from django.db import connection

from guanxi.challenges import actions, errors
from tests.challenges import tea

TAPS = 6


@pytest.fixture
def house(committed_db):
    return tea.open_challenge()


def at_once(run):
    """What each of several threads got, all let go together."""
    gate, found = threading.Barrier(TAPS), []

    def one():
        gate.wait()
        try:
            found.append(run())
        except errors.NothingToMakeUp as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(TAPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_makes_one_check_in_of_many_taps(house):
    member = house.member()
    told = at_once(lambda: actions.check_in(space_id=house.space_id, member_id=member, challenge=tea.SLUG, text="早"))
    assert len(told) == TAPS
    assert len({one.event_id for one in told}) == 1
    assert [one.new for one in told].count(True) == 1
    assert house.rows("SELECT count(*) FROM journal_public_event WHERE type = 'checkin.made'") == [(1,)]


def test_spends_one_card_for_one_day(house):
    member = house.member()
    house.sets_up(makeup_cards=0)
    house.taps(member)
    house.gives_cards(member, TAPS)
    house.says("2030-05-03 09:00")
    days = {"space_id": house.space_id, "member_id": member, "challenge": tea.SLUG}
    told = at_once(lambda: actions.make_up(**days, for_date=date(2030, 5, 2)))
    assert [isinstance(one, errors.NothingToMakeUp) for one in told].count(False) == 1
    assert house.cards(member) == TAPS - 1
    assert house.mine(member).total == 2
