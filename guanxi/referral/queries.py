"""Who brought whom, by which code, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from guanxi.kernel.tenancy import reading_in
from guanxi.referral import codes, models, settings


@dataclass(frozen=True, kw_only=True)
class Code:
    """A way in. `member_id` is the owner of a personal code; `bait_cost_cents` the cost of one bait."""

    id: int
    code: str
    kind: str
    member_id: int | None
    label: str
    channel: str
    campaign: str
    bait: str
    bait_cost_cents: int
    created_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Binding:
    """Who brought a member. `qualified_at` is when the standing qualification's act happened."""

    member_id: int
    inviter_id: int | None
    code: str
    channel: str
    touch_at: datetime
    first_code: str
    first_touch_at: datetime
    protected_until: datetime
    bound_at: datetime
    depth: int
    qualified_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Generation:
    """How many people stand `depth` invitations below somebody, and how many of them qualified.

    For the owner of the space only. Nothing may be paid by it: there is one level.
    """

    depth: int
    members: int
    qualified: int


@dataclass(frozen=True, kw_only=True)
class CodeFigures:
    """What came of one code. Of those `old_enough` to tell, `retained` came back; costs are in cents.

    `cost_per_retained_cents` is rounded up and None while nobody was retained.
    """

    code: str
    kind: str
    channel: str
    campaign: str
    touches: int
    visitors: int
    joined: int
    qualified: int
    old_enough: int
    retained: int
    bait_cost_cents: int
    cost_per_retained_cents: int | None


def code_of(row: models.Code) -> Code:
    """A stored code as plain data."""
    return Code(
        id=row.id,
        code=row.code,
        kind=row.kind,
        member_id=row.member_id,
        label=row.label,
        channel=row.channel,
        campaign=row.campaign,
        bait=row.bait,
        bait_cost_cents=row.bait_cost_cents,
        created_at=row.created_at,
        closed_at=row.closed_at,
    )


def code(*, space_id: int, code: str) -> Code | None:
    """The code as somebody typed it, or None; another space's is None too."""
    with reading_in(space_id):
        row = models.Code.objects.filter(space_id=space_id, code=codes.read(code)).first()
    return None if row is None else code_of(row)


def channel_codes(*, space_id: int) -> tuple[Code, ...]:
    """The codes of the space's channels, newest first."""
    with reading_in(space_id):
        rows = models.Code.objects.filter(space_id=space_id, kind=models.CHANNEL).order_by("-id")
        return tuple(code_of(row) for row in rows)


def is_here(*, space_id: int, member_id: int) -> bool:
    """Whether the space has this member, who has not left."""
    found = _rows(
        space_id,
        "SELECT 1 FROM members_public_member WHERE space_id = %s AND member_id = %s AND state = 'active'",
        [space_id, member_id],
    )
    return bool(found)


_BINDING = """
    SELECT b.member_id, b.inviter_id, c.code, c.channel, b.touch_at, f.code, b.first_touch_at, b.protected_until,
           b.bound_at, b.depth, q.at
    FROM referral_binding AS b
    JOIN referral_code AS c ON c.space_id = b.space_id AND c.id = b.code_id
    JOIN referral_code AS f ON f.space_id = b.space_id AND f.id = b.first_code_id
    LEFT JOIN referral_qualification AS q
        ON q.space_id = b.space_id AND q.member_id = b.member_id AND q.voided_id IS NULL AND NOT q.is_lost
    WHERE b.space_id = %s AND b.merged_into_id IS NULL AND
"""
_BINDING_FIELDS = tuple(Binding.__dataclass_fields__)


def binding_of(*, space_id: int, member_id: int) -> Binding | None:
    """How a member came, or None for somebody who came by no code."""
    rows = _rows(space_id, _BINDING + " b.member_id = %s", [space_id, member_id])
    return Binding(**dict(zip(_BINDING_FIELDS, rows[0], strict=True))) if rows else None


def inviter_of(*, space_id: int, member_id: int) -> int | None:
    """Who brought a member; None for nobody, or a channel without a person."""
    binding = binding_of(space_id=space_id, member_id=member_id)
    return None if binding is None else binding.inviter_id


def invitees_of(*, space_id: int, member_id: int, limit: int | None = None) -> tuple[Binding, ...]:
    """Whom a member brought directly, the latest first, at most `limit`. This is all that members see of the tree."""
    rows = _rows(
        space_id,
        _BINDING + " b.inviter_id = %s ORDER BY b.bound_at DESC, b.member_id DESC LIMIT %s",
        [space_id, member_id, limit],
    )
    return tuple(Binding(**dict(zip(_BINDING_FIELDS, row, strict=True))) for row in rows)


