"""Numbers that nobody gave out, in addresses and forms: they name nothing, and no page falls over them."""

import pytest

from guanxi.circles import actions
from tests.challenges import tea as challenged
from tests.web.h5 import circle_people as people
from tests.web.h5.challenge_phone import Phone

LONG = "9" * 5000
"""More digits than Python reads as a number, and more than the database keeps."""


@pytest.fixture
def host(tea, circle, phones):
    """The phone of the circle's host."""
    actions.set_host(space_id=tea.space_id, circle_id=circle, member_id=phones[0].member_id, actor=tea.actor)
    return phones[0]


@pytest.mark.parametrize("number", [LONG, "9" * 19, "²", "٣", "-1"])
def test_opens_every_page_for_whatever_stands_in_the_address(circle, tea, host, number):
    post_id = people.write(tea, circle, host)
    for path in (
        f"circles/tea/host/?after={number}",
        f"circles/tea/host/hidden/?before={number}",
        f"messages/?before={number}",
        f"messages/decisions/?before={number}",
        f"reviews/?before={number}",
        f"wallet/?before={number}",
        f"search/?q=冰岛&in={number}",
        f"posts/{post_id}/?at={number}",
    ):
        host.get(path)
    host.get(f"posts/{post_id}/hide/?comment={number}", status=404)


@pytest.mark.parametrize("number", [LONG, "9" * 19, "²", "٣", "-1"])
def test_answers_every_form_with_whatever_stands_in_it(circle, tea, host, phones, number):
    mine = people.write(tea, circle, phones[1], "喝什么？", kind="poll", options=("生普", "熟普"))
    host.post("circles/tea/host/requests/", request=number, act="approve")
    host.post("circles/tea/host/children/", proposal=number, act="approve")
    host.post("circles/tea/host/hidden/show/", status=404, case=number)
    host.post(f"circles/tea/host/people/{phones[1].member_id}/", act="mute", days=number, reason="吵")
    host.post(f"posts/{mine}/vote/", choice=number)
    host.post(f"posts/{mine}/accept/", comment=number)
    host.post(f"posts/{mine}/delete-comment/", comment=number)
    host.post(f"posts/{mine}/hide/", status=404, comment=number, ground="house_charter", reason="不合适")
    phones[3].post("circles/tea/enter/", status=422, accepted="yes", charter=number)


@pytest.mark.parametrize("number", [LONG, "9" * 19, "²"])
def test_opens_the_board_of_a_challenge_for_whatever_stands_in_the_address(db, number):
    house = challenged.open_challenge()
    Phone(house, house.member()).get(f"challenge/morning-tea?before={number}")
