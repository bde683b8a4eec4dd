"""Asking: which posts and comments a member may read have what is asked for, the best first, by keyset pages.

1. The question is cut into parts, and each part is weighed: the fewer texts have it, the more it says.
2. What has all parts comes first; only when that is little, what lacks some of them, up to half, the lightest first.
   Each choice of parts is a tier.
3. Within a tier, what has the question as it was typed comes before what has its words apart, and the very words
   before characters that merely stand side by side; then featured posts; then the newest.
4. Of a common word the newest four hundred texts are ranked.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from guanxi.circles.search import snippets, terms
from guanxi.kernel import statements, tenancy
from guanxi.members import faces

PAGE = 12
_LARGEST_PAGE = 50
_MOST_RANKED = 400
_ENOUGH = 24
_MOST_CIRCLES = 500
_MOST_TIERS = 12
_MOST_COUNTED = 1000

type Cursor = tuple[int, int, int]
"""The rank, the post and the comment of the last hit seen."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A text that was found. `comment_id` 0: the post itself. The pieces of the snippet, marked where they match."""

    post_id: int
    comment_id: int
    circle_id: int
    circle_slug: str
    circle_name: str
    author_id: int | None
    author: faces.Face | None
    written_at: datetime
    is_featured: bool
    declared: str
    is_all: bool
    snippet: tuple[snippets.Piece, ...]


@dataclass(frozen=True, kw_only=True)
class Found:
    """A page of hits. `next` is where the following one begins, None at the end; `query` is how it was understood."""

    hits: tuple[Hit, ...]
    next: Cursor | None
    query: terms.Query


def find(
    *, space_id: int, text: str, circle_ids: Sequence[int], after: Cursor | None = None, limit: int = PAGE
) -> Found:
    """What can be seen in these circles and has what `text` asks for, in three statements at most.

    Whether the reader may see the circles is for the caller to know (`readable`). Nothing is found for nothing.
    """
    query = terms.parse(text)
    if not query.parts or not circle_ids:
        return Found(hits=(), next=None, query=query)
    most = min(max(limit, 1), _LARGEST_PAGE)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            _FIND,
            {
                "space": space_id,
                "tiers": _tiers(space_id, query),
                "words": terms.as_words(space_id=space_id, query=query),
                "typed": terms.as_typed(space_id=space_id, query=query),
                "circles": list(circle_ids)[:_MOST_CIRCLES],
                "ranked": _MOST_RANKED,
                "enough": _ENOUGH,
                "is_first": after is None,
                **dict(zip(("after_rank", "after_post", "after_comment"), after or (0, 0, 0), strict=True)),
                "limit": most + 1,
            },
        )
        people = faces.opened(space_id=space_id, sealed=[_sealed(row) for row in rows[:most] if row[7] is not None])
    hits = tuple(_hit(row, query, people) for row in rows[:most])
    last = rows[most - 1] if len(rows) > most else None
    return Found(hits=hits, next=(last[0], last[1], last[2]) if last else None, query=query)


