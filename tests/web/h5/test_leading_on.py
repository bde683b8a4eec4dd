"""Where quests lead: to the survey that they count, and to pages that are there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanxi.surveys import actions, queries
from guanxi.surveys.questions import Question
from guanxi.web.h5 import messages_page, places, words
from tests.challenges import tea as challenged
from tests.quests import tea
from tests.web import capture
from tests.web.h5.challenge_phone import Phone

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 8
DOORS = ("messages", "rewards", "certificates", "profile", "consents", "my-data", "devices", "sign-out")


@pytest.fixture
def phone(db):
    house = challenged.open_challenge()
    return Phone(house, house.member())


def survey(house, title):
    number = actions.create(space_id=house.space_id, title=title, why="To choose.", purpose="taste", actor=house.actor)
    asked = Question(key="", kind="text", title="Which tea?")
    actions.add_question(space_id=house.space_id, survey_id=number, question=asked, actor=house.actor)
    actions.open_(space_id=house.space_id, survey_id=number, actor=house.actor)
    return queries.survey(space_id=house.space_id, survey_id=number)


def quest(house, slug, where=""):
    house.launch(
        tea.quest(
            slug,
            goal=f"{{event: survey.answered{where}}}",
            steps="[{reach: 1, promise: [{points: 5}]}]",
            budget="{points: 50}",
            counts_from=None,
        )
    )


def address(phone, one):
    return reverse("h5:survey", args=[phone.slug, one.id])


def test_leads_to_the_survey_that_a_quest_names(phone):
    meant, other = survey(phone.house, "Spring"), survey(phone.house, "Autumn")
    quest(phone.house, "tell", f", where: props.survey = '{meant.slug}'")
    page = phone.get("today")
    assert f'href="{address(phone, meant)}"' in page
    assert address(phone, other) not in page


def test_leads_to_the_list_where_any_survey_counts(phone):
    every = [survey(phone.house, title) for title in ("Spring", "Autumn")]
    quest(phone.house, "tell")
    page = phone.get("today")
    assert f'href="/m/{phone.slug}/surveys/"' in page
    shown = phone.get("surveys")
    assert all(address(phone, one) in shown for one in every)


def test_leads_nowhere_when_no_survey_waits(phone):
    quest(phone.house, "tell")
    assert f"/m/{phone.slug}/surveys/" not in phone.get("today")
    assert "No survey waits for you" in phone.get("surveys")


def test_takes_few_statements_with_a_survey(phone):
    survey(phone.house, "Spring")
    quest(phone.house, "tell")
    phone.get("today")
    for page in ("today", "surveys"):
        with CaptureQueriesContext(connection) as captured:
            phone.get(page)
        statements = capture.statements(captured)
        assert len(statements) <= MOST_STATEMENTS, statements


@pytest.mark.parametrize("name", sorted({*places.BY_EVENT.values(), *messages_page._PLACES.values(), *DOORS}))
def test_names_only_pages_that_are_there(name):
    assert words.link(name, "spring-tea"), name
