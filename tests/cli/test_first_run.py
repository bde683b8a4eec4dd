"""The first owner: a link from the terminal that opens once, and only while nobody owns anything."""

import re

import pytest
from django.core import signing
from django.db import connection
from django.test import Client

from guanxi import ledger
from guanxi.cli import web
from guanxi.cli.benching import pages
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions as quests
from guanxi.spaces import actions, invitations, queries
from guanxi.spaces.models import User
from guanxi.web import this_machine
from tests import cast
from tests.web import faces

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
YOU = {"name": "林知夏", "email": "Lin@Example.com", "password": "eleven tea leaves in may"}
BRAND = {
    "space_name": "春山茶",
    "slug": "spring-tea",
    "time_zone": "Asia/Shanghai",
    "currency": "CNY",
    "locale": "zh-Hans",
}

A_CUP = """quests:
  - quest: tea
    title: A cup of tea
    goal: {event: checkin.made}
    counts_from: 2026-01-01
    steps: [{reach: 1, promise: [{item: cup}]}]
    budget: {"item:cup": 5}
"""


@pytest.fixture(autouse=True)
def patience(quick_hashes) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


@pytest.fixture
def visitor() -> Client:
    return faces.anonymous()


def path_in(text: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/welcome/\S+)", text)
    assert found is not None, text
    return found[1]


def test_makes_the_owner_and_the_space_in_one_go(guanxi, visitor):
    link = path_in(guanxi("staff", "link").out)
    assert visitor.get(link).status_code == 200
    done = visitor.post(link, {**YOU, **BRAND})

    assert done["Location"] == "/account/second-factor/?next=/s/spring-tea/"
    ((space, role),) = queries.spaces_of(user_id=User.objects.get(email="lin@example.com").id)
    assert (space.name, space.time_zone, role) == ("春山茶", "Asia/Shanghai", "owner")
    assert visitor.get("/account/me/").status_code == 200
    assert visitor.get("/account/2fa/totp/activate/").status_code == 200, (
        "who has just chosen a password is not asked for it"
    )


def test_opens_once(guanxi, visitor):
    link = path_in(guanxi("staff", "link").out)
    visitor.post(link, {**YOU, **BRAND})

    for again in (
        faces.anonymous().get(link),
        faces.anonymous().post(link, {**YOU, **BRAND, "email": "eve@example.com", "slug": "eve"}),
    ):
        assert again.status_code == 410
    assert not User.objects.filter(email="eve@example.com").exists()


def test_opens_no_more_when_a_new_one_was_printed_or_a_day_has_gone(guanxi, visitor):
    first, second = path_in(guanxi("staff", "link").out), path_in(guanxi("staff", "link").out)
    assert visitor.get(first).status_code == 410
    assert visitor.get(second).status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("UPDATE spaces_start SET expires_at = now() - interval '1 second'")

    assert visitor.get(second).status_code == 410


def test_opens_no_more_when_somebody_owns_the_place_by_now(visitor):
    token = invitations.first_link()
    cast.spring_tea()

    assert visitor.get(f"/welcome/{token}/").status_code == 410


def test_is_refused_to_whoever_comes_second(guanxi):
    cast.spring_tea()
    done = guanxi("staff", "link")

    assert done.code == 1
    assert "owns this installation already" in done.err


def test_keeps_no_token_in_the_database(guanxi):
    token = path_in(guanxi("staff", "link").out).split("/")[2]
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(s::text, '') FROM spaces_start s")
        kept = cursor.fetchone()[0]

    assert token not in kept
    assert token.encode().hex() not in kept


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"password": "short"}, "too short"),
        ({"slug": "Ünïcode"}, "slug"),
        ({"slug": "-tea-"}, "Only small English letters"),
        ({"email": "nobody"}, "valid email"),
        ({"time_zone": "Mars/Olympus"}, "valid choice"),
        ({"name": " "}, "required"),
    ],
)
def test_says_beside_the_field_what_is_wrong_and_makes_nothing(visitor, change, words):
    token = invitations.first_link()
    answer = visitor.post(f"/welcome/{token}/", {**YOU, **BRAND, **change})

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not User.objects.exists()
    assert queries.spaces() == ()
    assert visitor.post(f"/welcome/{token}/", {**YOU, **BRAND}).status_code == 302


