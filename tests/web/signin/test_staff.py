"""Staff sign in: password, code, second factor; and what keeps others out."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.urls import reverse

from guanxi.spaces import actions
from guanxi.spaces.models import User
from tests import cast
from tests.web import faces

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_hashes")]
PASSWORD = "eleven tea leaves in may"
EMAIL = "lin@tea.example.com"
LOGIN = "/account/login/"
OURS = ("/account/login/", "/account/second-factor/")
"""Pages whose words are in our catalogue, which has tests of its own; allauth's must be complete, too."""


@pytest.fixture
def tea() -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def lin(tea) -> int:
    user_id = actions.register_user(email=EMAIL, name="Lin", password=PASSWORD, actor=cast.ACTOR)
    actions.add_staff(space_id=tea.space_id, user_id=user_id, role="operator", actor=tea.actor)
    return user_id


@pytest.fixture
def visitor() -> Client:
    return faces.anonymous()


def sign_in(client: Client, password: str = PASSWORD, email: str = EMAIL, **more: str):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def is_in(client: Client) -> bool:
    return client.get("/account/me/").status_code == 200


def test_lets_in_with_the_password_in_whatever_case_the_address_is_typed(lin, visitor):
    answer = sign_in(visitor, email="LIN@Tea.Example.com")

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert is_in(visitor)


def test_answers_a_wrong_password_and_an_unknown_address_alike(lin, visitor):
    wrong, unknown = sign_in(visitor, "wrong"), sign_in(visitor, email="nobody@example.com")

    told = [re.sub(r"[A-Za-z0-9]{64}|value=\S+", "", answer.content.decode()) for answer in (wrong, unknown)]
    assert told[0] == told[1]
    assert not is_in(visitor)


def test_locks_an_account_after_eight_wrong_passwords_wherever_they_come_from(lin):
    for number in range(8):
        sign_in(Client(headers=faces.ENGLISH, REMOTE_ADDR=f"198.51.100.{number}"), "wrong")
    late = Client(headers=faces.ENGLISH, REMOTE_ADDR="198.51.100.200")

    assert "Too many failed login attempts" in sign_in(late).content.decode()
    assert not is_in(late)


def test_counts_by_the_sender_and_not_by_what_the_sender_claims_to_be(lin):
    answers = [
        sign_in(
            Client(headers={**faces.ENGLISH, "x-forwarded-for": f"10.0.0.{number}"}, REMOTE_ADDR=faces.OUTSIDE),
            email=f"user{number}@example.com",
        )
        for number in range(22)
    ]

    assert "Too many failed login attempts" in answers[-1].content.decode()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "https:evil.example",
    ],
)
def test_goes_nowhere_else_after_signing_in(lin, visitor, target):
    assert sign_in(visitor, next=target)["Location"] == "/"


def test_goes_back_to_the_page_that_was_asked_for(lin, visitor):
    assert sign_in(visitor, next="/s/spring-tea/?until=2026-05-01")["Location"] == "/s/spring-tea/?until=2026-05-01"


def test_gives_the_session_another_name_at_signing_in(lin, visitor):
    visitor.get(LOGIN)
    visitor.session["before"] = 1
    session = visitor.session
    session["x"] = 1
    session.save()
    visitor.cookies["sessionid"] = before = session.session_key
    sign_in(visitor)

    assert visitor.cookies["sessionid"].value != before
    stolen = faces.anonymous()
    stolen.cookies["sessionid"] = before
    assert not is_in(stolen)


def test_lets_nobody_in_who_may_no_longer(lin, visitor):
    other = faces.anonymous()
    sign_in(other)
    User.objects.filter(id=lin).update(is_active=False)
    sign_in(visitor)

    assert not is_in(visitor)
    assert not is_in(other)


def test_refuses_a_form_without_its_token(lin):
    strict = Client(enforce_csrf_checks=True, headers=faces.ENGLISH)

    assert sign_in(strict).status_code == 403
    for page in (LOGIN, "/account/login/code/", "/account/password/reset/"):
        assert "csrfmiddlewaretoken" in strict.get(page).content.decode()


