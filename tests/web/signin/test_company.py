"""The company's own sign-in (OpenID Connect) opens accounts that exist, by a verified address; it makes none."""

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from guanxi.config import outside
from guanxi.spaces import actions
from guanxi.spaces.models import User
from guanxi.web.signin import adapters
from tests import cast
from tests.connectors.outside_world import World, world
from tests.web import faces

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_hashes")]
START, BACK = "/account/oidc/company/login/", "/account/oidc/company/login/callback/"
EMAIL = "lin@tea.example.com"


@pytest.fixture
def lin() -> int:
    tea = cast.spring_tea()
    user_id = actions.register_user(email=EMAIL, name="Lin", password="eleven tea leaves", actor=cast.ACTOR)
    actions.add_staff(space_id=tea.space_id, user_id=user_id, role="owner", actor=tea.actor)
    return user_id


@pytest.fixture
def company(settings) -> Iterator[Callable[..., World]]:
    """The issuer; call it with what it says about whoever signs in, and the domains it is trusted for."""
    with world((404, {})) as issuer:
        environ = {
            "GUANXI_OIDC_ISSUER": issuer.address,
            "GUANXI_OIDC_CLIENT_ID": "guanxi",
            "GUANXI_OIDC_CLIENT_SECRET": "hush",
            "GUANXI_OIDC_NAME": "Tea Company",
        }
        issuer.by_path["/.well-known/openid-configuration"] = {
            "issuer": issuer.address,
            "authorization_endpoint": f"{issuer.address}/authorise",
            "token_endpoint": f"{issuer.address}/token",
            "userinfo_endpoint": f"{issuer.address}/who",
        }
        issuer.by_path["/token"] = {"access_token": "t", "token_type": "Bearer", "expires_in": 60}

        def saying(*, domains: str = "", **who: object) -> World:
            settings.SOCIALACCOUNT_PROVIDERS = outside.openid_connect({**environ, "GUANXI_OIDC_DOMAINS": domains})
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
        {"email": EMAIL, "email_verified": "false"},
        {"email": EMAIL, "email_verified": "no"},
        {"email": EMAIL, "email_verified": 1},
        {"email": EMAIL, "email_verified": None},
        {"email": EMAIL},
        {"email": EMAIL, "domains": "example.com ea.example.com"},
        {"email": EMAIL, "email_verified": False, "domains": "tea.example.com"},
        {"email": EMAIL, "email_verified": "false", "domains": "tea.example.com"},
        {"email": "stranger@tea.example.com", "domains": "tea.example.com"},
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


def test_takes_the_claim_as_a_text_too(lin, company):
    company(email=EMAIL, email_verified="true")
    client = faces.anonymous()
    come_back(client)

    assert is_in(client)


@pytest.mark.parametrize("domains", ["tea.example.com", "other.example, TEA.example.com"])
def test_takes_the_companys_word_for_the_domains_it_is_trusted_for(lin, company, domains):
    """Entra ID never says whether it has verified an address."""
    company(email=EMAIL.upper(), domains=domains)
    client = faces.anonymous()
    come_back(client)

    assert is_in(client)


@pytest.mark.parametrize(
    ("issuer", "domains"),
    [
        ("https://login.microsoftonline.com/common/v2.0", "tea.example.com"),
        ("https://login.microsoftonline.com/organizations/v2.0/", "tea.example.com"),
        ("https://id.tea.example.com", "@tea.example.com"),
        ("https://id.tea.example.com", "*"),
    ],
)
def test_trusts_no_issuer_of_everybody_for_a_domain(issuer, domains):
    with pytest.raises(ImproperlyConfigured, match="GUANXI_OIDC_DOMAINS"):
        outside.openid_connect({"GUANXI_OIDC_ISSUER": issuer, "GUANXI_OIDC_DOMAINS": domains})


def test_says_that_a_password_nobody_proven_chose_is_gone_and_does_it_once(lin, company):
    company(email=EMAIL, email_verified=True)
    before, client = faces.staff(lin), faces.anonymous()
    page = come_back(client)

    assert "the password that this account had opens it no more" in page.content.decode()
    assert not User.objects.get(id=lin).has_usable_password()
    assert not is_in(before)
    user = User.objects.get(id=lin)
    user.set_password("another eleven leaves")
    user.save()
    SocialAccount.objects.all().delete()
    again = come_back(faces.anonymous())
    assert "opens it no more" not in again.content.decode()
    assert User.objects.get(id=lin).has_usable_password(), "the company has vouched for the address by now"


def test_keeps_the_password_of_whoever_was_invited_by_mail(lin, company):
    adapters.keep_address(User.objects.get(id=lin), verified=True)
    company(email=EMAIL, email_verified=True)
    page = come_back(faces.anonymous())

    assert "opens it no more" not in page.content.decode()
    assert User.objects.get(id=lin).has_usable_password()


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
