"""One request brings no more than nine pictures can weigh."""

import io

import pytest

from guanxi.web import uploads
from tests import cast
from tests.media import attacks
from tests.web import faces

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone():
    tea = cast.spring_tea()
    return faces.member(tea.space_id, cast.member(tea.space_id))


def sent(phone, content: bytes):
    return phone.post("/m/spring-tea/me/profile/face/", {"name": "小满", "picture": io.BytesIO(content)})


def test_ends_a_request_that_brings_too_much(phone, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", 50_000)
    assert sent(phone, b"\0" * 60_000).status_code == 400


def test_lets_a_picture_through(phone):
    assert sent(phone, attacks.encoded("PNG")).status_code < 400
