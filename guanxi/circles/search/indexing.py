"""Keeping the index: a row for each post and comment that can be seen, written with it and gone with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from guanxi.circles import hooks
from guanxi.circles.search import terms
from guanxi.kernel import statements, tenancy

_BATCH = 1000
_NO_COMMENT = 0


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A text to be found: a post, or a comment under it (then `comment_id` is not 0)."""

    post_id: int
    circle_id: int
    text: str
    comment_id: int = _NO_COMMENT


def take_note(text: hooks.Text) -> None:
    """Follow a text of circles as it appears, changes, goes and comes back (circles.hooks.read_along)."""
    comment_id = _NO_COMMENT if text.kind == "post" else text.id
    if text.is_seen and text.text:
        entry = Entry(post_id=text.post_id, comment_id=comment_id, circle_id=text.circle_id, text=text.text)
        index(space_id=text.space_id, entries=[entry])
    else:
        forget(space_id=text.space_id, post_id=text.post_id, comment_id=comment_id)


def index(*, space_id: int, entries: Sequence[Entry]) -> None:
    """Let texts be found, or be found by their new words; one statement for a thousand."""
    with tenancy.acting_in(space_id):
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH]
            statements.run(
                """
                INSERT INTO circles_search (space_id, post_id, comment_id, circle_id, words)
                SELECT %s, n.post_id, n.comment_id, n.circle_id, array_to_tsvector(string_to_array(n.words, ' '))
                FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::text[])
                    n(post_id, comment_id, circle_id, words)
                ON CONFLICT (space_id, post_id, comment_id) DO UPDATE
                SET circle_id = excluded.circle_id, words = excluded.words
                """,
                [
                    space_id,
                    [entry.post_id for entry in batch],
                    [entry.comment_id for entry in batch],
                    [entry.circle_id for entry in batch],
                    [" ".join(terms.lexemes(space_id=space_id, text=entry.text)) for entry in batch],
                ],
            )


def forget(*, space_id: int, post_id: int, comment_id: int = _NO_COMMENT) -> None:
    """Let a text not be found any more."""
    with tenancy.acting_in(space_id):
        statements.run(
            "DELETE FROM circles_search WHERE space_id = %s AND post_id = %s AND comment_id = %s",
            [space_id, post_id, comment_id],
        )


def forget_author(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """Let nothing be found of what somebody wrote who is erased (members.hooks.before_erasure)."""
    del at, actor
    with tenancy.acting_in(space_id):
        for statement in (_FORGET_POSTS, _FORGET_COMMENTS):
            statements.run(statement, [space_id, member_id])


def reindex(*, space_id: int) -> int:
    """Make the index of a space anew from what can be seen, and return how many texts are in it."""
    done = 0
    with tenancy.acting_in(space_id):
        statements.run("DELETE FROM circles_search WHERE space_id = %s", [space_id])
        for statement in (_SEEN_POSTS, _SEEN_COMMENTS):
            after = 0
            while rows := statements.rows(statement, [space_id, after, _BATCH]):
                entries = [
                    Entry(post_id=post_id, comment_id=comment_id, circle_id=circle_id, text=text)
                    for _, post_id, comment_id, circle_id, text in rows
                ]
                index(space_id=space_id, entries=entries)
                after, done = rows[-1][0], done + len(rows)
    return done


_FORGET_POSTS = """
    DELETE FROM circles_search s USING circles_post p
    WHERE s.space_id = %s AND p.space_id = s.space_id AND p.id = s.post_id AND s.comment_id = 0 AND p.author_id = %s
"""
_FORGET_COMMENTS = """
    DELETE FROM circles_search s USING circles_comment c
    WHERE s.space_id = %s AND c.space_id = s.space_id AND c.post_id = s.post_id AND c.id = s.comment_id
        AND c.author_id = %s
"""
_SEEN_POSTS = """
    SELECT id, id, 0, circle_id, text FROM circles_post
    WHERE space_id = %s AND id > %s AND deleted_at IS NULL AND hidden_at IS NULL AND text <> '' ORDER BY id LIMIT %s
"""
_SEEN_COMMENTS = """
    SELECT id, post_id, id, circle_id, text FROM circles_comment
    WHERE space_id = %s AND id > %s AND deleted_at IS NULL AND hidden_at IS NULL AND text <> '' ORDER BY id LIMIT %s
"""
