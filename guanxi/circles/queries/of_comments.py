"""Reading what stands under a post: a stretch of direct comments with their first replies, or all replies to one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from guanxi.circles.queries import of_posts
from guanxi.kernel import statements, tenancy

PAGE = 30
MOST_REPLIES = 20
_ENDLESS = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Comment:
    """A comment, and the first replies to it; `more_after` is the last of them when there are others.

    One that cannot be seen any more has no words.
    """

    id: int
    post_id: int
    author: of_posts.Author
    text: str
    created_at: datetime
    is_deleted: bool
    is_hidden: bool
    is_accepted: bool
    replies: tuple["Comment", ...] = ()
    more_after: int | None = None


@dataclass(frozen=True, kw_only=True)
class Page:
    """A stretch of comments. What follows comes after the id `next`, what precedes goes up to the id `previous`.

    With `thread` it is one comment with a stretch of the replies to it, and the two ids are those of replies.
    """

    comments: tuple[Comment, ...]
    next: int | None
    previous: int | None = None
    thread: int | None = None


_COMMENT = """
    k.id, k.post_id, k.parent_id, k.author_id, k.text, k.created_at, k.deleted_at IS NOT NULL, k.hidden_at IS NOT NULL,
    k.id = p.accepted_id, f.state, f.sealed_name, f.avatar_id, f.is_staff
"""
_JOINS = """
    JOIN circles_post p ON p.space_id = k.space_id AND p.id = k.post_id
    LEFT JOIN members_public_face f ON f.space_id = k.space_id AND f.member_id = k.author_id
"""
_IS_THERE = """(k.deleted_at IS NULL AND k.hidden_at IS NULL OR EXISTS (
        SELECT FROM circles_comment r WHERE r.parent_id = k.id AND r.deleted_at IS NULL AND r.hidden_at IS NULL))
"""
_ANSWER = f"(SELECT {of_posts.ANSWER} FROM circles_post p WHERE p.space_id = %(space)s AND p.id = %(post_id)s)"  # noqa: S608 - constants
_DIRECT = f"""
    SELECT k.* FROM circles_comment k
    WHERE k.space_id = %(space)s AND k.post_id = %(post_id)s AND k.parent_id IS NULL AND k.id > %(after)s
        AND k.id <= %(upto)s AND k.id IS DISTINCT FROM {_ANSWER} AND {_IS_THERE}
"""  # noqa: S608 - constants
_REPLIES = """
    SELECT k.* FROM circles_comment k
    WHERE k.space_id = %(space)s AND k.post_id = %(post_id)s AND k.parent_id = %(thread)s AND k.id > %(after)s
        AND k.id <= %(upto)s AND k.deleted_at IS NULL AND k.hidden_at IS NULL
"""
_PLACE = f"""
    SELECT d.id, k.parent_id IS NOT NULL, d.id = {_ANSWER},
        (SELECT count(*) FROM (SELECT FROM circles_comment r WHERE r.parent_id = k.parent_id AND r.id < k.id
            AND r.deleted_at IS NULL AND r.hidden_at IS NULL LIMIT {MOST_REPLIES}) e),
        (SELECT count(*) FROM (SELECT FROM circles_comment k WHERE k.space_id = %(space)s AND k.post_id = %(post_id)s
            AND k.parent_id IS NULL AND k.id < d.id AND {_IS_THERE} LIMIT %(limit)s) e),
        EXISTS (SELECT FROM circles_comment r WHERE r.parent_id = k.parent_id AND r.id > k.id
            AND r.deleted_at IS NULL AND r.hidden_at IS NULL),
        EXISTS (SELECT FROM circles_comment k WHERE k.space_id = %(space)s AND k.post_id = %(post_id)s
            AND k.parent_id IS NULL AND k.id > d.id AND {_IS_THERE})
    FROM circles_comment k
    JOIN circles_comment d ON d.space_id = k.space_id AND d.id = coalesce(k.parent_id, k.id)
    WHERE k.space_id = %(space)s AND k.post_id = %(post_id)s AND k.id = %(comment)s
