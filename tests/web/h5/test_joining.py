"""Joining on the phone, from the contact to the member's page, and the ways in which it must not go."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from guanxi import journal
from guanxi.connectors import codes
from guanxi.members import queries, signin
from guanxi.referral import actions as referral
from guanxi.referral import queries as bindings
from guanxi.spaces import actions as spaces
from guanxi.web import access
from tests import cast
from tests.web import faces

pytestmark = pytest.mark.django_db
BASE = "/m/spring-tea/"
JOIN = BASE + "join/"
MAIL = "xiaoman@example.com"
YES = {"of_age": "on", "service": "on"}


@pytest.fixture
def tea() -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def owl() -> cast.House:
    return cast.night_owl()


@pytest.fixture
def phone() -> Client:
    return faces.anonymous()


def carry_out(space_id: int) -> int:
    """Do the waiting jobs as the worker does; how many codes went out."""
    from django.db import connection  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s RETURNING args", [codes.TASK])
        waiting = [row[0] for row in cursor.fetchall()]
    import json  # noqa: PLC0415

    jobs = [json.loads(args) if isinstance(args, str) else args for args in waiting]
    return sum(codes.send(**job) for job in jobs if job["space_id"] == space_id)


def last_code() -> str:
    found = re.search(r"\b(\d{6})\b", str(mail.outbox[-1].subject))
    assert found is not None
    return found[1]


def ask(phone: Client, tea: cast.House, contact: str = MAIL, query: str = "?by=mail"):
    answer = phone.post(JOIN + query, {"contact": contact})
    carry_out(tea.space_id)
    return answer


def join(phone: Client, tea: cast.House, contact: str = MAIL, **said: str):
    ask(phone, tea, contact)
    answer = phone.post(JOIN + "code/", {"code": last_code()})
    if "welcome" in answer["Location"]:
        answer = phone.post(answer["Location"], {**YES, **said})
    return answer


def member_of(phone: Client, tea: cast.House) -> int:
    """0 for nobody."""
    cookie = phone.cookies.get(access.COOKIE)
    if cookie is None or not cookie.value:
        return 0
    from django.core import signing  # noqa: PLC0415

    return int(signing.loads(cookie.value, salt=access._SALT)[1])


def is_in(phone: Client) -> bool:
    return phone.get(BASE + "me/consents/").status_code == 200


def test_takes_somebody_from_a_contact_to_their_page(tea, phone):
    assert ask(phone, tea)["Location"] == JOIN + "code/"
    assert mail.outbox[0].to == [MAIL]
    proven = phone.post(JOIN + "code/", {"code": f" {last_code()[:3]} {last_code()[3:]}"})
    assert proven["Location"] == JOIN + "welcome/"
    page = phone.get(proven["Location"]).content.decode()
    assert "checked" not in page
    done = phone.post(proven["Location"], {**YES, "nickname": "小满", "scoring": "on"})

    assert done["Location"] == BASE + "today/"
    assert is_in(phone)
    member_id = member_of(phone, tea)
    assert queries.faces(space_id=tea.space_id, member_ids=[member_id])[member_id].name == "小满"
    chosen = signin.chosen(space_id=tea.space_id, member_id=member_id)
    assert set(chosen) == {"age_14", "service", "scoring"}


def test_knows_them_the_next_time_and_asks_nothing_again(tea, phone):
    join(phone, tea)
    other = faces.anonymous()
    assert join(other, tea)["Location"] == BASE + "today/"

    assert member_of(other, tea) == member_of(phone, tea)


def test_gives_the_same_pages_to_who_is_known_and_who_is_not(tea, phone):
    join(phone, tea)
    known, unknown = faces.anonymous(), faces.anonymous()
    answers = [ask(known, tea), ask(unknown, tea, "nobody@example.com")]
    pages = [
        re.sub(r"[A-Za-z0-9]{64}|\S+@example.com", "", client.get(JOIN + "code/").content.decode())
        for client in (known, unknown)
    ]

    assert answers[0]["Location"] == answers[1]["Location"]
    assert pages[0] == pages[1]


def test_joins_without_anything_that_is_up_to_the_member(tea, phone):
    join(phone, tea)

    assert set(signin.chosen(space_id=tea.space_id, member_id=member_of(phone, tea))) == {"age_14", "service"}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"of_age": ""}, "father, mother or guardian"),
        ({"service": ""}, "Everything else is up to you"),
        ({"nickname": "官方客服"}, ""),
    ],
)
def test_says_beside_the_field_what_is_missing_and_keeps_the_place(tea, phone, said, words):
    answer = join(phone, tea, **said)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not member_of(phone, tea)
    assert phone.post(JOIN + "welcome/", YES).status_code == 303
    assert is_in(phone)


def test_lets_nobody_past_the_code(tea, phone):
    ask(phone, tea)

    assert phone.get(JOIN + "welcome/")["Location"].startswith(JOIN)
    assert phone.post(JOIN + "welcome/", YES)["Location"].startswith(JOIN)
    assert not is_in(phone)


def test_ends_a_code_after_five_wrong_tries(tea, phone):
    ask(phone, tea)
    right = last_code()
    for _ in range(5):
        phone.post(JOIN + "code/", {"code": f"{(int(right) + 1) % 10**6:06d}"})
    late = phone.post(JOIN + "code/", {"code": right})

    assert late.status_code == 422
    assert "no longer holds" in late.content.decode()


def test_stops_somebody_who_asks_for_code_after_code(tea):
    answers = [faces.anonymous().post(JOIN + "?by=mail", {"contact": MAIL}) for _ in range(7)]

    assert [answer.status_code for answer in answers] == [303] * 6 + [422]


def test_does_not_believe_who_says_they_come_from_elsewhere(tea):
    spaces.change_setting(space_id=tea.space_id, name="signin.codes_per_address", value=3, actor=tea.actor)
    answers = [
        Client(headers={**faces.ENGLISH, "x-forwarded-for": f"10.1.1.{number}"}, REMOTE_ADDR=faces.OUTSIDE).post(
            JOIN + "?by=mail", {"contact": f"a{number}@example.com"}
        )
        for number in range(4)
    ]

    assert [answer.status_code for answer in answers] == [303] * 3 + [422]


def test_names_the_shared_network_where_it_is_what_stops_somebody(tea, phone):
    spaces.change_setting(space_id=tea.space_id, name="signin.codes_per_address", value=1, actor=tea.actor)
    ask(phone, tea)
    late = faces.anonymous().post(JOIN + "?by=mail", {"contact": "b@example.com"})
    for _ in range(2):
        phone.post(JOIN + "code/", {"code": "000000"})
    tried = phone.post(JOIN + "code/", {"code": "000000"})

    for answer in (late, tried):
        assert answer.status_code == 422
        assert "the network you are in" in answer.content.decode()
        assert "mobile data" in answer.content.decode()
    elsewhere = Client(headers=faces.ENGLISH, REMOTE_ADDR="198.51.100.9")
    assert elsewhere.post(JOIN + "?by=mail", {"contact": "b@example.com"}).status_code == 303


def test_asks_about_rankings_on_a_ranking_and_not_here(tea, phone):
    ask(phone, tea)
    proven = phone.post(JOIN + "code/", {"code": last_code()})
    assert "ranking" not in phone.get(proven["Location"]).content.decode()
    phone.post(proven["Location"], {**YES, "ranking": "on"})
    assert "ranking" not in signin.chosen(space_id=tea.space_id, member_id=member_of(phone, tea))
    consents = BASE + "me/consents/"
    assert "My name on rankings" not in phone.get(consents).content.decode()
    signin.choose(space_id=tea.space_id, member_id=member_of(phone, tea), purpose="ranking", agree=True, actor=None)

    assert "Take back: My name on rankings" in phone.get(consents).content.decode()


def test_takes_the_code_of_this_browser_only(tea, phone):
    ask(phone, tea)
    other = faces.anonymous()

    assert other.post(JOIN + "code/", {"code": last_code()})["Location"].startswith(JOIN)
    assert not is_in(other)


def test_sends_the_cookie_to_this_space_alone_and_to_no_script(tea, owl, phone):
    cookie = join(phone, tea).cookies[access.COOKIE]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["secure"]) == (True, "Lax", BASE, "")
    assert 0 < int(cookie["max-age"]) <= 90 * 86400
    ask(other := faces.anonymous(), tea)
    over_tls = other.post(JOIN + "code/", {"code": last_code()}, secure=True)
    assert over_tls.cookies[access.COOKIE]["secure"] is True


def test_is_nobody_in_another_space_with_a_cookie_from_here(tea, owl, phone):
    join(phone, tea)
    value = phone.cookies[access.COOKIE].value
    there = faces.anonymous()
    there.cookies[access.COOKIE] = value

    assert there.get("/m/night-owl/me/consents/").status_code == 302


def test_refuses_a_cookie_that_was_changed(tea, phone):
    join(phone, tea)
    value = phone.cookies[access.COOKIE].value
    phone.cookies[access.COOKIE] = ("A" if value[0] != "A" else "B") + value[1:]

    assert not is_in(phone)


def test_renews_the_ninety_days_once_a_day(tea, phone, monkeypatch):
    join(phone, tea)
    assert access.COOKIE not in phone.get(BASE + "me/consents/").cookies
    monkeypatch.setattr(access, "_RENEWED_AFTER_S", -1)

    assert access.COOKIE in phone.get(BASE + "me/consents/").cookies
    assert is_in(phone)


def test_signs_out_everywhere_at_once_but_here(tea, phone):
    join(phone, tea)
    other = faces.anonymous()
    join(other, tea)
    phone.post(BASE + "me/devices/")

    assert is_in(phone)
    assert not is_in(other)


def test_signs_out_here(tea, phone):
    join(phone, tea)
    phone.get(BASE + "sign-out/")
    assert is_in(phone), "a link alone signs nobody out"
    phone.post(BASE + "sign-out/")

    assert not is_in(phone)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/m/spring-tea/",
        "/\\evil.example",
        "/m/night-owl/",
        "/m/spring-tea/../../s/",
        "javascript:1",
    ],
)
def test_goes_nowhere_else_afterwards(tea, phone, target):
    phone.post(JOIN, {"contact": MAIL}, query_params={"by": "mail", "next": target})
    carry_out(tea.space_id)
    phone.post(JOIN + "code/", {"code": last_code()}, query_params={"next": target})

    assert phone.post(JOIN + "welcome/", YES, query_params={"next": target})["Location"] == BASE + "today/"


def test_comes_back_to_the_page_that_was_asked_for(tea, phone):
    asked = phone.get(BASE + "me/consents/")["Location"]
    answer = phone.post(asked + "&by=mail", {"contact": MAIL})
    carry_out(tea.space_id)
    answer = phone.post(answer["Location"], {"code": last_code()})

    assert phone.post(answer["Location"], YES)["Location"] == BASE + "me/consents/"


def test_keeps_who_brought_them_by_the_link_they_opened(tea, phone):
    friend = cast.member(tea.space_id, "谷雨")
    code = referral.personal_code(space_id=tea.space_id, member_id=friend, actor=None).code
    referral.record_touch(space_id=tea.space_id, code=code, visitor="v-1")
    phone.cookies["guanxi_touch"] = "v-1"
    join(phone, tea)

    assert bindings.inviter_of(space_id=tea.space_id, member_id=member_of(phone, tea)) == friend


def test_keeps_who_brought_them_by_the_code_they_typed(tea, phone):
    friend = cast.member(tea.space_id, "谷雨")
    code = referral.personal_code(space_id=tea.space_id, member_id=friend, actor=None).code
    join(phone, tea, invitation=code.lower())

    assert bindings.inviter_of(space_id=tea.space_id, member_id=member_of(phone, tea)) == friend


def test_lets_somebody_in_whose_code_nobody_knows(tea, phone):
    assert join(phone, tea, invitation="0000000000")["Location"] == BASE + "today/"
    assert is_in(phone)


def test_refuses_forms_without_their_token(tea):
    strict = Client(enforce_csrf_checks=True, headers=faces.ENGLISH)

    assert strict.post(JOIN, {"contact": MAIL}).status_code == 403
    assert "csrfmiddlewaretoken" in strict.get(JOIN).content.decode()


def test_is_gone_with_the_erasure(tea, phone):
    from guanxi.members import actions  # noqa: PLC0415

    join(phone, tea)
    actions.erase(space_id=tea.space_id, member_id=member_of(phone, tea), reason="asked", actor=cast.ACTOR)

    assert not is_in(phone)


def test_agrees_and_takes_back_with_one_tap_each(tea, phone):
    join(phone, tea)
    who = {"space_id": tea.space_id, "member_id": member_of(phone, tea)}
    for agree, expected in (("yes", True), ("no", False)):
        phone.post(BASE + "me/consents/", {"purpose": "marketing", "agree": agree})
        assert queries.has_consent(**who, purpose="marketing") is expected
    assert phone.post(BASE + "me/consents/", {"purpose": "soul", "agree": "yes"}).status_code == 404


def test_shows_only_the_ways_that_are_open(tea, phone):
    spaces.change_setting(space_id=tea.space_id, name="signin.by_phone", value=False, actor=tea.actor)
    page = phone.get(JOIN).content.decode()
    assert 'autocomplete="email"' in page
    assert "phone number instead" not in page
    spaces.change_setting(space_id=tea.space_id, name="signin.by_mail", value=False, actor=tea.actor)

    assert "own app" in phone.get(JOIN).content.decode()


def test_fits_a_thumb_and_fills_in_the_code_by_itself(tea, phone):
    assert 'inputmode="tel"' in phone.get(JOIN).content.decode()
    ask(phone, tea)
    page = phone.get(JOIN + "code/").content.decode()

    assert 'autocomplete="one-time-code"' in page
    assert 'inputmode="numeric"' in page


def welcomed(phone, tea):
    ask(phone, tea)
    return phone.get(phone.post(JOIN + "code/", {"code": last_code()})["Location"]).content.decode()


def test_asks_for_no_code_where_the_link_is_noted(tea, phone):
    friend = cast.member(tea.space_id, "谷雨")
    code = referral.personal_code(space_id=tea.space_id, member_id=friend, actor=None).code
    referral.record_touch(space_id=tea.space_id, code=code, visitor="v-1")
    phone.cookies["guanxi_touch"] = "v-1"
    page = welcomed(phone, tea)

    assert "Your invitation is noted." in page
    assert "I have an invitation code" not in page


def test_asks_for_a_code_where_the_link_was_of_another_space_or_long_ago(tea, owl, phone):
    theirs = referral.create_channel_code(space_id=owl.space_id, channel="wall", actor=owl.actor)
    referral.record_touch(space_id=owl.space_id, code=theirs.code, visitor="v-1")
    card = referral.create_channel_code(space_id=tea.space_id, channel="card", actor=tea.actor)
    at = journal.now(space_id=tea.space_id) - timedelta(days=31)
    referral.record_touch(space_id=tea.space_id, code=card.code, visitor="v-1", at=at)
    phone.cookies["guanxi_touch"] = "v-1"

    assert "I have an invitation code" in welcomed(phone, tea)


@pytest.mark.parametrize(("backend", "is_printed"), [("console", True), ("smtp", False)])
def test_says_where_a_code_is_that_is_only_printed(tea, phone, settings, backend, is_printed):
    carrier = {"BACKEND": f"django.core.mail.backends.{backend}.EmailBackend"}
    settings.MAILERS = {**settings.MAILERS, "carrier": carrier}
    phone.post(JOIN + "?by=mail", {"contact": MAIL})
    page = phone.get(JOIN + "code/").content.decode()
    assert ("stand on the terminal on which Guanxi runs" in page) is is_printed
    assert ("We sent six digits" in page) is not is_printed
