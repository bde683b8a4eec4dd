"""What happens to members. No prop tells who somebody is, save where it is sealed under that person's key."""

from guanxi import journal
from guanxi.journal.types import PropType


def _declare(name: str, meaning: str, **props: PropType | journal.Personal) -> journal.EventType:
    return journal.declare(journal.EventType(name=name, sender="reaction", props=props, meaning=meaning))


JOINED = _declare(
    "member.joined",
    "Somebody became a member. `returning`: was here before and had been erased, so is not new.",
    channel="text",
    returning="boolean",
    systems="texts",
    fields="texts",
)
LEFT = _declare("member.left", "The member left of their own wish.")
REJOINED = _declare("member.rejoined", "Somebody who had left is back.")
MERGED = _declare("member.merged", "Two members were one person: `lost_id` lives on as this member.", lost_id="integer")
ERASED = _declare("member.erased", "Everything that told who this member is was destroyed.", reason="text")
LIST_EXPORTED = _declare(
    "member.list_exported",
    "A list of members was taken away as a table; `fields` are the personal answers in it, `reason` why.",
    filter="text",
    fields="texts",
    reason="text",
)
EXPORTED = _declare(
    "member.exported",
    "All data of the member was handed out, to them or (`reason`) to somebody of the staff.",
    reason=journal.Personal("text"),
)
LINKED = _declare("member.linked", "The member signs in as a user from now on.", user_id="integer")
TAGGED = _declare(
    "member.tagged",
    "The member wears a tag; `by` hand, rule or code. `bulk` is the work on many that did it.",
    tag="text",
    by="text",
    bulk="integer",
)
UNTAGGED = _declare("member.untagged", "The member no longer wears a tag.", tag="text", by="text", bulk="integer")

SEGMENT_KEPT = _declare(
    "segment.kept",
    "A condition over members was kept under a name, or (`before` tells how it read) changed.",
    segment="text",
    title="text",
    predicate="text",
    before="text",
)
SEGMENT_DROPPED = _declare(
    "segment.dropped",
    "A condition over members was forgotten; nobody lost anything by it.",
    segment="text",
    title="text",
    predicate="text",
)
WORK_STARTED = _declare(
    "members.work_started",
    "The worker was told to do something (`kind`) to about `expected` members; `undoes` the work that it takes back.",
    work="integer",
    kind="text",
    tag="text",
    expected="integer",
    undoes="integer",
)
WORK_STOPPED = _declare(
    "members.work_stopped",
    "Work on many members was stopped by hand; what it had `changed` stays.",
    work="integer",
    kind="text",
    tag="text",
    changed="integer",
)

PROFILE_CHANGED = _declare(
    "profile.changed", "Answers of the member changed; which, not to what.", fields="texts", cleared="texts"
)
PROFILE_REVEALED = _declare(
    "profile.revealed",
    "Somebody of the staff looked at a personal value.",
    field="text",
    reason=journal.Personal("text"),
)
PROFILE_EXPIRED = _declare(
    "profile.expired", "Answers were deleted because their retention ended.", field="text", members="integer"
)
FIELD_DEFINED = _declare(
    "profile.field_defined",
    "The space defined, or described anew, a question to its members.",
    field="text",
    type="text",
    personal="boolean",
    purpose="text",
    basis="text",
    retention_days="integer",
)
FIELD_DROPPED = _declare(
    "profile.field_dropped",
    "The space asks its members a question no more; the answers of `members` go with it.",
    field="text",
    members="integer",
)

CONSENT_GIVEN = _declare(
    "consent.given", "The member agreed to a purpose.", purpose="text", text_version="text", channel="text"
)
CONSENT_WITHDRAWN = _declare(
    "consent.withdrawn", "The member no longer agrees to a purpose.", purpose="text", channel="text"
)
SIGNED_OUT_EVERYWHERE = _declare(
    "member.signed_out_everywhere", "Every device on which the member was signed in was signed out."
)
