"""The very first form: what it says when it comes back."""

import pytest
from django.contrib.auth.password_validation import MinimumLengthValidator, get_default_password_validators

from guanxi.spaces import invitations
from guanxi.spaces import queries as spaces
from tests.web import faces

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_hashes")]
PASSWORD = "eleven tea leaves in may"
FILLED = {
    "name": "陈姐",
    "email": "chenjie@example.com",
    "password": PASSWORD,
    "space_name": "陈姐山茶",
    "slug": "chenjie-tea",
    "time_zone": "Asia/Shanghai",
    "currency": "CNY",
    "locale": "zh-Hans",
}


def send(**changes: str):
    return faces.anonymous().post(f"/welcome/{invitations.first_link()}/", {**FILLED, **changes})


@pytest.mark.parametrize("slug", ["陈姐茶", "chen_jie", "-tea", "tea-", "chen jie"])
def test_says_in_plain_words_what_a_short_name_is_made_of(slug):
    answer = send(slug=slug)

    assert answer.status_code == 422
    assert list(answer.context["brand"].errors["slug"]) == [
        "Only small English letters, digits and hyphens, with no hyphen at either end: for example spring-tea."
    ]


def test_asks_for_the_password_again_and_never_puts_it_into_the_page():
    answer = send(slug="陈姐茶")
    page = answer.content.decode()

    assert page.count("Type the password again: no page carries it.") == 1
    assert PASSWORD not in page


def test_says_of_a_refused_password_only_why():
    page = send(password="short").content.decode()

    assert "Type the password again" not in page
    assert "too short" in page


def test_says_beforehand_what_a_password_needs():
    (least,) = (one for one in get_default_password_validators() if isinstance(one, MinimumLengthValidator))
    page = faces.anonymous().get(f"/welcome/{invitations.first_link()}/").content.decode()

    assert f"{least.min_length} characters or more" in page


def test_takes_a_short_name_in_capitals_as_small_letters():
    assert send(slug="Chenjie-Tea").status_code == 302
    assert spaces.space_by_slug(slug="chenjie-tea").name == "陈姐山茶"
