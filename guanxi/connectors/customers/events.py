"""What staff do with files of customers; who joined by them is told by each member's own event."""

from guanxi.journal.types import EventType, declare

STARTED = declare(
    EventType(
        name="import.started",
        sender="reaction",
        props={"upload": "integer", "rows": "integer"},
        meaning="The worker was told to bring in the people of an uploaded file of so many rows.",
    )
)
STOPPED = declare(
    EventType(
        name="import.stopped",
        sender="reaction",
        props={"upload": "integer", "seen": "integer", "joined": "integer"},
        meaning="Bringing in a file was stopped by hand; who is in stays.",
    )
)
