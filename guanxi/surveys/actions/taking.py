"""Taking answers to a survey away with what is sealed in clear: for a reason, recorded, of a bounded size (P-16)."""

from collections.abc import Collection

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.members.actions import revealing
from guanxi.surveys import errors, queries

MOST_TAKEN = 500


def take(
    *, space_id: int, survey_id: int, keys: Collection[str], reason: str, actor: str, where: str | None = None
) -> tuple[queries.Answered, ...]:
    """The newest answers with those to the questions `keys` in clear and everything else that is sealed masked.

    Refuses with UnknownSurvey, UnknownQuestion, TooManyAnswers, and as members.actions do: ReasonMissing, TooManyTaken.
    """
    clean = revealing.checked_reason(reason=reason)
    with tenancy.acting_in(space_id):
        survey = queries.survey(space_id=space_id, survey_id=survey_id)
        known = {one.key: one.title for one in survey.questions if one.is_sealed}
        for key in keys:
            if key not in known:
                raise errors.UnknownQuestion(question=key)
        found = queries.all_answers(
            space_id=space_id, survey_id=survey_id, where=where, most=MOST_TAKEN + 1, clear=frozenset(keys)
        )
        if len(found) > MOST_TAKEN:
            raise errors.TooManyAnswers(most=MOST_TAKEN)
        revealing.count_rows(space_id=space_id, actor=actor, rows=len(found))
        props = {
            "survey": survey.slug,
            "questions": [known[key] for key in keys],
            "members": len(found),
            "reason": clean,
        }
        journal.record(space_id=space_id, events=[journal.Event(type="survey.revealed", props=props, actor=actor)])
    return found
