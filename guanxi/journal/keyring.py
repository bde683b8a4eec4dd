"""Many subjects' keys at once, for modules that keep personal values of thousands of people in a batch.

Every function here runs a fixed number of statements, whatever the number of subjects; call inside `acting_in`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from guanxi.journal import keys
from guanxi.kernel import crypto


@dataclass(frozen=True, kw_only=True)
class Personal:
    """Something personal: whose, where it belongs ("profile:email"), and the value in clear or sealed."""

    subject_id: int
    place: str
    value: bytes


def lock_subjects(*, space_id: int, subject_ids: Iterable[int]) -> None:
    """Lock subjects in the order in which settling locks them; before anything else of theirs is locked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM journal_subject WHERE space_id = %s AND id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            [space_id, sorted(set(subject_ids))],
        )


def seal_many(*, space_id: int, values: Sequence[Personal]) -> list[bytes | None]:
    """Each value sealed under its subject's key, in their order; None where that key is destroyed."""
    found = _subject_keys(space_id, {value.subject_id for value in values}, make=True)
    return [
        crypto.seal(found[value.subject_id], value.value, _context(space_id, value))
        if value.subject_id in found
        else None
        for value in values
    ]


def unseal_many(*, space_id: int, values: Sequence[Personal]) -> list[bytes | None]:
    """Each value in clear, in their order; None where its subject's key is destroyed. Refuses with SealBroken."""
    found = _subject_keys(space_id, {value.subject_id for value in values}, make=False)
    return [
        crypto.open_sealed(found[value.subject_id], value.value, _context(space_id, value))
        if value.subject_id in found
        else None
        for value in values
    ]


def seal_props(*, space_id: int, secrets: Sequence[tuple[int, bytes]]) -> list[bytes | None]:
    """`keys.seal_for` for (subject, plaintext) pairs, in their order; None where the key is destroyed."""
    found = _subject_keys(space_id, {subject_id for subject_id, _ in secrets}, make=True)
    return [
        crypto.seal(found[subject_id], plaintext, f"subject:{space_id}:{subject_id}".encode())
        if subject_id in found
        else None
        for subject_id, plaintext in secrets
    ]


def open_props(*, space_id: int, subject_id: int, sealed: Sequence[bytes]) -> list[dict[str, object]]:
    """Personal props of events about a subject in clear, in their order, in one statement.

    Nothing of any where the key is destroyed.
    """
    key = _subject_keys(space_id, {subject_id} if sealed else set(), make=False).get(subject_id)
    context = f"subject:{space_id}:{subject_id}".encode()
    return [{} if key is None else json.loads(crypto.open_sealed(key, one, context)) for one in sealed]


def personal_props(*, space_id: int, subject_id: int) -> dict[int, dict[str, object]]:
    """The personal props of every event about a subject, by event id; nothing when the key is destroyed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, sealed FROM journal_event WHERE space_id = %s AND member_id = %s AND sealed IS NOT NULL",
            [space_id, subject_id],
        )
        rows = cursor.fetchall()
    key = keys.subject_key(space_id=space_id, subject_id=subject_id)
    if key is None:
        return {}
    context = f"subject:{space_id}:{subject_id}".encode()
    return {event_id: json.loads(crypto.open_sealed(key, bytes(sealed), context)) for event_id, sealed in rows}


def props_of(*, space_id: int, event_ids: Sequence[int]) -> dict[int, dict[str, object]]:
    """The personal props of these events, by event id; without those whose subject's key is destroyed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, member_id, sealed FROM journal_event"
            " WHERE space_id = %s AND id = ANY(%s::bigint[]) AND member_id IS NOT NULL AND sealed IS NOT NULL",
            [space_id, list(event_ids)],
        )
        rows = cursor.fetchall()
    found = _subject_keys(space_id, {subject_id for _, subject_id, _ in rows}, make=False)
    return {
        event_id: json.loads(
            crypto.open_sealed(found[subject_id], bytes(sealed), f"subject:{space_id}:{subject_id}".encode())
        )
        for event_id, subject_id, sealed in rows
        if subject_id in found
    }


def _subject_keys(space_id: int, subject_ids: set[int], *, make: bool) -> dict[int, bytes]:
    if not subject_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, wrapped_key FROM journal_subject"
            " WHERE space_id = %s AND id = ANY(%s) AND key_destroyed_at IS NULL",
            [space_id, list(subject_ids)],
        )
        rows = dict(cursor.fetchall())
        if make:
            rows |= _made(space_id, [subject_id for subject_id, wrapped in rows.items() if wrapped is None])
    by = keys.space_key(space_id)
    return {
        subject_id: crypto.unwrap(bytes(wrapped), by=by, context=f"subject:{space_id}:{subject_id}".encode())
        for subject_id, wrapped in rows.items()
        if wrapped is not None
    }


def _made(space_id: int, subject_ids: list[int]) -> dict[int, bytes]:
    if not subject_ids:
        return {}
    lock_subjects(space_id=space_id, subject_ids=subject_ids)
    by = keys.space_key(space_id)
    fresh = [
        crypto.wrap(crypto.new_key(), by=by, context=f"subject:{space_id}:{subject_id}".encode())
        for subject_id in subject_ids
    ]
    with connection.cursor() as cursor:
        # Somebody may have made the key while we waited for the lock: theirs stays.
        cursor.execute(
            """
            UPDATE journal_subject s SET wrapped_key = coalesce(s.wrapped_key, n.wrapped)
            FROM unnest(%s::bigint[], %s::bytea[]) n(id, wrapped)
            WHERE s.space_id = %s AND s.id = n.id AND s.key_destroyed_at IS NULL
            RETURNING s.id, s.wrapped_key
            """,
            [subject_ids, fresh, space_id],
        )
        return dict(cursor.fetchall())


def _context(space_id: int, value: Personal) -> bytes:
    return f"subject:{space_id}:{value.subject_id}:{value.place}".encode()
