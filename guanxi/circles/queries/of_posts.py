"""Reading posts: feeds by keyset pages, one post, its comments, its poll. Everything that a page needs of them at once.

A feed reads one short stretch of an index for each circle, so it does not matter how many posts there are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from guanxi.circles import errors
from guanxi.circles.queries import of_circles
from guanxi.kernel import statements, tenancy
from guanxi.members import faces

PAGE = 12
LARGEST_PAGE = 100
_ENDLESS = 2**63 - 1

type Order = Literal["newest", "warmest", "featured"]
type Cursor = tuple[int, ...]
"""The sort values of the last post seen: (id,), or (warmth, id)."""


@dataclass(frozen=True, kw_only=True)
class Author:
    """Who wrote something. Staff in the brand's name have no member; a former member is one of many."""

    member_id: int | None
    name: str
    avatar_id: int | None
    is_staff: bool
    is_gone: bool


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post as somebody reads it: `mine` are the reader's reactions, `is_kept` their bookmark."""

    id: int
    circle_id: int
    circle_slug: str
    circle_name: str
    author: Author
    kind: str
    declared: str
    text: str
    pictures: tuple[int, ...]
    created_at: datetime
    edited_at: datetime | None
    deleted_at: datetime | None
    hidden_at: datetime | None
    pinned_at: datetime | None
    featured_at: datetime | None
    accepted_id: int | None
    likes: int
    useful: int
    warm: int
    comments: int
    warmth: int
    mine: frozenset[str]
    is_kept: bool
    is_top: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    """A stretch of a feed. `next` is where the next one begins, None at the end; pinned posts come first, `is_top`."""

    posts: tuple[Post, ...]
    next: Cursor | None


@dataclass(frozen=True, kw_only=True)
class Option:
    """One answer of a poll, with its votes."""

    position: int
    text: str
    votes: int


@dataclass(frozen=True, kw_only=True)
class Poll:
    """What a poll asks, and what the reader chose (nothing: they have not voted)."""

    options: tuple[Option, ...]
    is_multiple: bool
    closes_at: datetime | None
    voters: int
    chosen: frozenset[int]


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A post on its own page: with its poll, and with what the reader is to its circle."""

    post: Post
    poll: Poll | None
    door: of_circles.Door


ANSWER = """(
    SELECT g.id FROM circles_comment g WHERE g.space_id = p.space_id AND g.id = p.accepted_id
        AND g.deleted_at IS NULL AND g.hidden_at IS NULL)"""
"""The accepted answer of a post `p`, while it can be read."""
_POST = f"""
    p.id, p.circle_id, c.slug, c.name, p.author_id, p.staff_id, p.kind, p.declared, p.text, p.pictures, p.created_at,
    p.edited_at, p.deleted_at, p.hidden_at, p.pinned_at, p.featured_at, {ANSWER}, p.likes, p.useful, p.warm,
    p.comments, p.warmth,
    ARRAY(SELECT r.kind FROM circles_reaction r WHERE r.space_id = p.space_id AND r.post_id = p.id
        AND r.member_id = %(member)s AND r.is_given),
    EXISTS(SELECT FROM circles_bookmark b WHERE b.space_id = p.space_id AND b.post_id = p.id
        AND b.member_id = %(member)s AND b.is_kept),
    f.state, f.sealed_name, f.avatar_id, f.is_staff
"""  # noqa: S608 - constants
_POST_JOINS = """
    JOIN circles_circle c ON c.space_id = p.space_id AND c.id = p.circle_id
    LEFT JOIN members_public_face f ON f.space_id = p.space_id AND f.member_id = p.author_id
