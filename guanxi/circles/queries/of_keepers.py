"""Reading what host and moderators decide about: one member, what they hid; and what became of one's own proposal."""

from collections.abc import Sequence
from dataclasses import dataclass

from guanxi.circles.queries import of_people, of_posts
from guanxi.kernel import statements, tenancy


@dataclass(frozen=True, kw_only=True)
class OwnProposal:
    """How a member's last proposal stands, and why; `circle_slug` and `circle_name` once it is open, else empty."""

    name: str
    state: str
    reason: str
    circle_slug: str
    circle_name: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """A post or a comment (`kind`) with its words, also when it `is_hidden`; `post_id` is where it stands."""

    kind: str
    id: int
    post_id: int
    author: of_posts.Author
    text: str
    is_hidden: bool


_FACE = "f.state, f.sealed_name, f.avatar_id, f.is_staff"


def proposal_of(*, space_id: int, circle_id: int, member_id: int) -> OwnProposal | None:
    """How a member's last proposal for a child of this circle stands; None without one."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT r.name, r.state, r.reason, coalesce(c.slug, ''), coalesce(c.name, '') FROM circles_proposal r
            LEFT JOIN circles_circle c ON c.space_id = r.space_id AND c.id = r.circle_id
            WHERE r.space_id = %s AND r.parent_id = %s AND r.member_id = %s ORDER BY r.id DESC LIMIT 1
            """,
            [space_id, circle_id, member_id],
        )
    if not rows:
        return None
    name, state, reason, slug, opened = rows[0]
    return OwnProposal(name=name, state=state, reason=reason, circle_slug=slug, circle_name=opened)


def insider(*, space_id: int, circle_id: int, member_id: int) -> of_people.Insider | None:
    """One member of those who are in a circle, None for everybody else; two statements."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT m.member_id, m.role, m.way, m.entered_at, m.charter_version, m.muted_until, m.mute_reason, {_FACE}
            FROM circles_membership m
            JOIN members_public_face f ON f.space_id = m.space_id AND f.member_id = m.member_id
            WHERE m.space_id = %s AND m.circle_id = %s AND m.member_id = %s AND m.left_at IS NULL
            """,  # noqa: S608 - a constant
            [space_id, circle_id, member_id],
        )
        if not rows:
            return None
        row = rows[0]
        people = of_posts.authors(space_id, [(row[0], *row[7:11])])
    return of_people.Insider(
        face=people[row[0]],
        member_id=row[0],
        role=row[1],
        way=row[2],
        entered_at=row[3],
        charter_version=row[4],
        muted_until=row[5],
        mute_reason=row[6],
    )


def texts(*, space_id: int, post_ids: Sequence[int], comment_ids: Sequence[int]) -> dict[tuple[str, int], Text]:
    """Posts and comments by kind and number, those that their writers deleted left out; two statements."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT 'post', p.id, p.id, p.text, p.author_id, {_FACE}, p.hidden_at IS NOT NULL
            FROM circles_post p
            LEFT JOIN members_public_face f ON f.space_id = p.space_id AND f.member_id = p.author_id
            WHERE p.space_id = %(space)s AND p.id = ANY (%(posts)s) AND p.deleted_at IS NULL
            UNION ALL
            SELECT 'comment', k.id, k.post_id, k.text, k.author_id, {_FACE}, k.hidden_at IS NOT NULL
            FROM circles_comment k
            LEFT JOIN members_public_face f ON f.space_id = k.space_id AND f.member_id = k.author_id
            WHERE k.space_id = %(space)s AND k.id = ANY (%(comments)s) AND k.deleted_at IS NULL
            """,  # noqa: S608 - a constant
            {"space": space_id, "posts": list(post_ids), "comments": list(comment_ids)},
        )
        people = of_posts.authors(space_id, [(row[4], row[5], row[6], row[7], row[8]) for row in rows])
    return {
        (row[0], row[1]): Text(
            kind=row[0], id=row[1], post_id=row[2], author=people[row[4]], text=row[3], is_hidden=row[9]
        )
        for row in rows
    }
