"""A survey on the phone: errors beside the question, nothing lost, one answer, a way on."""

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from guanxi.media import queries as media
from guanxi.surveys import actions, queries
from guanxi.surveys.questions import Question, ShowIf
from tests import cast
from tests.web import capture, faces, payloads

MOST_STATEMENTS = 8


@pytest.fixture
def member_id(tea) -> int:
    return cast.member(tea.space_id)


@pytest.fixture
def phone(tea, member_id) -> Client:
    return faces.member(tea.space_id, member_id)


@pytest.fixture
def survey_id(tea) -> int:
    survey_id = actions.create(
        space_id=tea.space_id, title="Spring", why="To choose with you.", purpose="taste", actor=tea.actor
    )
    for question in (
        Question(key="", kind="single", title="Which tea?", options=("green", "white"), required=True),
        Question(key="", kind="multiple", title="With what?", options=("cake", "nuts")),
        Question(key="", kind="scale", title="How was it?", low_label="poor", high_label="great"),
        Question(key="", kind="text", title="Why white?", least=3, show_if=ShowIf(key="q1", values=("white",))),
        Question(key="", kind="number", title="Cups", most=20, unit="cups"),
        Question(key="", kind="date", title="Since when?"),
        Question(key="", kind="place", title="Where?", detail="city"),
        Question(key="", kind="account", title="Your account"),
        Question(key="", kind="picture", title="Your cup"),
    ):
        actions.add_question(space_id=tea.space_id, survey_id=survey_id, question=question, actor=tea.actor)
    actions.open_(space_id=tea.space_id, survey_id=survey_id, actor=tea.actor)
    return survey_id


@pytest.fixture
def address(survey_id) -> str:
    return reverse("h5:survey", args=["spring-tea", survey_id])


FULL = {
    "q1": "white",
    "q2": ["cake", "nuts"],
    "q3": "4",
    "q4": "It is mild",
    "q5": "3",
    "q6": "2026-03-01",
    "q7-province": "浙江",
    "q7-city": "杭州",
    "q8-platform": "weibo",
    "q8-name": "teacup",
    "q8-followers": "1200",
    "consent": "yes",
}


def _picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "PNG")
    file.seek(0)
    file.name = "cup.png"
    return file


def test_takes_everything_in_one_page(tea, phone, member_id, survey_id, address) -> None:
    page = phone.get(address).content.decode()
    assert "To choose with you." in page
    response = phone.post(address, {**FULL, "q9-file": _picture()})
    assert response.status_code == 303
    done = phone.get(response["Location"]).content.decode()
    assert "Thank you" in done
    assert "浙江 杭州" in done
    (answered,) = queries.answers_of(space_id=tea.space_id, member_id=member_id, clear="all")
    told = {one.question.key: one.words for one in answered.told}
    assert told["q8"] == "weibo: teacup (1200)"
    assert media.are_usable(space_id=tea.space_id, picture_ids=[int(told["q9"])], member_id=member_id, user_id=None)


def test_says_beside_the_question_what_needs_another_look_and_loses_nothing(tea, phone, survey_id, address) -> None:
    response = phone.post(address, {**FULL, "q1": "", "q5": "99", "q9-file": _picture()})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Please answer this one." in page
    assert "At most 20." in page
    assert 'href="#field-q5"' in page
    assert 'value="teacup"' in page
    assert "checked" in page
    assert "A picture is here already" in page
    again = phone.get(address).content.decode()
    assert 'value="teacup"' in again
    assert "A picture is here already" in again


def test_refuses_what_is_no_picture_and_keeps_the_rest(tea, phone, address) -> None:
    bad = io.BytesIO(b"<svg onload=alert(1)>")
    bad.name = "x.svg"
    response = phone.post(address, {**FULL, "q5": "99", "q9-file": bad})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'href="#field-q9"' in page
    assert 'href="#field-q5"' in page


def test_does_not_take_somebody_elses_picture(tea, phone, address, survey_id, member_id) -> None:
    other = cast.member(tea.space_id, "谷雨")
    faces.member(tea.space_id, other).post(address, {**FULL, "q9-file": _picture()})
    (answered,) = queries.answers_of(space_id=tea.space_id, member_id=other, clear="all")
    stolen = answered.told[-1].words
    phone.post(address, {**FULL, "q9": stolen})
    (mine,) = queries.answers_of(space_id=tea.space_id, member_id=member_id, clear="all")
    assert mine.told[-1].words == ""


def test_asks_for_consent_beside_its_box(phone, address) -> None:
    response = phone.post(address, {**FULL, "consent": ""})
    assert response.status_code == 422
    assert "Without your consent" in response.content.decode()


def test_keeps_what_is_typed_while_it_is_typed(tea, phone, member_id, survey_id, address) -> None:
    response = phone.post(reverse("h5:survey-draft", args=["spring-tea", survey_id]), {"q4": "half a sentence"})
    assert response.status_code == 204
    assert "half a sentence" in phone.get(address).content.decode()
    assert phone.get(reverse("h5:survey-draft", args=["spring-tea", survey_id])).status_code == 405


def test_thanks_for_the_second_tap_as_for_the_first(tea, phone, address, survey_id) -> None:
    assert phone.post(address, FULL).status_code == 303
    assert phone.post(address, {**FULL, "q1": "green"}).status_code == 200
    assert queries.survey(space_id=tea.space_id, survey_id=survey_id).answers == 1


def test_goes_on_to_pages_of_this_space_only(phone, address) -> None:
    onward = "/m/spring-tea/circles/tea/"
    assert onward in phone.get(f"{address}?next={onward}").content.decode()
    assert "evil" not in phone.get(f"{address}?next=https://evil.example/m/spring-tea/").content.decode()
    response = phone.post(address, {**FULL, "next": onward})
    assert onward in phone.get(response["Location"]).content.decode()


def test_is_there_only_while_it_is_open(tea, phone, survey_id, address) -> None:
    actions.close(space_id=tea.space_id, survey_id=survey_id, actor=tea.actor)
    assert "closed" in phone.get(address).content.decode()
    assert phone.post(address, FULL).status_code == 200
    assert queries.survey(space_id=tea.space_id, survey_id=survey_id).answers == 0
    draft = actions.create(space_id=tea.space_id, title="Draft", why="x", purpose="y", actor=tea.actor)
    for unknown in (draft, 987654):
        assert phone.get(reverse("h5:survey", args=["spring-tea", unknown])).status_code == 404


def test_sends_who_is_not_signed_in_to_join(address) -> None:
    assert "join" in faces.anonymous().get(address)["Location"]


def test_shows_what_was_typed_and_runs_none_of_it(phone, address) -> None:
    for payload in payloads.tried(step=3):
        page = phone.post(address, {**FULL, "q5": payload, "q4": payload, "q7-city": payload}).content.decode()
        if "<" in payload:
            assert payload.strip() not in page


def test_asks_few_statements(phone, address) -> None:
    phone.get(address)
    for prepare in (lambda: None, lambda: phone.post(address, FULL)):
        prepare()
        with CaptureQueriesContext(connection) as captured:
            phone.get(address)
        statements = capture.statements(captured)
        assert len(statements) <= MOST_STATEMENTS, statements


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "²"])
def test_takes_no_number_that_no_picture_has(tea, phone, address, member_id, number) -> None:
    phone.post(address, {**FULL, "q9": number})
    (mine,) = queries.answers_of(space_id=tea.space_id, member_id=member_id, clear="all")
    assert mine.told[-1].words == ""
