"""The company's own sign-in (OpenID Connect) opens accounts that exist, by a verified address; it makes none."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from guanxi.config import outside
from guanxi.spaces import actions
from guanxi.spaces.models import User
from tests import cast
from tests.connectors.outside_world import World, world
from tests.web import faces

pytestmark = pytest.mark.django_db
START, BACK = "/account/oidc/company/login/", "/account/oidc/company/login/callback/"
EMAIL = "lin@tea.example.com"


@pytest.fixture(autouse=True)
def quick_hashes(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def lin() -> int:
    tea = cast.spring_tea()
    user_id = actions.register_user(email=EMAIL, name="Lin", password="eleven tea leaves", actor=cast.ACTOR)
    actions.add_staff(space_id=tea.space_id, user_id=user_id, role="owner", actor=tea.actor)
    return user_id


@pytest.fixture
def company(settings) -> Iterator[Callable[..., World]]:
    """The issuer; call it with what it says about whoever signs in."""
    with world((404, {})) as issuer:
        settings.SOCIALACCOUNT_PROVIDERS = outside.openid_connect(
            {
                "GUANXI_OIDC_ISSUER": issuer.address,
                "GUANXI_OIDC_CLIENT_ID": "guanxi",
                "GUANXI_OIDC_CLIENT_SECRET": "hush",
                "GUANXI_OIDC_NAME": "Tea Company",
            }
        )
        issuer.by_path["/.well-known/openid-configuration"] = {
            "issuer": issuer.address,
            "authorization_endpoint": f"{issuer.address}/authorise",
            "token_endpoint": f"{issuer.address}/token",
            "userinfo_endpoint": f"{issuer.address}/who",
        }
        issuer.by_path["/token"] = {"access_token": "t", "token_type": "Bearer", "expires_in": 60}

        def saying(**who: object) -> World:
            issuer.by_path["/who"] = {"sub": "company-7", **who}
            return issuer

        yield saying


def come_back(client: Client, **changes: str):
    start = client.post(START)
    query = dict(parse_qsl(urlsplit(start["Location"]).query))
    assert query["client_id"] == "guanxi"
    assert query["code_challenge_method"] == "S256"
    return client.get(BACK, {"code": "c", "state": query["state"]} | changes, follow=True)


def is_in(client: Client) -> bool:
    return client.get("/account/me/").status_code == 200


def test_is_offered_beside_the_password(lin, company):
    company()
    page = faces.anonymous().get("/account/login/").content.decode()

    assert "Sign in with Tea Company" in page
    assert "hush" not in page


def test_lets_in_whom_the_company_has_verified(lin, company):
    company(email=EMAIL, email_verified=True)
    client = faces.anonymous()
    come_back(client)

    assert is_in(client)
    again = faces.anonymous()
    come_back(again)
    assert is_in(again)


@pytest.mark.parametrize(
    "who",
    [
        {"email": EMAIL, "email_verified": False},
        {"email": EMAIL},
        {"email": "stranger@tea.example.com", "email_verified": True},
        {},
    ],
)
def test_lets_in_nobody_else_and_makes_no_account(lin, company, who):
    company(**who)
    users = User.objects.count()
    client = faces.anonymous()
    come_back(client)

    assert not is_in(client)
    assert User.objects.count() == users


def test_takes_no_state_of_another_browser(lin, company):
    company(email=EMAIL, email_verified=True)
    start = faces.anonymous().post(START)
    state = dict(parse_qsl(urlsplit(start["Location"]).query))["state"]
    other = faces.anonymous()
    other.get(BACK, {"code": "c", "state": state})

    assert not is_in(other)


def test_lets_in_nobody_who_may_no_longer(lin, company):
    company(email=EMAIL, email_verified=True)
    User.objects.filter(id=lin).update(is_active=False)
    client = faces.anonymous()
    come_back(client)

    assert not is_in(client)


def test_is_not_there_without_configuration(lin):
    assert faces.anonymous().post(START).status_code == 404
