"""What recipes record."""

from guanxi.journal.types import EventType, declare

LAUNCHED_EARLY = declare(
    EventType(
        name="quest.launched_early",
        sender="reaction",
        props={"quest": "text", "version": "integer", "circle": "integer", "lacking": "texts", "reason": "text"},
        meaning="A quest that sells or splits was launched although its circle was not ready; somebody said why.",
    )
)