def readable(*, space_id: int, member_id: int) -> tuple[int, ...]:
    """The circles whose posts a member may read: those they are in, and open ones that everybody may enter."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(_READABLE, {"space": space_id, "member": member_id, "most": _MOST_CIRCLES})
    return tuple(circle_id for (circle_id,) in rows)


def _tiers(space_id: int, query: terms.Query) -> list[str]:
    """What must be there, tier by tier: all parts, then every choice of at least half of them, the heaviest first.

    Parts that no text has are left out of the choices. The last tier is what has the heaviest part alone.
    """
    asked = {part: terms.asked_for(space_id=space_id, part=part) for part in query.parts}
    tiers = [" & ".join(asked.values())]
    if len(asked) == 1:
        return tiers
    weights = _weights(list(asked.values()))
    there = [part for part in query.parts if weights[asked[part]] is not None]
    fewest = min((len(asked) + 1) // 2, len(there))
    choices = [chosen for count in range(len(there), fewest - 1, -1) for chosen in combinations(there, count) if chosen]
    choices.sort(key=lambda chosen: -sum(weights[asked[part]] or 0 for part in chosen))
    tiers += [
        " & ".join(asked[part] for part in chosen) for chosen in choices[:_MOST_TIERS] if len(chosen) < len(asked)
    ]
    if len(choices) > _MOST_TIERS:
        halves = combinations(there, fewest)
        tiers.append(" | ".join(f"({' & '.join(asked[part] for part in chosen)})" for chosen in halves))
    if there:
        tiers.append(asked[max(there, key=lambda part: weights[asked[part]] or 0)])
    return tiers


def _weights(asked: Sequence[str]) -> dict[str, float | None]:
    """How much each part says: more for each halving of the texts that have it; None for what no text has."""
    counts = statements.rows("SELECT asked, texts FROM circles_weigh(%s, %s)", [list(asked), _MOST_COUNTED])
    return {part: math.log2(2 * _MOST_COUNTED / count) if count else None for part, count in counts}


def _sealed(row: Sequence[Any]) -> faces.SealedFace:
    return faces.SealedFace(
        member_id=row[7], state=row[12] or "erased", sealed_name=row[13], avatar_id=row[14], is_staff=bool(row[15])
    )


def _hit(row: Sequence[Any], query: terms.Query, people: Mapping[int, faces.Face]) -> Hit:
    _, post_id, comment_id, tier, circle_id, slug, name, author_id, written_at, is_featured, declared, text = row[:12]
    return Hit(
        post_id=post_id,
        comment_id=comment_id,
        circle_id=circle_id,
        circle_slug=str(slug),
        circle_name=str(name),
        author_id=author_id,
        author=people.get(author_id) if author_id is not None else None,
        written_at=written_at,
        is_featured=bool(is_featured),
        declared=str(declared),
        is_all=tier == 0,
        snippet=snippets.snippet(str(text), query=query),
    )


# The rank: a tier outweighs everything inside it, the score outweighs being featured.
_FIND = """
    WITH hit AS (
        SELECT f.post_id, f.comment_id, min(f.tier) AS tier, max(f.score) AS score
        FROM circles_find(%(tiers)s, %(words)s, %(typed)s, %(circles)s, %(ranked)s, %(enough)s) f
        GROUP BY f.post_id, f.comment_id
    ), ranked AS (
        SELECT -10 * h.tier + 2 * h.score + CASE WHEN h.comment_id = 0 AND p.featured_at IS NOT NULL THEN 1 ELSE 0 END
            AS rank, h.post_id, h.comment_id, h.tier
        FROM hit h JOIN circles_post p ON p.space_id = %(space)s AND p.id = h.post_id
        WHERE p.deleted_at IS NULL AND p.hidden_at IS NULL AND p.circle_id = ANY (%(circles)s)
    ), page AS (
        SELECT r.* FROM ranked r
        WHERE %(is_first)s OR (r.rank, r.post_id, r.comment_id) < (%(after_rank)s, %(after_post)s, %(after_comment)s)
        ORDER BY r.rank DESC, r.post_id DESC, r.comment_id DESC LIMIT %(limit)s
    )
    SELECT g.rank, g.post_id, g.comment_id, g.tier, p.circle_id, c.slug, c.name,
        CASE WHEN g.comment_id = 0 THEN p.author_id ELSE m.author_id END,
        CASE WHEN g.comment_id = 0 THEN p.created_at ELSE m.created_at END,
        g.comment_id = 0 AND p.featured_at IS NOT NULL, p.declared,
        CASE WHEN g.comment_id = 0 THEN p.text ELSE m.text END, f.state, f.sealed_name, f.avatar_id, f.is_staff
    FROM page g
    JOIN circles_post p ON p.space_id = %(space)s AND p.id = g.post_id
    JOIN circles_circle c ON c.space_id = p.space_id AND c.id = p.circle_id
    LEFT JOIN circles_comment m ON m.space_id = p.space_id AND m.post_id = p.id AND m.id = g.comment_id
    LEFT JOIN members_public_face f ON f.space_id = p.space_id
        AND f.member_id = CASE WHEN g.comment_id = 0 THEN p.author_id ELSE m.author_id END
    WHERE g.comment_id = 0 OR (m.deleted_at IS NULL AND m.hidden_at IS NULL AND m.text <> '')
    ORDER BY g.rank DESC, g.post_id DESC, g.comment_id DESC
"""
_READABLE = """
    SELECT c.id FROM circles_circle c
    LEFT JOIN circles_membership m ON m.space_id = c.space_id AND m.circle_id = c.id AND m.member_id = %(member)s
    WHERE c.space_id = %(space)s AND ((m.member_id IS NOT NULL AND m.left_at IS NULL)
        OR (c.state = 'open' AND c.entry = 'open' AND NOT coalesce(m.is_barred, FALSE)))
    ORDER BY m.member_id IS NULL, c.id DESC LIMIT %(most)s
"""
