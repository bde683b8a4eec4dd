"""Without sign-in the pages are for this machine, or for whoever has the access token."""

import pytest
from django.test import Client

from guanxi.spaces import queries
from guanxi.web.middleware import COOKIE

TOKEN = "a-long-token-that-was-printed-at-the-start"


@pytest.fixture
def token(settings) -> str:
    settings.GUANXI_ACCESS_TOKEN = TOKEN
    settings.ALLOWED_HOSTS = ["tea.example.com", "localhost"]
    return TOKEN


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000"])
def test_lets_this_machine_in(db, host):
    assert Client(headers={"host": host}).get("/").status_code == 200


def test_refuses_another_machine_and_says_what_to_do(db):
    response = Client(headers={"host": "localhost:8000", "accept-language": "en"}, REMOTE_ADDR="192.168.1.20").get("/")

    assert response.status_code == 403
    assert "guanxi serve --host 0.0.0.0" in response.content.decode()


def test_refuses_a_name_that_somebody_points_at_this_machine(db):
    assert Client(headers={"host": "evil.example.com"}).get("/").status_code == 403


def test_refuses_what_a_proxy_passes_on(db):
    client = Client(headers={"host": "localhost:8000", "x-forwarded-for": "203.0.113.9"})

    assert client.get("/").status_code == 403


def test_asks_nothing_of_the_database_for_a_stranger():
    assert Client(headers={"host": "evil.example.com"}).get("/").status_code == 403


def test_lets_in_whoever_has_the_token_and_hides_it(db, token):
    client = Client(headers={"host": "tea.example.com"}, REMOTE_ADDR="192.168.1.20")

    response = client.get(f"/?token={token}")

    assert response.status_code == 302
    assert response["Location"] == "/"
    assert token not in response.cookies[COOKIE].value
    assert response.cookies[COOKIE]["httponly"]
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("wrong", ["", "a-long-token", "A-LONG-TOKEN-THAT-WAS-PRINTED-AT-THE-START"])
def test_refuses_a_wrong_token(db, token, wrong):
    client = Client(headers={"host": "tea.example.com"}, REMOTE_ADDR="192.168.1.20")

    assert client.get("/", {"token": wrong}).status_code == 403


def test_does_not_take_an_empty_token_when_none_is_set(db):
    client = Client(headers={"host": "evil.example.com"}, REMOTE_ADDR="192.168.1.20")
    client.cookies[COOKIE] = ""

    assert client.get("/?token=").status_code == 403


def test_forbids_scripts_and_styles_that_are_not_ours(db):
    response = Client(headers={"host": "localhost"}).get("/")

    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    page = response.content.decode()
    assert "<script" not in page
    assert "<style" not in page
    assert " style=" not in page
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert "no-store" in response["Cache-Control"]


def test_serves_the_stylesheet_from_the_package():
    response = Client(headers={"host": "localhost"}).get("/static/web/guanxi.css")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/css")
    assert "Access-Control-Allow-Origin" not in response


def test_says_what_to_do_when_there_is_no_such_page(db):
    response = Client(headers={"host": "localhost", "accept-language": "en"}).get("/no/such/page")

    assert response.status_code == 404
    assert "To the overview" in response.content.decode()


def test_says_what_is_safe_when_a_page_breaks(db, monkeypatch):
    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(queries, "spaces", broken)
    client = Client(headers={"host": "localhost", "accept-language": "zh-CN"}, raise_request_exception=False)

    response = client.get("/")

    assert response.status_code == 500
    assert "安全" in response.content.decode()
    assert "ZeroDivisionError" not in response.content.decode()
