"""The events of surveys. None says what was answered."""

from guanxi.journal.types import EventType, PropType, declare

_SURVEY: dict[str, PropType] = {"survey": "text", "version": "integer"}

ANSWERED = declare(
    EventType(
        name="survey.answered",
        sender="reaction",
        props={**_SURVEY, "questions": "integer"},
        meaning="A member answered a survey; `questions` is how many of its questions.",
    )
)
OPENED = declare(
    EventType(name="survey.opened", sender="reaction", props=_SURVEY, meaning="A survey can be answered from now on.")
)
CLOSED = declare(
    EventType(name="survey.closed", sender="reaction", props=_SURVEY, meaning="A survey takes no more answers.")
)
