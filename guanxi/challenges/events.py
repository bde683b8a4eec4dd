"""What is decided about challenges and about what members tell there."""

from guanxi.journal.types import EventType, declare

SET_UP = declare(
    EventType(
        name="challenge.set_up",
        sender="reaction",
        props={
            "challenge": "text",
            "text_least": "integer",
            "picture": "text",
            "hour_from": "integer",
            "hour_to": "integer",
            "makeup_cards": "integer",
            "makeup_days": "integer",
            "ranking": "text",
        },
        meaning="It was decided how a check-in of a challenge is made.",
    )
)
RANKING_CHOSEN = declare(
    EventType(
        name="challenge.ranking_chosen",
        sender="reaction",
        props={"shown": "boolean"},
        meaning="A member decided whether others see them in rankings.",
    )
)
FEATURED = declare(
    EventType(
        name="checkin.featured",
        props={"challenge": "text", "checkin": "integer"},
        meaning="Staff featured what a member told with a check-in.",
    )
)
HIDDEN = declare(
    EventType(
        name="checkin.hidden",
        sender="reaction",
        props={"challenge": "text", "checkin": "integer", "reason": "text", "by_moderation": "boolean"},
        meaning="Staff took what a member told with a check-in off the board. The check-in itself counts.",
    )
)
SHOWN_AGAIN = declare(
    EventType(
        name="checkin.shown_again",
        sender="reaction",
        props={"challenge": "text", "checkin": "integer", "reason": "text", "by_moderation": "boolean"},
        meaning="What a member told with a check-in is on the board again.",
    )
)
