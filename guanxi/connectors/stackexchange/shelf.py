"""What must be known of a post when its comments and votes are told: kind, owner, time, question.

A private SQLite database that lives in the page cache and spills to a temporary file, so that a large
dump needs no more memory than a small one. It is filled from Posts.xml at every run and then dropped.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from guanxi.connectors.stackexchange.dump import Post

_SCHEMA = """
    CREATE TABLE post (
        id integer PRIMARY KEY, kind text NOT NULL, created_us integer NOT NULL, owner integer, parent integer
    );
    CREATE INDEX post_parent ON post (parent, created_us, id); -- the first answer of a question
"""
_FIND = """
    SELECT post.kind, post.created_us, post.owner, post.parent, question.owner, question.created_us,
           post.id = (
               SELECT id FROM post AS answer
                WHERE answer.parent = post.parent AND answer.kind = 'answer' ORDER BY created_us, id LIMIT 1
           )
      FROM post LEFT JOIN post AS question ON question.id = post.parent
     WHERE post.id = ?
"""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A post as its votes need it. The last three are about an answer; elsewhere None and False.

    `after_days` is the age of the question, in whole days, when the answer was given.
    """

    id: int
    kind: str
    created_at: datetime
    owner: int | None
    question: int | None
    asker: int | None
    after_days: int | None
    first_answer: bool


class Shelf:
    """Posts by number."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def find(self, number: int) -> Known | None:
        """The post, None where the dump has it no more."""
        row = self._database.execute(_FIND, (number,)).fetchone()
        if row is None:
            return None
        kind, created_us, owner, question, asker, asked_us, first = row
        after_days = None if asked_us is None else (created_us - asked_us) // 86_400_000_000
        return Known(
            id=number,
            kind=kind,
            created_at=_EPOCH + created_us * _MICROSECOND,
            owner=owner,
            question=question,
            asker=asker,
            after_days=after_days,
            first_answer=kind == "answer" and bool(first),
        )


@contextmanager
def filled(posts: Iterable[Post]) -> Iterator[Shelf]:
    """A shelf with `posts`, for the length of the block."""
    with closing(sqlite3.connect("")) as database:
        database.executescript(_SCHEMA)
        database.executemany(
            "INSERT OR REPLACE INTO post VALUES (?, ?, ?, ?, ?)",
            (
                (post.id, post.kind, (post.created_at - _EPOCH) // _MICROSECOND, post.owner, post.parent)
                for post in posts
            ),
        )
        yield Shelf(database)
