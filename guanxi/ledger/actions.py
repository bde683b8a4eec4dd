"""Moving value outside of quests: funding the reserve, spending, what time does, what is forfeit."""

import uuid
from datetime import datetime

import psycopg
from django.db import DatabaseError

from guanxi import journal
from guanxi.kernel import statements
from guanxi.kernel.tenancy import acting_in
from guanxi.ledger import errors

_KINDS = frozenset({"points", "growth", "granted", "purchased", "commission", "membership_days"})
_NAMED_KINDS = frozenset({"coupon", "item", "ticket"})
_BIGINT = 2**63


def unit_id(*, space_id: int, code: str) -> int:
    """The number of the unit `code` in the space, made when it is met first. Refuses UnknownUnit."""
    kind = check_unit(code=code).partition(":")[0]
    with acting_in(space_id):
        found = statements.value(
            """
            WITH made AS (
                INSERT INTO ledger_unit (space_id, code, kind) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING id
            ) SELECT id FROM made UNION ALL SELECT id FROM ledger_unit WHERE space_id = %s AND code = %s LIMIT 1
            """,
            [space_id, code, kind, space_id, code],
        )
    return int(found)


def check_unit(*, code: str) -> str:
    """`code` when it has the form of a unit's code. Refuses UnknownUnit."""
    kind, _, name = code.partition(":")
    if not ((kind in _KINDS and not name) or (kind in _NAMED_KINDS and name)):
        raise errors.UnknownUnit(unit=code)
    return code


def check_amount(*, amount: int) -> int:
    """`amount` when it is a positive integer that a bigint holds. Refuses AmountNotPositive, AmountTooLarge."""
    if amount <= 0:
        raise errors.AmountNotPositive(amount=amount)
    if amount >= _BIGINT:
        raise errors.AmountTooLarge(amount=amount)
    return amount


def fund(
    *, space_id: int, unit: str, amount: int, actor: str, key: str | None = None, at: datetime | None = None
) -> int:
    """Add `amount` of `unit` to the space's reserve, from which quests are covered. Returns the event's id.

    For items it is stock that has arrived; for points it is what the brand is ready to owe. With `key`, funding twice
    is funding once. Refuses AmountNotPositive, AmountTooLarge, UnknownUnit.
    """
    check_amount(amount=amount)
    with acting_in(space_id):
        number = unit_id(space_id=space_id, code=unit)
        props = {"unit": unit, "amount": amount}
        told = journal.record(
            space_id=space_id,
            events=[journal.Event(type="ledger.funded", props=props, actor=actor, key=key, at=at, source="decision")],
        )
        if told.new:
            move(
                space_id=space_id,
                unit=number,
                source=("issuance", 0),
                target=("reserve", 0),
                amount=amount,
                event_id=told.ids[0],
            )
    return told.ids[0]


def move(
    *, space_id: int, unit: int, source: tuple[str, int], target: tuple[str, int], amount: int, event_id: int
) -> int:
    """Transfer between two system accounts, each (kind, owner), caused by `event_id`. Returns the transfer's id."""
    effect_key = uuid.uuid5(uuid.NAMESPACE_OID, f"{event_id}:{unit}:{source}:{target}")
    moved = statements.value(
        "SELECT ledger_transfer_between(%s, %s, %s::ledger_kind, %s, %s::ledger_kind, %s, %s, %s, %s)",
        [space_id, unit, *source, *target, amount, event_id, effect_key],
    )
    return int(moved)


def spend(
    *,
    space_id: int,
    member_id: int,
    unit: str,
    amount: int,
    purpose: str,
    actor: str | None = None,
    key: str | None = None,
) -> int:
    """A member spends from the wallet: the lots that expire first go first. Returns the event's id.

    Refuses InsufficientBalance, AmountNotPositive, AmountTooLarge, UnknownUnit.
    """
    check_amount(amount=amount)
    with acting_in(space_id):
        number = unit_id(space_id=space_id, code=unit)
        props = {"unit": unit, "amount": amount, "for": purpose}
        told = journal.record(
            space_id=space_id,
            events=[journal.Event(type="ledger.spent", member_id=member_id, props=props, actor=actor, key=key)],
        )
        if told.new:
            effect_key = uuid.uuid5(uuid.NAMESPACE_OID, f"spend:{told.ids[0]}")
            try:
                statements.value(
                    "SELECT ledger_spend(%s, %s, %s, %s, 'redemption', 0, %s, %s)",
                    [space_id, member_id, number, amount, told.ids[0], effect_key],
                )
            except DatabaseError as error:
                raise _refusal(error, unit=unit, amount=amount) from error
    return told.ids[0]


def _refusal(error: DatabaseError, **facts: object) -> Exception:
    cause = error.__cause__
    if isinstance(cause, psycopg.Error) and cause.sqlstate == "GX020":
        return errors.InsufficientBalance(available=cause.diag.message_detail, **facts)
    return error


def mature(*, space_id: int, now: datetime, batch: int = 2000) -> int:
    """Move what is pending and due by `now` into the wallets.

    Returns how many lots moved; can be run again at any time.
    """
    return _until_empty(space_id, batch, "SELECT ledger_mature(%s, %s, %s)", now)


def expire(*, space_id: int, now: datetime, batch: int = 2000) -> int:
    """Take out what has expired by `now`, a local midnight.

    Returns how many lots expired; can be run again for any past day.
    """
    return _until_empty(space_id, batch, "SELECT ledger_expire(%s, %s, %s)", now)


def _until_empty(space_id: int, batch: int, statement: str, now: datetime) -> int:
    total = 0
    while True:
        with acting_in(space_id):
            moved = int(statements.value(statement, [space_id, now, batch]))
        total += moved
        if moved < batch:
            return total


def forfeit(*, space_id: int, member_id: int, actor: str) -> None:
    """An erased member's balances go to the forfeit account and the debt is written off; both are events."""
    with acting_in(space_id):
        statements.value("SELECT ledger_forfeit(%s, %s, %s)", [space_id, member_id, actor])
