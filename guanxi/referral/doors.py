"""Which space a link leads to. A link carries a code and no space, so this is asked before any space is entered."""

import logging

from django.db import transaction

from guanxi import journal
from guanxi.kernel import crypto, statements, tenancy
from guanxi.referral import codes, events
from guanxi.spaces import limits, queries

GUESSES_PER_HOUR = 20
_HOUR_S = 3600
_MOST_ALARMS = 50
_LIMIT = "referral.link"

_log = logging.getLogger(__name__)


def space_of(*, code: str) -> int | None:
    """The space whose code this is; None for a code that nobody has. Only the very code is found."""
    text = codes.read(code)
    with transaction.atomic():
        statements.run("SELECT set_config('app.code', %s, true)", [text])
        found = statements.value(
            "SELECT space_id FROM referral_code WHERE code = %s ORDER BY closed_at IS NOT NULL, id LIMIT 1", [text]
        )
        statements.run("SELECT set_config('app.code', '', true)", [])
    return None if found is None else int(found)


def is_guessing(*, address: str) -> bool:
    """Whether this address has asked for too many codes that nobody has; then right ones are refused too (RE-4)."""
    return not limits.allows([_limit(address)])


def count_miss(*, address: str) -> None:
    """Count a code that nobody has. Who reaches the limit rings the alarm, once an hour, in every space (RE-4).

    Call it outside a transaction.
    """
    limits.take([_limit(address)])
    if limits.allows([_limit(address)]):
        return
    _log.warning("an address tried %d unknown invitation codes within an hour", GUESSES_PER_HOUR)
    origin = crypto.hmac128(crypto.master_key(), f"{_LIMIT}:{address}").hex()
    for space in queries.spaces()[:_MOST_ALARMS]:
        props = {"origin": origin, "misses": GUESSES_PER_HOUR}
        alarm = journal.Event(type=events.GUESSING.name, props=props, actor="system:referral")
        with tenancy.acting_in(space.id):
            journal.record(space_id=space.id, events=[alarm])


def _limit(address: str) -> limits.Limit:
    return limits.Limit(name=_LIMIT, subject=address, amount=GUESSES_PER_HOUR, seconds=_HOUR_S)
