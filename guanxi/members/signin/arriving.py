"""Codes: asked for, sent, confirmed. The answer never depends on whether somebody is a member."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from guanxi import journal
from guanxi.kernel import crypto, statements, tenancy
from guanxi.members import errors, values
from guanxi.members.signin import settings
from guanxi.spaces import limits, queries
from guanxi.spaces.settings import Setting

MAIL = "mail"
PHONE = "phone"
CODE_DIGITS = 6
CODE_MINUTES = 10
TRIES = 5
SENDS = 3
PAUSE_S = 60
PROVEN_MINUTES = 30
_TOKEN_BYTES = 32
_HOUR_S, _DAY_S = 3600, 86_400
_TYPES = {MAIL: "email", PHONE: "phone"}

type Limited = Literal["", "soon", "address", "contact", "space"]
_LIMITED: dict[str, Limited] = {
    "": "",
    "signin.address": "address",
    "signin.contact.hour": "contact",
    "signin.contact.day": "contact",
    "signin.space": "space",
}


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Somebody on the way in: which system names them, by what; `name` is what they call themselves, if known."""

    system: str
    value: str
    name: str
    proven: bool
    sends: int


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What came of asking for a code: the browser's `token`, or no token and by what it was `limited`.

    "address" is the number of codes of a network, "contact" that of a contact, "space" the space's own bill, "soon" the
    pause between two codes of one arrival, and how many there are.
    """

    token: str = ""
    limited: Limited = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A code that is to be sent, and where to."""

    system: str
    to: str
    code: str
    space_name: str
    locale: str


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What a try was worth; "proven" comes with the token that goes on, "wrong" with how many tries are left."""

    outcome: Literal["proven", "wrong", "spent", "limited"]
    token: str = ""
    tries_left: int = 0


def readable(system: str, contact: str) -> str:
    """A contact in the one form in which it is kept. Refuses with ContactUnreadable, SignInMethodOff."""
    if system not in _TYPES:
        raise errors.SignInMethodOff
    try:
        value = values.checked(field=system, type_=_TYPES[system], options=[], value=contact)
    except errors.FieldTypeWrong:
        raise errors.ContactUnreadable from None
    return str(value)


def ask(*, space_id: int, system: str, contact: str, address: str) -> Asked:
    """Begin: a code is to be sent to the contact, unless a limit is reached.

    `address` is the network address, which only counts. Refuses with ContactUnreadable, SignInMethodOff.
    """
    with tenancy.acting_in(space_id):
        _check_method(space_id, system)
        contact = readable(system, contact)
        limited = _limited(space_id, system, contact, address)
        if limited:
            return Asked(limited=limited)
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        sealed = _seal(space_id, {"value": contact, "name": ""})
        statements.run(
            "INSERT INTO members_arrival (space_id, token_hash, system, sealed, asked_at, expires_at)"
            " VALUES (%s, %s, %s, %s, kernel_moment(), kernel_moment() + make_interval(mins => %s))",
            [space_id, _hash(space_id, token), system, sealed, CODE_MINUTES],
        )
        _new_code(space_id, token)
    return Asked(token=token)


def ask_again(*, space_id: int, token: str, address: str) -> Asked:
    """Another code for the same arrival, unless it is too soon, there were enough, or a limit is reached."""
    with tenancy.acting_in(space_id):
        found = arrival(space_id=space_id, token=token)
        if found is None or found.proven:
            return Asked(limited="soon")
        ready = statements.value(
            """
            SELECT 1 FROM members_arrival WHERE space_id = %s AND token_hash = %s AND proven_at IS NULL AND sends < %s
                AND asked_at < kernel_moment() - make_interval(secs => %s) ORDER BY token_hash FOR UPDATE
            """,
            [space_id, _hash(space_id, token), SENDS, PAUSE_S],
        )
        limited = _limited(space_id, found.system, found.value, address) if ready else "soon"
        if limited:
            return Asked(limited=limited)
        _new_code(space_id, token)
    return Asked(token=token)


def arrive_proven(*, space_id: int, system: str, value: str, name: str = "") -> str:
    """Somebody whom another system vouches for (the brand's app, a provider) arrives; returns the browser's token."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with tenancy.acting_in(space_id):
        statements.run(
            """
            INSERT INTO members_arrival (space_id, token_hash, system, sealed, asked_at, proven_at, expires_at)
            VALUES (%s, %s, %s, %s, kernel_moment(), kernel_moment(), kernel_moment() + make_interval(mins => %s))
            """,
            [space_id, _hash(space_id, token), system, _seal(space_id, {"value": value, "name": name}), PROVEN_MINUTES],
        )
    return token


def arrival(*, space_id: int, token: str) -> Arrival | None:
    """Who is on the way in with this token; None when nobody is, or no longer."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            "SELECT system, sealed, proven_at IS NOT NULL, sends FROM members_arrival"
            " WHERE space_id = %s AND token_hash = %s AND expires_at > kernel_moment()",
            [space_id, _hash(space_id, token)],
        )
    if not rows:
        return None
    system, sealed, proven, sends = rows[0]
    told = json.loads(crypto.open_sealed(journal.space_key(space_id), bytes(sealed), _place(space_id)))
    return Arrival(system=system, value=told["value"], name=told["name"], proven=proven, sends=sends)


def confirm(*, space_id: int, token: str, code: str, address: str) -> Confirmed:
    """Try a code; five tries a code. When it is right, the token is another one from now on."""
    with tenancy.acting_in(space_id):
        if not limits.take([_tries(space_id, address)]):
            return Confirmed(outcome="limited")
        # Counted before it is compared, in one statement: a hundred tries at once are a hundred tries.
        rows = statements.rows(
            """
            UPDATE members_arrival SET tries = tries + 1
            WHERE space_id = %s AND token_hash = %s AND tries < %s AND code_hash IS NOT NULL AND proven_at IS NULL
                AND expires_at > kernel_moment()
            RETURNING code_hash, tries
            """,
            [space_id, _hash(space_id, token), TRIES],
        )
        kept, tries = (bytes(rows[0][0]), rows[0][1]) if rows else (b"", TRIES)
        right = crypto.same(kept, _code_hash(space_id, token, code))
        if not rows:
            return Confirmed(outcome="spent")
        if not right:
            left = TRIES - tries
            return Confirmed(outcome="wrong" if left else "spent", tries_left=left)
        fresh = secrets.token_urlsafe(_TOKEN_BYTES)
        statements.run(
            """
            UPDATE members_arrival SET token_hash = %s, code_hash = NULL, sealed_code = NULL,
                proven_at = kernel_moment(), expires_at = kernel_moment() + make_interval(mins => %s)
            WHERE space_id = %s AND token_hash = %s
            """,
            [_hash(space_id, fresh), PROVEN_MINUTES, space_id, _hash(space_id, token)],
        )
    return Confirmed(outcome="proven", token=fresh)


def reference(*, space_id: int, token: str) -> str:
    """How a job names an arrival; worth nothing to whoever reads it."""
    return _hash(space_id, token).hex()


def letter(*, space_id: int, reference: str) -> Letter | None:
    """The code that waits to be sent for this arrival, which is forgotten by that; None when there is none (any more).

    Who sends it fails by an error inside the same transaction, and the code waits again.
    """
    with tenancy.acting_in(space_id):
        rows = statements.rows(
            """
            WITH waiting AS (
                SELECT space_id, token_hash, sealed_code FROM members_arrival
                WHERE space_id = %s AND token_hash = %s AND sealed_code IS NOT NULL AND expires_at > kernel_moment()
                ORDER BY token_hash FOR UPDATE)
            UPDATE members_arrival a SET sealed_code = NULL FROM waiting w
            WHERE a.space_id = w.space_id AND a.token_hash = w.token_hash
            RETURNING a.system, a.sealed, w.sealed_code
            """,
            [space_id, bytes.fromhex(reference)],
        )
        if not rows:
            return None
        system, sealed, sealed_code = rows[0]
        key = journal.space_key(space_id)
        space = queries.space(space_id=space_id)
        return Letter(
            system=system,
            to=json.loads(crypto.open_sealed(key, bytes(sealed), _place(space_id)))["value"],
            code=crypto.open_sealed(key, bytes(sealed_code), _code_place(space_id)).decode(),
            space_name=space.name,
            locale=space.locale,
        )


def spend(*, space_id: int, token: str) -> Arrival | None:
    """Take a proven arrival away, to let it in; None when there is none."""
    with tenancy.acting_in(space_id):
        found = arrival(space_id=space_id, token=token)
        gone = statements.value(
            "DELETE FROM members_arrival WHERE space_id = %s AND token_hash = %s AND proven_at IS NOT NULL"
            " AND expires_at > kernel_moment() RETURNING 1",
            [space_id, _hash(space_id, token)],
        )
    return found if gone else None


def forget(*, space_id: int) -> int:
    """Delete the arrivals and spent tokens whose time is over; returns how many."""
    with tenancy.acting_in(space_id):
        expired = (
            "DELETE FROM members_arrival WHERE space_id = %s AND expires_at < kernel_moment() RETURNING 1",
            "DELETE FROM members_spent_token WHERE space_id = %s AND expires_at < kernel_moment() RETURNING 1",
        )
        return sum(len(statements.rows(statement, [space_id])) for statement in expired)


def _check_method(space_id: int, system: str) -> None:
    setting = {MAIL: settings.BY_MAIL, PHONE: settings.BY_PHONE}.get(system)
    if setting is None or not queries.setting(space_id=space_id, name=setting.name):
        raise errors.SignInMethodOff


def _limited(space_id: int, system: str, contact: str, address: str) -> Limited:
    """Count a code that is wanted; by what it is limited, if it is."""
    return _LIMITED[limits.first_refusal(_limits(space_id, system, contact, address))]


def _limits(space_id: int, system: str, contact: str, address: str) -> Iterator[limits.Limit]:
    """What sending a code counts against, in this order: the network address, the contact, the space's own bill."""
    who = f"{space_id}:{system}:{contact}"
    per_address = _number(space_id, settings.CODES_PER_ADDRESS)
    yield limits.Limit(name="signin.address", subject=f"{space_id}:{address}", amount=per_address, seconds=_HOUR_S)
    yield limits.Limit(name="signin.contact.hour", subject=who, amount=6, seconds=_HOUR_S)
    yield limits.Limit(name="signin.contact.day", subject=who, amount=15, seconds=_DAY_S)
    hourly = _number(space_id, settings.CODES_PER_HOUR)
    yield limits.Limit(name="signin.space", subject=str(space_id), amount=hourly, seconds=_HOUR_S)


def _tries(space_id: int, address: str) -> limits.Limit:
    """What typing a code counts against: who shares a network may each mistype one once."""
    amount = 2 * _number(space_id, settings.CODES_PER_ADDRESS)
    return limits.Limit(name="signin.try", subject=f"{space_id}:{address}", amount=amount, seconds=_HOUR_S)


def _number(space_id: int, setting: Setting) -> int:
    return int(queries.setting(space_id=space_id, name=setting.name))


def _new_code(space_id: int, token: str) -> None:
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    statements.run(
        """
        UPDATE members_arrival SET code_hash = %s, sealed_code = %s, tries = 0, sends = sends + 1,
            asked_at = kernel_moment(), expires_at = kernel_moment() + make_interval(mins => %s)
        WHERE space_id = %s AND token_hash = %s
        """,
        [
            _code_hash(space_id, token, code),
            crypto.seal(journal.space_key(space_id), code.encode(), _code_place(space_id)),
            CODE_MINUTES,
            space_id,
            _hash(space_id, token),
        ],
    )


def _hash(space_id: int, token: str) -> bytes:
    return crypto.hmac128(journal.space_key(space_id), f"members.arrival:{token}")


def _code_hash(space_id: int, token: str, code: str) -> bytes:
    return crypto.hmac128(journal.space_key(space_id), f"members.code:{token}:{code}")


def _seal(space_id: int, told: dict[str, str]) -> bytes:
    return crypto.seal(journal.space_key(space_id), json.dumps(told).encode(), _place(space_id))


def _place(space_id: int) -> bytes:
    return f"members.arrival:{space_id}".encode()


def _code_place(space_id: int) -> bytes:
    return f"members.arrival.code:{space_id}".encode()
