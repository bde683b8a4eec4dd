"""Links that open once: an invitation to work for a space, and the first link of an installation.

A link is `<space>-<secret>`: the space says in which rows to look, the secret is known to the link alone. The first
link has the space 0.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from guanxi import journal
from guanxi.kernel import crypto, statements, tenancy
from guanxi.spaces import actions, errors, models, queries

INVITATION_DAYS = 7
START_HOURS = 24
_SECRET_BYTES = 32
_FIRST = 0


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Somebody is asked to work for a space; `mailed` when the link went to the address, so opening it proves it."""

    id: int
    space_id: int
    email: str
    role: str
    mailed: bool
    invited_by: str
    made_at: datetime
    expires_at: datetime


def invite(*, space_id: int, email: str, role: str, mailed: bool, actor: str) -> str:
    """Ask somebody to work for the space; returns the token of the link, which is shown or mailed once.

    An open invitation to the same address ends. Holds for 7 days. Refuses with UnknownRole, EmailUnreadable,
    AlreadyStaff.
    """
    email = readable_email(email)
    if role not in models.Role.values:
        raise errors.UnknownRole(role=role)
    token = f"{space_id}-{secrets.token_urlsafe(_SECRET_BYTES)}"
    with tenancy.acting_in(space_id):
        if models.Staff.objects.filter(space_id=space_id, user__email=email).exists():
            raise errors.AlreadyStaff(user_id=email)
        statements.run(
            "UPDATE spaces_invitation SET ended_at = kernel_moment()"
            " WHERE space_id = %s AND email = %s AND ended_at IS NULL",
            [space_id, email],
        )
        statements.run(
            """
            INSERT INTO spaces_invitation (space_id, token_hash, email, role, mailed, invited_by, made_at, expires_at)
            VALUES (%s, %s, %s, %s, %s, %s, kernel_moment(), kernel_moment() + make_interval(days => %s))
            """,
            [space_id, _hash(space_id, token), email, role, mailed, actor, INVITATION_DAYS],
        )
        _record(space_id, "staff.invited", role, actor)
    return token


def withdraw(*, space_id: int, invitation_id: int, actor: str) -> None:
    """End an open invitation; its link opens no more. Refuses with UnknownInvitation."""
    with tenancy.acting_in(space_id):
        role = statements.value(
            "UPDATE spaces_invitation SET ended_at = kernel_moment()"
            " WHERE space_id = %s AND id = %s AND ended_at IS NULL RETURNING role",
            [space_id, invitation_id],
        )
        if role is None:
            raise errors.UnknownInvitation
        _record(space_id, "staff.invitation_withdrawn", role, actor)


def open_ones(*, space_id: int) -> tuple[Invitation, ...]:
    """The invitations that wait for an answer, the newest first."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_COLUMNS} FROM spaces_invitation WHERE space_id = %s AND ended_at IS NULL"  # noqa: S608 - a constant
            " AND expires_at > kernel_moment() ORDER BY id DESC LIMIT 200",
            [space_id],
        )
    return tuple(_invitation(row) for row in rows)


def invitation(*, token: str) -> Invitation:
    """What an invitation's link says, as long as it can be accepted. Refuses with LinkSpent."""
    space_id = _space_of(token)
    if space_id == _FIRST:
        raise errors.LinkSpent
    with tenancy.acting_in(space_id):
        if not models.Space.objects.filter(id=space_id).exists():
            raise errors.LinkSpent
        rows = statements.rows(
            f"SELECT {_COLUMNS} FROM spaces_invitation WHERE space_id = %s AND token_hash = %s"  # noqa: S608 - a constant
            " AND ended_at IS NULL AND expires_at > kernel_moment()",
            [space_id, _hash(space_id, token)],
        )
    if not rows:
        raise errors.LinkSpent
    return _invitation(rows[0])


def accept(*, token: str, user_id: int) -> Invitation:
    """The user with the invited address works for the space from now on; the link is spent.

    Refuses with LinkSpent (also for a user of another address), AlreadyStaff.
    """
    found = invitation(token=token)
    with tenancy.acting_in(found.space_id):
        ended = statements.value(
            """
            UPDATE spaces_invitation i SET ended_at = kernel_moment() FROM spaces_user u
            WHERE i.space_id = %s AND i.id = %s AND i.ended_at IS NULL AND i.expires_at > kernel_moment()
                AND u.id = %s AND u.email = i.email AND u.is_active
            RETURNING i.id
            """,
            [found.space_id, found.id, user_id],
        )
        if ended is None:
            raise errors.LinkSpent
        actions.add_staff(space_id=found.space_id, user_id=user_id, role=found.role, actor=found.invited_by)
    return found


def needs_first_owner() -> bool:
    """Whether nobody owns anything here yet but demo spaces."""
    real = [space for space in queries.spaces() if not space.is_demo]
    return not any(person.role == models.Role.OWNER for space in real for person in queries.staff_of(space_id=space.id))


def first_link() -> str:
    """A new token for the first owner, good for 24 hours and once; the one before is spent."""
    token = f"{_FIRST}-{secrets.token_urlsafe(_SECRET_BYTES)}"
    statements.run("DELETE FROM spaces_start", [])
    statements.run(
        "INSERT INTO spaces_start (token_hash, made_at, expires_at)"
        " VALUES (%s, kernel_moment(), kernel_moment() + make_interval(hours => %s))",
        [_start_hash(token), START_HOURS],
    )
    return token


def is_first_link(token: str) -> bool:
    """Whether this token looks like a first link; whether it still opens says `check_first`."""
    return token.startswith(f"{_FIRST}-")


def check_first(*, token: str) -> None:
    """Refuses with LinkSpent when the first link is used, expired or unknown, or an owner exists by now."""
    found = statements.value(
        "SELECT 1 FROM spaces_start WHERE token_hash = %s AND ended_at IS NULL AND expires_at > kernel_moment()",
        [_start_hash(token)],
    )
    if not found or not needs_first_owner():
        raise errors.LinkSpent


def spend_first(*, token: str) -> None:
    """Use the first link up, inside the transaction that makes the owner. Refuses with LinkSpent."""
    check_first(token=token)
    spent = statements.value(
        "UPDATE spaces_start SET ended_at = kernel_moment()"
        " WHERE token_hash = %s AND ended_at IS NULL AND expires_at > kernel_moment() RETURNING 1",
        [_start_hash(token)],
    )
    if not spent:
        raise errors.LinkSpent


def readable_email(email: str) -> str:
    """An address in the form in which it is kept. Refuses with EmailUnreadable."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise errors.EmailUnreadable from None
    return email


_COLUMNS = "id, space_id, email, role, mailed, invited_by, made_at, expires_at"


def _invitation(row: tuple[object, ...]) -> Invitation:
    return Invitation(**dict(zip(_COLUMNS.split(", "), row, strict=True)))  # type: ignore[arg-type]


def _space_of(token: str) -> int:
    number, _, _ = token.partition("-")
    if not number.isdecimal() or not number.isascii() or len(number) > 9:  # noqa: PLR2004 - what an integer column holds
        raise errors.LinkSpent
    return int(number)


def _hash(space_id: int, token: str) -> bytes:
    return crypto.hmac128(crypto.master_key(), f"spaces.invitation:{space_id}:{token}")


def _start_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()  # 256 random bits need no key


def _record(space_id: int, type_name: str, role: str, actor: str) -> None:
    journal.record(space_id=space_id, events=[journal.Event(type=type_name, props={"role": role}, actor=actor)])
