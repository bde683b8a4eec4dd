"""Reading what stands under a post: a page of direct comments with all their replies, in the order of writing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guanxi.circles.queries import of_posts
from guanxi.kernel import statements, tenancy

PAGE = 30
MOST_REPLIES = 20


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A comment, and the first replies to it. One that cannot be seen any more has no words."""

    id: int
    post_id: int
    author: of_posts.Author
    text: str
    created_at: datetime
    is_deleted: bool
    is_hidden: bool
    is_accepted: bool
    replies: tuple["Comment", ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """Direct comments, with what is accepted first on the first page. `next` is the last id, None at the end."""

    comments: tuple[Comment, ...]
    next: int | None


_COMMENT = """
    k.id, k.post_id, k.parent_id, k.author_id, k.text, k.created_at, k.deleted_at IS NOT NULL, k.hidden_at IS NOT NULL,
    k.id = p.accepted_id, f.state, f.sealed_name, f.avatar_id, f.is_staff
"""
_JOINS = """
    JOIN circles_post p ON p.space_id = k.space_id AND p.id = k.post_id
    LEFT JOIN members_public_face f ON f.space_id = k.space_id AND f.member_id = k.author_id
"""
_DIRECT = """
    SELECT k.* FROM circles_comment k
    WHERE k.space_id = %(space)s AND k.post_id = %(post_id)s AND k.parent_id IS NULL AND k.id > %(after)s
        AND k.id IS DISTINCT FROM (SELECT accepted_id FROM circles_post WHERE space_id = %(space)s AND id = %(post_id)s)
        AND (k.deleted_at IS NULL AND k.hidden_at IS NULL
            OR EXISTS (SELECT FROM circles_comment r WHERE r.parent_id = k.id AND r.deleted_at IS NULL
                AND r.hidden_at IS NULL))
    ORDER BY k.id LIMIT %(limit)s
"""


def comments(*, space_id: int, post_id: int, after: int = 0, limit: int = PAGE) -> Page:
    """The direct comments after the one of number `after`, each with its first replies, in two statements.

    A comment that is gone stays as a gap while somebody replied to it. The accepted answer comes first.
    """
    query = f"""
        WITH direct AS MATERIALIZED ({_DIRECT}), accepted AS (
            SELECT k.* FROM circles_comment k JOIN circles_post p ON p.space_id = k.space_id AND p.accepted_id = k.id
            WHERE p.space_id = %(space)s AND p.id = %(post_id)s AND %(after)s = 0 AND k.deleted_at IS NULL
                AND k.hidden_at IS NULL
        ), above AS (SELECT * FROM direct UNION ALL SELECT * FROM accepted)
        SELECT {_COMMENT} FROM above k {_JOINS}
        UNION ALL
        SELECT {_COMMENT} FROM above a CROSS JOIN LATERAL (
            SELECT r.* FROM circles_comment r
            WHERE r.parent_id = a.id AND r.deleted_at IS NULL AND r.hidden_at IS NULL ORDER BY r.id LIMIT {MOST_REPLIES}
        ) k {_JOINS}
        ORDER BY 1
    """  # noqa: S608 - constants
    with tenancy.reading_in(space_id):
        rows = statements.rows(query, {"space": space_id, "post_id": post_id, "after": after, "limit": limit + 1})
        people = of_posts.authors(space_id, [(row[3], row[9], row[10], row[11], row[12]) for row in rows])
    return _page(rows, people, limit)


def _page(rows: Sequence[Sequence[Any]], people: dict[int | None, of_posts.Author], limit: int) -> Page:
    replies: dict[int, list[Comment]] = {}
    for row in rows:
        if row[2] is not None:
            replies.setdefault(row[2], []).append(_comment(row, people, ()))
    direct = [_comment(row, people, tuple(replies.get(row[0], ()))) for row in rows if row[2] is None]
    accepted = [one for one in direct if one.is_accepted]
    rest = [one for one in direct if not one.is_accepted]
    shown = rest[:limit]
    return Page(comments=(*accepted, *shown), next=shown[-1].id if len(rest) > limit else None)


def _comment(row: Sequence[Any], people: dict[int | None, of_posts.Author], replies: tuple[Comment, ...]) -> Comment:
    is_gone = bool(row[6] or row[7])
    return Comment(
        id=row[0],
        post_id=row[1],
        author=people[row[3]],
        text="" if is_gone else row[4],
        created_at=row[5],
        is_deleted=row[6],
        is_hidden=row[7],
        is_accepted=bool(row[8]) and not is_gone,
        replies=replies,
    )
