"""CH-22: what was told can be reported, judged and hidden; the day counts on."""

import pytest

from guanxi.challenges import errors
from guanxi.moderation import actions as moderation
from guanxi.moderation import queries as cases

AN_AD = "需要的加我薇❤ chaye6688"

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(house):
    member = house.member()
    house.taps(member, text="今天的白茶回甘很好")
    return house, member, house.board()[0].event_id


def decide(house, event_id, outcome, **words):
    house_of = {"space_id": house.space_id}
    case_id = moderation.report(
        **house_of, kind="checkin", subject_id=event_id, member_id=house.member("谷雨"), reason="privacy"
    )
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
