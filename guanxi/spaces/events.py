"""What a space records about itself: its audit trail. No member is in it, and nobody may send it from outside."""

from guanxi import journal

CREATED = journal.declare(
    journal.EventType(
        name="space.created",
        sender="reaction",
        props={"slug": "text", "time_zone": "text", "currency": "text", "locale": "text", "is_demo": "boolean"},
        meaning="The space was opened.",
    )
)
SETTINGS_CHANGED = journal.declare(
    journal.EventType(
        name="space.settings_changed",
        sender="reaction",
        props={"name": "text", "before": "json", "after": "json"},
        meaning="A setting of the space was changed.",
    )
)
STAFF_ADDED = journal.declare(
    journal.EventType(
        name="staff.added",
        sender="reaction",
        props={"user_id": "integer", "role": "text"},
        meaning="Somebody began to work for the space.",
    )
)
STAFF_ROLE_CHANGED = journal.declare(
    journal.EventType(
        name="staff.role_changed",
        sender="reaction",
        props={"user_id": "integer", "before": "text", "after": "text"},
        meaning="Somebody who works for the space was given another role.",
    )
)
STAFF_REMOVED = journal.declare(
    journal.EventType(
        name="staff.removed",
        sender="reaction",
        props={"user_id": "integer", "role": "text"},
        meaning="Somebody no longer works for the space.",
    )
)
STAFF_INVITED = journal.declare(
    journal.EventType(
        name="staff.invited",
        sender="reaction",
        props={"role": "text"},
        meaning="Somebody was asked to work for the space.",
    )
)
STAFF_INVITATION_WITHDRAWN = journal.declare(
    journal.EventType(
        name="staff.invitation_withdrawn",
        sender="reaction",
        props={"role": "text"},
        meaning="An invitation to work for the space was withdrawn.",
    )
)
STAFF_LOOKED_AROUND = journal.declare(
    journal.EventType(
        name="staff.looked_around",
        sender="reaction",
        props={"role": "text"},
        meaning="Somebody at this machine looked around the demo space without a password.",
    )
)
THING_NAMED = journal.declare(
    journal.EventType(
        name="space.thing_named",
        sender="reaction",
        props={"code": "text", "before": "json", "after": "json"},
        meaning="A gift, a coupon, a ticket or an honour of the space was given the name that members read.",
    )
)