"""
_WIDTH = 28
_SEEN = "p.deleted_at IS NULL AND p.hidden_at IS NULL"
_SHOWN = f"{_SEEN} AND (p.text <> '' OR p.pictures <> '[]')"  # not what is empty since its writer was erased
_FEEDS: Mapping[Order, str] = {
    "newest": f"""
        SELECT p.id, FALSE AS top FROM unnest(%(circles)s::bigint[]) u(circle_id) CROSS JOIN LATERAL (
            SELECT p.id FROM circles_post p WHERE p.circle_id = u.circle_id AND {_SHOWN} AND p.id < %(id)s
            ORDER BY p.id DESC LIMIT %(limit)s) p
        ORDER BY p.id DESC LIMIT %(limit)s
    """,  # noqa: S608 - constants
    "warmest": f"""
        SELECT p.id, FALSE AS top FROM unnest(%(circles)s::bigint[]) u(circle_id) CROSS JOIN LATERAL (
            SELECT p.id, p.warmth FROM circles_post p
            WHERE p.circle_id = u.circle_id AND {_SHOWN} AND (p.warmth, p.id) < (%(warmth)s, %(id)s)
            ORDER BY p.warmth DESC, p.id DESC LIMIT %(limit)s) p
        ORDER BY p.warmth DESC, p.id DESC LIMIT %(limit)s
    """,  # noqa: S608 - constants
    "featured": f"""
        SELECT p.id, FALSE AS top FROM unnest(%(circles)s::bigint[]) u(circle_id) CROSS JOIN LATERAL (
            SELECT p.id FROM circles_post p
            WHERE p.circle_id = u.circle_id AND {_SHOWN} AND p.featured_at IS NOT NULL AND p.id < %(id)s
            ORDER BY p.id DESC LIMIT %(limit)s) p
        ORDER BY p.id DESC LIMIT %(limit)s
    """,  # noqa: S608 - constants
}
_TOP = f"""
    SELECT p.id, TRUE FROM circles_post p
    WHERE p.circle_id = ANY (%(circles)s::bigint[]) AND p.pinned_at IS NOT NULL AND {_SHOWN} AND %(tops)s
"""  # noqa: S608 - constants


def feed(
    *,
    space_id: int,
    circle_ids: Sequence[int],
    member_id: int | None,
    order: Order = "newest",
    after: Sequence[int | str] | None = None,
    limit: int = PAGE,
    pinned: bool = False,
) -> Page:
    """What can be seen in these circles, in this order, in two statements; the first page may begin with the pinned.

    Whether the reader may see the circles is for the caller to know.
    """
    begin = _begin(order, after)
    parameters = {
        "space": space_id,
        "member": member_id,
        "circles": list(circle_ids),
        "limit": min(limit, LARGEST_PAGE) + 1,
        "tops": pinned and after is None,
        **begin,
    }
    query = f"""
        WITH picked AS ((SELECT n.id, n.top FROM ({_FEEDS[order]}) n) UNION ALL ({_TOP}))
        SELECT {_POST}, k.top FROM picked k JOIN circles_post p ON p.id = k.id {_POST_JOINS}
        WHERE p.space_id = %(space)s
        ORDER BY k.top DESC, {"p.warmth DESC, " if order == "warmest" else ""}p.id DESC
    """  # noqa: S608 - constants
    with tenancy.reading_in(space_id):
        posts = _posts(space_id, statements.rows(query, parameters))
    return _paged(posts, order, min(limit, LARGEST_PAGE))


def topic_feed(
    *,
    space_id: int,
    topic: str,
    circle_ids: Sequence[int],
    member_id: int | None,
    after: Sequence[int | str] | None = None,
    limit: int = PAGE,
) -> Page:
    """The newest posts about a topic (as `writing.folded` gives it) in these circles."""
    query = f"""
        SELECT {_POST}, FALSE FROM circles_topic t
        JOIN circles_posttopic x ON x.space_id = t.space_id AND x.topic_id = t.id
        JOIN circles_post p ON p.space_id = x.space_id AND p.id = x.post_id {_POST_JOINS}
        WHERE t.space_id = %(space)s AND t.folded = %(topic)s AND {_SHOWN} AND x.post_id < %(id)s
            AND p.circle_id = ANY (%(circles)s::bigint[])
        ORDER BY x.post_id DESC LIMIT %(limit)s
    """  # noqa: S608 - constants
    known = {"circles": list(circle_ids), "topic": topic}
    return _simple_page(space_id, query, member_id, after, limit, known)


def written_by(
    *,
    space_id: int,
    author_id: int,
    member_id: int,
    after: Sequence[int | str] | None = None,
    limit: int = PAGE,
) -> Page:
    """A member's posts, the newest first; with those that are deleted or hidden when the reader is the writer."""
    query = f"""
        SELECT {_POST}, FALSE FROM circles_post p {_POST_JOINS}
        WHERE p.space_id = %(space)s AND p.author_id = %(author)s AND p.id < %(id)s
            AND (%(author)s = %(member)s OR {_SEEN}) AND p.text <> ''
        ORDER BY p.id DESC LIMIT %(limit)s
    """  # noqa: S608 - constants
    return _simple_page(space_id, query, member_id, after, limit, {"author": author_id})


