"""CH-16 to CH-24: who stands where, who is seen, what becomes of boards and places when somebody goes."""

import pytest

from guanxi.challenges import actions, errors
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from tests.challenges import tea

pytestmark = pytest.mark.django_db


@pytest.fixture
def field(house):
    """Three members: two days in a row, one and one, one; and who they are."""
    first, second, third = house.members(3)
    house.taps(first, "2030-05-01 09:00", text="一")
    house.taps(second, "2030-05-01 10:00", text="二")
    house.taps(third, "2030-05-01 11:00", text="三")
    house.taps(first, "2030-05-02 09:00")
    house.taps(second, "2030-05-03 09:00")
    return house, first, second, third


def places(house, looking):
    return [(place.place, place.member_id) for place in house.ranking(looking).places]


def test_ranks_by_the_longest_run_then_by_days_in_all(field):
    house, first, second, third = field
    assert places(house, third) == [(1, first), (2, second), (3, third)]
    assert house.ranking(third).mine.place == 3


def test_shares_a_place_and_lets_the_earlier_one_stand_first(field):
    house, first, second, third = field
    house.taps(third, "2030-05-03 12:00")
    assert places(house, first) == [(1, first), (2, second), (2, third)]


def test_shows_a_place_beyond_the_first_ones(house):
    everybody = house.members(60)
    for member in everybody:
        house.taps(member)
    house.says("2030-05-02 09:00")
    for member in everybody[:55]:
        house.taps(member)
    seen = house.ranking(everybody[-1])
    assert (len(seen.places), seen.members) == (50, 60)
    assert (seen.mine.place, seen.mine.member_id) == (56, everybody[-1])


def test_hides_with_one_call_and_counts_as_nobody(field):
    house, first, second, third = field
    house.hides(first)
    for looking in (first, second, third):
        seen = house.ranking(looking)
        assert ([place.member_id for place in seen.places], seen.members) == ([second, third], 2)
    assert house.ranking(first).mine is None
    assert house.ranking(third).mine.place == 2
    house.taps(first, "2030-05-03 10:00")
    assert house.ranking(second).members == 2
    house.hides(first, shown=True)
    assert places(house, second)[0] == (1, first)


def test_hears_a_consent_that_is_withdrawn_elsewhere(field):
    house, first, second, _ = field
    members.give_consent(
        space_id=house.space_id, member_id=first, purpose="ranking", text_version="1", channel="h5", actor=None
    )
    members.withdraw_consent(space_id=house.space_id, member_id=first, purpose="ranking", actor=None)
    assert house.ranking(second).members == 2


def test_asks_first_where_the_challenge_says_so(field):
    house, first, second, _ = field
    house.sets_up(ranking="asks")
    assert house.ranking(first).members == 0
    house.hides(first, shown=True)
    assert (house.ranking(second).members, house.ranking(second).mine) == (1, None)


def test_takes_the_erased_and_the_gone_off(field):
    house, first, second, third = field
    members.leave(space_id=house.space_id, member_id=second, actor=None)
    assert [place.member_id for place in house.ranking(third).places] == [first, third]
    members.rejoin(space_id=house.space_id, member_id=second, actor=None)
    assert house.ranking(third).members == 3
    members.erase(space_id=house.space_id, member_id=first, reason="asked", actor="member")
    assert [place.member_id for place in house.ranking(third).places] == [second, third]
    assert first not in {told.member_id for told in house.board()}
    assert house.rows("SELECT count(*) FROM challenges_checkin WHERE member_id = %s AND text IS NOT NULL", first) == [
        (0,)
    ]


def test_lets_a_merge_take_one_place_and_carry_what_was_shared(field):
    house, first, second, _ = field
    members.merge(space_id=house.space_id, keep=first, lose=second, actor=house.actor)
    assert house.ranking(first).members == 2
    assert [told.member_id for told in house.board() if told.text == "二"] == [second]  # the keeper has that day
    assert [told.member_id for told in house.board() if told.day.day == 3] == [first]


def test_features_on_the_board_and_takes_it_back(field):
    house, _first, _, third = field
    told = next(one for one in house.board() if one.member_id == third)
    assert house.board()[0].member_id != third
    actions.feature(space_id=house.space_id, event_id=told.event_id, actor=house.actor)
    assert (house.board()[0].event_id, house.board()[0].is_featured) == (told.event_id, True)
    assert len(house.board()) == 5
    actions.stop_featuring(space_id=house.space_id, event_id=told.event_id, reason="a mix-up", actor=house.actor)
    assert house.board()[0].event_id != told.event_id


def test_hides_what_was_told_with_a_reason_and_leaves_the_day(field):
    house, first, _, _ = field
    told = next(one for one in house.board() if one.member_id == first)
    with pytest.raises(errors.ReasonMissing):
        actions.hide(space_id=house.space_id, event_id=told.event_id, reason=" ", actor=house.actor)
    actions.hide(space_id=house.space_id, event_id=told.event_id, reason="names a stranger", actor=house.actor)
    assert told.event_id not in {one.event_id for one in house.board()}
    assert house.ranking(first).mine.total == 2
    actions.show_again(space_id=house.space_id, event_id=told.event_id, reason="it did not", actor=house.actor)
    assert told.event_id in {one.event_id for one in house.board()}


def test_knows_nothing_of_another_space(field):
    house, _first, *_ = field
    stranger = tea.open_challenge("Europe/Berlin")
    told = house.board()[0]
    with pytest.raises(errors.UnknownCheckin):
        actions.feature(space_id=stranger.space_id, event_id=told.event_id, actor=stranger.actor)
    with acting_in(stranger.space_id):
        assert stranger.rows("SELECT count(*) FROM challenges_checkin") == [(0,)]


def test_lets_everybody_stand_who_was_counted_before_it_was_set_up(house):
    member = house.member()
    house.says("2030-05-02 10:00")
    house.record(house.event(member, "2030-05-01 10:00", challenge=tea.SLUG))
    assert house.ranking(member).members == 0
    house.sets_up(text_least=5)
    assert house.ranking(member).members == 1
    with pytest.raises(errors.RulesUnreadable):
        house.sets_up(hour_from=8, hour_to=5)
