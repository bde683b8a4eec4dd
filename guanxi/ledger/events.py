"""The events of the ledger: value that moves by a decision or by time, not by a quest."""

from guanxi.journal.types import EventType, PropType, declare

_AMOUNT: dict[str, PropType] = {"unit": "text", "amount": "integer"}

FUNDED = declare(
    EventType(
        name="ledger.funded", sender="reaction", props=_AMOUNT, meaning="The brand adds to its reserve of a unit."
    )
)
SPENT = declare(
    EventType(
        name="ledger.spent",
        sender="reaction",
        props={**_AMOUNT, "for": "text"},
        meaning="A member spends value from the wallet.",
    )
)
MATURED = declare(
    EventType(
        name="ledger.matured",
        sender="reaction",
        props=_AMOUNT,
        meaning="The return window has passed: what was pending can be spent.",
    )
)
EXPIRED = declare(
    EventType(name="ledger.expired", sender="reaction", props=_AMOUNT, meaning="Value was not used by its date.")
)
FORFEITED = declare(
    EventType(
        name="ledger.forfeited",
        sender="reaction",
        props=_AMOUNT,
        meaning="An erased member's balance is forfeit; a debt is written off.",
    )
)
MERGED = declare(
    EventType(
        name="ledger.merged",
        sender="reaction",
        props={**_AMOUNT, "lost_id": "integer"},
        meaning="What a merged entry of a member held, or owed (less than 0), goes over to the one that stays.",
    )
)
FORGIVEN = declare(
    EventType(
        name="ledger.debt_forgiven",
        sender="reaction",
        props={**_AMOUNT, "reason": "text"},
        meaning="An operator forgives a debt.",
    )
)
HELD = declare(
    EventType(
        name="ledger.held",
        sender="reaction",
        props={**_AMOUNT, "for": "text"},
        meaning="A member's value is set aside, to be captured or released.",
    )
)
CAPTURED = declare(
    EventType(name="ledger.captured", sender="reaction", props=_AMOUNT, meaning="What was held is spent.")
)
HOLD_RELEASED = declare(
    EventType(name="ledger.hold_released", sender="reaction", props=_AMOUNT, meaning="What was held is free again.")
)
REFUNDED = declare(
    EventType(
        name="ledger.refunded",
        sender="reaction",
        props={**_AMOUNT, "reason": "text"},
        meaning="A spend is taken back, into the lots it came from.",
    )
)
