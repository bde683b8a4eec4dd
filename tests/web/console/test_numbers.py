"""Numbers that somebody wrote by hand into an address or a form: however long, no page breaks over them."""

import pytest
from django.test import Client

from guanxi.circles import actions as circles
from tests import cast
from tests.web import faces
from tests.web.h5 import circle_people

LONG = "9" * 5000

pytestmark = pytest.mark.django_db


@pytest.fixture
def tea(db) -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def alice(tea) -> Client:
    return faces.staff(tea.owner)


@pytest.mark.parametrize("address", ["grants/held/", "members/{member}/", "moderation/", "circles/tea/posts/"])
def test_begins_at_the_beginning_where_the_address_names_no_row(tea, alice, address):
    circle_people.circle(tea)
    place = f"/s/spring-tea/{address.format(member=cast.member(tea.space_id))}"
    assert alice.get(place, {"before": LONG, "after": LONG}).status_code == 200


def test_decides_nothing_that_is_held_under_a_number_nobody_has(tea, alice):
    facts = {"event": [LONG], "decision": "release", "reason": "looked at it"}
    assert alice.post("/s/spring-tea/grants/decide/", facts).status_code == 404


@pytest.mark.parametrize(("address", "name"), [("requests/", "request"), ("children/", "proposal")])
def test_decides_about_nobody_at_the_door_of_a_circle(tea, alice, address, name):
    circle_people.circle(tea)
    assert alice.post(f"/s/spring-tea/circles/tea/{address}", {name: LONG, "act": "approve"}).status_code in {303, 404}


def test_mutes_nobody_for_more_days_than_there_are(tea, alice):
    circle = circle_people.circle(tea)
    member = cast.member(tea.space_id)
    circles.enter(space_id=tea.space_id, circle_id=circle, member_id=member, charter_version=1)
    facts = {"act": "mute", "days": LONG, "reason": "Loud"}
    assert alice.post(f"/s/spring-tea/circles/tea/members/{member}/", facts).status_code == 303
    assert "Muted; they read why." not in alice.get("/s/spring-tea/circles/tea/").content.decode()
