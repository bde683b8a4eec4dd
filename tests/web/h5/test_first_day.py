"""The first day of a member: what is still ahead, no day that they could not have had, and the way into a circle."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.circles import actions as circles
from guanxi.circles import entry
from guanxi.circles.queries import of_newcomers
from tests.challenges import tea as challenged
from tests.circles.conftest import CANVAS, CHARTER
from tests.web import capture
from tests.web.h5.challenge_phone import Phone

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 8
STATE = re.compile(r'<li class="dot (\w+)')
NEWCOMER = "Come into a circle"


@pytest.fixture
def house(db):
    return challenged.open_challenge()


def strip(page):
    """The days of the strip, as they are shown."""
    return STATE.findall(page)


def opens(house, slug, rule="open", trait="都爱生普"):
    return circles.open_circle(
        space_id=house.space_id,
        canvas=replace(CANVAS, goal_date=date(2031, 3, 31)),
        look=circles.Look(name=f"Circle {slug}", trait=trait),
        charter=CHARTER,
        rule=entry.Rule(name=rule),
        actor=house.actor,
        slug=slug,
    )


def test_says_every_step_that_is_still_ahead(house):
    phone = Phone(house, house.member())
    page = phone.get("today")
    assert "0 of 3 days in a row" in page
    assert "then 10 points" in page
    assert re.search(r"7 days in a row: [^<]*cup", page)
    for day in ("01", "02", "03"):
        house.taps(phone.member_id, f"2030-05-{day} 09:00")
    assert "7 days in a row: " not in phone.get("today"), "it is the next step now"


def test_begins_the_strip_with_the_first_day_of_a_member(house):
    house.says("2030-05-10 09:00")
    phone = Phone(house, house.member())
    page = phone.get("today")
    assert strip(page) == ["open", *["ahead"] * 6]
    assert "Your first seven days" in page
    house.says("2030-05-12 09:00")
    assert strip(phone.get("today")) == ["missed", "missed", "open", *["ahead"] * 4]
    house.says("2030-05-16 09:00")
    page = phone.get("today")
    assert strip(page) == [*["missed"] * 6, "open"]
    assert "The last seven days" in page


def test_begins_the_strip_with_the_first_day_of_the_challenge(house):
    phone = Phone(house, house.member())
    house.taps(phone.member_id, "2030-05-01 09:00")
    assert strip(phone.get("today")) == ["done", *["ahead"] * 6]


def test_calls_no_day_missed_before_a_member_came(house):
    house.says("2030-05-10 09:00")
    newcomer = Phone(house, house.member())
    assert 'class="dot missed' not in newcomer.get("challenge/morning-tea").split('class="small soft legend"')[0]
    house.sets_up(makeup_cards=1)
    assert "Missed yesterday?" not in newcomer.get("today")


def test_leads_a_newcomer_into_the_only_circle(house):
    opens(house, "old-friends", trait="<b>都爱生普</b>")
    phone = Phone(house, house.member())
    page = phone.get("today")
    assert NEWCOMER in page
    assert "&lt;b&gt;都爱生普" in page
    assert page.count(phone.address("circles/old-friends/about")) == 2, "the line and the button"


def test_leads_a_newcomer_to_the_list_where_there_are_several(house):
    for slug in ("one", "two"):
        opens(house, slug)
    phone = Phone(house, house.member())
    assert "See the circles" in phone.get("today")


def test_says_nothing_of_circles_to_who_is_in_one_or_could_enter_none(house):
    phone = Phone(house, house.member())
    assert NEWCOMER not in phone.get("today")
    opens(house, "by-invitation", rule="invitation")
    assert NEWCOMER not in phone.get("today")
    number = opens(house, "open")
    assert NEWCOMER in phone.get("today")
    who = {"space_id": house.space_id, "circle_id": number, "member_id": phone.member_id}
    circles.enter(**who, charter_version=1)
    assert NEWCOMER not in phone.get("today")
    assert of_newcomers.open_to(space_id=house.space_id, member_id=phone.member_id) == ()


def test_does_not_lead_somebody_back_who_was_put_out(house):
    phone = Phone(house, house.member())
    number = opens(house, "open")
    who = {"space_id": house.space_id, "circle_id": number, "member_id": phone.member_id}
    circles.enter(**who, charter_version=1)
    circles.remove_member(**who, reason="ads", actor=house.actor)
    assert NEWCOMER not in phone.get("today")


def test_takes_few_statements_on_the_first_day(house):
    opens(house, "open")
    phone = Phone(house, house.member())
    phone.get("today")
    with CaptureQueriesContext(connection) as captured:
        assert NEWCOMER in phone.get("today")
    ours = capture.statements(captured)
    assert len(ours) <= MOST_STATEMENTS, ours
