"""The events that quests record."""

from guanxi.journal.types import EventType, PropType, declare

_STATE: dict[str, PropType] = {"quest": "text", "version": "integer"}
_GRANT: dict[str, PropType] = {
    "quest": "text",
    "points": "integer",
    "growth": "integer",
    "granted": "integer",
    "membership_days": "integer",
    "held": "boolean",
    "reason": "text",
    "wanted": "json",
    "late": "boolean",
}

APPLIED = declare(
    EventType(
        name="quest.applied",
        sender="reaction",
        props=_STATE,
        meaning="A quest, or a new version of one, was written down.",
    )
)
LAUNCHED = declare(
    EventType(
        name="quest.launched",
        sender="reaction",
        props={**_STATE, "escrow": "json"},
        meaning="A quest starts; what it promises at most is set aside in escrow.",
    )
)
PAUSED = declare(
    EventType(name="quest.paused", sender="reaction", props=_STATE, meaning="What falls due is held until it goes on.")
)
RESUMED = declare(
    EventType(
        name="quest.resumed",
        sender="reaction",
        props={**_STATE, "released": "json"},
        meaning="A paused quest goes on; what the pause had held goes to the members.",
    )
)
ENDED = declare(
    EventType(name="quest.ended", sender="reaction", props=_STATE, meaning="What happens from now on does not count.")
)
SETTLED = declare(
    EventType(
        name="quest.settled",
        sender="reaction",
        props={**_STATE, "returned": "json"},
        meaning="The quest is closed; what was not given returns to the reserve.",
    )
)
RETURNED = declare(
    EventType(
        name="quest.returned",
        sender="reaction",
        props=_GRANT,
        meaning="What came back after a quest was settled goes to the reserve.",
    )
)
DRAWN = declare(
    EventType(
        name="quest.drawn",
        sender="reaction",
        props=_GRANT,
        meaning="What a settled quest owes again is drawn on the reserve.",
    )
)
STEP_REACHED = declare(
    EventType(
        name="quest.step_reached",
        sender="reaction",
        props={**_GRANT, "step": "integer", "period": "date", "generation": "integer"},
        meaning="A member reached a step of a quest; the amounts are what it gave.",
    )
)
GRANTED = declare(
    EventType(
        name="quest.granted",
        sender="reaction",
        props=_GRANT,
        meaning="An event earned what a quest promises for each such event.",
    )
)
STEP_MERGED = declare(
    EventType(
        name="quest.step_merged",
        sender="reaction",
        props={**_GRANT, "step": "integer", "event": "integer"},
        meaning="Two entries of one person had both reached a step; what the later one gave is taken back.",
    )
)
HELD_RELEASED = declare(
    EventType(
        name="quest.hold_released",
        sender="reaction",
        props={"quest": "text", "reason": "text", "released": "json"},
        meaning="A person decided that value that was held goes to the member.",
    )
)
HELD_DENIED = declare(
    EventType(
        name="quest.hold_denied",
        sender="reaction",
        props={"quest": "text", "reason": "text", "returned": "json"},
        meaning="A person decided that value that was held does not go to the member.",
    )
)
TIER_CHANGED = declare(
    EventType(
        name="member.tier_changed",
        sender="reaction",
        props={"quest": "text", "tier": "text", "from": "text", "reason": "text"},
        meaning="A member moved to another tier.",
    )
)