def test_gives_a_link_into_a_space_to_whoever_lost_every_way_in(guanxi, visitor):
    tea = cast.spring_tea("tea")
    link = path_in(guanxi("staff", "link", "--space", "tea", "--email", "new@example.com").out)
    visitor.post(link, {"name": "Nina", "password": YOU["password"]})

    assert {one.name: one.role for one in queries.staff_of(space_id=tea.space_id)}["Nina"] == "owner"
    assert guanxi("staff", "link", "--space", "tea").code == 2


def test_opens_another_space_for_an_owner_and_for_nobody_else(visitor):
    tea = cast.spring_tea()
    owner, operator = faces.staff(tea.owner), faces.staff(tea.staff["Bob"])
    assert visitor.get("/spaces/new/")["Location"].startswith("/account/login/")
    assert operator.get("/spaces/new/").status_code == 404
    owner.post("/spaces/new/", {**BRAND, "slug": "second"})

    assert [(space.slug, role) for space, role in queries.spaces_of(user_id=tea.owner)] == [
        ("spring-tea", "owner"),
        ("second", "owner"),
    ]


@pytest.fixture
def demo(db) -> int:
    space_id = actions.create_space(
        slug="demo", name="Demo", time_zone="Asia/Shanghai", currency="CNY", locale="zh-CN", actor=cast.ACTOR, demo=True
    )
    for role in ("owner", "operator"):
        user_id = cast.user(role, "demo")
        actions.add_staff(space_id=space_id, user_id=user_id, role=role, actor=cast.ACTOR)
    cast.member(space_id)
    return space_id


here = faces.here


@pytest.mark.parametrize("role", ["owner", "operator"])
def test_lets_somebody_at_this_machine_look_around_the_demo(demo, role):
    client = here()
    assert client.post("/demo/demo/enter/", {"as": role})["Location"] == "/s/demo/"

    assert client.get("/account/me/").status_code == 200
    (found,) = queries.changes(space_id=demo, types=("staff.looked_around",))
    assert found.props == {"role": role}


def test_calls_things_by_their_names_before_anybody_has_entered(demo):
    actions.name_thing(space_id=demo, code="item:cup", titles={"zh-hans": "茶杯", "en": "Blue cup"}, actor=cast.ACTOR)
    with acting_in(demo):
        (cup,) = quests.read_file(space_id=demo, text=A_CUP)
        quests.apply_definition(space_id=demo, definition=cup, actor=cast.ACTOR)
        ledger.fund(space_id=demo, unit="item:cup", amount=5, actor=cast.ACTOR)
        quests.launch(space_id=demo, slug=cup.slug, actor=cast.ACTOR)
    page = here().get("/", headers={"accept-language": "en"}).content.decode()
    assert "Blue cup" in page
    assert "“cup”" not in page


def test_lets_somebody_at_this_machine_be_a_member_of_the_demo(demo):
    client = here()
    client.post("/demo/demo/enter/", {"as": "member"})

    assert client.get("/m/demo/me/consents/").status_code == 200


def with_the_cookie(client: Client) -> Client:
    client.cookies[this_machine.COOKIE] = this_machine.cookie()
    return client


def with_a_forged_cookie() -> Client:
    client = Client(headers={"host": "localhost"})
    client.cookies[this_machine.COOKIE] = signing.dumps("here", salt="another", key="another")
    return client


