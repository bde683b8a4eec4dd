"""CH-22: what was told can be reported, judged and hidden; the day counts on."""

import pytest

from guanxi.challenges import actions, errors
from guanxi.kernel.tenancy import acting_in
from guanxi.moderation import actions as moderation
from guanxi.moderation import hooks
from guanxi.moderation import queries as cases

AN_AD = "需要的加我薇❤ chaye6688"

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(house):
    member = house.member()
    house.taps(member, text="今天的白茶回甘很好")
    return house, member, house.board()[0].event_id


def report(house, event_id):
    who = {"space_id": house.space_id, "member_id": house.member("谷雨")}
    return moderation.report(**who, kind="checkin", subject_id=event_id, reason="privacy")


def decide(house, event_id, outcome, case_id=None, **words):
    case_id = case_id or report(house, event_id)
    house_of = {"space_id": house.space_id}
    moderation.decide(**house_of, case_id=case_id, outcome=outcome, reason="names a guest", actor=house.actor, **words)
    return case_id


def test_hides_what_moderators_decided_and_shows_it_again(told):
    house, member, event_id = told
    case_id = decide(house, event_id, "hide", ground="law_privacy")
    assert house.board() == ()
    assert house.mine(member).total == 1
    moderation.undo(space_id=house.space_id, case_id=case_id, reason="a pseudonym", actor=house.actor)
    assert [one.event_id for one in house.board()] == [event_id]


def test_lets_who_is_muted_check_in_for_themselves(told):
    house, member, event_id = told
    decide(house, event_id, "mute", ground="law_privacy", mute_days=7)
    house.says("2030-05-02 09:00")
    with pytest.raises(errors.Muted):
        house.taps(member, text="第二天")
    assert house.taps(member, text="第二天", shared=False).streak == 2


def test_holds_a_text_that_is_surely_an_ad(house):
    member = house.member()
    assert house.taps(member, text=AN_AD).new
    assert house.board() == ()
    assert [notice.what for notice in cases.notices(space_id=house.space_id, member_id=member)] == ["held"]


def test_leaves_off_the_board_what_the_staff_took_off_themselves(told):
    house, _, event_id = told
    chosen = {"space_id": house.space_id, "event_id": event_id, "actor": house.actor}
    case_id = report(house, event_id)
    actions.hide(**chosen, reason="names a guest")
    decide(house, event_id, "hide", case_id, ground="law_privacy")
    moderation.undo(space_id=house.space_id, case_id=case_id, reason="a pseudonym", actor=house.actor)
    assert house.board() == ()
    actions.show_again(**chosen, reason="a pseudonym")
    assert [one.event_id for one in house.board()] == [event_id]


def test_counts_no_check_in_again_that_the_staff_voided(told):
    house, member, event_id = told
    house.void(event_id)
    with acting_in(house.space_id):
        checkin = hooks.subject("checkin")
        for turn in (checkin.hide, checkin.show):
            turn(space_id=house.space_id, subject_id=event_id, reason="an ad", actor=house.actor, at=None)
    assert house.mine(member).total == 0
