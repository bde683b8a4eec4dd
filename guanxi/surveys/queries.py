"""Reading surveys: what they ask, who answered, what a member told. What is sealed comes masked."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from guanxi.journal import keyring
from guanxi.kernel import keyset, statements, tenancy
from guanxi.members.queries import MASK
from guanxi.surveys import answers, errors, questions

type Clear = Literal["nothing", "words", "all"] | frozenset[str]
"""What of the sealed answers is told in clear: nothing, what is not personal (free words, accounts), all, or those to
the questions with these keys."""

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
    """What a member answered to one question, in words; MASK where it is not to be seen, empty where nothing is."""

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


ORDERS = {
    "new": keyset.Order(("s.id", "bigint")),
    "title": keyset.Order(("s.title", "text"), ("s.id", "bigint")),
    "state": keyset.Order(("s.state", "text"), ("s.id", "bigint")),
    "answers": keyset.Order(("s.answers", "bigint"), ("s.id", "bigint")),
}
"""How the list of surveys can be put in order."""


def page(*, space_id: int, wanted: keyset.Wanted, state: str | None = None, words: str = "") -> keyset.Found[Survey]:
    """A page of the surveys in one of ORDERS; `words` are part of the title."""
    way = keyset.way(ORDERS, wanted)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT {_COLUMNS}, {way.keys} {_FROM}
            WHERE s.space_id = %(space)s AND (%(state)s::text IS NULL OR s.state = %(state)s)
                AND (%(words)s = '' OR strpos(lower(s.title), lower(%(words)s)) > 0) AND {way.seek}
            ORDER BY {way.order}
            """,
            {"space": space_id, "state": state, "words": words, **way.facts},
        )
    return way.found(rows, one=lambda row: _survey(space_id, row))


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


def answers_of(*, space_id: int, member_id: int, clear: Clear = "nothing") -> tuple[Answered, ...]:
    """What a member answered, newest first; all of it in clear for the member's own eyes alone."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT a.survey_id, s.slug, s.title, a.member_id, a.version, a.answered_at, v.questions, a.plain, a.sealed,
            w.questions
            FROM surveys_answer a
            JOIN surveys_survey s ON s.space_id = a.space_id AND s.id = a.survey_id
            JOIN surveys_version v ON (v.space_id, v.survey_id, v.number) = (a.space_id, a.survey_id, a.version)
            JOIN surveys_version w ON (w.space_id, w.survey_id, w.number) = (s.space_id, s.id, s.version)
            WHERE a.space_id = %s AND a.member_id = %s ORDER BY a.answered_at DESC, a.survey_id DESC LIMIT %s
            """,
            [space_id, member_id, LARGEST_PAGE],
        )
        return _answered(space_id, rows, clear)


def answers_to(
    *,
    space_id: int,
    survey_id: int,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
    where: str | None = None,
    clear: Clear = "nothing",
) -> tuple[Answered, ...]:
    """The newest answers to a survey first, older than (moment, member) `after` when given; the others masked.

    `where` is a rendered condition over `m` (members_public_member), from `members.segments`; None for everybody.
    """
    moment, member_id = after or (None, None)
    facts = {
        "space": space_id,
        "survey": survey_id,
        "at": moment,
        "member": member_id,
        "limit": min(limit, LARGEST_PAGE),
    }
    with tenancy.reading_in(space_id):
        return _answered(space_id, statements.rows(_among(_ANSWERS_TO, where), facts), clear)


def all_answers(
    *, space_id: int, survey_id: int, most: int, where: str | None = None, clear: Clear = "nothing"
) -> tuple[Answered, ...]:
    """The newest answers, at most so many; as `answers_to`, page by page."""
    found: list[Answered] = []
    while len(found) < most:
        after = (found[-1].answered_at, found[-1].member_id) if found else None
        page_ = answers_to(
            space_id=space_id, survey_id=survey_id, after=after, limit=most - len(found), where=where, clear=clear
        )
        found += page_
        if len(page_) < LARGEST_PAGE:
            break
    return tuple(found)


def _among(statement: str, where: str | None) -> str:
    """The statement for those alone whom the condition finds; in it a percent sign is doubled for the driver."""
    return statement.replace("AMONG", _AMONG.replace("CONDITION", where.replace("%", "%%")) if where else "")


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


def _answered(space_id: int, rows: Sequence[tuple[Any, ...]], clear: Clear) -> tuple[Answered, ...]:
    wanted = [(row[3], row[0], "answer", bytes(row[8])) for row in rows if row[8] is not None]
    opened_ = iter(opened(space_id=space_id, sealed=wanted))
    found = []
    for survey_id, slug, title, member_id, version, at, asked, plain, sealed, asked_now in rows:
        private = next(opened_) if sealed is not None else None
        given = {**_json(plain), **(private or {})}
        personal = {one.key for one in questions.from_json(_json(asked_now)) if one.personal}
        found.append(
            Answered(
                survey_id=survey_id,
                slug=slug,
                title=title,
                member_id=member_id,
                version=version,
                answered_at=at,
                told=tuple(
                    _told(question, given, clear, is_personal=question.personal or question.key in personal)
                    for question in questions.from_json(_json(asked))
                ),
            )
        )
    return tuple(found)


def _told(question: questions.Question, given: Mapping[str, Any], clear: Clear, *, is_personal: bool) -> Told:
    """Personal is what was so when it was answered, and what was found to be so since."""
    if question.key not in given:
        return Told(question=question, words="")
    if isinstance(clear, frozenset):
        is_masked = (is_personal or question.is_sealed) and question.key not in clear
    else:
        is_masked = clear != "all" if is_personal else clear == "nothing" and question.is_sealed
    return Told(question=question, words=MASK if is_masked else answers.words(question, given[question.key]))


def _survey(space_id: int, row: Sequence[Any]) -> Survey:
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


_AMONG = """ AND EXISTS (
    SELECT FROM members_public_member m CROSS JOIN (SELECT guanxi_now(%(space)s) AS at) e
    WHERE m.space_id = a.space_id AND m.member_id = a.member_id AND CONDITION)"""
_ANSWERS_TO = """
    SELECT a.survey_id, s.slug, s.title, a.member_id, a.version, a.answered_at, v.questions, a.plain, a.sealed,
            w.questions
    FROM surveys_answer a
    JOIN surveys_survey s ON s.space_id = a.space_id AND s.id = a.survey_id
    JOIN surveys_version v ON (v.space_id, v.survey_id, v.number) = (a.space_id, a.survey_id, a.version)
    JOIN surveys_version w ON (w.space_id, w.survey_id, w.number) = (s.space_id, s.id, s.version)
    WHERE a.space_id = %(space)s AND a.survey_id = %(survey)s
        AND (%(at)s::timestamptz IS NULL OR (a.answered_at, a.member_id) < (%(at)s, %(member)s::bigint)) AMONG
    ORDER BY a.answered_at DESC, a.member_id DESC LIMIT %(limit)s
"""