def kept_by(*, space_id: int, member_id: int, after: Sequence[int | str] | None = None, limit: int = PAGE) -> Page:
    """What a member has bookmarked and can still read, the newest post first: not where they were taken out since."""
    query = f"""
        SELECT {_POST}, FALSE FROM circles_bookmark k
        JOIN circles_post p ON p.space_id = k.space_id AND p.id = k.post_id {_POST_JOINS}
        LEFT JOIN circles_membership m ON m.space_id = c.space_id AND m.circle_id = c.id AND m.member_id = %(member)s
        WHERE k.space_id = %(space)s AND k.member_id = %(member)s AND k.is_kept AND k.post_id < %(id)s AND {_SHOWN}
            AND (p.author_id = %(member)s OR {of_circles.MAY_READ})
        ORDER BY k.post_id DESC LIMIT %(limit)s
    """  # noqa: S608 - constants
    return _simple_page(space_id, query, member_id, after, limit, {})


def posts(*, space_id: int, post_ids: Sequence[int], member_id: int | None) -> dict[int, Post]:
    """Those of `post_ids` that can be seen, by number, in two statements: for a search, for a queue of moderation."""
    query = f"SELECT {_POST}, FALSE FROM circles_post p {_POST_JOINS} WHERE p.space_id = %(space)s AND p.id = ANY (%(ids)s) AND {_SEEN}"  # noqa: S608, E501 - constants
    with tenancy.reading_in(space_id):
        rows = statements.rows(query, {"space": space_id, "ids": list(post_ids), "member": member_id})
        return {post.id: post for post in _posts(space_id, rows)}


def all_posts(
    *,
    space_id: int,
    circle_id: int,
    order: str = "newest",
    after: Sequence[int | str] | None = None,
    limit: int = 50,
) -> Page:
    """The posts of a circle for the console, also hidden and deleted ones, the newest first."""
    chosen = {"newest": "TRUE", "hidden": "p.hidden_at IS NOT NULL", "ads": "p.declared = 'ad'"}[order]
    query = f"""
        SELECT {_POST}, FALSE FROM circles_post p {_POST_JOINS}
        WHERE p.space_id = %(space)s AND p.circle_id = %(circle)s AND p.id < %(id)s AND {chosen}
        ORDER BY p.id DESC LIMIT %(limit)s
    """  # noqa: S608 - constants
    return _simple_page(space_id, query, None, after, limit, {"circle": circle_id})


def post(*, space_id: int, post_id: int, member_id: int) -> Opened:
    """A post on its own page, in two statements. Its writer sees it deleted or hidden too.

    Refuses with UnknownPost, also when the reader may not read its circle.
    """
    query = f"""
        SELECT {_POST}, {of_circles.STANDING}, c.slug, y.is_multiple, y.closes_at, y.voters,
            (SELECT jsonb_agg(jsonb_build_array(o.position, o.text, o.votes) ORDER BY o.position)
             FROM circles_polloption o WHERE o.space_id = p.space_id AND o.post_id = p.id)::text,
            (SELECT b.choices FROM circles_ballot b WHERE b.space_id = p.space_id AND b.post_id = p.id
                AND b.member_id = %(member)s)::text, {of_circles.COLUMNS}
        FROM circles_post p {_POST_JOINS} {of_circles.CHARTER_JOIN} {of_circles.STANDING_JOIN}
        LEFT JOIN circles_poll y ON y.space_id = p.space_id AND y.post_id = p.id
        WHERE p.space_id = %(space)s AND p.id = %(id)s
    """  # noqa: S608 - constants
    with tenancy.reading_in(space_id):
        rows = statements.rows(query, {"space": space_id, "member": member_id, "id": post_id})
        found = _posts(space_id, rows)
    if not found:
        raise errors.UnknownPost(post=post_id)
    after = _WIDTH + of_circles.STANDING_WIDTH
    door = of_circles.Door(
        circle=of_circles.circle_of(rows[0][after + 6 :]), standing=of_circles.standing_of(rows[0][_WIDTH:after])
    )
    shown = found[0]
    is_own = shown.author.member_id == member_id
    is_seen = shown.deleted_at is None and shown.hidden_at is None
    if not (is_own or (is_seen and door.may_read)):
        raise errors.UnknownPost(post=post_id)
    return Opened(post=shown, poll=_poll(rows[0][after + 1 : after + 6]), door=door)


