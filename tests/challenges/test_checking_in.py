"""CH-1 to CH-9: a check-in belongs to a local day, has its proof, and brings what the quest promises."""

from datetime import date
from typing import Any

import pytest

from guanxi.challenges import errors
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.members import errors as member_errors
from tests.challenges import tea

pytestmark = pytest.mark.django_db


def test_refuses_a_challenge_that_is_not_there(house):
    with pytest.raises(errors.UnknownChallenge):
        house.taps(house.member(), challenge="nothing")


def test_refuses_somebody_who_left(house):
    member = house.member()
    members.leave(space_id=house.space_id, member_id=member, actor=None)
    with pytest.raises(member_errors.MemberGone):
        house.taps(member)


def test_says_what_came_of_it_and_what_comes_next(house):
    member = house.member()
    first = house.taps(member, "2030-05-01 09:00", text="早茶一杯")
    assert (first.new, first.streak, first.total, first.missing) == (True, 1, 1, 2)
    assert first.gained == ()
    house.taps(member, "2030-05-02 09:00")
    third = house.taps(member, "2030-05-03 09:00")
    assert (third.streak, third.next_step.reach, third.missing) == (3, 7, 4)
    (gain,) = third.gained
    assert (gain.quest, gain.step, gain.code, gain.amount, gain.state) == (tea.SLUG, 1, "points", 10, "granted")
    assert house.points(member) == 10


def test_counts_a_day_once_however_often_it_is_tapped(house):
    member = house.member()
    first = house.taps(member, "2030-05-01 09:00")
    again = house.taps(member, "2030-05-01 21:00")
    assert (again.new, again.event_id, again.streak) == (False, first.event_id, 1)
    assert house.value(tea.SLUG, member) == [1]


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("Asia/Shanghai", "2030-05-01 23:59:59.900", "2030-05-02 00:00"),
        ("America/New_York", "2030-11-02 23:59:59.900", "2030-11-03 00:00"),  # the day of 25 hours begins
        ("America/New_York", "2030-11-03 23:59:59.900", "2030-11-04 00:00"),  # and ends
        ("Europe/Berlin", "2031-03-29 23:59:59.900", "2031-03-30 00:00"),  # the day of 23 hours begins
        ("Europe/Berlin", "2031-03-30 23:59:59.900", "2031-03-31 00:00"),  # and ends
    ],
)
def test_ends_the_day_at_the_local_midnight(db, zone, before, after):
    house = tea.open_challenge(zone)
    member = house.member()
    house.says(before.replace("59:59.900", "59:00"))
    last = house.taps(member, at=house.at(before))
    first = house.taps(member, at=house.at(after))
    assert (last.new, first.new, first.streak) == (True, True, 2)
    assert set(house.mine(member).done) == {date.fromisoformat(before[:10]), date.fromisoformat(after[:10])}


def test_goes_by_the_clock_of_the_house(house):
    member = house.member()
    assert house.taps(member, "2030-05-01 23:59").streak == 1
    assert house.taps(member, "2030-05-02 00:00").streak == 2


def test_knows_the_hour_that_comes_twice_as_one_day(db):
    house = tea.open_challenge("America/New_York", "2030-11-01 08:00")
    member = house.member()
    house.says("2030-11-03 01:30", fold=0)
    assert house.taps(member).new
    house.says("2030-11-03 01:30", fold=1)
    assert not house.taps(member).new


def test_asks_for_what_was_set_up(house):
    member = house.member()
    house.sets_up(text_least=10, picture="required")
    with pytest.raises(errors.TextTooShort, match="at least 10 characters; there are 3"):
        house.taps(member, text="a    b")
    with pytest.raises(errors.PictureMissing):
        house.taps(member, text="ten characters")
    with pytest.raises(errors.TooManyPictures):
        house.taps(member, text="ten characters", picture_ids=[house.picture(member) for _ in range(4)])
    with pytest.raises(errors.PictureMissing):
        house.taps(member, text="ten characters", picture_ids=[house.picture(house.member("谷雨"))])
    assert house.taps(member, text="ten characters", picture_ids=[house.picture(member)]).new