def test_sets_cookies_that_scripts_cannot_read(lin, visitor):
    cookie = sign_in(visitor).cookies["sessionid"]

    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


def test_registers_nobody(visitor):
    page = visitor.get("/account/signup/")
    visitor.post("/account/signup/", {"email": "eve@example.com", "password1": PASSWORD})

    assert "By invitation" in page.content.decode()
    assert not User.objects.filter(email="eve@example.com").exists()


def test_signs_in_by_a_code_that_was_mailed(lin, visitor):
    visitor.post("/account/login/code/", {"email": EMAIL})
    code = re.search(r"^([0-9A-Z-]{5,12})$", str(mail.outbox[0].body), re.MULTILINE)
    assert code is not None
    visitor.post("/account/login/code/confirm/", {"code": code[1]})

    assert mail.outbox[0].to == [EMAIL]
    assert is_in(visitor)


def test_mails_nobody_who_is_unknown_and_says_the_same(lin, visitor):
    known = visitor.post("/account/login/code/", {"email": EMAIL})
    unknown = faces.anonymous().post("/account/login/code/", {"email": "nobody@example.com"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [message.to for message in mail.outbox] == [[EMAIL]]
    for form in ("/account/password/reset/",):
        assert faces.anonymous().post(form, {"email": "nobody@example.com"})["Location"]
    assert len(mail.outbox) == 1


def test_chooses_a_new_password_by_a_mailed_link_which_works_once(lin, visitor):
    sign_in(other := faces.anonymous())
    visitor.post("/account/password/reset/", {"email": EMAIL})
    link = re.search(r"http://[^/]+(/\S+)", str(mail.outbox[0].body))
    assert link is not None
    page = visitor.get(link[1], follow=True)
    done = visitor.post(
        page.request["PATH_INFO"], {"password1": "a new year of oolong", "password2": "a new year of oolong"}
    )
    again = faces.anonymous().get(link[1], follow=True)

    assert done.status_code == 302
    assert sign_in(faces.anonymous(), "a new year of oolong")["Location"] == "/"
    assert "Bad Token" in again.content.decode()
    assert not is_in(other), "the old sessions end with the old password"


@pytest.mark.parametrize("weak", ["short", "1234567890123", "password12", "linlinlin@tea.example.com"])
def test_refuses_a_weak_password(lin, weak):
    client = faces.anonymous()
    sign_in(client)
    answer = client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})

    assert answer.status_code == 200
    assert User.objects.get(id=lin).check_password(PASSWORD)


