"""What members tell, for the staff: featured with one tap, and only by who may."""

import pytest

from guanxi.spaces import actions as spaces
from guanxi.spaces import queries
from tests import cast
from tests.challenges import tea as challenged
from tests.web import faces

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(db):
    house = challenged.open_challenge()
    house.taps(house.member(), text="<script>alert(1)</script>白茶")
    return house


def desk(house, role):
    user_id = cast.user(role.capitalize(), f"board-{house.space_id}")
    spaces.add_staff(space_id=house.space_id, user_id=user_id, role=role, actor=cast.ACTOR)
    return faces.staff(user_id)


def address(house, rest=""):
    return f"/s/{queries.space(space_id=house.space_id).slug}/quests/{challenged.SLUG}/board/{rest}"


def test_answers_404_for_a_quest_that_is_not_there(house):
    assert desk(house, "analyst").get(address(house).replace(challenged.SLUG, "nothing")).status_code == 404


def test_begins_at_the_beginning_where_the_address_names_no_row(house):
    assert desk(house, "analyst").get(address(house), {"before": "9" * 5000}).status_code == 200


def test_shows_what_members_share_as_words(house):
    page = desk(house, "analyst").get(address(house)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;白茶" in page
    assert "Feature" not in page.split("<main")[1].split("<li", 1)[1]


def test_features_and_takes_it_back(house):
    operator = desk(house, "operator")
    event_id = house.board()[0].event_id
    assert operator.post(address(house, f"{event_id}/feature/"), {"featured": "yes"}).status_code == 303
    assert house.board()[0].is_featured
    assert "No longer feature" in operator.get(address(house)).content.decode()
    operator.post(address(house, f"{event_id}/feature/"), {"featured": "no"})
    assert not house.board()[0].is_featured
    assert operator.post(address(house, "7/feature/"), {"featured": "yes"}).status_code == 404