def test_asks_for_what_the_quest_asks_for(db):
    where = f"props.challenge = '{tea.SLUG}' AND props.text_length >= 8 AND props.local_hour BETWEEN 5 AND 7"
    house = tea.open_challenge(goal=f'{{event: checkin.made, where: "{where}", measure: {{streak: days}}}}')
    member = house.member()
    mine = house.mine(member)
    assert (mine.rules.text_least, mine.rules.hour_from, mine.rules.hour_to) == (8, 5, 8)
    with pytest.raises(errors.OutsideHours, match=r"from 5:00 until 8:00, and it is 8:00"):
        house.taps(member, text="eight signs")
    with pytest.raises(errors.TextTooShort):
        house.taps(member, "2030-05-02 07:59:59", text="seven77")
    assert house.taps(member, text="eight signs").new
    assert house.value(tea.SLUG, member) == [1]


def test_refuses_what_would_not_count(db):
    house = tea.open_challenge(
        goal="{event: checkin.made, where: props.challenge = 'another', measure: {streak: days}}"
    )
    with pytest.raises(errors.WouldNotCount):
        house.taps(house.member())


def test_refuses_before_and_after_its_days_and_when_it_is_for_others(db):
    house = tea.open_challenge("Asia/Shanghai", "2030-04-30 23:59", audience="member.channel = 'stage'")
    member = house.member()
    with pytest.raises(errors.NotForYou):
        house.taps(member)
    house = tea.open_challenge("Europe/Berlin", "2030-04-30 23:59", window="{from: 2030-05-01, to: 2030-05-03}")
    member = house.member()
    with pytest.raises(errors.NotRunning):
        house.taps(member)
    assert house.taps(member, "2030-05-01 00:00").new
    assert house.taps(member, "2030-05-02 23:59:59").new
    with pytest.raises(errors.NotRunning):
        house.taps(member, "2030-05-03 00:00")


def test_keeps_what_is_told_in_private_under_the_members_key(house):
    member = house.member()
    house.taps(member, text="今天没有睡好", shared=False)
    assert house.board() == ()
    assert house.rows("SELECT text, sealed IS NOT NULL FROM challenges_checkin") == [(None, True)]
    told: Any = members.export(space_id=house.space_id, member_id=member, actor=None)["challenges"]
    assert [one["text"] for one in told["checkins"]] == ["今天没有睡好"]


def test_breaks_the_run_with_a_day_missed(house):
    member = house.member()
    for day in ("01", "02", "04"):
        house.taps(member, f"2030-05-{day} 09:00")
    mine = house.mine(member)
    assert (mine.streak, mine.longest, mine.total) == (1, 2, 3)
    assert [day.state for day in mine.calendar(date(2030, 4, 28), date(2030, 5, 5))] == [
        "done", "done", "missed", "done", "ahead",
    ]  # fmt: skip
    house.says("2030-05-06 00:00")
    assert house.mine(member).streak == 0


def test_shows_a_check_in_that_came_by_another_way(house):
    member = house.member()
    house.says("2030-05-02 10:00")
    house.record(house.event(member, "2030-05-01 10:00", challenge=tea.SLUG))
    house.record(house.event(member, "2030-05-02 10:00", challenge=tea.SLUG))
    assert house.mine(member).streak == 2
    assert not house.taps(member).new


def test_takes_a_bounded_number_of_statements(house):
    members_ = house.members(3)
    for member in members_:
        house.taps(member)
    with acting_in(house.space_id):
        assert tea.statements_of(lambda: house.mine(members_[0])) <= 3  # one of them reads the clock
        assert tea.statements_of(lambda: house.ranking(members_[0])) <= 6
