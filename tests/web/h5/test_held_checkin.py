"""A check-in counts although its words wait for a moderator; and whoever shared them is told that they do."""

import pytest

from guanxi.spaces import queries as spaces
from tests.challenges import tea as challenged
from tests.web import faces

HELD = "Your words look like an ad. A moderator looks at them before others see them."


@pytest.mark.parametrize(("text", "shared", "is_held"), [
    ("需要的加我薇❤ chaye6688", "yes", True), ("需要的加我薇❤ chaye6688", "", False), ("晨光里的第一泡", "yes", False),
])  # fmt: skip
@pytest.mark.django_db
def test_says_whether_what_was_shared_waits(text, shared, is_held):
    house = challenged.open_challenge()
    phone, slug = faces.member(house.space_id, house.member()), spaces.space(space_id=house.space_id).slug
    sent = phone.post(f"/m/{slug}/today/morning-tea/check-in/", {"text": text, "shared": shared})
    page = phone.get(sent["Location"]).content.decode()
    assert "Checked in: day 1 in a row." in page
    assert (HELD in page) == is_held
