"""What becomes of orders."""

from guanxi.journal.types import EventType, declare

ORDER_DELIVERED = declare(
    EventType(
        name="order.delivered",
        props={"order": "text", "sum_cents": "integer", "quantity": "integer"},
        meaning="An order arrived; sum_cents is what the member paid for it.",
    )
)
