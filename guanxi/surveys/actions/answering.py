"""Answering a survey: once a member, everything checked together, what is personal sealed."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import errors as kernel_errors
from guanxi.kernel import statements, tenancy
from guanxi.members import actions as members
from guanxi.surveys import answers, errors, queries
from guanxi.surveys.questions import Question


def save_draft(*, space_id: int, survey_id: int, member_id: int, given: Mapping[str, Any], actor: str | None) -> None:
    """Keep what a member has typed so far, sealed whole, as it is. Refuses with UnknownSurvey, NotOpen."""
    del actor  # nobody's act yet
    with tenancy.acting_in(space_id):
        _open_survey(space_id, survey_id)
        secret = keyring.Personal(
            subject_id=member_id, place=queries.place(survey_id, "draft"), value=json.dumps(given).encode()
        )
        sealed = keyring.seal_many(space_id=space_id, values=[secret])[0]
        if sealed is not None:
            statements.run(
                """
                INSERT INTO surveys_draft (space_id, survey_id, member_id, sealed, saved_at)
                VALUES (%s, %s, %s, %s, guanxi_now(%s))
                ON CONFLICT (space_id, survey_id, member_id) DO UPDATE
                SET sealed = excluded.sealed, saved_at = excluded.saved_at
                """,
                [space_id, survey_id, member_id, sealed, space_id],
            )


def answer(
    *,
    space_id: int,
    survey_id: int,
    member_id: int,
    given: Mapping[str, Any],
    actor: str | None,
    consents: bool = False,
    channel: str = "h5",
    at: datetime | None = None,
) -> int:
    """Keep a member's answers and return the id of the event `survey.answered`.

      1. Lock the member; who has answered before is refused, so that a second tap records nothing.
      2. Check all answers together; one refusal names everything that needs another look.
      3. Record the consent, the event, the answer (what is personal sealed), the picks that are counted.
      4. Answers that a profile field takes go there. The draft is forgotten, the version frozen.
    Refuses with UnknownSurvey, NotOpen, AlreadyAnswered, ConsentMissing, AnswersRefused.
    """
    with tenancy.acting_in(space_id):
        keyring.lock_subjects(space_id=space_id, subject_ids=[member_id])
        survey = _open_survey(space_id, survey_id)
        if queries.has_answered(space_id=space_id, survey_id=survey_id, member_id=member_id):
            raise errors.AlreadyAnswered
        kept, problems = answers.checked(survey.questions, given)
        if problems:
            raise errors.AnswersRefused(problems=problems)
        if survey.basis == "consent" and not consents:
            raise errors.ConsentMissing
        if survey.basis == "consent":
            members.give_consent(
                space_id=space_id,
                member_id=member_id,
                purpose=survey.purpose,
                text_version=survey.consent_text,
                channel=channel,
                actor=actor,
                at=at,
            )
        _into_profile(space_id, member_id, survey.questions, kept, actor, channel)
        event_id = _record(survey, member_id, len(kept), actor, channel, at)
        _keep(survey, member_id, kept, event_id)
    return event_id


def _open_survey(space_id: int, survey_id: int) -> queries.Survey:
    survey = queries.survey(space_id=space_id, survey_id=survey_id)
    if not survey.is_open(journal.now(space_id=space_id)):
        raise errors.NotOpen
    return survey


def _into_profile(
    space_id: int,
    member_id: int,
    asked: Sequence[Question],
    kept: Mapping[str, answers.Answer],
    actor: str | None,
    channel: str,
) -> None:
    """Each answer into its field by itself, so that a refusal can be shown beside its question."""
    problems: dict[str, str] = {}
    given: dict[str, object] = {}
    for question in asked:
        if question.into is not None and question.key in kept:
            given[question.into] = answers.for_field(question, kept[question.key])
    if not given:
        return
    keys = {question.into: question.key for question in asked if question.into}
    try:
        members.set_profile(space_id=space_id, member_id=member_id, answers=given, actor=actor, source=channel)
    except kernel_errors.Refusal as refusal:
        key = keys.get(str(refusal.facts.get("field", "")))
        if key is None:
            raise
        expected = refusal.facts.get("expected")
        words = gettext("This must be %(expected)s.") % {"expected": expected} if expected else str(refusal)
        problems[key] = words
    if problems:
        raise errors.AnswersRefused(problems=problems)


def _record(
    survey: queries.Survey, member_id: int, count: int, actor: str | None, channel: str, at: datetime | None
) -> int:
    event = journal.Event(
        type="survey.answered",
        at=at,
        member_id=member_id,
        props={"survey": survey.slug, "version": survey.version, "questions": count},
        key=f"survey:{survey.id}:{member_id}",
        source=channel,
        actor=actor,
    )
    return journal.record(space_id=survey.space_id, events=[event]).ids[0]


def _keep(survey: queries.Survey, member_id: int, kept: Mapping[str, answers.Answer], event_id: int) -> None:
    here = [survey.space_id, survey.id, member_id]
    private = {
        question.key: kept[question.key] for question in survey.questions if question.is_sealed and question.key in kept
    }
    plain = {key: value for key, value in kept.items() if key not in private}
    secret = keyring.Personal(
        subject_id=member_id, place=queries.place(survey.id, "answer"), value=json.dumps(private).encode()
    )
    sealed = keyring.seal_many(space_id=survey.space_id, values=[secret])[0] if private else None
    statements.run(
        """
        INSERT INTO surveys_answer (space_id, survey_id, member_id, version, plain, sealed, answered_at, event_id)
        VALUES (%s, %s, %s, %s, %s, %s, guanxi_now(%s), %s)
        """,
        [*here, survey.version, json.dumps(plain), sealed, survey.space_id, event_id],
    )
    found = answers.picks(survey.questions, kept)
    statements.run(
        """
        INSERT INTO surveys_pick (space_id, survey_id, member_id, question, option, number)
        SELECT %s, %s, %s, n.* FROM unnest(%s::text[], %s::text[], %s::numeric[]) n
        """,
        [*here, [one.question for one in found], [one.option for one in found], [one.number for one in found]],
    )
    statements.run("DELETE FROM surveys_draft WHERE space_id = %s AND survey_id = %s AND member_id = %s", here)
    if not survey.is_frozen:
        statements.run(
            "UPDATE surveys_version SET is_frozen = TRUE WHERE space_id = %s AND survey_id = %s AND number = %s",
            [survey.space_id, survey.id, survey.version],
        )
    # Last: this row is shared by everybody who answers.
    statements.run(
        "UPDATE surveys_survey SET answers = answers + 1 WHERE space_id = %s AND id = %s", [survey.space_id, survey.id]
    )
