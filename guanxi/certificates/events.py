"""What becomes of certificates."""

from guanxi import journal
from guanxi.journal.types import PropType

_PROPS: dict[str, PropType] = {"certificate": "integer", "slug": "text", "quest": "text"}

ISSUED = journal.declare(
    journal.EventType(
        name="certificate.issued",
        sender="reaction",
        props=_PROPS,
        meaning="A quest kept its promise of a certificate; it can be seen and checked from now on.",
    )
)
REVOKED = journal.declare(
    journal.EventType(
        name="certificate.revoked",
        sender="reaction",
        props=_PROPS,
        meaning="What had earned a certificate was undone; its page says so.",
    )
)
REINSTATED = journal.declare(
    journal.EventType(
        name="certificate.reinstated",
        sender="reaction",
        props=_PROPS,
        meaning="What had earned a certificate counts again, and so does the certificate.",
    )
)
SHOWN = journal.declare(
    journal.EventType(
        name="certificate.name_chosen",
        sender="reaction",
        props={"certificate": "integer", "shown": "boolean"},
        meaning="The member chose whether a certificate shows their name to everybody.",
    )
)
TEMPLATE_CHANGED = journal.declare(
    journal.EventType(
        name="certificate.template_changed",
        sender="reaction",
        props={"slug": "text", "title": "text", "signer": "text", "look": "text"},
        meaning="What the certificates of one name say was written anew, for those to come.",
    )
)
NAME_HIDDEN = journal.declare(
    journal.EventType(
        name="certificate.name_hidden",
        sender="reaction",
        props={"certificate": "integer", "reason": "text"},
        meaning="Staff took the name off a certificate, for this reason; it shows none from now on.",
    )
)
NAME_SHOWN_AGAIN = journal.declare(
    journal.EventType(
        name="certificate.name_shown_again",
        sender="reaction",
        props={"certificate": "integer", "reason": "text"},
        meaning="Staff took back that a name was taken off a certificate.",
    )
)
