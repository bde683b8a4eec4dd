"""Reading surveys: what they ask, who answered, what a member told. Answers to personal questions come masked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.members.queries import MASK
from guanxi.surveys import answers, errors, questions

LARGEST_PAGE = 200
_COLUMNS = (
    "s.id, s.slug, s.title, s.why, s.purpose, s.basis, s.state, s.opens_at, s.closes_at, s.version, s.answers,"
    " s.created_at, v.questions, v.is_frozen"
)
_FROM = (
    "FROM surveys_survey s"
    " JOIN surveys_version v ON (v.space_id, v.survey_id, v.number) = (s.space_id, s.id, s.version)"
)


@dataclass(frozen=True, kw_only=True)
class Survey:
    """A survey as it is asked now. `answers` counts members over all versions; a frozen version has answers."""

    space_id: int
    id: int
    slug: str
    title: str
    why: str
    purpose: str
    basis: str
    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    version: int
    answers: int
    created_at: datetime
    questions: tuple[questions.Question, ...]
    is_frozen: bool

    @property
    def consent_text(self) -> str:
        """The version of the words that a member agrees to, for the record of the consent."""
        return f"{self.slug}/{self.version}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can be answered at that instant."""
        begun = self.opens_at is None or self.opens_at <= at
        return self.state == "open" and begun and (self.closes_at is None or at < self.closes_at)


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a member answered to one question, in words; MASK where it is personal, empty where there is no answer."""

    question: questions.Question
    words: str


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One member's answer to one survey, in the order of its questions."""

    survey_id: int
    slug: str
    title: str
    member_id: int
    version: int
    answered_at: datetime
    told: tuple[Told, ...]


def survey(*, space_id: int, survey_id: int) -> Survey:
    """One survey with the questions that it asks now. Refuses with UnknownSurvey."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_COLUMNS} {_FROM} WHERE s.space_id = %s AND s.id = %s",
            [space_id, survey_id],
        )
    if not rows:
        raise errors.UnknownSurvey(survey=survey_id)
    return _survey(space_id, rows[0])


def surveys(
    *, space_id: int, state: str | None = None, before: int | None = None, limit: int = 50
) -> tuple[Survey, ...]:
    """The newest surveys first, older than the survey `before` when given (keyset page)."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT {_COLUMNS} {_FROM}
            WHERE s.space_id = %s AND (%s::text IS NULL OR s.state = %s) AND (%s::bigint IS NULL OR s.id < %s)
            ORDER BY s.id DESC LIMIT %s
            """,
            [space_id, state, state, before, before, min(limit, LARGEST_PAGE)],
        )
    return tuple(_survey(space_id, row) for row in rows)


def has_answered(*, space_id: int, survey_id: int, member_id: int) -> bool:
    """Whether the member has answered the survey, whichever version of it."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            "SELECT 1 FROM surveys_answer WHERE space_id = %s AND survey_id = %s AND member_id = %s",
            [space_id, survey_id, member_id],
        )
    return bool(rows)


def unanswered(*, space_id: int, member_id: int, limit: int = 5) -> tuple[Survey, ...]:
    """The open surveys that a member has not answered yet, newest first."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT {_COLUMNS} {_FROM}
            WHERE s.space_id = %s AND s.state = 'open' AND coalesce(s.opens_at <= guanxi_now(%s), TRUE)
                AND coalesce(guanxi_now(%s) < s.closes_at, TRUE) AND NOT EXISTS (
                    SELECT FROM surveys_answer a
                    WHERE a.space_id = s.space_id AND a.survey_id = s.id AND a.member_id = %s)
            ORDER BY s.id DESC LIMIT %s
            """,  # noqa: S608 - constants
            [space_id, space_id, space_id, member_id, limit],
        )
    return tuple(_survey(space_id, row) for row in rows)


def asked_in(*, space_id: int, survey_id: int, version: int) -> tuple[questions.Question, ...]:
    """The questions of one version. Refuses with UnknownSurvey."""
    with tenancy.reading_in(space_id):
        stored = statements.value(
            "SELECT questions FROM surveys_version WHERE space_id = %s AND survey_id = %s AND number = %s",
            [space_id, survey_id, version],
        )
    if stored is None:
        raise errors.UnknownSurvey(survey=survey_id)
    return questions.from_json(_json(stored))


def draft(*, space_id: int, survey_id: int, member_id: int) -> Mapping[str, Any]:
    """What the member has filled in and not sent, as it was typed; empty when there is nothing."""
    with tenancy.reading_in(space_id):
        sealed = statements.value(
            "SELECT sealed FROM surveys_draft WHERE space_id = %s AND survey_id = %s AND member_id = %s",
            [space_id, survey_id, member_id],
        )
        if sealed is None:
            return {}
        found = opened(space_id=space_id, sealed=[(member_id, survey_id, "draft", bytes(sealed))])[0]
    return found or {}


