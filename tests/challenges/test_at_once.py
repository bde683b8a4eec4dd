"""CH-3: two devices tap at the same moment, and there is one check-in."""

import threading
from datetime import date

import pytest
from django.db import connection

from guanxi.challenges import actions, errors
from tests.challenges import tea
from tests.quests import tea as quests

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


def test_features_and_pays_once_however_many_tap(house):
    goal = {"goal": "{event: checkin.featured}", "counts_from": None, "each": "[{points: 5}]"}
    house.launch(quests.quest("honour", **goal, ceiling_per_day="{points: 100}"))
    member = house.member()
    chosen = {"space_id": house.space_id, "event_id": house.taps(member, text="早").event_id, "actor": house.actor}
    told = at_once(lambda: actions.feature(**chosen))
    assert (len(told), len(set(told)), house.points(member)) == (TAPS, 1, 5)
    at_once(lambda: actions.stop_featuring(**chosen, reason="a mix-up"))
    assert house.points(member) == 0
    again = at_once(lambda: actions.feature(**chosen))
    assert (len(set(again)), set(again) & set(told), house.points(member)) == (1, set(), 5)
    assert house.rows("SELECT count(*) FROM journal_public_event WHERE type = 'checkin.featured'") == [(2,)]
