"""What referral records. Touches stay out of the journal: somebody who only looked is nobody's business."""

from guanxi import journal

BOUND = journal.declare(
    journal.EventType(
        name="referral.bound",
        sender="reaction",
        props={
            "inviter": "integer",
            "code": "text",
            "channel": "text",
            "touch_at": "instant",
            "first_code": "text",
            "first_touch_at": "instant",
        },
        meaning="A new member came by a code; the inviter, if it is a person's code, is written once.",
    )
)
REBOUND = journal.declare(
    journal.EventType(
        name="referral.rebound",
        sender="reaction",
        props={"inviter": "integer", "code": "text", "channel": "text", "before": "integer", "reason": "text"},
        meaning="Somebody decided that the member came by another code; what followed before stays as it is.",
    )
)
QUALIFIED = journal.declare(
    journal.EventType(
        name="referral.qualified",
        sender="reaction",
        props={"invitee": "integer", "code": "text", "channel": "text", "act": "integer"},
        meaning="Somebody whom the member brought did what the space counts as a verified act, for the first time.",
    )
)
DISQUALIFIED = journal.declare(
    journal.EventType(
        name="referral.disqualified",
        sender="reaction",
        props={"reason": "text"},
        meaning="A fraud finding: this invitee counts for nobody until somebody clears them.",
    )
)
CLEARED = journal.declare(
    journal.EventType(
        name="referral.cleared",
        sender="reaction",
        props={"reason": "text"},
        meaning="A fraud finding against this invitee did not hold: their acts count again, also the former ones.",
    )
)
RULE_CHANGED = journal.declare(
    journal.EventType(
        name="referral.rule_changed",
        sender="reaction",
        props={"version": "integer", "event_types": "texts", "predicate": "text", "invitee_predicate": "text"},
        meaning="The space chose which act makes an invitee count.",
    )
)
CODE_CREATED = journal.declare(
    journal.EventType(
        name="referral.code_created",
        sender="reaction",
        props={"code": "text", "kind": "text", "channel": "text", "campaign": "text", "bait_cost_cents": "integer"},
        meaning="A way in was opened: a channel's or a member's code.",
    )
)
CODE_CLOSED = journal.declare(
    journal.EventType(
        name="referral.code_closed",
        sender="reaction",
        props={"code": "text"},
        meaning="A code takes no new touches; touches from before still count.",
    )
)
GUESSING = journal.declare(
    journal.EventType(
        name="referral.guessing",
        sender="reaction",
        props={"origin": "text", "misses": "integer"},
        meaning="Alarm: one origin asked for too many codes that do not exist within an hour.",
    )
)
LANDING_CHANGED = journal.declare(
    journal.EventType(
        name="referral.landing_changed",
        sender="reaction",
        props={"code": "text", "title": "text", "leads_to": "text", "is_ad": "boolean"},
        meaning="What somebody sees who comes by a channel's code was written anew.",
    )
)
