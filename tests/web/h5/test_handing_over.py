"""The brand's own app hands its user over; WeChat says who it is; both once, and only whom they may."""

import base64
import time
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client

from guanxi.config import outside
from guanxi.connectors import wechat
from guanxi.members import queries
from guanxi.spaces import actions
from tests import cast
from tests.connectors.outside_world import world
from tests.web import faces

pytestmark = pytest.mark.django_db
BASE = "/m/spring-tea/"
YES = {"of_age": "on", "service": "on"}
KEY, OTHER = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()


def public(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@pytest.fixture
def tea() -> cast.House:
    house = cast.spring_tea()
    actions.change_setting(space_id=house.space_id, name="signin.hand_over_key", value=public(KEY), actor=house.actor)
    return house


@pytest.fixture
def phone() -> Client:
    return faces.anonymous()


def token(key: Any = KEY, algorithm: str = "EdDSA", **changes: object) -> str:
    now = int(time.time())
    claims = {
        "aud": "spring-tea",
        "sub": "user-1042",
        "iat": now,
        "exp": now + 60,
        "jti": f"j{time.time_ns()}",
        "name": "小满",
    }
    claims = {name: value for name, value in (claims | changes).items() if value is not None}
    return jwt.encode(claims, key, algorithm=algorithm)


def hand_over(phone: Client, given: str):
    return phone.get(BASE + "hand-over/", {"token": given})


def is_in(phone: Client) -> bool:
    return phone.get(BASE + "me/consents/").status_code == 200


def test_lets_the_apps_user_in_after_the_words_and_knows_them_again(tea, phone):
    asked = hand_over(phone, token())
    assert asked["Location"] == BASE + "join/welcome/"
    assert "小满" in phone.get(asked["Location"]).content.decode()
    phone.post(asked["Location"], YES)
    assert is_in(phone)

    again = faces.anonymous()
    assert hand_over(again, token())["Location"] == BASE + "today/"
    assert is_in(again)
    assert queries.member_by_external_id(space_id=tea.space_id, system="app", value="user-1042")


def test_takes_each_token_once(tea):
    given = token()
    hand_over(faces.anonymous(), given)
    second = faces.anonymous()

    assert hand_over(second, given).status_code == 422
    assert "used before" in hand_over(second, given).content.decode()


def bent(given: str) -> str:
    head, body, signature = given.split(".")
    return f"{head}.{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BB'}.{signature}"


NOW = int(time.time())
BAD = {
    "signed with another key": lambda: token(OTHER),
    "not signed": lambda: token(None, "none"),
    "signed with the public key as a secret": lambda: token(public(KEY) + "x" * 20, "HS256"),
    "for another space": lambda: token(aud="night-owl"),
    "for several": lambda: token(aud=["spring-tea", "night-owl"]),
    "expired": lambda: token(iat=NOW - 400, exp=NOW - 120),
    "too long": lambda: token(exp=NOW + 3600),
    "from the future": lambda: token(iat=NOW + 600, exp=NOW + 700),
    "without jti": lambda: token(jti=None),
    "without exp": lambda: token(exp=None),
    "without sub": lambda: token(sub=None),
    "with an empty sub": lambda: token(sub=" "),
    "with a zero byte": lambda: token(sub="a\x00b"),
    "changed": lambda: bent(token()),
    "nonsense": lambda: "a.b.c",
    "empty": lambda: "",
    "huge": lambda: "a" * 5000,
}


@pytest.mark.parametrize("how", BAD)
def test_refuses_a_token_that_is(tea, phone, how):
    answer = hand_over(phone, BAD[how]())

    assert answer.status_code == 422
    assert not is_in(phone)
    assert "guanxi_arrival" not in phone.cookies


def test_takes_the_old_key_beside_the_new_one(tea, phone):
    keys = f"{public(OTHER)} {public(KEY)}"
    actions.change_setting(space_id=tea.space_id, name="signin.hand_over_key", value=keys, actor=tea.actor)

    assert hand_over(phone, token()).status_code == 303
    assert hand_over(faces.anonymous(), token(OTHER)).status_code == 303


def test_is_off_where_no_key_is_set(tea, phone):
    actions.change_setting(space_id=tea.space_id, name="signin.hand_over_key", value="", actor=tea.actor)

    assert hand_over(phone, token()).status_code == 422


def test_turns_nobody_into_somebody_else(tea, phone):
    hand_over(phone, token())
    phone.post(BASE + "join/welcome/", YES)
    before = phone.cookies["guanxi_member"].value

    assert hand_over(phone, token(sub="attacker")).status_code == 409
    assert phone.cookies["guanxi_member"].value == before
    assert hand_over(phone, token()).status_code == 303


@pytest.fixture
def account(settings, monkeypatch):
    settings.GUANXI_WECHAT = {"spring-tea": outside.WeChat(app_id="wx1", secret="hush", scope="snsapi_userinfo")}

    def answering(address: str) -> None:
        monkeypatch.setattr(wechat, "API", address)
        monkeypatch.setattr(wechat.person, "__kwdefaults__", {"api": address})

    return answering


PERSON = {"access_token": "t", "openid": "o-1", "unionid": "u-1", "scope": "snsapi_userinfo"}
MORE = {"openid": "o-1", "nickname": "小满", "unionid": "u-1"}


def state_of(phone: Client) -> str:
    asked = phone.get(BASE + "wechat/")["Location"]
    query = dict(parse_qsl(urlsplit(asked).query))
    assert asked.startswith("https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx1&")
    assert asked.endswith("#wechat_redirect")
    assert query["redirect_uri"] == "http://localhost/m/spring-tea/wechat/back/"
    assert "hush" not in asked
    return query["state"]


def test_signs_in_by_wechat(tea, phone, account):
    with world((200, PERSON), (200, MORE)) as told:
        account(told.address)
        state = state_of(phone)
        answer = phone.get(BASE + "wechat/back/", {"code": "c", "state": state})
    assert answer["Location"] == BASE + "join/welcome/"
    phone.post(answer["Location"], YES)

    assert is_in(phone)
    assert queries.member_by_external_id(space_id=tea.space_id, system="wechat_union", value="u-1")
    assert told.asked[0].query["secret"] == "hush"


@pytest.mark.parametrize(
    "how", ["no state", "another state", "another browser", "no code", "used code", "busy", "second time"]
)
def test_signs_nobody_in_by_wechat_with(tea, phone, account, how):
    answers = {"used code": (200, {"errcode": 40163}), "busy": (503, "")}.get(how, (200, PERSON))
    with world(answers, (200, MORE)) as told:
        account(told.address)
        state = state_of(phone)
        if how == "second time":
            phone.get(BASE + "wechat/back/", {"code": "c", "state": state})
        query = {
            "no state": {"code": "c"},
            "another state": {"code": "c", "state": "x" * len(state)},
            "no code": {"state": state},
        }.get(how, {"code": "c", "state": state})
        client = faces.anonymous() if how == "another browser" else phone
        answer = client.get(BASE + "wechat/back/", query)

    assert answer["Location"] == BASE + "join/"
    assert not is_in(client)


PAGE = BASE + "circles/"


def going_to(phone: Client, wanted: str) -> tuple[str, dict[str, str]]:
    """The state, and what WeChat puts behind the address it sends the browser back to."""
    asked = phone.get(BASE + "wechat/", {"next": wanted})["Location"]
    query = dict(parse_qsl(urlsplit(asked).query))
    return query["state"], dict(parse_qsl(urlsplit(query["redirect_uri"]).query))


def test_comes_back_by_wechat_to_the_page_that_was_asked_for(tea, phone, account):
    asked = phone.get(phone.get(PAGE)["Location"]).content.decode()
    assert f"{BASE}wechat/?next=" in asked
    with world((200, PERSON), (200, MORE), (200, PERSON), (200, MORE)) as told:
        account(told.address)
        state, kept = going_to(phone, PAGE)
        new = phone.get(BASE + "wechat/back/", {"code": "c", "state": state, **kept})
        assert phone.post(new["Location"], YES)["Location"] == PAGE
        again = faces.anonymous()
        state, kept = going_to(again, PAGE)
        assert again.get(BASE + "wechat/back/", {"code": "c", "state": state, **kept})["Location"] == PAGE


def test_keeps_where_somebody_wanted_to_go_when_wechat_fails(tea, phone, account):
    with world((503, "")) as told:
        account(told.address)
        state, kept = going_to(phone, PAGE)
        failed = phone.get(BASE + "wechat/back/", {"code": "c", "state": state, **kept})

    assert urlsplit(failed["Location"]).path == BASE + "join/"
    assert dict(parse_qsl(urlsplit(failed["Location"]).query)) == {"next": PAGE}


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/m/night-owl/", "/\\evil.example"])
def test_goes_nowhere_else_by_wechat(tea, phone, account, wanted):
    with world((200, PERSON), (200, MORE)) as told:
        account(told.address)
        state, kept = going_to(phone, wanted)
        assert kept == {}
        new = phone.get(BASE + "wechat/back/", {"code": "c", "state": state, "next": wanted})

    assert phone.post(new["Location"], YES)["Location"] == BASE + "today/"


def test_has_no_wechat_where_none_is_set_up(tea, phone):
    assert phone.get(BASE + "wechat/").status_code == 404
    assert phone.get(BASE + "wechat/back/?code=c&state=s").status_code == 404
    assert "WeChat" not in phone.get(BASE + "join/").content.decode()
