"""A proxy that nobody named makes everybody one sender: that is said, and never believed."""

import pytest
from django.test import Client

from guanxi.web import sender
from tests import cast
from tests.web import faces

pytestmark = pytest.mark.django_db
SETTINGS = "/s/spring-tea/settings/"
WARNING = "GUANXI_PROXIES"
PROXIED = {**faces.ENGLISH, "x-forwarded-for": "198.51.100.7"}


@pytest.fixture
def tea() -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def owner(tea) -> Client:
    return faces.staff(tea.owner)


def test_says_in_the_settings_that_a_proxy_was_not_named(owner, settings):
    assert WARNING not in owner.get(SETTINGS).content.decode()
    assert WARNING in owner.get(SETTINGS, headers=PROXIED).content.decode()
    settings.GUANXI_PROXIES = settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    assert WARNING not in owner.get(SETTINGS, headers=PROXIED).content.decode()


def test_says_it_in_the_log_once(tea, caplog):
    sender._say_once.cache_clear()
    for number in range(3):
        phone = Client(headers={**faces.ENGLISH, "x-forwarded-for": f"198.51.100.{number}"}, REMOTE_ADDR="127.0.0.1")
        phone.post("/m/spring-tea/join/?by=mail", {"contact": f"a{number}@example.com"})

    assert [WARNING in record.getMessage() for record in caplog.records if record.name == sender.__name__] == [True]
