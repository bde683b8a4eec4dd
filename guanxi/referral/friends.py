"""What an inviter sees of the people they brought: a face and a state, and no more than the rule needs (QU-12).

Somebody who left, or had themselves erased, looks like somebody who never chose a name: anything else would tell.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from guanxi.kernel import statements, tenancy
from guanxi.members import faces

LARGEST_PAGE = 60
_GONE = ("erased", "left", "merged")


@dataclass(frozen=True, kw_only=True)
class Friend:
    """Somebody whom a member brought. `name` is the one they chose, or empty. `counts` is false by a decision."""

    name: str
    avatar_id: int | None
    bound_at: datetime
    qualified_at: datetime | None
    counts: bool


@dataclass(frozen=True, kw_only=True)
class Friends:
    """The latest friends; `next` continues the list, None at its end."""

    friends: tuple[Friend, ...]
    next: tuple[datetime, int] | None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Which acts make an invitee count, and whether further conditions hold."""

    event_types: tuple[str, ...]
    has_conditions: bool


@dataclass(frozen=True, kw_only=True)
class Summary:
    """A member's own open code (None: never asked for), how many they brought, and what makes a friend count."""

    code: str | None
    total: int
    qualified: int
    rule: Rule | None


def friends(*, space_id: int, member_id: int, limit: int = 20, before: tuple[datetime, int] | None = None) -> Friends:
    """Whom a member brought, the latest first; two statements, however many there are."""
    limit = min(max(limit, 1), LARGEST_PAGE)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            _FRIENDS, [space_id, member_id, *((before[0], *before) if before else (None, None, 0)), limit + 1]
        )
        seen = faces.opened(space_id=space_id, sealed=[_sealed(row) for row in rows[:limit] if _shows(row)])
    return Friends(
        friends=tuple(_friend(row, seen) for row in rows[:limit]),
        next=(rows[limit - 1][1], rows[limit - 1][0]) if len(rows) > limit else None,
    )


def summary(*, space_id: int, member_id: int) -> Summary:
    """How it stands with a member's invitations, in one statement."""
    with tenancy.reading_in(space_id):
        code, total, qualified, types, predicate, invitee_predicate = statements.rows(
            _SUMMARY, {"space": space_id, "member": member_id}
        )[0]
    chosen = tuple(json.loads(types)) if types else ()
    rule = Rule(event_types=chosen, has_conditions=bool(predicate or invitee_predicate)) if chosen else None
    return Summary(code=code, total=int(total), qualified=int(qualified), rule=rule)


_FRIENDS = """
    SELECT b.member_id, b.bound_at, q.at, b.counts, f.state, f.sealed_name, f.avatar_id, f.is_staff
    FROM referral_binding AS b
    LEFT JOIN referral_qualification AS q
        ON q.space_id = b.space_id AND q.member_id = b.member_id AND q.voided_id IS NULL AND NOT q.is_lost
    LEFT JOIN members_public_face AS f ON f.space_id = b.space_id AND f.member_id = b.member_id
    WHERE b.space_id = %s AND b.inviter_id = %s AND b.merged_into_id IS NULL
      AND (%s::timestamptz IS NULL OR (b.bound_at, b.member_id) < (%s, %s))
    ORDER BY b.bound_at DESC, b.member_id DESC LIMIT %s
"""
_SUMMARY = """
    SELECT (SELECT c.code FROM referral_code AS c
            WHERE c.space_id = %(space)s AND c.member_id = %(member)s AND c.kind = 'personal'
              AND c.closed_at IS NULL AND NOT c.is_inherited),
           t.total, t.qualified, r.event_types::text, r.predicate, r.invitee_predicate
    FROM (
        SELECT count(*) AS total, count(q.id) AS qualified FROM referral_binding AS b
        LEFT JOIN referral_qualification AS q
            ON q.space_id = b.space_id AND q.member_id = b.member_id AND q.voided_id IS NULL AND NOT q.is_lost
        WHERE b.space_id = %(space)s AND b.inviter_id = %(member)s AND b.merged_into_id IS NULL) AS t
    LEFT JOIN LATERAL (
        SELECT * FROM referral_rule WHERE space_id = %(space)s ORDER BY version DESC LIMIT 1) AS r ON true
"""


def _shows(row: tuple[Any, ...]) -> bool:
    """Whether a name or a picture may be seen: chosen, by somebody who is here."""
    return row[4] is not None and row[4] not in _GONE


def _sealed(row: tuple[Any, ...]) -> faces.SealedFace:
    return faces.SealedFace(member_id=row[0], state=row[4], sealed_name=row[5], avatar_id=row[6], is_staff=row[7])


def _friend(row: tuple[Any, ...], seen: dict[int, faces.Face]) -> Friend:
    face = seen.get(row[0])
    return Friend(
        name=face.name if face is not None and row[5] is not None else "",
        avatar_id=face.avatar_id if face is not None else None,
        bound_at=row[1],
        qualified_at=row[2],
        counts=row[3],
    )
