"""What addresses begin with that are printed and sent: the space's own domain, GUANXI_URL, then the request."""

import io

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image

from guanxi.referral import actions as referral
from guanxi.spaces import actions
from guanxi.web import origins
from tests import cast
from tests.web import faces

OURS, THEIRS = "https://guanxi.example.com", "https://tea.example.com"
WARNING = "Only this machine can open this address"


@pytest.fixture
def card(tea):
    return referral.create_channel_code(space_id=tea.space_id, channel="wall", actor=tea.actor)


def own_domain(tea) -> None:
    actions.change_setting(space_id=tea.space_id, name="referral.link_origin", value=THEIRS, actor=tea.actor)


def code_page(tea, card) -> str:
    return faces.staff(tea.owner).get(reverse("console:code", args=["spring-tea", card.code])).content.decode()


def invite_page(tea) -> str:
    return faces.member(tea.space_id, cast.member(tea.space_id)).get("/m/spring-tea/invite/").content.decode()


def printed(tea, card) -> str:
    address = reverse("console:code-symbol", args=["spring-tea", card.code, "png"])
    found = zxingcpp.read_barcode(Image.open(io.BytesIO(faces.staff(tea.owner).get(address).content)))
    assert found is not None
    return str(found.text)


def test_prints_where_the_installation_is_and_not_the_tunnel_by_which_it_is_managed(tea, card, settings):
    settings.GUANXI_URL = OURS

    assert printed(tea, card) == f"{OURS}/i/{card.code}/"
    for page in (code_page(tea, card), invite_page(tea)):
        assert f'value="{OURS}/i/' in page
        assert WARNING not in page


def test_prints_the_brands_own_domain_before_that_of_the_installation(tea, card, settings):
    settings.GUANXI_URL = OURS
    own_domain(tea)

    assert printed(tea, card) == f"{THEIRS}/i/{card.code}/"
    assert f'value="{THEIRS}/i/' in invite_page(tea)


def test_warns_beside_a_link_that_nobody_else_can_open(tea, card):
    for page in (code_page(tea, card), invite_page(tea)):
        assert 'value="http://localhost/i/' in page
        assert page.count(WARNING) == 1
    own_domain(tea)

    for page in (code_page(tea, card), invite_page(tea)):
        assert WARNING not in page


def test_sends_staff_to_the_installation_and_not_to_a_brands_domain(tea, settings):
    settings.GUANXI_URL = OURS
    own_domain(tea)
    asked = {"email": "new@example.com", "role": "analyst", "way": "show"}

    assert f"{OURS}/welcome/" in faces.staff(tea.owner).post("/s/spring-tea/staff/", asked).content.decode()


@pytest.mark.parametrize(
    ("address", "only_here"),
    [
        ("http://localhost:8000/i/x/", True),
        ("http://tea.localhost/", True),
        ("http://127.0.0.1/", True),
        ("http://127.8.0.1:8000/", True),
        ("http://[::1]:8000/", True),
        ("http://192.168.1.7:8000/", False),
        ("https://mylocalhost/", False),
        ("https://localhost.example.com/", False),
        ("https://tea.example.com/", False),
    ],
)
def test_knows_what_only_this_machine_can_open(address, only_here):
    assert origins.is_only_here(address) is only_here
