"""CH-10 to CH-15: a card turns a missed day into a match; what was made today can be taken back today."""

from datetime import date

import pytest

from guanxi.challenges import errors
from tests.challenges import tea

pytestmark = pytest.mark.django_db


@pytest.fixture
def gap(house):
    """A member who missed the second of May, on the third."""
    member = house.member()
    house.sets_up(makeup_cards=0)
    house.taps(member, "2030-05-01 09:00")
    house.taps(member, "2030-05-03 09:00")
    return house, member


def test_refuses_without_a_card(gap):
    house, member = gap
    with pytest.raises(errors.NoCardLeft):
        house.makes_up(member, "2030-05-02")
    assert house.mine(member).total == 2


def test_spends_a_card_of_the_wallet_and_joins_the_runs(gap):
    house, member = gap
    house.gives_cards(member, 2)
    told = house.makes_up(member, "2030-05-02")
    assert (told.new, told.day, told.streak, house.cards(member)) == (True, date(2030, 5, 2), 3, 1)
    assert house.points(member) == 10
    assert house.mine(member).calendar(date(2030, 5, 2), date(2030, 5, 2))[0].state == "made_up"


def test_uses_the_cards_of_the_challenge_first(gap):
    house, member = gap
    house.sets_up(makeup_cards=1)
    house.gives_cards(member, 1)
    assert (house.mine(member).own_cards, house.mine(member).cards) == (1, 1)
    house.makes_up(member, "2030-05-02")
    assert (house.mine(member).own_cards, house.mine(member).cards) == (0, 1)


@pytest.mark.parametrize(
    ("day", "problem"),
    [
        ("2030-05-10", "it is not over"),
        ("2030-05-11", "it is not over"),
        ("2030-04-30", "does not belong to the challenge"),
        ("2030-05-01", "you checked in on it"),
        ("2030-05-02", "good for the last 7 days"),
    ],
)
def test_refuses_a_day_that_cannot_be_made_up(gap, day, problem):
    house, member = gap
    house.sets_up(makeup_cards=3)
    house.says("2030-05-10 09:00")
    with pytest.raises(errors.NothingToMakeUp, match=problem):
        house.makes_up(member, day)
    assert house.makes_up(member, "2030-05-04").new


def test_stands_for_the_hour_that_was_missed(db):
    where = f"props.challenge = '{tea.SLUG}' AND props.local_hour BETWEEN 5 AND 7"
    house = tea.open_challenge(
        "Asia/Shanghai",
        "2030-05-01 06:00",
        goal=f'{{event: checkin.made, where: "{where}", measure: {{streak: days}}}}',
    )
    member = house.member()
    house.sets_up(makeup_cards=1)
    house.taps(member, "2030-05-01 06:30")
    house.taps(member, "2030-05-03 06:30")
    house.says("2030-05-03 20:00")
    assert house.makes_up(member, "2030-05-02").streak == 3


def test_takes_back_what_was_made_today(house):
    member = house.member()
    house.taps(member, "2030-05-01 09:00")
    house.taps(member, "2030-05-02 09:00")
    house.taps(member, "2030-05-03 09:00", text="误触")
    house.takes_back(member)
    assert (house.points(member), house.mine(member).streak, house.mine(member).done_today) == (0, 2, False)
    assert [told.text for told in house.board()] == ["", ""]
    assert house.taps(member, text="这次是真的").gained[0].amount == 10
    assert house.points(member) == 10


def test_gives_the_card_back_with_the_day(gap):
    house, member = gap
    house.gives_cards(member, 1)
    house.makes_up(member, "2030-05-02")
    assert (house.cards(member), house.points(member)) == (0, 10)
    house.takes_back(member, "2030-05-02")
    assert (house.cards(member), house.points(member), house.mine(member).streak) == (1, 0, 1)


def test_leaves_earlier_days_as_they_are(house):
    member = house.member()
    house.taps(member, "2030-05-01 23:59:59")
    house.says("2030-05-02 00:00")
    with pytest.raises(errors.NothingToUndo):
        house.takes_back(member)
    with pytest.raises(errors.NothingToUndo):
        house.takes_back(member, "2030-05-01")


def test_follows_a_void_by_staff_and_its_way_back(house):
    member = house.member()
    told = house.taps(member, "2030-05-01 09:00")
    house.void(told.event_id)
    assert (house.mine(member).total, house.ranking(member).members, house.board()) == (0, 0, ())
    house.reinstate(told.event_id)
    assert (house.mine(member).total, house.ranking(member).members, len(house.board())) == (1, 1, 1)


def test_lets_the_later_of_two_stand_when_the_first_comes_back(house):
    member = house.member()
    first = house.taps(member, "2030-05-01 09:00")
    house.void(first.event_id)
    second = house.taps(member, "2030-05-01 10:00")
    assert second.new
    house.reinstate(first.event_id)
    assert house.mine(member).total == 1
    assert house.rows("SELECT voided FROM journal_public_event WHERE id = %s", second.event_id) == [(False,)]