def chain(*, space_id: int, member_id: int) -> tuple[int, ...]:
    """Who brought the member, who brought that one, and so on upwards."""
    rows = _rows(
        space_id,
        """
        WITH RECURSIVE upwards AS (
            SELECT inviter_id, 1 AS step FROM referral_binding
            WHERE space_id = %s AND member_id = %s AND inviter_id IS NOT NULL
            UNION ALL
            SELECT b.inviter_id, u.step + 1 FROM upwards AS u
            JOIN referral_binding AS b ON b.space_id = %s AND b.member_id = u.inviter_id AND b.inviter_id IS NOT NULL
        )
        SELECT inviter_id FROM upwards ORDER BY step
        """,
        [space_id, member_id, space_id],
    )
    return tuple(row[0] for row in rows)


def subtree(*, space_id: int, member_id: int) -> tuple[Generation, ...]:
    """The people below a member, counted by depth from 1. For the owner; never payable."""
    rows = _rows(
        space_id,
        """
        WITH RECURSIVE below AS (
            SELECT member_id, 1 AS depth FROM referral_binding
            WHERE space_id = %s AND inviter_id = %s AND merged_into_id IS NULL
            UNION ALL
            SELECT b.member_id, below.depth + 1 FROM below
            JOIN referral_binding AS b
                ON b.space_id = %s AND b.inviter_id = below.member_id AND b.merged_into_id IS NULL
        )
        SELECT below.depth, count(*), count(q.id)
        FROM below
        LEFT JOIN referral_qualification AS q
            ON q.space_id = %s AND q.member_id = below.member_id AND q.voided_id IS NULL AND NOT q.is_lost
        GROUP BY below.depth ORDER BY below.depth
        """,
        [space_id, member_id, space_id, space_id],
    )
    return tuple(Generation(depth=depth, members=members, qualified=qualified) for depth, members, qualified in rows)


_REPORT = """
    WITH touched AS (
        SELECT code_id, count(*) AS touches, count(DISTINCT visitor) AS visitors
        FROM referral_touch WHERE space_id = %(space)s GROUP BY code_id
    ), came AS (
        SELECT b.code_id, count(*) AS joined, count(q.id) AS qualified,
               count(*) FILTER (WHERE b.bound_at + %(wait)s <= %(now)s) AS old_enough,
               count(*) FILTER (WHERE b.bound_at + %(wait)s <= %(now)s AND EXISTS (
                   SELECT FROM journal_public_event AS e
                   JOIN journal_public_type AS t ON t.id = e.type_id
                   WHERE e.space_id = %(space)s AND e.member_id = b.member_id AND e.depth = 0 AND NOT e.voided
                     AND e.at >= b.bound_at + %(wait)s AND e.at <= %(now)s
                     AND (e.actor IS NULL OR e.source LIKE 'import:%%')
                     AND coalesce(t.definition ->> 'sender', '') <> 'reaction')) AS retained
        FROM referral_binding AS b
        LEFT JOIN referral_qualification AS q
            ON q.space_id = b.space_id AND q.member_id = b.member_id AND q.voided_id IS NULL AND NOT q.is_lost
        WHERE b.space_id = %(space)s AND b.merged_into_id IS NULL
        GROUP BY b.code_id
    )
    SELECT c.code, c.kind, c.channel, c.campaign, coalesce(t.touches, 0), coalesce(t.visitors, 0),
           coalesce(m.joined, 0), coalesce(m.qualified, 0), coalesce(m.old_enough, 0), coalesce(m.retained, 0),
           c.bait_cost_cents * coalesce(m.joined, 0)
    FROM referral_code AS c
    LEFT JOIN touched AS t ON t.code_id = c.id
    LEFT JOIN came AS m ON m.code_id = c.id
    WHERE c.space_id = %(space)s AND (c.kind = 'channel' OR m.joined > 0)
    ORDER BY c.id
"""


def channel_report(*, space_id: int, at: datetime) -> tuple[CodeFigures, ...]:
    """What came of each channel's code, and of each personal code that brought somebody, as of `at`.

    Joined: bound by it. Qualified: with a standing qualification. Retained: bound long enough ago to tell
    (`referral.retained_days`), and did something of their own after that time.
    """
    wait = settings.days(space_id, settings.RETAINED_DAYS)
    rows = _rows(space_id, _REPORT, {"space": space_id, "wait": wait, "now": at})
    return tuple(_figures(row) for row in rows)


def _figures(row: tuple[Any, ...]) -> CodeFigures:
    facts: dict[str, Any] = dict(zip(tuple(CodeFigures.__dataclass_fields__)[:-1], row, strict=True))
    retained = facts["retained"]
    return CodeFigures(**facts, cost_per_retained_cents=-(-facts["bait_cost_cents"] // retained) if retained else None)


def _rows(space_id: int, sql: str, parameters: list[Any] | dict[str, Any]) -> list[tuple[Any, ...]]:
    with reading_in(space_id), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())
