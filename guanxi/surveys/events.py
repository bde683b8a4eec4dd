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
CREATED = declare(
    EventType(
        name="survey.created",
        sender="reaction",
        props={**_SURVEY, "title": "text"},
        meaning="Somebody began to write a survey.",
    )
)
CHANGED = declare(
    EventType(
        name="survey.changed",
        sender="reaction",
        props={**_SURVEY, "part": "text", "question": "text"},
        meaning="A survey was written anew: its `part` heading, or a `question` added, changed, removed or moved.",
    )
)
DELETED = declare(
    EventType(
        name="survey.deleted",
        sender="reaction",
        props={**_SURVEY, "title": "text"},
        meaning="A survey that nobody had answered was thrown away.",
    )
)
REVEALED = declare(
    EventType(
        name="survey.revealed",
        sender="reaction",
        props={"survey": "text", "questions": "texts", "members": "integer", "reason": "text"},
        meaning="Personal answers of `members` to the `questions` were taken away in clear.",
    )
)
OPENED = declare(
    EventType(name="survey.opened", sender="reaction", props=_SURVEY, meaning="A survey can be answered from now on.")
)
CLOSED = declare(
    EventType(name="survey.closed", sender="reaction", props=_SURVEY, meaning="A survey takes no more answers.")
)
