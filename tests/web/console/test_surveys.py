"""Writing a survey in the console: question by question, by buttons, with what members see; and its results."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanxi.kernel import statements, tenancy
from guanxi.members import actions as members
from guanxi.members import segments
from guanxi.members.actions import revealing
from guanxi.surveys import actions, queries
from guanxi.surveys.questions import KINDS, Question
from tests import cast
from tests.web import capture, faces, payloads

HEADING = {"title": "Spring", "why": "To choose with you.", "purpose": "taste", "basis": "contract"}


@pytest.fixture
def survey_id(tea) -> int:
    survey_id = actions.create(space_id=tea.space_id, actor=tea.actor, **HEADING)
    for question in (
        Question(key="", kind="single", title="Which tea?", options=("green", "white"), required=True),
        Question(key="", kind="text", title="Why?"),
        Question(key="", kind="text", title="Your name?", personal=True),
        Question(key="", kind="scale", title="How was it?"),
    ):
        actions.add_question(space_id=tea.space_id, survey_id=survey_id, question=question, actor=tea.actor)
    return survey_id


def _at(name: str, *args: object) -> str:
    return reverse(f"console:{name}", args=["spring-tea", *args])


def _answer(tea: cast.House, survey_id: int, member_id: int, **given: str) -> None:
    actions.open_(space_id=tea.space_id, survey_id=survey_id, actor=tea.actor)
    actions.answer(space_id=tea.space_id, survey_id=survey_id, member_id=member_id, given=given, actor=None)


def _keys(tea: cast.House, survey_id: int) -> list[str]:
    return [one.key for one in queries.survey(space_id=tea.space_id, survey_id=survey_id).questions]


def test_leads_from_nothing_to_an_open_survey(tea, owner) -> None:
    assert "No survey yet" in owner.get(_at("surveys")).content.decode()
    assert owner.post(_at("survey-new"), {"title": ""}).status_code == 422
    response = owner.post(_at("survey-new"), HEADING)
    assert response.status_code == 303
    (made,) = queries.surveys(space_id=tea.space_id)
    page = owner.get(_at("survey", made.id)).content.decode()
    assert "Nothing is asked yet" in page
    assert owner.post(_at("survey-stage", made.id), {"act": "open"}).status_code == 303
    assert "Add a question first" in owner.get(_at("survey", made.id)).content.decode()
    add = _at("survey-question", made.id, "new") + "?kind=single"
    assert "One a line" in owner.get(add).content.decode()
    wrong = owner.post(add, {"title": "Which?", "options": "one"})
    assert wrong.status_code == 422
    assert "options, one a line" in wrong.content.decode()
    assert owner.post(add, {"title": "Which?", "options": "one\ntwo", "required": "on"}).status_code == 303
    owner.post(_at("survey-stage", made.id), {"act": "open"})
    page = owner.get(_at("survey", made.id)).content.decode()
    assert "/m/spring-tea/surveys/" in page
    assert 'type="radio" name="q1"' in page
    owner.post(_at("survey-stage", made.id), {"act": "close"})
    assert queries.survey(space_id=tea.space_id, survey_id=made.id).state == "closed"


def test_begins_with_the_seed_members_survey(tea, owner) -> None:
    owner.post(_at("survey-new"), {"starter": "seed"})
    (made,) = queries.surveys(space_id=tea.space_id)
    assert len(made.questions) == 6
    assert made.questions[4].show_if is not None
    assert owner.get(_at("survey", made.id)).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_has_a_form_for_every_kind_of_question(tea, owner, survey_id, kind) -> None:
    add = _at("survey-question", survey_id, "new") + f"?kind={kind}"
    assert owner.get(add).status_code == 200
    given = {"title": f"A {kind}", "options": "a\nb", "least": "", "most": "", "detail": "city"}
    assert owner.post(add, given).status_code == 303
    page = owner.get(_at("survey", survey_id)).content.decode()
    assert f"5. A {kind}" in page
    again = _at("survey-question", survey_id, "q5")
    assert f"A {kind}" in owner.get(again).content.decode()
    assert owner.post(again, {**given, "title": "Another", "show_if": ["q1\x1fgreen"]}).status_code == 303
    last = queries.survey(space_id=tea.space_id, survey_id=survey_id).questions[-1]
    assert (last.title, last.show_if and last.show_if.values) == ("Another", ("green",))


def test_moves_questions_by_buttons_and_removes_them_after_asking(tea, owner, survey_id) -> None:
    owner.post(_at("survey-move", survey_id, "q3"), {"way": "up"})
    owner.post(_at("survey-move", survey_id, "q1"), {"way": "down"})
    assert _keys(tea, survey_id) == ["q3", "q1", "q2", "q4"]
    assert "Which tea?" in owner.get(_at("survey-remove", survey_id, "q1")).content.decode()
    assert _keys(tea, survey_id) == ["q3", "q1", "q2", "q4"]
    owner.post(_at("survey-remove", survey_id, "q1"))
    assert _keys(tea, survey_id) == ["q3", "q2", "q4"]
    assert owner.get(_at("survey-question", survey_id, "q1")).status_code == 404


def test_keeps_the_times_on_the_clocks_of_the_space(tea, owner, survey_id) -> None:
    given = {**HEADING, "opens_at": "2026-05-01T08:00", "closes_at": "2026-05-02T08:00"}
    assert owner.post(_at("survey-about", survey_id), given).status_code == 303
    found = queries.survey(space_id=tea.space_id, survey_id=survey_id)
    assert found.opens_at is not None
    assert found.opens_at.isoformat() == "2026-05-01T00:00:00+00:00"
    assert "2026-05-01T08:00" in owner.get(_at("survey-about", survey_id)).content.decode()
    turned = owner.post(_at("survey-about", survey_id), {**given, "closes_at": "2026-04-01T08:00"})
    assert turned.status_code == 422
    assert "close before it opens" in turned.content.decode()


def test_says_at_the_purpose_which_question_needs_another(tea, owner) -> None:
    agreed = {**HEADING, "purpose": "greeting", "basis": "consent"}
    members.define_field(
        space_id=tea.space_id,
        slug="born",
        type_="date",
        label="Born",
        purpose="greeting",
        basis="consent",
        actor=tea.actor,
    )
    survey_id = actions.create(space_id=tea.space_id, actor=tea.actor, **agreed)
    question = Question(key="", kind="date", title="Your <day>?", into="born")
    actions.add_question(space_id=tea.space_id, survey_id=survey_id, question=question, actor=tea.actor)
    turned = owner.post(_at("survey-about", survey_id), {**agreed, "purpose": "parcels"})
    assert turned.status_code == 422
    assert "“Your &lt;day&gt;?” could not be asked so: That profile field rests" in turned.content.decode()


def test_says_what_came_out_in_words_with_a_table(tea, owner, survey_id) -> None:
    first, second, third = cast.members_of(tea.space_id, 3)
    _answer(tea, survey_id, first, q1="white", q2="It is mild", q3="Lin", q4="5")
    _answer(tea, survey_id, second, q1="white", q4="4")
    _answer(tea, survey_id, third, q1="green", q4="3")
    page = owner.get(_at("survey-results", survey_id)).content.decode()
    assert "“white” is chosen most: 67 %." in page
    assert "4 of 5 on average." in page
    assert "It is mild" in page
    assert "Lin" not in page
    answers = owner.get(_at("survey-answers", survey_id)).content.decode()
    assert "It is mild" in answers
    assert "Lin" not in answers
    assert "•••" in answers
    members.tag(space_id=tea.space_id, member_ids=[third], name="vip", actor="t:1")
    slug = segments.save(space_id=tea.space_id, name="VIP", predicate="has(member.tags, 'vip')", actor="t:1")
    narrowed = owner.get(_at("survey-results", survey_id) + f"?segment={slug}").content.decode()
    assert "1 member answered" in narrowed
    assert "“green” is chosen most: 100 %." in narrowed


def test_takes_the_answers_away_without_formulas(tea, owner, survey_id) -> None:
    member_id = cast.member(tea.space_id)
    _answer(tea, survey_id, member_id, q1="white", q2="=HYPERLINK(1)", q3="Lin")
    response = owner.get(_at("survey-results", survey_id) + "?format=csv")
    text = b"".join(response.streaming_content).decode()
    assert "HYPERLINK" not in text
    assert "Lin" not in text
    assert str(member_id) in text
    assert "survey.revealed" not in _types(tea)


def test_gives_sealed_words_for_a_reason_that_is_recorded(tea, owner, survey_id) -> None:
    member_id = cast.member(tea.space_id)
    _answer(tea, survey_id, member_id, q1="white", q2="=HYPERLINK(1)", q3="Lin")
    assert owner.post(_at("survey-take", survey_id), {"questions": ["q2"]}).status_code == 422
    response = owner.post(_at("survey-take", survey_id), {"questions": ["q2"], "reason": "Parcels of the spring"})
    text = b"".join(response.streaming_content).decode()
    assert "'=HYPERLINK(1)" in text
    assert "Lin" not in text
    assert f"staff:{tea.owner}" in text
    assert _types(tea)[-1] == "survey.revealed"
    for role in ("analyst", "agent"):
        client = faces.desk(tea, role)
        assert client.get(_at("survey-take", survey_id)).status_code == 403
        for page in ("survey-results", "survey-answers"):
            seen = client.get(_at(page, survey_id)).content.decode()
            assert "HYPERLINK" not in seen
            assert "Lin" not in seen
        assert "HYPERLINK" not in client.get(_at("member", member_id)).content.decode()


def test_takes_no_more_in_clear_than_anybody_may_in_an_hour(tea, owner, survey_id, monkeypatch) -> None:
    monkeypatch.setattr(revealing, "ROWS_PER_HOUR", 1)
    _answer(tea, survey_id, cast.member(tea.space_id), q1="white", q3="Lin")
    given = {"questions": ["q3"], "reason": "Parcels of the spring"}
    assert [owner.post(_at("survey-take", survey_id), given).status_code for _ in range(2)] == [200, 422]
    assert _types(tea).count("survey.revealed") == 1


def test_records_who_wrote_a_survey_anew(tea, owner, survey_id) -> None:
    owner.post(_at("survey-remove", survey_id, "q2"))
    made = surveys_made(tea)
    owner.post(_at("survey-delete", made))
    assert _types(tea)[-2:] == ["survey.created", "survey.deleted"]
    assert "survey.changed" in _types(tea)


def surveys_made(tea) -> int:
    return actions.create(space_id=tea.space_id, title="Tea", why="To know", purpose="taste", actor=tea.actor)


def _types(tea) -> list[str]:
    with tenancy.acting_in(tea.space_id):
        return [row[0] for row in statements.rows("SELECT type FROM journal_public_event ORDER BY id", [])]


def test_says_that_a_change_makes_a_version_and_keeps_what_has_answers(tea, owner, survey_id) -> None:
    _answer(tea, survey_id, cast.member(tea.space_id), q1="white")
    assert "makes a new version" in owner.get(_at("survey", survey_id)).content.decode()
    owner.post(_at("survey-remove", survey_id, "q2"))
    assert "version 2" in owner.get(_at("survey", survey_id)).content.decode()
    owner.post(_at("survey-delete", survey_id))
    assert queries.survey(space_id=tea.space_id, survey_id=survey_id).answers == 1


def test_is_written_by_operators_and_read_by_analysts(tea, survey_id) -> None:
    for role, may in (("analyst", False), ("agent", False), ("operator", True), ("owner", True)):
        client = faces.desk(tea, role)
        assert client.get(_at("survey", survey_id)).status_code == 200
        assert client.get(_at("survey-results", survey_id)).status_code == 200
        assert client.get(_at("survey-new")).status_code == (200 if may else 403)
        assert client.post(_at("survey-stage", survey_id), {"act": "close"}).status_code == (303 if may else 403)
    stranger = faces.staff(cast.night_owl().owner)
    assert stranger.get(_at("survey", survey_id)).status_code == 404


def test_runs_nothing_of_what_is_written(tea, owner, survey_id) -> None:
    for payload in payloads.tried(step=3):
        words = payload.strip()[:80] or "x"
        question = Question(key="", kind="single", title=words, help=words, options=(words, "other"))
        key = actions.add_question(space_id=tea.space_id, survey_id=survey_id, question=question, actor=tea.actor)
        _answer(tea, survey_id, cast.member(tea.space_id), q1="white", q2=payload, **{key: words})
        for page in ("survey", "survey-results", "survey-answers"):
            html = owner.get(_at(page, survey_id)).content.decode()
            if re.search(r"<\w", words):
                assert words not in html


def test_asks_a_fixed_number_of_statements(tea, owner, survey_id) -> None:
    people = cast.members_of(tea.space_id, 8)
    _answer(tea, survey_id, people[0], q1="white", q2="a", q3="b", q4="1")
    pages = [_at(name, survey_id) for name in ("survey", "survey-results", "survey-answers")] + [_at("surveys")]
    before = [_statements(owner, page) for page in pages]
    for member_id in people[1:]:
        _answer(tea, survey_id, member_id, q1="green", q2="a", q3="b", q4="1")
    assert [_statements(owner, page) for page in pages] == before
    assert max(before) <= 15, before


def _statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(capture.statements(captured))
