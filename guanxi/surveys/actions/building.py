"""Writing a survey: its heading and its questions. What has been answered stays: a change makes a new version."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext

from guanxi import journal
from guanxi.kernel import statements, tenancy
from guanxi.members import queries as members
from guanxi.members import values
from guanxi.surveys import errors, queries
from guanxi.surveys.questions import MOST_QUESTIONS, Problem, Question, new_key, problem, to_json

LONGEST_TITLE, LONGEST_WHY, LONGEST_PURPOSE = 80, 600, 80
_SLUG_LONGEST = 40


def create(*, space_id: int, title: str, why: str, purpose: str, actor: str, basis: str = "consent") -> int:
    """Begin a survey and return its id. `why` is shown to members above the questions.

    Refuses with WordUnreadable.
    """
    heading = _heading(title, why, purpose, basis)
    with tenancy.acting_in(space_id):
        # Two surveys that begin at once must not choose the same short name.
        statements.run("SELECT pg_advisory_xact_lock(7311, %s)", [space_id])
        survey_id: int = statements.value(
            """
            INSERT INTO surveys_survey (space_id, slug, title, why, purpose, basis, created_at, created_by)
            VALUES (%s, %s, %s, %s, %s, %s, guanxi_now(%s), %s) RETURNING id
            """,
            [space_id, _free_slug(space_id, title), *heading, space_id, actor],
        )
        statements.run(
            "INSERT INTO surveys_version (space_id, survey_id, number, questions) VALUES (%s, %s, 1, '[]')",
            [space_id, survey_id],
        )
        made = queries.survey(space_id=space_id, survey_id=survey_id)
        _record(made, "survey.created", {"title": made.title}, actor)
    return survey_id


def describe(
    *,
    space_id: int,
    survey_id: int,
    title: str,
    why: str,
    purpose: str,
    actor: str,
    basis: str = "consent",
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> None:
    """Change the heading and the times of a survey.

    Refuses with UnknownSurvey, WordUnreadable, TimesTurned, QuestionUnreadable (its answer could not go where it shall
    on that ground and to that purpose).
    """
    heading = _heading(title, why, purpose, basis)
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise errors.TimesTurned
    with tenancy.acting_in(space_id):
        before = locked(space_id=space_id, survey_id=survey_id)
        if (before.purpose, before.basis) != (heading[2], heading[3]):
            turned = replace(before, purpose=heading[2], basis=heading[3])
            if before.is_frozen:
                _write_questions(space_id, turned, before.questions)  # what people agreed to is another version now
            else:
                refuse_unreadable(survey=turned, asked=before.questions)
        statements.run(
            """
            UPDATE surveys_survey SET title = %s, why = %s, purpose = %s, basis = %s, opens_at = %s, closes_at = %s
            WHERE space_id = %s AND id = %s
            """,
            [*heading, opens_at, closes_at, space_id, survey_id],
        )
        _changed(before, "heading", "", actor)


def delete(*, space_id: int, survey_id: int, actor: str) -> None:
    """Throw a survey away that nobody has answered. Refuses with UnknownSurvey, HasAnswers."""
    with tenancy.acting_in(space_id):
        gone = locked(space_id=space_id, survey_id=survey_id)
        if gone.answers:
            raise errors.HasAnswers
        _record(gone, "survey.deleted", {"title": gone.title}, actor)
        for statement in (
            "DELETE FROM surveys_draft WHERE space_id = %s AND survey_id = %s",
            "DELETE FROM surveys_version WHERE space_id = %s AND survey_id = %s",
            "DELETE FROM surveys_survey WHERE space_id = %s AND id = %s",
        ):
            statements.run(statement, [space_id, survey_id])


def add_question(*, space_id: int, survey_id: int, question: Question, actor: str) -> str:
    """Ask one thing more, at the end, and return its key (the one in `question` is not looked at).

    Refuses with UnknownSurvey, QuestionUnreadable, TooManyQuestions.
    """
    with tenancy.acting_in(space_id):
        survey = locked(space_id=space_id, survey_id=survey_id)
        if len(survey.questions) >= MOST_QUESTIONS:
            raise errors.TooManyQuestions(most=MOST_QUESTIONS)
        key = new_key(_ever_asked(space_id, survey_id))
        _write_questions(space_id, survey, [*survey.questions, replace(question, key=key)])
        _changed(survey, "question added", question.title, actor)
    return key


def change_question(*, space_id: int, survey_id: int, question: Question, actor: str) -> None:
    """Ask the question with this key otherwise. Refuses with UnknownSurvey, UnknownQuestion, QuestionUnreadable."""
    with tenancy.acting_in(space_id):
        survey = locked(space_id=space_id, survey_id=survey_id)
        place = _place(survey, question.key)
        if survey.questions[place] != question:
            changed = [*survey.questions[:place], question, *survey.questions[place + 1 :]]
            _write_questions(space_id, survey, changed)
            _changed(survey, "question changed", question.title, actor)


def remove_question(*, space_id: int, survey_id: int, key: str, actor: str) -> None:
    """Ask it no more; what was answered stays with its version. Questions that hang on it are asked of everybody.

    Refuses with UnknownSurvey, UnknownQuestion.
    """
    with tenancy.acting_in(space_id):
        survey = locked(space_id=space_id, survey_id=survey_id)
        gone = survey.questions[_place(survey, key)]
        left = [question for question in survey.questions if question.key != key]
        freed = [
            replace(question, show_if=None) if question.show_if and question.show_if.key == key else question
            for question in left
        ]
        _write_questions(space_id, survey, freed)
        _changed(survey, "question removed", gone.title, actor)


def move_question(*, space_id: int, survey_id: int, key: str, by: int, actor: str) -> None:
    """Move a question up (-1) or down (1); at the end of the list nothing happens.

    Refuses with UnknownSurvey, UnknownQuestion, QuestionUnreadable (it would stand before what decides on it).
    """
    with tenancy.acting_in(space_id):
        survey = locked(space_id=space_id, survey_id=survey_id)
        place = _place(survey, key)
        other = place + by
        if 0 <= other < len(survey.questions):
            moved = list(survey.questions)
            moved[place], moved[other] = moved[other], moved[place]
            _write_questions(space_id, survey, moved)
            _changed(survey, "question moved", moved[other].title, actor)


def locked(*, space_id: int, survey_id: int) -> queries.Survey:
    """The survey, which nobody else changes meanwhile. Refuses with UnknownSurvey."""
    statements.run(
        "SELECT FROM surveys_survey WHERE space_id = %s AND id = %s ORDER BY id FOR UPDATE", [space_id, survey_id]
    )
    return queries.survey(space_id=space_id, survey_id=survey_id)


def refuse_unreadable(*, survey: queries.Survey, asked: Sequence[Question]) -> None:
    """Refuse with QuestionUnreadable when one of the questions cannot be asked where it stands."""
    known = members.fields(space_id=survey.space_id)
    types = {slug: field.type for slug, field in known.items()}
    for place, question in enumerate(asked):
        found = problem(question, earlier=asked[:place], fields=types) or _no_room(survey, question, known)
        if found:
            raise errors.QuestionUnreadable(question=question.key, part=found.part, problem=found.text)


def _no_room(survey: queries.Survey, question: Question, known: Mapping[str, members.Field]) -> Problem | None:
    """Why the profile would refuse what members answer, told to whoever asks before members meet it."""
    field = known.get(question.into or "")
    if field is None:
        return None
    if field.options and not set(question.options) <= set(field.options):
        words = gettext("That profile field knows these options alone: %(options)s.")
        return Problem(part="into", text=words % {"options": "; ".join(field.options)})
    if field.basis == "consent" and (survey.basis, survey.purpose) != ("consent", field.purpose):
        words = gettext(
            "That profile field rests on consent to “%(purpose)s”: the survey must ask for consent, to this purpose."
        )
        return Problem(part="into", text=words % {"purpose": field.purpose})
    return None


def _write_questions(space_id: int, survey: queries.Survey, asked: Sequence[Question]) -> None:
    refuse_unreadable(survey=survey, asked=asked)
    fields = members.fields(space_id=space_id)
    # What a profile field keeps personal is personal in the survey, too.
    asked = [replace(one, personal=one.personal or bool(one.into and fields[one.into].personal)) for one in asked]
    stored = json.dumps(to_json(asked))
    if not survey.is_frozen:
        statements.run(
            "UPDATE surveys_version SET questions = %s WHERE space_id = %s AND survey_id = %s AND number = %s",
            [stored, space_id, survey.id, survey.version],
        )
        return
    statements.run(
        "INSERT INTO surveys_version (space_id, survey_id, number, questions) VALUES (%s, %s, %s, %s)",
        [space_id, survey.id, survey.version + 1, stored],
    )
    statements.run(
        "UPDATE surveys_survey SET version = version + 1 WHERE space_id = %s AND id = %s", [space_id, survey.id]
    )


def _changed(before: queries.Survey, part: str, question: str, actor: str) -> None:
    _record(before, "survey.changed", {"part": part, **({"question": question} if question else {})}, actor)


def _record(survey: queries.Survey, type_: str, told: dict[str, str], actor: str) -> None:
    props = {"survey": survey.slug, "version": survey.version, **told}
    journal.record(space_id=survey.space_id, events=[journal.Event(type=type_, props=props, actor=actor)])


def _ever_asked(space_id: int, survey_id: int) -> list[Question]:
    """Every question of every version: a key means the same question for ever."""
    rows = statements.rows(
        "SELECT number FROM surveys_version WHERE space_id = %s AND survey_id = %s", [space_id, survey_id]
    )
    return [
        question
        for (number,) in rows
        for question in queries.asked_in(space_id=space_id, survey_id=survey_id, version=number)
    ]


def _place(survey: queries.Survey, key: str) -> int:
    places = [place for place, question in enumerate(survey.questions) if question.key == key]
    if not places:
        raise errors.UnknownQuestion(question=key)
    return places[0]


def _heading(title: str, why: str, purpose: str, basis: str) -> tuple[str, str, str, str]:
    if basis not in values.BASES:
        message = f"a survey rests on {', '.join(values.BASES)}, not on {basis}"
        raise ValueError(message)
    return (
        _word("title", title, LONGEST_TITLE),
        _word("why", why, LONGEST_WHY),
        _word("purpose", purpose, LONGEST_PURPOSE),
        basis,
    )


def _word(what: str, text: str, longest: int) -> str:
    clean = values.clean_text(text, longest=longest)
    if clean is None:
        raise errors.WordUnreadable(what=what, longest=longest)
    return clean


def _free_slug(space_id: int, title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:_SLUG_LONGEST].strip("-") or "survey"
    taken = {
        str(slug)
        for (slug,) in statements.rows(
            "SELECT slug FROM surveys_survey WHERE space_id = %s AND starts_with(slug, %s)", [space_id, words]
        )
    }
    return _first_free(words, lambda slug: slug not in taken)


def _first_free(words: str, is_free: Callable[[str], bool]) -> str:
    if is_free(words):
        return words
    number = 2
    while not is_free(f"{words}-{number}"):
        number += 1
    return f"{words}-{number}"
