"""Value that waits: held in two phases, and what can be given back or forgiven afterwards."""

from typing import Any

import psycopg
from django.db import DatabaseError, connection

from guanxi import journal
from guanxi.kernel.tenancy import acting_in
from guanxi.ledger import errors
from guanxi.ledger.actions import check_amount, unit_id


def hold(
    *,
    space_id: int,
    member_id: int,
    unit: str,
    amount: int,
    purpose: str,
    actor: str | None = None,
    key: str | None = None,
) -> int:
    """Set `amount` of a member's wallet aside, until it is captured or released. Returns the event's id: the hold.

    Refuses InsufficientBalance, AmountNotPositive, AmountTooLarge, UnknownUnit.
    """
    check_amount(amount=amount)
    with acting_in(space_id):
        number = unit_id(space_id=space_id, code=unit)
        event = journal.Event(
            type="ledger.held",
            member_id=member_id,
            props={"unit": unit, "amount": amount, "for": purpose},
            actor=actor,
            key=key,
        )
        told = journal.record(space_id=space_id, events=[event])
        if told.new:
            _value(
                "SELECT ledger_hold(%s, %s, %s, %s, %s)",
                [space_id, member_id, number, amount, told.ids[0]],
                unit=unit,
                amount=amount,
            )
    return told.ids[0]


def capture(*, space_id: int, hold_id: int, amount: int, actor: str, key: str | None = None) -> int:
    """Spend `amount` of what is held; the rest stays held. Returns the event's id.

    Refuses NotHeld, AmountNotPositive, AmountTooLarge.
    """
    check_amount(amount=amount)
    with acting_in(space_id):
        told = _told_of_hold(space_id, hold_id, "ledger.captured", actor, key, amount)
        if told.new:
            _value(
                "SELECT ledger_capture(%s, %s, %s, 'redemption', 0, %s)",
                [space_id, hold_id, amount, told.ids[0]],
                hold=hold_id,
                amount=amount,
            )
    return told.ids[0]


def release(*, space_id: int, hold_id: int, actor: str, key: str | None = None) -> int:
    """Give what is still held back into the lots it came from. Returns the event's id. Refuses NotHeld."""
    with acting_in(space_id):
        rest = _value("SELECT remaining FROM ledger_open_hold(%s, %s)", [space_id, hold_id], hold=hold_id, amount=1)
        told = _told_of_hold(space_id, hold_id, "ledger.hold_released", actor, key, int(rest))
        if told.new:
            _value("SELECT ledger_release(%s, %s, %s)", [space_id, hold_id, told.ids[0]], hold=hold_id, amount=1)
    return told.ids[0]


def refund(*, space_id: int, spend_id: int, reason: str, actor: str) -> int:
    """Take back what the event `spend_id` spent: into the very lots, less what the member owes. Returns the event's id.

    Refuses NothingSpent, also for what was taken back before.
    """
    with acting_in(space_id):
        spent = journal.event(space_id=space_id, event_id=spend_id)
        if spent is None or spent.type != "ledger.spent":
            raise errors.NothingSpent(event=spend_id)
        event = journal.Event(
            type="ledger.refunded",
            member_id=spent.member_id,
            props={"unit": spent.props["unit"], "amount": spent.props["amount"], "reason": reason},
            actor=actor,
            cause_id=spend_id,
            source="decision",
        )
        told = journal.record(space_id=space_id, events=[event])
        _value("SELECT ledger_refund(%s, %s, %s)", [space_id, spend_id, told.ids[0]], event=spend_id)
    return told.ids[0]


def forgive(*, space_id: int, member_id: int, unit: str, amount: int, reason: str, actor: str) -> int:
    """Forgive `amount` of what a member owes. Returns the event's id.

    Refuses OwesLess, AmountNotPositive, AmountTooLarge, UnknownUnit.
    """
    check_amount(amount=amount)
    with acting_in(space_id):
        number = unit_id(space_id=space_id, code=unit)
        event = journal.Event(
            type="ledger.debt_forgiven",
            member_id=member_id,
            props={"unit": unit, "amount": amount, "reason": reason},
            actor=actor,
            source="decision",
        )
        told = journal.record(space_id=space_id, events=[event])
        _value(
            "SELECT ledger_forgive(%s, %s, %s, %s, %s)",
            [space_id, member_id, number, amount, told.ids[0]],
            unit=unit,
            amount=amount,
        )
    return told.ids[0]


def _told_of_hold(space_id: int, hold_id: int, kind: str, actor: str, key: str | None, amount: int) -> journal.Recorded:
    held = journal.event(space_id=space_id, event_id=hold_id)
    if held is None or held.type != "ledger.held":
        raise errors.NotHeld(hold=hold_id, amount=amount, available=0)
    event = journal.Event(
        type=kind,
        member_id=held.member_id,
        props={"unit": held.props["unit"], "amount": amount},
        actor=actor,
        cause_id=hold_id,
        key=key,
        source="decision",
    )
    return journal.record(space_id=space_id, events=[event])


def _value(query: str, parameters: list[object], **facts: object) -> Any:  # noqa: ANN401 - whatever the one column is
    try:
        with connection.cursor() as cursor:
            cursor.execute(query, parameters)
            row = cursor.fetchone()
    except DatabaseError as error:
        raise _refusal(error, facts) from error
    return row[0] if row else None


def _refusal(error: DatabaseError, facts: dict[str, object]) -> Exception:
    cause = error.__cause__
    if not isinstance(cause, psycopg.Error):
        return error
    available = cause.diag.message_detail
    match cause.sqlstate:
        case "GX020":
            return errors.InsufficientBalance(available=available, **facts)
        case "GX021":
            return errors.NotHeld(available=available, **facts)
        case "GX022":
            return errors.OwesLess(available=available, **facts)
        case "GX023":
            return errors.NothingSpent(**facts)
    return error
