"""Somebody came by a code. Nothing is kept about them but a keyed hash of an anonymous id."""

from datetime import datetime, timedelta

from django.db import connection

from guanxi import journal
from guanxi.kernel import crypto
from guanxi.kernel.tenancy import acting_in
from guanxi.referral import codes, errors, events, models, settings

UNKNOWN = "code_unknown"
CLOSED = "code_closed"
_GUESSING = "guessing"


def record_touch(
    *,
    space_id: int,
    code: str,
    visitor: str,
    address: str | None = None,
    source: str = "",
    at: datetime | None = None,
) -> bool:
    """Note that `visitor` (an anonymous id, hashed before it is kept) came by `code`; True when it counts.

    A further click on the same code within the space's window does not count (A6). `address` is the
    network address, only hashed and only to count guesses. Call it outside a transaction: a refusal that
    rolls back would forget the guess. Refuses CodeUnknown, CodeClosed, TooManyGuesses.
    """
    text = codes.read(code)
    with acting_in(space_id):
        outcome = _touch(space_id, text, visitor, address, source, at or journal.now(space_id=space_id))
    if outcome == UNKNOWN:
        raise errors.CodeUnknown(code=text)
    if outcome == CLOSED:
        raise errors.CodeClosed(code=text)
    if outcome == _GUESSING:
        raise errors.TooManyGuesses
    return outcome == "touched"


def forget_touches(*, space_id: int, actor: str, at: datetime | None = None) -> int:
    """Delete what can become a binding no more; returns how many touches. Bindings keep their own copy.

    A visitor's touches of one code go together, when the last of them has become invalid.
    """
    del actor  # nothing that anybody could ask about is lost
    with acting_in(space_id), connection.cursor() as cursor:
        moment = at or journal.now(space_id=space_id)
        valid_from = moment - settings.days(space_id, settings.VALIDITY_DAYS)
        models.Guess.objects.filter(space_id=space_id, hour_at__lt=moment - timedelta(days=7)).delete()
        cursor.execute(
            """
            DELETE FROM referral_touch AS t
            WHERE t.space_id = %s AND t.at <= %s AND NOT EXISTS (
                SELECT FROM referral_touch AS later
                WHERE later.space_id = t.space_id AND later.visitor = t.visitor AND later.code_id = t.code_id
                  AND later.at > %s)
            """,
            [space_id, valid_from, valid_from],
        )
        return int(cursor.rowcount)


def visitor_hash(*, space_id: int, visitor: str) -> bytes:
    """The hash under which a visitor's touches are kept; another space's is another."""
    return crypto.hmac128(journal.space_key(space_id), f"referral.visitor:{visitor}")


def origins(*, space_id: int, visitor: str | None, address: str | None) -> list[bytes]:
    """The hashes against which guesses count: of the visitor and of the address, where given."""
    key = journal.space_key(space_id)
    named = {"visitor": visitor, "address": address}
    return [crypto.hmac128(key, f"referral.{kind}:{value}") for kind, value in named.items() if value is not None]


def is_guessing(*, space_id: int, hashes: list[bytes], at: datetime) -> bool:
    """Whether one of the origins has used up its unknown codes of this hour."""
    limit = settings.number(space_id, settings.GUESSES_PER_HOUR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT referral_is_guessing(%s, %s::bytea[], %s, %s)", [space_id, hashes, at, limit])
        row = cursor.fetchone()
    return bool(row and row[0])


def count_guess(*, space_id: int, hashes: list[bytes], at: datetime) -> None:
    """Count an unknown code against its origins; who reaches the limit rings the alarm, once an hour (F25)."""
    limit = settings.number(space_id, settings.GUESSES_PER_HOUR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT referral_count_guess(%s, %s::bytea[], %s, %s)", [space_id, hashes, at, limit])
        reached = [bytes(row[0]) for row in cursor.fetchall()]
    alarms = [
        journal.Event(
            type=events.GUESSING.name,
            at=at,
            props={"origin": origin.hex(), "misses": limit},
            actor="system:referral",
        )
        for origin in reached
    ]
    journal.record(space_id=space_id, events=alarms)


def _touch(space_id: int, code: str, visitor: str, address: str | None, source: str, at: datetime) -> str:
    hashes = origins(space_id=space_id, visitor=visitor, address=address)
    if is_guessing(space_id=space_id, hashes=hashes, at=at):
        return _GUESSING
    minutes = settings.number(space_id, settings.TOUCH_WINDOW_MINUTES)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT referral_record_touch(%s, %s, %s, %s, %s, make_interval(mins => %s))",
            [space_id, code, visitor_hash(space_id=space_id, visitor=visitor), source, at, minutes],
        )
        row = cursor.fetchone()
    outcome = str(row[0]) if row else UNKNOWN
    if outcome == UNKNOWN:
        count_guess(space_id=space_id, hashes=hashes, at=at)
    return outcome
