"""A survey's life: a draft, open, closed, and open again."""

from datetime import datetime

from guanxi import journal
from guanxi.kernel import statements, tenancy
from guanxi.surveys import errors
from guanxi.surveys.actions import building


def open_(*, space_id: int, survey_id: int, actor: str, at: datetime | None = None) -> None:
    """Let members answer. Opening what is open changes nothing.

    Refuses with UnknownSurvey, NothingAsked, QuestionUnreadable (a profile field is gone).
    """
    with tenancy.acting_in(space_id):
        survey = building.locked(space_id=space_id, survey_id=survey_id)
        if survey.state == "open":
            return
        if not survey.questions:
            raise errors.NothingAsked
        building.refuse_unreadable(survey=survey, asked=survey.questions)
        _move(space_id, survey_id, "open")
        props = {"survey": survey.slug, "version": survey.version}
        journal.record(space_id=space_id, events=[journal.Event(type="survey.opened", at=at, props=props, actor=actor)])


def close(*, space_id: int, survey_id: int, actor: str, at: datetime | None = None) -> None:
    """Take no more answers. Closing what is not open changes nothing. Refuses with UnknownSurvey."""
    with tenancy.acting_in(space_id):
        survey = building.locked(space_id=space_id, survey_id=survey_id)
        if survey.state != "open":
            return
        _move(space_id, survey_id, "closed")
        props = {"survey": survey.slug, "version": survey.version}
        journal.record(space_id=space_id, events=[journal.Event(type="survey.closed", at=at, props=props, actor=actor)])


def _move(space_id: int, survey_id: int, state: str) -> None:
    statements.run("UPDATE surveys_survey SET state = %s WHERE space_id = %s AND id = %s", [state, space_id, survey_id])
