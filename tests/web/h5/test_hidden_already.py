"""A comment that the staff hid, or that the ad check holds, is not for host and moderators to hide and show again."""

import pytest

from guanxi.circles import actions
from guanxi.kernel import statements, tenancy
from guanxi.moderation import actions as moderation
from guanxi.web.h5 import circle_hide
from tests.web.h5 import circle_people as people


@pytest.fixture
def circle(tea, phones):
    """小满 is the host, 白露 is inside."""
    number = people.circle(tea, host_member_id=phones[0].member_id)
    actions.let_in(space_id=tea.space_id, circle_id=number, member_id=phones[2].member_id, actor=tea.actor)
    return number


@pytest.fixture
def say(tea, circle, phones):
    """A function: 白露 says something under a post of the host; the post and the comment."""

    def say_(text):
        post_id = people.write(tea, circle, phones[0])
        comment = actions.write_comment(
            space_id=tea.space_id, post_id=post_id, text=text, author_id=phones[2].member_id
        )
        return post_id, comment

    return say_


def _staff_hide(tea, kind, number):
    case = moderation.open_case(space_id=tea.space_id, kind=kind, subject_id=number, actor=tea.actor)
    return moderation.decide(
        space_id=tea.space_id, case_id=case, outcome="hide", ground="law_fraud", reason="诈骗", actor=tea.actor
    )


def _counting(tea):
    with tenancy.acting_in(tea.space_id):
        return statements.value(
            "SELECT count(*) FROM journal_public_event WHERE type = 'comment.created' AND NOT voided", []
        )


def _hide(phone, post_id, comment, status):
    phone.post(f"posts/{post_id}/hide/", status=status, comment=comment, ground="house_charter", reason="骂人")


def test_lets_nobody_hide_anew_what_the_staff_hid(say, tea, phones):
    post_id, comment = say("扫码领钱")
    _staff_hide(tea, "comment", comment)
    phones[0].get(f"posts/{post_id}/hide/?comment={comment}", status=404)
    _hide(phones[0], post_id, comment, 404)
    assert "Nothing is hidden" in phones[0].get("circles/tea/host/hidden/")
    assert _counting(tea) == 0


def test_lets_nobody_free_what_the_ad_check_holds(say, tea, phones):
    post_id, comment = say(people.AD)
    _hide(phones[0], post_id, comment, 404)
    assert people.AD not in phones[0].get(f"posts/{post_id}/")
    assert _counting(tea) == 0


def test_looks_again_when_it_is_done(say, tea, phones, monkeypatch):
    post_id, comment = say("扫码领钱")
    found = circle_hide._thing

    def then_the_staff_come(*asked):
        thing = found(*asked)
        _staff_hide(tea, "comment", comment)
        return thing

    monkeypatch.setattr(circle_hide, "_thing", then_the_staff_come)
    _hide(phones[0], post_id, comment, 422)
    assert "Nothing is hidden" in phones[0].get("circles/tea/host/hidden/")


def test_shows_nothing_that_the_staff_have_hidden_since(circle, tea, phones):
    post_id = people.write(tea, circle, phones[2])
    phones[0].post(f"posts/{post_id}/hide/", ground="house_ad", reason="没有标明广告")
    case = phones[0].get("circles/tea/host/hidden/").split('name="case" value="')[1].split('"')[0]
    _staff_hide(tea, "post", post_id)
    assert "Nothing is hidden" in phones[0].get("circles/tea/host/hidden/")
    phones[0].post("circles/tea/host/hidden/show/", status=404, case=case)
    phones[0].get(f"posts/{post_id}/", status=404)