OUTSIDE = {
    "from another machine": lambda: with_the_cookie(Client(headers={"host": "localhost"}, REMOTE_ADDR=faces.OUTSIDE)),
    "through a proxy": lambda: with_the_cookie(Client(headers={"host": "localhost", "x-forwarded-for": "127.0.0.1"})),
    "through another proxy": lambda: with_the_cookie(Client(headers={"host": "localhost", "forwarded": "for=::1"})),
    "by another name": lambda: with_the_cookie(Client(headers={"host": "testserver"})),
    "through a plain proxy or a tunnel": lambda: Client(headers={"host": "127.0.0.1:8000"}),
    "with a forged cookie": with_a_forged_cookie,
}


@pytest.mark.parametrize("who", OUTSIDE)
@pytest.mark.parametrize("role", ["owner", "operator", "member"])
def test_lets_nobody_else_into_the_demo(demo, who, role):
    client = OUTSIDE[who]()

    assert client.post("/demo/demo/enter/", {"as": role}).status_code == 404
    assert client.get("/account/me/").status_code == 302
    assert client.get("/m/demo/me/consents/").status_code == 302


@pytest.mark.parametrize("role", ["owner", "operator", "member", "king", ""])
def test_lets_nobody_into_a_real_space_without_a_password(role):
    tea = cast.spring_tea()
    cast.member(tea.space_id)
    client = here()

    assert client.post("/demo/spring-tea/enter/", {"as": role}).status_code == 404
    assert client.get("/account/me/").status_code == 302


def test_lets_nobody_be_a_demo_owner_who_works_for_a_real_space_too(demo):
    tea = cast.spring_tea()
    owner = next(one for one in queries.staff_of(space_id=demo) if one.role == "owner")
    actions.add_staff(space_id=tea.space_id, user_id=owner.user_id, role="agent", actor=tea.actor)

    assert here().post("/demo/demo/enter/", {"as": "owner"}).status_code == 404


def test_has_nobody_here_once_the_installation_says_where_it_is(demo, settings):
    settings.GUANXI_URL = "https://tea.example.com"

    assert here().post("/demo/demo/enter/", {"as": "owner"}).status_code == 404
    assert here().get("/")["Location"].startswith("/account/login/")


def test_enters_by_no_link(demo):
    assert here().get("/demo/demo/enter/").status_code == 404
    strict = with_the_cookie(Client(enforce_csrf_checks=True, headers={"host": "127.0.0.1:8000"}))
    assert strict.post("/demo/demo/enter/", {"as": "owner"}).status_code == 403


def test_shows_the_demo_to_this_machine_and_a_real_space_to_its_staff_alone(demo):
    tea = cast.spring_tea()
    assert here().get("/").status_code == 200
    assert here().get("/s/demo/").status_code == 200
    assert here().get("/s/spring-tea/")["Location"].startswith("/account/login/")
    assert faces.anonymous().get("/")["Location"].startswith("/account/login/")
    assert faces.anonymous().get("/s/demo/")["Location"].startswith("/account/login/")
    assert faces.staff(tea.owner).get("/s/spring-tea/").status_code == 200
    assert faces.staff(tea.owner).get("/s/demo/").status_code == 404


TOKEN = "read-it-on-the-terminal"


def who_looks_local() -> Client:
    """Somebody at this machine who has not opened the printed address; or anybody behind a plain proxy."""
    return Client(headers={"host": "127.0.0.1:8000", "accept-language": "en"})


def test_knows_a_browser_that_has_opened_the_printed_address(demo, settings):
    settings.GUANXI_HERE = TOKEN
    client = who_looks_local()
    opened = client.get(f"/here/{TOKEN}/")

    assert opened["Location"] == "/"
    assert (opened.cookies[this_machine.COOKIE]["httponly"], opened.cookies[this_machine.COOKIE]["samesite"]) == (
        True,
        "Lax",
    )
    assert "as its owner" in client.get("/").content.decode()
    assert client.post("/demo/demo/enter/", {"as": "owner"})["Location"] == "/s/demo/"


