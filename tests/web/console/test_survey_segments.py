"""Results of a segment are of the segment alone: counts, quoted words, the table; nothing where it is unreadable."""

import pytest
from django.urls import reverse

from guanxi.kernel import statements, tenancy
from guanxi.members import actions as members
from guanxi.members import segments
from guanxi.surveys import actions, queries
from guanxi.surveys.questions import Question
from tests import cast


@pytest.fixture
def survey_id(tea) -> int:
    """A survey that a loyal member and a passer-by have answered."""
    survey_id = actions.create(
        space_id=tea.space_id, title="Spring", why="w", purpose="taste", basis="contract", actor=tea.actor
    )
    for question in (
        Question(key="", kind="single", title="Which tea?", options=("green", "white")),
        Question(key="", kind="text", title="Why?"),
    ):
        actions.add_question(space_id=tea.space_id, survey_id=survey_id, question=question, actor=tea.actor)
    actions.open_(space_id=tea.space_id, survey_id=survey_id, actor=tea.actor)
    loyal, passing = cast.members_of(tea.space_id, 2)
    for member_id, tea_, why in ((loyal, "green", "Said by the loyal"), (passing, "white", "Said in passing")):
        given = {"q1": tea_, "q2": why}
        actions.answer(space_id=tea.space_id, survey_id=survey_id, member_id=member_id, given=given, actor=None)
    members.tag(space_id=tea.space_id, member_ids=[loyal], name="loyal 100%", actor=tea.actor)
    return survey_id


@pytest.fixture
def loyal(tea) -> str:
    return segments.save(
        space_id=tea.space_id, name="Loyal", predicate="has(member.tags, 'loyal 100%')", actor=tea.actor
    )


def _at(name: str, *args: object) -> str:
    return reverse(f"console:{name}", args=["spring-tea", *args])


def test_quotes_only_the_segment(tea, owner, survey_id, loyal) -> None:
    page = owner.get(_at("survey-results", survey_id) + f"?segment={loyal}").content.decode()
    assert "1 member answered" in page
    assert "Said in passing" not in page
    found = queries.answers_to(space_id=tea.space_id, survey_id=survey_id, where=_rendered(tea, loyal))
    assert len(found) == 1
    assert len(queries.answers_to(space_id=tea.space_id, survey_id=survey_id)) == 2
    assert f"{_at('survey-answers', survey_id)}?segment={loyal}" in page
    one = owner.get(_at("survey-answers", survey_id) + f"?segment={loyal}").content.decode()
    assert one.count("<section") == 1
    assert "Said in passing" not in one


def test_takes_only_the_segment_away(tea, owner, survey_id, loyal) -> None:
    response = owner.get(_at("survey-results", survey_id) + f"?format=csv&segment={loyal}")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 2
    assert "green" in lines[1]
    assert f"-{loyal}.csv" in response["Content-Disposition"]


def test_shows_nothing_while_the_segment_cannot_be_read(tea, owner, survey_id, loyal) -> None:
    with tenancy.acting_in(tea.space_id):
        statements.run("UPDATE members_segment SET predicate = 'member.gone = 1'", [])
    for address in (
        _at("survey-results", survey_id) + f"?segment={loyal}",
        _at("survey-results", survey_id) + f"?format=csv&segment={loyal}",
        _at("survey-answers", survey_id) + f"?segment={loyal}",
    ):
        answer = owner.get(address)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "cannot be read any more" in page
        assert "Said" not in page
        assert "chosen most" not in page
        assert "2 members" not in page


def _rendered(tea: cast.House, slug: str) -> str:
    kept = segments.segment(space_id=tea.space_id, slug=slug)
    return segments.rendered(segments.parsed(space_id=tea.space_id, text=kept.predicate))