def answers_of(*, space_id: int, member_id: int, in_clear: bool = False) -> tuple[Answered, ...]:
    """What a member answered, newest first. `in_clear` is for the member's own eyes; staff see MASK."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT a.survey_id, s.slug, s.title, a.member_id, a.version, a.answered_at, v.questions, a.plain, a.sealed
            FROM surveys_answer a
            JOIN surveys_survey s ON s.space_id = a.space_id AND s.id = a.survey_id
            JOIN surveys_version v ON (v.space_id, v.survey_id, v.number) = (a.space_id, a.survey_id, a.version)
            WHERE a.space_id = %s AND a.member_id = %s ORDER BY a.answered_at DESC, a.survey_id DESC LIMIT %s
            """,
            [space_id, member_id, LARGEST_PAGE],
        )
        return _answered(space_id, rows, in_clear=in_clear)


def answers_to(
    *, space_id: int, survey_id: int, after: tuple[datetime, int] | None = None, limit: int = 50
) -> tuple[Answered, ...]:
    """The newest answers to a survey first, older than (moment, member) `after` when given; personal ones masked."""
    moment, member_id = after or (None, None)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT a.survey_id, s.slug, s.title, a.member_id, a.version, a.answered_at, v.questions, a.plain, a.sealed
            FROM surveys_answer a
            JOIN surveys_survey s ON s.space_id = a.space_id AND s.id = a.survey_id
            JOIN surveys_version v ON (v.space_id, v.survey_id, v.number) = (a.space_id, a.survey_id, a.version)
            WHERE a.space_id = %s AND a.survey_id = %s
                AND (%s::timestamptz IS NULL OR (a.answered_at, a.member_id) < (%s, %s))
            ORDER BY a.answered_at DESC, a.member_id DESC LIMIT %s
            """,
            [space_id, survey_id, moment, moment, member_id, min(limit, LARGEST_PAGE)],
        )
        return _answered(space_id, rows, in_clear=False)


def place(survey_id: int, what: str) -> str:
    """Where an answer or a draft belongs, for its seal."""
    return f"surveys.{what}:{survey_id}"


def opened(*, space_id: int, sealed: Sequence[tuple[int, int, str, bytes]]) -> list[dict[str, Any] | None]:
    """Sealed objects of (member, survey, what) in clear, in their order; None where the key is destroyed."""
    wanted = [
        keyring.Personal(subject_id=member_id, place=place(survey_id, what), value=value)
        for member_id, survey_id, what, value in sealed
    ]
    clear = keyring.unseal_many(space_id=space_id, values=wanted)
    return [None if value is None else json.loads(value) for value in clear]


def _answered(space_id: int, rows: Sequence[tuple[Any, ...]], *, in_clear: bool) -> tuple[Answered, ...]:
    wanted = [(row[3], row[0], "answer", bytes(row[8])) for row in rows if row[8] is not None]
    clear = iter(opened(space_id=space_id, sealed=wanted))
    found = []
    for survey_id, slug, title, member_id, version, at, asked, plain, sealed in rows:
        private = next(clear) if sealed is not None else None
        given = {**_json(plain), **(private or {})}
        found.append(
            Answered(
                survey_id=survey_id,
                slug=slug,
                title=title,
                member_id=member_id,
                version=version,
                answered_at=at,
                told=tuple(_told(question, given, in_clear) for question in questions.from_json(_json(asked))),
            )
        )
    return tuple(found)


def _told(question: questions.Question, given: Mapping[str, Any], in_clear: bool) -> Told:  # noqa: FBT001 - private
    if question.key not in given:
        return Told(question=question, words="")
    if question.personal and not in_clear:
        return Told(question=question, words=MASK)
    return Told(question=question, words=answers.words(question, given[question.key]))


def _survey(space_id: int, row: tuple[Any, ...]) -> Survey:
    names = (
        "id",
        "slug",
        "title",
        "why",
        "purpose",
        "basis",
        "state",
        "opens_at",
        "closes_at",
        "version",
        "answers",
        "created_at",
    )
    known = dict(zip(names, row, strict=False))
    asked = questions.from_json(_json(row[12]))
    return Survey(space_id=space_id, questions=asked, is_frozen=row[13], **known)


def _json(value: Any) -> Any:  # noqa: ANN401 - JSON is whatever it is
    """Django leaves jsonb of plain SQL as text."""
    return json.loads(value) if isinstance(value, str) else value
