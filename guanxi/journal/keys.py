"""The keys under which the journal keeps what is personal: one of the space, and one of each subject below it."""

from django.db import connection

from guanxi.kernel import crypto

_space_keys: dict[tuple[str, int], bytes] = {}


def open_space(*, space_id: int, ahead_seconds: int | None = None) -> None:
    """Give a new space its journal: a key of its own and a clock, `ahead_seconds` ahead of the database's.

    Only demo and sandbox spaces have a clock that runs ahead (negative: behind).
    """
    wrapped = crypto.wrap(crypto.new_key(), by=crypto.master_key(), context=f"space:{space_id}".encode())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_head (space_id, wrapped_key, ahead) VALUES (%s, %s, make_interval(secs => %s))",
            [space_id, wrapped, ahead_seconds],
        )


def space_key(space_id: int) -> bytes:
    """The space's own key, 32 bytes; unwrapped once in a process."""
    known = (str(connection.settings_dict["NAME"]), space_id)
    if known not in _space_keys:
        with connection.cursor() as cursor:
            cursor.execute("SELECT wrapped_key FROM journal_head WHERE space_id = %s", [space_id])
            row = cursor.fetchone()
        if row is None:
            message = f"space {space_id} has no journal"
            raise LookupError(message)
        _space_keys[known] = crypto.unwrap(bytes(row[0]), by=crypto.master_key(), context=f"space:{space_id}".encode())
    return _space_keys[known]


def _context(space_id: int, subject_id: int) -> bytes:
    return f"subject:{space_id}:{subject_id}".encode()


def subject_key(*, space_id: int, subject_id: int, make: bool = False) -> bytes | None:
    """The data key of a subject, or None where there is none: destroyed, or (without `make`) never needed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wrapped_key, key_destroyed_at IS NOT NULL FROM journal_subject WHERE space_id = %s AND id = %s",
            [space_id, subject_id],
        )
        row = cursor.fetchone()
        if row is None or row[1]:
            return None
        if row[0] is None and make:
            wrapped = crypto.wrap(crypto.new_key(), by=space_key(space_id), context=_context(space_id, subject_id))
            cursor.execute(
                """
                UPDATE journal_subject SET wrapped_key = coalesce(wrapped_key, %s)
                WHERE space_id = %s AND id = %s AND key_destroyed_at IS NULL RETURNING wrapped_key
                """,
                [wrapped, space_id, subject_id],
            )
            row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    return crypto.unwrap(bytes(row[0]), by=space_key(space_id), context=_context(space_id, subject_id))


def destroy_subject_key(*, space_id: int, subject_id: int) -> None:
    """Destroy a subject's key for ever: whatever was sealed under it is gone."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE journal_subject
            SET wrapped_key = NULL, key_destroyed_at = coalesce(key_destroyed_at, clock_timestamp())
            WHERE space_id = %s AND id = %s
            """,
            [space_id, subject_id],
        )


def seal_for(*, space_id: int, subject_id: int, plaintext: bytes) -> bytes | None:
    """Seal `plaintext` under the subject's key; None when the key is destroyed."""
    key = subject_key(space_id=space_id, subject_id=subject_id, make=True)
    return None if key is None else crypto.seal(key, plaintext, _context(space_id, subject_id))


def unseal_for(*, space_id: int, subject_id: int, sealed: bytes) -> bytes | None:
    """What was sealed for the subject, or None when its key is destroyed."""
    key = subject_key(space_id=space_id, subject_id=subject_id)
    return None if key is None else crypto.open_sealed(key, sealed, _context(space_id, subject_id))
