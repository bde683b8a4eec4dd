"""Writing a survey, answering it once, and reading what came out (docs/surveys.md)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from guanxi import journal
from guanxi.kernel import statements, tenancy
from guanxi.members import actions as members
from guanxi.members import queries as member_queries
from guanxi.surveys import actions, errors, queries, results
from guanxi.surveys.questions import Question, ShowIf
from tests import cast

pytestmark = pytest.mark.django_db

TASTE = Question(key="", kind="single", title="Which tea?", options=("green", "white", "black"), required=True)
LIKES = Question(key="", kind="multiple", title="With what?", options=("cake", "nuts", "nothing"), most=2)
SCORE = Question(key="", kind="scale", title="How was it?", low_label="poor", high_label="great")
WORDS = Question(key="", kind="text", title="Tell us more", least=3, most=20)
CUPS = Question(key="", kind="number", title="Cups a day", least=0, most=50, unit="cups")
ACCOUNT = Question(key="", kind="account", title="Where do you write?")
HOME = Question(key="", kind="place", title="Where do you live?", detail="city")


@pytest.fixture
def tea() -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def ask(tea: cast.House) -> Callable[..., int]:
    def make(*questions: Question, opened: bool = True, **more: Any) -> int:
        heading: dict[str, Any] = {
            "title": "Seed members",
            "why": "To choose the spring tea with you.",
            "purpose": "taste",
        }
        survey_id = actions.create(space_id=tea.space_id, actor=tea.actor, **{**heading, "basis": "contract", **more})
        for question in questions:
            actions.add_question(space_id=tea.space_id, survey_id=survey_id, question=question, actor=tea.actor)
        if opened:
            actions.open_(space_id=tea.space_id, survey_id=survey_id, actor=tea.actor)
        return survey_id

    return make


def _answer(tea: cast.House, survey_id: int, member_id: int, **given: Any) -> int:
    return actions.answer(
        space_id=tea.space_id, survey_id=survey_id, member_id=member_id, given=given, actor=None, consents=True
    )


def test_records_that_somebody_answered_and_not_what(tea, ask) -> None:
    survey_id, member_id = ask(TASTE, SCORE), cast.member(tea.space_id)
    event_id = _answer(tea, survey_id, member_id, q1="white", q2="4")
    with tenancy.acting_in(tea.space_id):
        event = journal.event(space_id=tea.space_id, event_id=event_id)
    assert event is not None
    assert (event.type, event.props) == ("survey.answered", {"survey": "seed-members", "version": 1, "questions": 2})
    assert queries.has_answered(space_id=tea.space_id, survey_id=survey_id, member_id=member_id)


def test_takes_one_answer_a_member(tea, ask) -> None:
    survey_id, member_id = ask(TASTE), cast.member(tea.space_id)
    _answer(tea, survey_id, member_id, q1="white")
    with pytest.raises(errors.AlreadyAnswered):
        _answer(tea, survey_id, member_id, q1="green")
    assert queries.survey(space_id=tea.space_id, survey_id=survey_id).answers == 1


def test_names_everything_that_needs_another_look_at_once(tea, ask) -> None:
    survey_id, member_id = ask(TASTE, LIKES, SCORE, WORDS, CUPS, ACCOUNT, HOME), cast.member(tea.space_id)
    given = {
        "q1": "coffee",
        "q2": ["cake", "nuts", "nothing"],
        "q3": "9",
        "q4": "no",
        "q5": "many",
        "q6": {"platform": "weibo", "name": "tea", "followers": "a lot"},
        "q7": {"province": "Atlantis"},
    }
    with pytest.raises(errors.AnswersRefused) as refused:
        _answer(tea, survey_id, member_id, **given)
    assert set(refused.value.problems) == set(given)
    assert not queries.has_answered(space_id=tea.space_id, survey_id=survey_id, member_id=member_id)


def test_asks_what_is_required_and_nothing_that_is_not_shown(tea, ask) -> None:
    hidden = Question(
        key="", kind="text", title="Why black?", required=True, show_if=ShowIf(key="q1", values=("black",))
    )
    survey_id, (first, second, third) = ask(TASTE, hidden), cast.members_of(tea.space_id, 3)
    _answer(tea, survey_id, first, q1="white")
    with pytest.raises(errors.AnswersRefused) as refused:
        _answer(tea, survey_id, second, q1="black")
    assert set(refused.value.problems) == {"q2"}
    _answer(tea, survey_id, third, q1="white", q2="not asked")
    told = queries.answers_of(space_id=tea.space_id, member_id=third, clear="all")[0].told
    assert [one.words for one in told] == ["white", ""]


def test_seals_free_words_and_shows_what_is_personal_to_the_member_alone(tea, ask) -> None:
    secret = Question(key="", kind="text", title="Who are you?", personal=True)
    survey_id, member_id = ask(TASTE, WORDS, secret), cast.member(tea.space_id)
    _answer(tea, survey_id, member_id, q1="white", q2="Ask Lin in Hangzhou", q3="I am Lin")
    mask = member_queries.MASK
    levels: dict[queries.Clear, list[str]] = {
        "nothing": ["white", mask, mask],
        "words": ["white", "Ask Lin in Hangzhou", mask],
        "all": ["white", "Ask Lin in Hangzhou", "I am Lin"],
        frozenset({"q3"}): ["white", mask, "I am Lin"],
    }
    for clear, expected in levels.items():
        seen = queries.answers_of(space_id=tea.space_id, member_id=member_id, clear=clear)[0].told
        assert [one.words for one in seen] == expected
        assert queries.answers_to(space_id=tea.space_id, survey_id=survey_id, clear=clear)[0].told == seen
    assert queries.answers_to(space_id=tea.space_id, survey_id=survey_id)[0].told[1].words == mask
    own = queries.answers_of(space_id=tea.space_id, member_id=member_id, clear="all")[0].told
    assert [one.words for one in own] == ["white", "Ask Lin in Hangzhou", "I am Lin"]
    with tenancy.acting_in(tea.space_id):
        stored = statements.rows("SELECT plain::text || encode(sealed, 'escape') FROM surveys_answer", [])
    assert "Lin" not in str(stored)


def test_masks_what_was_found_to_tell_who_somebody_is_after_it_was_answered(tea, ask) -> None:
    survey_id, member_id = ask(TASTE, WORDS), cast.member(tea.space_id)
    _answer(tea, survey_id, member_id, q1="white", q2="I am Lin")
    asked = queries.survey(space_id=tea.space_id, survey_id=survey_id).questions
    for question in asked:
        actions.change_question(
            space_id=tea.space_id, survey_id=survey_id, question=replace(question, personal=True), actor=tea.actor
        )
    told = queries.answers_to(space_id=tea.space_id, survey_id=survey_id, clear="words")[0].told
    assert [one.words for one in told] == [member_queries.MASK] * 2
    assert queries.answers_of(space_id=tea.space_id, member_id=member_id, clear="words")[0].told == told


def test_needs_consent_where_it_rests_on_it(tea, ask) -> None:
    survey_id, member_id = ask(TASTE, basis="consent"), cast.member(tea.space_id)
    with pytest.raises(errors.ConsentMissing):
        actions.answer(
            space_id=tea.space_id, survey_id=survey_id, member_id=member_id, given={"q1": "white"}, actor=None
        )
    _answer(tea, survey_id, member_id, q1="white")
    given = member_queries.consents(space_id=tea.space_id, member_id=member_id)[0]
    assert (given.purpose, given.text_version, given.channel) == ("taste", "seed-members/1", "h5")


def test_brings_answers_into_profile_fields(tea, ask) -> None:
    for slug, kind, personal in (("tea", "choice", False), ("cups", "integer", False), ("mail", "email", True)):
        members.define_field(
            space_id=tea.space_id,
            slug=slug,
            type_=kind,
            label=slug,
            purpose="taste",
            personal=personal,
            actor=tea.actor,
            options=TASTE.options if kind == "choice" else (),
        )
    questions = [
        Question(key="", kind="single", title="Which tea?", options=TASTE.options, into="tea"),
        Question(key="", kind="number", title="Cups", into="cups"),
        Question(key="", kind="text", title="Mail", into="mail"),
    ]
    survey_id, member_id = ask(*questions), cast.member(tea.space_id)
    with pytest.raises(errors.AnswersRefused) as refused:
        _answer(tea, survey_id, member_id, q1="white", q2="3", q3="nowhere")
    assert set(refused.value.problems) == {"q3"}
    _answer(tea, survey_id, member_id, q1="white", q2="3", q3="Lin@example.com")
    assert member_queries.member(space_id=tea.space_id, member_id=member_id).facts == {"tea": "white", "cups": 3}
    found = member_queries.members_by_contact(space_id=tea.space_id, type_="email", value="lin@example.com")
    assert found == (member_id,)
    seen = queries.answers_of(space_id=tea.space_id, member_id=member_id)[0].told
    assert [one.words for one in seen] == ["white", "3", member_queries.MASK]


def test_leads_no_answer_where_the_profile_would_refuse_it(tea, ask) -> None:
    for slug, kind, options, basis in (("leaf", "choice", ("green", "white"), "law"), ("born", "date", (), "consent")):
        members.define_field(
            space_id=tea.space_id,
            slug=slug,
            type_=kind,
            label=slug,
            purpose="greeting",
            basis=basis,
            options=options,
            actor=tea.actor,
        )
    other = Question(key="", kind="single", title="Which?", options=("green", "black"), into="leaf")
    born = Question(key="", kind="date", title="Born?", into="born")
    agreed = {"basis": "consent", "purpose": "greeting"}
    for question, heading in ((other, {}), (born, {}), (born, {**agreed, "purpose": "taste"})):
        with pytest.raises(errors.QuestionUnreadable) as refused:
            ask(question, opened=False, **heading)
        assert refused.value.facts["part"] == "into"
    survey_id, member_id = ask(born, **agreed), cast.member(tea.space_id)
    actions.answer(
        space_id=tea.space_id,
        survey_id=survey_id,
        member_id=member_id,
        given={"q1": "1990-05-01"},
        consents=True,
        actor=None,
    )
    (kept,) = member_queries.profile(space_id=tea.space_id, member_id=member_id)
    assert kept.field == "born"


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("other", [{"purpose": "parcels"}, {"basis": "contract"}])
def test_keeps_the_purpose_and_ground_on_which_answers_can_be_kept(tea, ask, answered, other) -> None:
    agreed: dict[str, Any] = {"basis": "consent", "purpose": "greeting"}
    field: dict[str, Any] = {"slug": "born", "type_": "date", "label": "born", **agreed}
    members.define_field(space_id=tea.space_id, actor=tea.actor, **field)
    survey_id = ask(Question(key="", kind="date", title="Born?", into="born"), **agreed)
    first, second = cast.members_of(tea.space_id, 2)
    if answered:
        _answer(tea, survey_id, first, q1="1990-05-01")
    heading: dict[str, Any] = {"space_id": tea.space_id, "survey_id": survey_id, "actor": tea.actor, "why": "why"}
    turned: dict[str, Any] = {**heading, **agreed, **other}
    with pytest.raises(errors.QuestionUnreadable) as refused:
        actions.describe(**turned, title="Other")
    assert refused.value.facts["question"] == "q1"
    actions.describe(**heading, title="Seed", **agreed)
    found = queries.survey(space_id=tea.space_id, survey_id=survey_id)
    assert (found.title, found.purpose, found.basis, found.version) == ("Seed", "greeting", "consent", 1)
    _answer(tea, survey_id, second, q1="1991-05-01")


@pytest.mark.parametrize(
    ("question", "part"),
    [
        (Question(key="", kind="single", title="Which?", options=("one",)), "options"),
        (Question(key="", kind="single", title="", options=("one", "two")), "title"),
        (Question(key="", kind="text", title="Say", least=9, most=3), "most"),
        (Question(key="", kind="scale", title="How", least=3, most=9), "most"),
        (Question(key="", kind="text", title="Say", into="nothing"), "into"),
        (Question(key="", kind="text", title="Say", show_if=ShowIf(key="q9", values=("x",))), "show_if"),
    ],
)
def test_refuses_a_question_that_cannot_be_asked(tea, ask, question, part) -> None:
    survey_id = ask(opened=False)
    with pytest.raises(errors.QuestionUnreadable) as refused:
        actions.add_question(space_id=tea.space_id, survey_id=survey_id, question=question, actor=tea.actor)
    assert refused.value.facts["part"] == part


def test_changes_a_draft_in_place_and_makes_a_version_of_what_was_answered(tea, ask) -> None:
    survey_id, member_id = ask(TASTE, SCORE), cast.member(tea.space_id)
    where = {"space_id": tea.space_id, "survey_id": survey_id}
    actions.move_question(**where, key="q2", by=-1, actor=tea.actor)
    actions.move_question(**where, key="q2", by=-1, actor=tea.actor)
    assert [one.key for one in queries.survey(**where).questions] == ["q2", "q1"]
    assert queries.survey(**where).version == 1
    _answer(tea, survey_id, member_id, q1="white", q2="5")
    actions.remove_question(**where, key="q1", actor=tea.actor)
    assert actions.add_question(**where, question=CUPS, actor=tea.actor) == "q3"
    now = queries.survey(**where)
    assert (now.version, [one.key for one in now.questions]) == (2, ["q2", "q3"])
    told = queries.answers_of(space_id=tea.space_id, member_id=member_id)[0]
    assert (told.version, [one.question.key for one in told.told]) == (1, ["q2", "q1"])


def test_opens_only_with_a_question_and_answers_only_while_open(tea, ask) -> None:
    empty = ask(opened=False)
    with pytest.raises(errors.NothingAsked):
        actions.open_(space_id=tea.space_id, survey_id=empty, actor=tea.actor)
    survey_id, member_id = ask(TASTE, opened=False), cast.member(tea.space_id)
    with pytest.raises(errors.NotOpen):
        _answer(tea, survey_id, member_id, q1="white")
    actions.open_(space_id=tea.space_id, survey_id=survey_id, actor=tea.actor)
    with tenancy.acting_in(tea.space_id):
        now = journal.now(space_id=tea.space_id)
    actions.describe(
        space_id=tea.space_id,
        survey_id=survey_id,
        title="Later",
        why="why",
        purpose="taste",
        basis="contract",
        opens_at=now + timedelta(hours=1),
        actor=tea.actor,
    )
    with pytest.raises(errors.NotOpen):
        _answer(tea, survey_id, member_id, q1="white")
    assert queries.unanswered(space_id=tea.space_id, member_id=member_id) == ()


def test_keeps_what_was_typed_until_it_is_sent(tea, ask) -> None:
    survey_id, member_id = ask(TASTE, WORDS), cast.member(tea.space_id)
    where = {"space_id": tea.space_id, "survey_id": survey_id, "member_id": member_id}
    actions.save_draft(**where, given={"q2": "half a sen"}, actor=None)
    actions.save_draft(**where, given={"q2": "half a sentence", "q1": "white"}, actor=None)
    assert queries.draft(**where) == {"q2": "half a sentence", "q1": "white"}
    _answer(tea, survey_id, member_id, **queries.draft(**where))
    assert queries.draft(**where) == {}


def test_counts_what_was_answered(tea, ask) -> None:
    survey_id = ask(TASTE, LIKES, SCORE, CUPS, ACCOUNT, WORDS)
    for place, member_id in enumerate(cast.members_of(tea.space_id, 4)):
        _answer(
            tea,
            survey_id,
            member_id,
            q1="white" if place else "black",
            q2=["cake", "nuts"] if place else None,
            q3=str(place + 1),
            q4=str(place * 2),
            q5={"platform": "weibo", "name": f"tea{place}", "followers": str(100 * place)},
            q6="sealed words",
        )
    found = results.read(space_id=tea.space_id, survey_id=survey_id)
    taste, likes, score, cups, account, words = found.outcomes
    assert found.members == 4
    assert [(one.option, one.members) for one in taste.counts] == [("green", 0), ("white", 3), ("black", 1)]
    assert likes.answered == 3
    assert [one.members for one in score.counts] == [1, 1, 1, 1, 0]
    assert score.spread is not None
    assert (score.spread.mean, score.spread.median, score.spread.n) == (Decimal("2.5"), Decimal(2), 4)
    assert cups.spread is not None
    assert (cups.spread.least, cups.spread.most) == (Decimal(0), Decimal(6))
    assert account.spread is not None
    assert account.spread.most == 300
    assert (words.answered, words.counts) == (4, ())


def test_forgets_the_answers_of_who_is_erased(tea, ask) -> None:
    survey_id, member_id = ask(TASTE, WORDS), cast.member(tea.space_id)
    _answer(tea, survey_id, member_id, q1="white", q2="my own words")
    members.erase(space_id=tea.space_id, member_id=member_id, reason="asked", actor=tea.actor)
    found = results.read(space_id=tea.space_id, survey_id=survey_id)
    assert found.members == 0
    assert [one.members for one in found.outcomes[0].counts] == [0, 0, 0]
    assert queries.answers_of(space_id=tea.space_id, member_id=member_id) == ()


def test_lets_the_keeper_have_answered_what_the_merged_answered(tea, ask) -> None:
    both, other = ask(TASTE, WORDS), ask(TASTE, WORDS)
    keep, lose = cast.members_of(tea.space_id, 2)
    _answer(tea, both, keep, q1="white", q2="the keeper")
    _answer(tea, both, lose, q1="black", q2="the other")
    _answer(tea, other, lose, q1="green", q2="sealed anew")
    members.merge(space_id=tea.space_id, keep=keep, lose=lose, actor=tea.actor)
    told = queries.answers_of(space_id=tea.space_id, member_id=keep, clear="all")
    assert {one.survey_id: [told.words for told in one.told] for one in told} == {
        both: ["white", "the keeper"],
        other: ["green", "sealed anew"],
    }
    assert queries.survey(space_id=tea.space_id, survey_id=both).answers == 1
    assert results.read(space_id=tea.space_id, survey_id=other).outcomes[0].answered == 1


def test_hands_out_the_answers_with_everything_else(tea, ask) -> None:
    survey_id, member_id = ask(TASTE, WORDS), cast.member(tea.space_id)
    _answer(tea, survey_id, member_id, q1="white", q2="my own words")
    handed: Any = members.export(space_id=tea.space_id, member_id=member_id, actor=None)["surveys"]
    assert handed[0]["answers"] == {"Which tea?": "white", "Tell us more": "my own words"}


def test_answers_for_another_space_as_for_none(tea, ask) -> None:
    survey_id = ask(TASTE)
    owl = cast.night_owl()
    with pytest.raises(errors.UnknownSurvey):
        queries.survey(space_id=owl.space_id, survey_id=survey_id)
    assert queries.surveys(space_id=owl.space_id) == ()