def _poll(row: Sequence[Any]) -> Poll | None:
    is_multiple, closes_at, voters, options, chosen = row
    if options is None:
        return None
    return Poll(
        options=tuple(Option(position=one[0], text=one[1], votes=one[2]) for one in json.loads(options)),
        is_multiple=is_multiple,
        closes_at=closes_at,
        voters=voters,
        chosen=frozenset(json.loads(chosen)) if chosen else frozenset(),
    )


def _simple_page(
    space_id: int,
    query: str,
    member_id: int | None,
    after: Sequence[int | str] | None,
    limit: int,
    known: Mapping[str, object],
) -> Page:
    most = min(limit, LARGEST_PAGE)
    parameters = {"space": space_id, "member": member_id, "limit": most + 1, **_begin("newest", after), **known}
    with tenancy.reading_in(space_id):
        found = _posts(space_id, statements.rows(query, parameters))
    return _paged(found, "newest", most)


def _begin(order: Order, after: Sequence[int | str] | None) -> dict[str, int]:
    """The sort values after which a page begins; whatever nobody gave out begins at the start."""
    if after is not None and all(isinstance(value, int) and abs(value) <= _ENDLESS for value in after):
        numbers = [int(value) for value in after]
        if order == "warmest" and len(numbers) == len(("warmth", "id")):
            return {"warmth": numbers[0], "id": numbers[1]}
        if order != "warmest" and len(numbers) == 1:
            return {"warmth": _ENDLESS, "id": numbers[0]}
    return {"warmth": _ENDLESS, "id": _ENDLESS}


def _paged(found: Sequence[Post], order: Order, limit: int) -> Page:
    tops = [one for one in found if one.is_top]
    rest = [one for one in found if not one.is_top]
    more, shown = len(rest) > limit, rest[:limit]
    last = shown[-1] if more else None
    at_top = {one.id for one in tops}
    return Page(
        posts=(*tops, *(one for one in shown if one.id not in at_top)),
        next=None if last is None else (last.warmth, last.id) if order == "warmest" else (last.id,),
    )


def _posts(space_id: int, rows: Sequence[Sequence[Any]]) -> list[Post]:
    """Rows of _POST (and perhaps whether it stands at the top) with their authors' names in clear."""
    people = authors(space_id, [(row[4], row[24], row[25], row[26], row[27]) for row in rows])
    return [_post(row, people) for row in rows]


def authors(space_id: int, rows: Sequence[tuple[Any, ...]]) -> dict[int | None, Author]:
    """Authors by member from (member, state, sealed name, avatar, staff) rows; None is the brand itself."""
    sealed = {
        row[0]: faces.SealedFace(member_id=row[0], state=row[1], sealed_name=row[2], avatar_id=row[3], is_staff=row[4])
        for row in rows
        if row[0] is not None
    }
    found = faces.opened(space_id=space_id, sealed=list(sealed.values()))
    people: dict[int | None, Author] = {
        number: Author(
            member_id=None if face.is_gone else number,
            name=face.name,
            avatar_id=face.avatar_id,
            is_staff=face.is_staff,
            is_gone=face.is_gone,
        )
        for number, face in found.items()
    }
    people[None] = Author(member_id=None, name="", avatar_id=None, is_staff=True, is_gone=False)
    return people


def _post(row: Sequence[Any], people: Mapping[int | None, Author]) -> Post:
    pictures = json.loads(row[9]) if isinstance(row[9], str) else row[9]
    names = (
        "created_at", "edited_at", "deleted_at", "hidden_at", "pinned_at", "featured_at", "accepted_id", "likes",
        "useful", "warm", "comments", "warmth",
    )  # fmt: skip
    return Post(
        id=row[0],
        circle_id=row[1],
        circle_slug=row[2],
        circle_name=row[3],
        author=people[row[4]],
        kind=row[6],
        declared=row[7],
        text=row[8],
        pictures=tuple(pictures),
        mine=frozenset(row[22]),
        is_kept=row[23],
        is_top=len(row) == _WIDTH + 1 and bool(row[_WIDTH]),
        **dict(zip(names, row[10:22], strict=True)),
    )
