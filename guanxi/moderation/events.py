"""What moderation records. Nobody may send these from outside."""

from guanxi.journal.types import EventType, Personal, PropType, declare


def _declare(name: str, meaning: str, **props: PropType | Personal) -> EventType:
    return declare(EventType(name=name, sender="reaction", props={"case": "integer", **props}, meaning=meaning))


REPORTED = _declare(
    "moderation.reported",
    "A member, who is the one named, reported something: kind and subject say what, reason is from the list.",
    kind="text",
    subject="integer",
    reason="text",
)
HELD = _declare(
    "moderation.held",
    "A text waits for a moderator, because the check for ads is sure. The member is its author; score in points.",
    kind="text",
    subject="integer",
    score="integer",
)
DECIDED = _declare(
    "moderation.decided",
    "Something was judged: outcome is hide, keep, warn or mute, ground is from the list. The member is the author.",
    kind="text",
    subject="integer",
    outcome="text",
    ground="text",
    days="integer",
    reason=Personal("text"),
)
UNDONE = _declare(
    "moderation.undone",
    "A decision was taken back, and what it did with it. The member is the author.",
    kind="text",
    subject="integer",
    outcome="text",
    reason=Personal("text"),
)
APPEALED = _declare("moderation.appealed", "An author appealed against a decision.", kind="text", subject="integer")
APPEAL_ANSWERED = _declare(
    "moderation.appeal_answered", "An appeal was answered. The member is the author.", granted="boolean"
)
