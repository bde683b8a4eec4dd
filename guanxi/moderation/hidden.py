"""What members who keep a place hid there by their own decision, and may show again."""

from dataclasses import dataclass
from datetime import datetime

from guanxi.kernel import statements, tenancy

_ENDLESS = 2**62
_LARGEST_PAGE = 100


@dataclass(frozen=True, kw_only=True)
class Hidden:
    """A decision of a member to hide a thing; it stands."""

    id: int
    case_id: int
    kind: str
    subject_id: int
    ground: str | None
    reason: str
    actor: str
    at: datetime


def by_members(
    *, space_id: int, scope_id: int, case_id: int | None = None, before: int | None = None, limit: int = 20
) -> tuple[Hidden, ...]:
    """Those decisions in a place (a circle), the latest first, older than the decision `before`; or that of one case.

    What the staff decided is not among them, nor what another case keeps hidden as well. One statement.
    """
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT d.id, d.case_id, c.kind, c.subject_id, d.ground, d.reason, d.actor, d.at
            FROM moderation_decision d JOIN moderation_case c ON c.space_id = d.space_id AND c.id = d.case_id
            WHERE d.space_id = %(space)s AND c.scope_id = %(scope)s AND d.outcome = 'hide' AND d.undone_at IS NULL
                AND d.actor LIKE 'member:%%' AND d.id < %(before)s
                AND (%(case)s::bigint IS NULL OR d.case_id = %(case)s)
                AND NOT EXISTS (
                    SELECT FROM moderation_case o
                    LEFT JOIN moderation_decision e ON e.space_id = o.space_id AND e.case_id = o.id
                        AND e.undone_at IS NULL AND e.outcome IN ('hide', 'mute')
                    WHERE o.space_id = c.space_id AND o.kind = c.kind AND o.subject_id = c.subject_id AND o.id <> c.id
                        AND (o.is_held OR e.id IS NOT NULL))
            ORDER BY d.id DESC LIMIT %(limit)s
            """,
            {
                "space": space_id,
                "scope": scope_id,
                "case": case_id,
                "before": before if before is not None else _ENDLESS,
                "limit": min(max(limit, 1), _LARGEST_PAGE),
            },
        )
    names = ("id", "case_id", "kind", "subject_id", "ground", "reason", "actor", "at")
    return tuple(Hidden(**dict(zip(names, row, strict=True))) for row in rows)
