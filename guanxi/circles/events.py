"""What members do in circles."""

from guanxi.journal.types import EventType, declare

CHECKIN_MADE = declare(
    EventType(
        name="checkin.made",
        props={"challenge": "text", "text_length": "integer", "local_hour": "integer", "for_date": "date"},
        meaning="A member checked in: text_length counts characters, local_hour is the hour of the space's clock. With"
        " for_date a make-up card was used, and the check-in counts for that local day.",
    )
)
REVIEW_WRITTEN = declare(
    EventType(
        name="review.written",
        props={"order": "text", "length": "integer", "rating": "integer"},
        meaning="A member reviewed what they bought. No quest may read the rating.",
    )
)