def totp(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def with_second_factor(user_id: int) -> str:
    secret = str(generate_totp_secret())
    TOTP.activate(User.objects.get(id=user_id), secret)
    return secret


def test_keeps_the_secret_of_a_second_factor_sealed(lin):
    secret = with_second_factor(lin)

    assert secret not in str(Authenticator.objects.get(user_id=lin).data)


def test_asks_for_the_second_factor_and_takes_each_code_once(lin, visitor):
    secret = with_second_factor(lin)
    first = sign_in(visitor)
    assert first["Location"].startswith("/account/2fa/authenticate/")
    assert not is_in(visitor)
    code = totp(secret)
    visitor.post("/account/2fa/authenticate/", {"code": code})
    assert is_in(visitor)

    other = faces.anonymous()
    sign_in(other)
    other.post("/account/2fa/authenticate/", {"code": code})
    assert not is_in(other)


def test_stops_guesses_of_the_second_factor(lin, visitor):
    secret = with_second_factor(lin)
    sign_in(visitor)
    for _ in range(10):
        visitor.post("/account/2fa/authenticate/", {"code": "000000"})
    visitor.post("/account/2fa/authenticate/", {"code": totp(secret)})

    assert not is_in(visitor)


def test_asks_again_who_it_is_before_the_second_factor_changes(lin, visitor):
    visitor.force_login(User.objects.get(id=lin), backend="django.contrib.auth.backends.ModelBackend")

    assert "/reauthenticate/" in visitor.get("/account/2fa/totp/activate/")["Location"]


def test_keeps_out_of_a_space_that_requires_a_second_factor(tea, lin, visitor):
    actions.change_setting(space_id=tea.space_id, name="signin.require_second_factor", value=True, actor=tea.actor)
    sign_in(visitor)
    address = reverse("console:staff", args=["spring-tea"])
    assert visitor.get(address)["Location"].startswith("/account/second-factor/")

    secret = with_second_factor(lin)
    other = faces.anonymous()
    sign_in(other)
    other.post("/account/2fa/authenticate/", {"code": totp(secret)})
    assert other.get(address).status_code in {200, 403}


def test_offers_a_second_factor_for_later_only_where_there_is_a_later(tea, lin, visitor, settings):
    sign_in(visitor)
    offer = "/account/second-factor/"
    own = f"{offer}?next=/s/spring-tea/home/"
    assert "Later" in visitor.get(own).content.decode()
    actions.change_setting(space_id=tea.space_id, name="signin.require_second_factor", value=True, actor=tea.actor)
    for asked in (own, offer):
        page = visitor.get(asked).content.decode()
        assert "Later" not in page
        assert "Whoever works for 春山茶 needs a second factor" in page
        assert "/account/logout/" in page
    owl = cast.night_owl()
    actions.add_staff(space_id=owl.space_id, user_id=lin, role="agent", actor=owl.actor)
    assert "Later" in visitor.get(f"{offer}?next=/s/night-owl/").content.decode()
    settings.GUANXI_REQUIRE_SECOND_FACTOR = True
    assert "Later" not in visitor.get(f"{offer}?next=/s/night-owl/").content.decode()


def test_signs_out_everywhere_else(lin, visitor):
    other = faces.anonymous()
    sign_in(visitor)
    sign_in(other)
    visitor.post("/account/sessions/")

    assert is_in(visitor)
    assert not is_in(other)


@pytest.mark.parametrize(
    "page",
    [
        f"/account/{name}"
        for name in (
            "login/", "login/code/", "logout/", "me/", "sessions/", "inactive/", "reauthenticate/", "second-factor/",
            "password/reset/", "password/change/", "2fa/", "2fa/totp/activate/", "2fa/recovery-codes/generate/",
            "email/", "3rdparty/", "password/set/",
        )
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_shows_no_script_or_style_of_its_own(lin, visitor, page, language):
    if page not in {"/account/login/", "/account/login/code/"}:
        sign_in(visitor)
    answer = visitor.get(page, headers={"accept-language": language}, follow=True)
    text = answer.content.decode()

    assert answer.status_code == 200
    assert not re.search(r"<script(?![^>]*\b(src|type=.application/json.))|\son\w+=|\sstyle=|javascript:", text)
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    if language == "zh-CN" and page not in OURS:
        words = re.sub(
            r"<[^>]+>|Guanxi|English|TOTP|lin@\S+|Lin|spring-tea", " ", text.split("<main")[1].split("</main")[0]
        )
        assert not re.search(r"[A-Za-z]{4,} [a-z]{2,} [a-z]{2,}", words), words


def test_says_in_our_own_words_that_somebody_tries_too_often(lin):
    answers = [
        faces.anonymous().post("/account/login/code/", {"email": f"u{number}@example.com"}) for number in range(22)
    ]

    assert answers[-1].status_code in {200, 429}
    assert "Too many" in answers[-1].content.decode() or "patient" in answers[-1].content.decode()
    late = [
        faces.anonymous().post("/account/password/reset/", {"email": f"u{number}@example.com"}) for number in range(22)
    ]
    assert late[-1].status_code == 429
    assert "Too many tries" in late[-1].content.decode()


def test_says_kindly_that_a_form_is_stale(lin):
    strict = Client(enforce_csrf_checks=True, headers=faces.ENGLISH)

    assert "open for too long" in sign_in(strict).content.decode()
