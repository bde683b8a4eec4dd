"""What a shop tells about its orders."""

from guanxi import journal
from guanxi.journal import EventType

SOURCE = "import:orders"
"""The source of every event that comes from a file of orders."""

ORDER_PAID = journal.declare(
    EventType(
        name="order.paid",
        props={
            "order": "text",
            "sum_cents": "integer",
            "currency": "text",
            "quantity": "integer",
            "product": "text",
            "state": "text",
        },
        meaning="A member paid an order: sum_cents is what they paid, in the smallest unit of the currency; quantity "
        "counts pieces; state is what the shop calls the order's state.",
    )
)
