"""Numbers that somebody wrote by hand into an address or a form: however long, no page breaks over them."""

import pytest

from guanxi.circles import actions as circles
from tests import cast
from tests.web.h5 import circle_people

LONG = "9" * 5000

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["grants/held/", "members/{member}/", "moderation/", "circles/tea/posts/"])
def test_begins_at_the_beginning_where_the_address_names_no_row(tea, owner, address):
    circle_people.circle(tea)
    place = f"/s/spring-tea/{address.format(member=cast.member(tea.space_id))}"
    assert owner.get(place, {"before": LONG, "after": LONG}).status_code == 200


def test_decides_nothing_that_is_held_under_a_number_nobody_has(tea, owner):
    facts = {"event": [LONG], "decision": "release", "reason": "looked at it"}
    assert owner.post("/s/spring-tea/grants/decide/", facts).status_code == 404


@pytest.mark.parametrize(("address", "name"), [("requests/", "request"), ("children/", "proposal")])
def test_decides_about_nobody_at_the_door_of_a_circle(tea, owner, address, name):
    circle_people.circle(tea)
    assert owner.post(f"/s/spring-tea/circles/tea/{address}", {name: LONG, "act": "approve"}).status_code in {303, 404}


def test_mutes_nobody_for_more_days_than_there_are(tea, owner):
    circle = circle_people.circle(tea)
    member = cast.member(tea.space_id)
    circles.enter(space_id=tea.space_id, circle_id=circle, member_id=member, charter_version=1)
    facts = {"act": "mute", "days": LONG, "reason": "Loud"}
    assert owner.post(f"/s/spring-tea/circles/tea/members/{member}/", facts).status_code == 303
    assert "Muted; they read why." not in owner.get("/s/spring-tea/circles/tea/").content.decode()
