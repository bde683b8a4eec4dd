"""What is for a circle: Today shows it to whoever is outside with the way in, and takes no check-in from them."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.circles import actions as circles
from guanxi.quests import recipes
from guanxi.quests.recipes import actions
from tests.quests.recipes.conftest import open_house
from tests.web import capture, faces
from tests.web.h5 import circle_people

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 8
WORDS = "一壶茶，一个人，一个早晨，慢慢地喝"


@pytest.fixture
def tea(db):
    return open_house("2026-05-02 10:00")


@pytest.fixture
def circle(tea) -> int:
    return circle_people.circle(tea, "old-friends", name="Old <b>friends")


@pytest.fixture
def slug(tea, circle) -> str:
    answers = {**recipes.defaults(recipes.named(name="checkin"), today=date(2026, 5, 1)), "days": 2}
    saved = actions.save(space_id=tea.space_id, name="checkin", answers=answers, actor=tea.actor, circle_id=circle)
    actions.launch(space_id=tea.space_id, slug=saved.slug, actor=tea.actor, funding=True)
    return saved.slug


def text(response):
    return str(response.content, "utf-8")


def test_leads_whoever_is_outside_to_the_door_and_takes_no_check_in(tea, slug, circle):
    member = tea.member()
    phone = faces.member(tea.space_id, member)

    for page in (text(phone.get("/m/spring-tea/today/")), text(phone.get(f"/m/spring-tea/challenge/{slug}/"))):
        assert "For members of the circle “Old &lt;b&gt;friends”." in page
        assert 'href="/m/spring-tea/circles/old-friends/about/"' in page
        assert "Check in</button>" not in page
    refused = phone.post(f"/m/spring-tea/today/{slug}/check-in/", {"text": WORDS, "shared": "yes"})
    assert refused.status_code == 422
    assert "is for members of the circle “Old &lt;b&gt;friends”. Enter it first." in text(refused)
    assert tea.value(slug, member) == []

    circles.enter(space_id=tea.space_id, circle_id=circle, member_id=member, charter_version=1)
    assert "Check in</button>" in text(phone.get("/m/spring-tea/today/"))
    assert phone.post(f"/m/spring-tea/today/{slug}/check-in/", {"text": WORDS}).status_code == 303
    assert tea.value(slug, member) == [1]


@pytest.fixture
def everything(tea, slug) -> None:
    """A challenge for everybody and a quest for answers, beside the challenge of a circle."""
    for name, more in (("checkin", {"days": 3}), ("survey", {"survey": "seed"})):
        answers = {**recipes.defaults(recipes.named(name=name), today=date(2026, 5, 1)), **more}
        saved = actions.save(space_id=tea.space_id, name=name, answers=answers, actor=tea.actor)
        actions.launch(space_id=tea.space_id, slug=saved.slug, actor=tea.actor, funding=True)


def test_takes_few_statements(tea, everything):
    phone = faces.member(tea.space_id, tea.member())
    phone.get("/m/spring-tea/today/")

    with CaptureQueriesContext(connection) as captured:
        phone.get("/m/spring-tea/today/")

    statements = capture.statements(captured)
    assert len(statements) <= MOST_STATEMENTS, statements