"""  # noqa: S608 - constants


def comments(*, space_id: int, post_id: int, after: int = 0, upto: int | None = None, limit: int = PAGE) -> Page:
    """The direct comments after the one of number `after`, or the last ones up to `upto`; in two statements.

    Each has its first replies. A comment that is gone stays as a gap while somebody replied to it. The accepted answer
    comes first on the page where the comments begin.
    """
    facts = {"space": space_id, "post_id": post_id, "after": after, "upto": upto or _ENDLESS, "limit": limit + 1}
    query = f"""
        WITH direct AS MATERIALIZED ({_DIRECT} ORDER BY k.id {"ASC" if upto is None else "DESC"} LIMIT %(limit)s),
        accepted AS (
            SELECT k.* FROM circles_comment k
            WHERE k.space_id = %(space)s AND k.id = {_ANSWER} AND %(after)s = 0
                AND ({upto is None} OR (SELECT count(*) FROM direct) < %(limit)s)
        ), above AS (SELECT * FROM direct UNION ALL SELECT * FROM accepted)
        SELECT {_COMMENT} FROM above k {_JOINS}
        UNION ALL
        SELECT {_COMMENT} FROM above a CROSS JOIN LATERAL (
            SELECT r.* FROM circles_comment r WHERE r.parent_id = a.id AND r.deleted_at IS NULL AND r.hidden_at IS NULL
            ORDER BY r.id LIMIT {MOST_REPLIES} + 1
        ) k {_JOINS}
        ORDER BY 1
    """  # noqa: S608 - constants
    found = _read(space_id, query, facts)
    replies: dict[int, list[Comment]] = {}
    for parent_id, one in found:
        if parent_id is not None:
            replies.setdefault(parent_id, []).append(one)
    direct = [_with_replies(one, replies.get(one.id, [])) for parent_id, one in found if parent_id is None]
    shown, before, behind = _cut([one for one in direct if not one.is_accepted], after, upto, limit)
    return Page(comments=(*(one for one in direct if one.is_accepted), *shown), next=behind, previous=before)


def thread(
    *, space_id: int, post_id: int, comment_id: int, after: int = 0, upto: int | None = None, limit: int = PAGE
) -> Page:
    """One direct comment, and the replies to it after the one of number `after`, or the last ones up to `upto`.

    Two statements. Nothing for what is no direct comment of this post.
    """
    facts = {
        "space": space_id,
        "post_id": post_id,
        "thread": comment_id,
        "after": after,
        "upto": upto or _ENDLESS,
        "limit": limit + 1,
    }
    query = f"""
        WITH replies AS MATERIALIZED ({_REPLIES} ORDER BY k.id {"ASC" if upto is None else "DESC"} LIMIT %(limit)s)
        SELECT {_COMMENT} FROM circles_comment k {_JOINS}
        WHERE k.space_id = %(space)s AND k.post_id = %(post_id)s AND k.id = %(thread)s AND k.parent_id IS NULL
        UNION ALL
        SELECT {_COMMENT} FROM replies k {_JOINS}
        ORDER BY 1
    """  # noqa: S608 - constants
    found = _read(space_id, query, facts)
    above = [one for parent_id, one in found if parent_id is None]
    if not above:
        return Page(comments=(), next=None)
    shown, before, behind = _cut([one for parent_id, one in found if parent_id is not None], after, upto, limit)
    return Page(comments=(replace(above[0], replies=tuple(shown)),), next=behind, previous=before, thread=comment_id)


def around(*, space_id: int, post_id: int, comment_id: int, limit: int = PAGE) -> Page:
    """The stretch on which a comment stands, so that whoever wrote or found it sees it; three statements.

    The first page for what does not stand under this post.
    """
    place = {"space": space_id, "post_id": post_id, "comment": comment_id, "limit": limit}
    with tenancy.reading_in(space_id):
        found = statements.rows(_PLACE, place)
        if not found:
            return comments(space_id=space_id, post_id=post_id, limit=limit)
        direct, is_reply, is_accepted, replies_before, before, replies_follow, others_follow = found[0]
        under = {"space_id": space_id, "post_id": post_id, "limit": limit}
        if is_reply and replies_before >= MOST_REPLIES:
            page, follow = thread(comment_id=direct, upto=comment_id, **under), replies_follow
        elif is_accepted or before < limit:
            return comments(**under)
        else:
            page, follow = comments(upto=direct, **under), others_follow
    return page if follow else replace(page, next=None)


def is_held(*, space_id: int, comment_id: int) -> bool:
    """Whether a comment waits for a moderator, or was taken down by one."""
    with tenancy.reading_in(space_id):
        return bool(
            statements.value(
                "SELECT hidden_at IS NOT NULL FROM circles_comment WHERE space_id = %s AND id = %s",
                [space_id, comment_id],
            )
        )


def _read(space_id: int, query: str, facts: dict[str, int]) -> list[tuple[int | None, Comment]]:
    """Comments by their number, each with the one that it replies to."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(query, facts)
        people = of_posts.authors(space_id, [(row[3], row[9], row[10], row[11], row[12]) for row in rows])
    return [(row[2], _comment(row, people)) for row in rows]


def _cut(
    found: Sequence[Comment], after: int, upto: int | None, limit: int
) -> tuple[Sequence[Comment], int | None, int | None]:
    """What is shown of one more than fits, up to where the stretch before goes, and after what the next one begins."""
    more = len(found) > limit
    if upto is not None:
        shown = found[-limit:]
        return shown, shown[0].id - 1 if more else None, upto
    shown = found[:limit]
    return shown, after or None, shown[-1].id if more else None


def _with_replies(above: Comment, replies: Sequence[Comment]) -> Comment:
    shown = tuple(replies[:MOST_REPLIES])
    return replace(above, replies=shown, more_after=shown[-1].id if len(replies) > MOST_REPLIES else None)


def _comment(row: Sequence[Any], people: dict[int | None, of_posts.Author]) -> Comment:
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
    )
