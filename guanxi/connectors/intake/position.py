"""How far a file came in an interrupted run: written in the transaction of each batch, gone at the end.

Only a hint that saves time: without it, or with an old one lost, every row meets its own key again.
"""

from dataclasses import dataclass

from django.db import connection

from guanxi.kernel.tenancy import acting_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A file in a space as `reader` reads it. `digest` is the SHA-256 of all that decides what is read, in hex."""

    space_id: int
    reader: str
    digest: str


def done(bookmark: Bookmark) -> int:
    """How many of its facts are recorded; 0 for a file that is not under way."""
    with acting_in(bookmark.space_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT done FROM connectors_position WHERE space_id = %s AND reader = %s AND digest = %s",
            [bookmark.space_id, bookmark.reader, bookmark.digest],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def advance(bookmark: Bookmark, count: int) -> None:
    """Say that `count` facts in all are recorded; call it inside the transaction that records them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO connectors_position (space_id, reader, digest, done) VALUES (%s, %s, %s, %s)
            ON CONFLICT (space_id, reader, digest) DO UPDATE SET done = excluded.done
            """,
            [bookmark.space_id, bookmark.reader, bookmark.digest, count],
        )


def forget(bookmark: Bookmark) -> None:
    """The file is done: the next run reads all of it again and finds every key."""
    with acting_in(bookmark.space_id), connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM connectors_position WHERE space_id = %s AND reader = %s AND digest = %s",
            [bookmark.space_id, bookmark.reader, bookmark.digest],
        )