@pytest.mark.parametrize("token", ["x", TOKEN + "x", TOKEN[:-1]])
def test_opens_by_no_other_address(demo, settings, token):
    settings.GUANXI_HERE = TOKEN
    client = who_looks_local()
    answer = client.get(f"/here/{token}/")

    assert answer.status_code == 410
    assert "earlier start" in answer.content.decode()
    assert this_machine.COOKIE not in client.cookies
    settings.GUANXI_HERE = ""
    assert client.get("/here/x/").status_code == 410


def test_opens_the_printed_address_to_nobody_from_outside(demo, settings):
    settings.GUANXI_HERE = TOKEN
    for outside in (faces.anonymous(), Client(headers={"host": "localhost", "via": "1.1 proxy"})):
        assert outside.get(f"/here/{TOKEN}/").status_code == 404
    settings.GUANXI_URL = "https://tea.example.com"
    assert who_looks_local().get(f"/here/{TOKEN}/").status_code == 404


def test_says_where_the_address_is_to_whoever_may_sit_here(demo, settings):
    settings.GUANXI_HERE = TOKEN
    page = who_looks_local().get("/").content.decode()

    assert "printed an address on the terminal" in page
    assert "http://127.0.0.1:8000/here/…" in page
    assert TOKEN not in page
    assert "Cloud" not in page
    assert faces.anonymous().get("/")["Location"].startswith("/account/login/")
    settings.GUANXI_HERE = ""
    assert who_looks_local().get("/")["Location"].startswith("/account/login/")


def test_forgets_a_browser_after_a_month(demo, monkeypatch):
    client = here()
    monkeypatch.setattr(this_machine, "COOKIE_AGE_S", -1)

    assert client.post("/demo/demo/enter/", {"as": "owner"}).status_code == 404


def test_shows_no_space_of_nobody_to_whoever_only_looks_local(db):
    actions.create_space(
        slug="real", name="Real", time_zone="Asia/Shanghai", currency="CNY", locale="zh-CN", actor=cast.ACTOR
    )

    assert who_looks_local().get("/s/real/")["Location"].startswith("/account/login/")
    assert here().get("/s/real/").status_code == 200


@pytest.mark.parametrize(
    ("environ", "host", "printed"),
    [
        ({}, "127.0.0.1", "http://127.0.0.1:8000/here/secret/"),
        ({}, "::1", "http://[::1]:8000/here/secret/"),
        ({}, "0.0.0.0", "http://tea.local:8000/  (on this machine itself: http://127.0.0.1:8000/here/secret/)"),  # noqa: S104
        ({}, "192.0.2.7", "http://tea.local:8000/"),
        ({"GUANXI_URL": "https://tea.example.com"}, "127.0.0.1", "http://tea.local:8000/"),
        ({"GUANXI_PROXIES": "1"}, "127.0.0.1", "http://127.0.0.1:8000/"),
    ],
)
def test_prints_the_address_where_somebody_can_sit_at_the_machine(monkeypatch, environ, host, printed):
    for name in ("GUANXI_URL", "GUANXI_PROXIES"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"GUANXI_HERE": "secret", **environ}.items():
        monkeypatch.setenv(name, value)
    base = (
        printed
        if printed.endswith("8000/")
        else {"127.0.0.1": "http://127.0.0.1:8000/", "::1": "http://[::1]:8000/"}.get(host, "http://tea.local:8000/")
    )

    assert web.where(base, web.entrance(host, 8000)) == printed


@pytest.mark.parametrize("role", ["owner", "member"])
def test_lets_the_benchmark_open_the_pages_of_its_demo(demo, role):
    client = pages._browser("demo", role)

    assert client.get({"owner": "/account/me/", "member": "/m/demo/today/"}[role]).status_code == 200


def test_makes_a_new_token_with_each_start(monkeypatch):
    made = set()
    for _ in range(2):
        monkeypatch.setenv("GUANXI_HERE", "")
        monkeypatch.delenv("GUANXI_HERE")
        made.add(web.entrance("127.0.0.1", 8000))
    monkeypatch.delenv("GUANXI_HERE")

    assert len(made) == 2
