"""Reading circles: what they are, who stands where in them, what was counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from guanxi.circles import entry, errors, readiness
from guanxi.kernel import keyset, statements, tenancy

LARGEST_PAGE = 100

type Step = Literal["inside", "enter", "ask", "asked", "survey", "ticket", "invitation", "archived"]


@dataclass(frozen=True, kw_only=True)
class Circle:
    """A circle with its canvas, its charter in force, and how one enters. The host is a member or one of the staff."""

    id: int
    slug: str
    name: str
    trait: str
    background: str
    purpose: str
    goal: str
    goal_number: int
    goal_date: date
    cover_id: int | None
    state: str
    rule: entry.Rule
    host_member_id: int | None
    host_user_id: int | None
    parent_id: int | None
    charter: str
    charter_version: int
    members: int
    posts: int
    opened_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What a member is to a circle, with the reasons that were given for it; empty where there is none.

    `request` is the state of the last request. `waiting` is how many requests and proposals wait for this member, who
    keeps the circle, counted up to MOST_WAITING each; 0 for everybody else.
    """

    is_inside: bool
    role: str
    is_barred: bool
    muted_until: datetime | None
    mute_reason: str
    accepted_charter: int
    request: str
    removal_reason: str = ""
    decline_reason: str = ""
    waiting: int = 0

    @property
    def rules(self) -> bool:
        """Whether the member is the host or a moderator."""
        return self.is_inside and self.role in {"host", "moderator"}


@dataclass(frozen=True, kw_only=True)
class Door:
    """A circle as one member finds it."""

    circle: Circle
    standing: Standing

    @property
    def may_read(self) -> bool:
        """Posts are for who is inside; of an open circle that one enters without asking, for every member."""
        return self.standing.is_inside or (
            self.circle.state == "open" and self.circle.rule.name == "open" and not self.standing.is_barred
        )

    @property
    def may_write(self) -> bool:
        """Whether the member can write here, mutes aside."""
        return self.standing.is_inside and self.circle.state == "open"


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A line of a list of circles: the circle, its figures, and whether the one who looks is in it."""

    circle: Circle
    figures: readiness.Figures | None
    is_inside: bool = False
    waiting: int = 0


COLUMNS = """
    c.id, c.slug, c.name, c.trait, c.background, c.purpose, c.goal, c.goal_number, c.goal_date, c.cover_id, c.state,
    c.entry, c.survey_id, c.ticket, c.is_ticket_spent, c.host_member_id, c.host_user_id, c.parent_id, h.text,
    c.charter_version, c.members, c.posts, c.opened_at, c.archived_at
"""
CHARTER_JOIN = "JOIN circles_charter h ON (h.space_id, h.circle_id, h.version) = (c.space_id, c.id, c.charter_version)"
_FROM = f"FROM circles_circle c {CHARTER_JOIN}"
_WIDTH = 24
_FIGURES = "f.counted_at, f.members, f.active, f.posts, f.replies, f.old_enough, f.retained"
_FIGURES_JOIN = "LEFT JOIN circles_figures f ON f.space_id = c.space_id AND f.circle_id = c.id"
_WAITING = """
    (SELECT count(*) FROM circles_entryrequest r
     WHERE r.space_id = c.space_id AND r.circle_id = c.id AND r.state = 'pending')
"""


def circle(*, space_id: int, slug: str) -> Circle:
    """The circle of this short name. Refuses with UnknownCircle."""
    found = _circles(space_id, "c.slug = %s", [slug])
    if not found:
        raise errors.UnknownCircle(circle=slug)
    return found[0]


def circle_by_id(*, space_id: int, circle_id: int) -> Circle:
    """The circle of this number. Refuses with UnknownCircle."""
    found = _circles(space_id, "c.id = %s", [circle_id])
    if not found:
        raise errors.UnknownCircle(circle=circle_id)
    return found[0]


def circles(*, space_id: int, state: str | None = "open", limit: int = LARGEST_PAGE) -> tuple[Circle, ...]:
    """The newest circles of a space; for choices in a form."""
    return _circles(space_id, "(%s::text IS NULL OR c.state = %s) ORDER BY c.id DESC LIMIT %s", [state, state, limit])


def children(*, space_id: int, circle_id: int) -> tuple[Listed, ...]:
    """The circles that grew out of one, the newest first, at most a hundred."""
    return _listed(space_id, "c.parent_id = %s ORDER BY c.id DESC LIMIT %s", [circle_id, LARGEST_PAGE])


CIRCLE_ORDERS = {
    "newest": keyset.Order(("c.id", "bigint")),
    "name": keyset.Order(("c.name", "text"), ("c.id", "bigint")),
    "members": keyset.Order(("c.members", "bigint"), ("c.id", "bigint")),
    "active": keyset.Order(("coalesce(f.active, 0)", "bigint"), ("c.id", "bigint")),
    "posts": keyset.Order(("coalesce(f.posts, 0)", "bigint"), ("c.id", "bigint")),
    "replies": keyset.Order(("coalesce(f.replies, 0)", "bigint"), ("c.id", "bigint")),
    "goal": keyset.Order(("c.goal_date::text", "text"), ("c.id", "bigint")),
}
"""How a list of circles can be put in order."""


def listed(*, space_id: int, wanted: keyset.Wanted, state: str | None = None, words: str = "") -> keyset.Found[Listed]:
    """A page of the circles in one of CIRCLE_ORDERS; `words` are part of the name."""
    way = keyset.way(CIRCLE_ORDERS, wanted)
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT {COLUMNS}, {_FIGURES}, {_WAITING}, {way.keys} {_FROM} {_FIGURES_JOIN}
            WHERE c.space_id = %(space)s AND (%(state)s::text IS NULL OR c.state = %(state)s)
                AND (%(words)s = '' OR position(lower(%(words)s) IN lower(c.name)) > 0) AND {way.seek}
            ORDER BY {way.order}
            """,
            {"space": space_id, "state": state, "words": words, **way.facts},
        )
    return way.found(rows, one=lambda row: _line(row, waiting=row[_WIDTH + 7]))


def seen_by(
    *, space_id: int, member_id: int, before: int | None = None, limit: int = 30
) -> tuple[tuple[Listed, ...], tuple[Listed, ...]]:
    """The open circles that a member is in (at most a hundred), and a keyset page of those they are not in."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            (SELECT {COLUMNS}, {_FIGURES}, TRUE {_FROM} {_FIGURES_JOIN}
             JOIN circles_membership m ON m.space_id = c.space_id AND m.circle_id = c.id AND m.member_id = %(member)s
                AND m.left_at IS NULL
             WHERE c.space_id = %(space)s AND %(before)s::bigint IS NULL
             ORDER BY c.state = 'archived', m.entered_at DESC LIMIT 100)
            UNION ALL
            (SELECT {COLUMNS}, {_FIGURES}, FALSE {_FROM} {_FIGURES_JOIN}
             WHERE c.space_id = %(space)s AND c.state = 'open' AND (%(before)s::bigint IS NULL OR c.id < %(before)s)
                AND NOT EXISTS (SELECT FROM circles_membership m WHERE m.space_id = c.space_id AND m.circle_id = c.id
                    AND m.member_id = %(member)s AND m.left_at IS NULL)
             ORDER BY c.id DESC LIMIT %(limit)s)
            """,  # noqa: S608 - constants
            {"space": space_id, "member": member_id, "before": before, "limit": limit},
        )
    found = [_line(row, is_inside=row[_WIDTH + 7]) for row in rows]
    return tuple(one for one in found if one.is_inside), tuple(one for one in found if not one.is_inside)


def door(*, space_id: int, slug: str, member_id: int) -> Door:
    """A circle as a member finds it, in one statement. Refuses with UnknownCircle."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT {COLUMNS}, {STANDING} {_FROM} {STANDING_JOIN}
            WHERE c.space_id = %(space)s AND c.slug = %(slug)s
            """,
            {"space": space_id, "slug": slug, "member": member_id},
        )
    if not rows:
        raise errors.UnknownCircle(circle=slug)
    return Door(circle=circle_of(rows[0]), standing=standing_of(rows[0][_WIDTH:]))


def step(*, space_id: int, door: Door, member_id: int) -> Step:
    """What a member can do about a circle now: be inside, enter, ask, or find what is missing."""
    circle, standing = door.circle, door.standing
    decided: tuple[tuple[bool, Step], ...] = (
        (standing.is_inside, "inside"),
        (circle.state != "open", "archived"),
        (standing.request == "pending", "asked"),
        (standing.is_barred or circle.rule.name == "request", "ask"),
        (circle.rule.name == "invitation", "invitation"),
    )
    found = next((what for holds, what in decided if holds), None)
    if found is not None:
        return found
    if entry.is_met(space_id=space_id, rule=circle.rule, member_id=member_id):
        return "enter"
    return "survey" if circle.rule.name == "survey" else "ticket"


def circles_of(*, space_id: int, member_id: int, only_open: bool = False) -> tuple[tuple[int, str], ...]:
    """The circles that a member is in, by number and name: for choices, segments, a member's page.

    With `only_open` those that are not closed, for a choice of where to write.
    """
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT c.id, c.name FROM circles_membership m
            JOIN circles_circle c ON c.space_id = m.space_id AND c.id = m.circle_id
            WHERE m.space_id = %s AND m.member_id = %s AND m.left_at IS NULL AND (c.state = 'open' OR NOT %s)
            ORDER BY m.entered_at DESC LIMIT %s
            """,
            [space_id, member_id, only_open, LARGEST_PAGE],
        )
    return tuple((number, name) for number, name in rows)


def figures(*, space_id: int, circle_id: int) -> readiness.Figures | None:
    """What was counted in a circle the last time; None when it never was."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_FIGURES} FROM circles_figures f WHERE f.space_id = %s AND f.circle_id = %s",  # noqa: S608 - a constant
            [space_id, circle_id],
        )
    return _figures(rows[0]) if rows else None


def ready(*, space_id: int, circle_id: int) -> readiness.Readiness:
    """How ready a circle is to sell and to split, by what was counted the last time (H6)."""
    return readiness.judge(figures(space_id=space_id, circle_id=circle_id))


def role_of(*, space_id: int, circle_id: int, member_id: int) -> str | None:
    """The part of a member in a circle: member, moderator or host; None for who is not in it."""
    with tenancy.reading_in(space_id):
        found: str | None = statements.value(
            "SELECT role FROM circles_membership"
            " WHERE space_id = %s AND circle_id = %s AND member_id = %s AND left_at IS NULL",
            [space_id, circle_id, member_id],
        )
    return found


MOST_WAITING = 99
STANDING = f"""
    coalesce(m.left_at IS NULL AND m.member_id IS NOT NULL, FALSE), coalesce(m.role, ''), coalesce(m.is_barred, FALSE),
    m.muted_until, coalesce(m.mute_reason, ''), coalesce(m.charter_version, 0), coalesce(q.state, ''),
    coalesce(m.removal_reason, ''), CASE WHEN q.state = 'declined' THEN q.reason ELSE '' END,
    CASE WHEN m.left_at IS NULL AND m.role IN ('host', 'moderator') AND c.state = 'open' THEN
        (SELECT count(*) FROM (SELECT FROM circles_entryrequest w WHERE w.space_id = c.space_id AND w.circle_id = c.id
            AND w.state = 'pending' LIMIT {MOST_WAITING}) w)
        + (SELECT count(*) FROM (SELECT FROM circles_proposal w WHERE w.space_id = c.space_id AND w.parent_id = c.id
            AND w.state = 'pending' AND m.role = 'host' LIMIT {MOST_WAITING}) w)
    ELSE 0 END
"""  # noqa: S608 - a constant
STANDING_WIDTH = 10
MAY_READ = """((m.member_id IS NOT NULL AND m.left_at IS NULL)
    OR (c.state = 'open' AND c.entry = 'open' AND NOT coalesce(m.is_barred, FALSE)))"""
"""Door.may_read in SQL, of a circle `c` and the reader's membership `m`, if there is one."""
STANDING_JOIN = """
    LEFT JOIN circles_membership m ON m.space_id = c.space_id AND m.circle_id = c.id AND m.member_id = %(member)s
    LEFT JOIN LATERAL (
        SELECT r.state, r.reason FROM circles_entryrequest r
        WHERE r.space_id = c.space_id AND r.circle_id = c.id AND r.member_id = %(member)s ORDER BY r.id DESC LIMIT 1
    ) q ON TRUE
"""


def standing_of(row: Sequence[Any]) -> Standing:
    """The columns of STANDING as plain data."""
    return Standing(
        is_inside=row[0],
        role=row[1],
        is_barred=row[2],
        muted_until=row[3],
        mute_reason=row[4],
        accepted_charter=row[5],
        request=row[6],
        removal_reason=row[7],
        decline_reason=row[8],
        waiting=row[9],
    )


def _circles(space_id: int, condition: str, parameters: Sequence[object]) -> tuple[Circle, ...]:
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {COLUMNS} {_FROM} WHERE c.space_id = %s AND {condition}",
            [space_id, *parameters],
        )
    return tuple(circle_of(row) for row in rows)


def _listed(space_id: int, condition: str, parameters: Sequence[object]) -> tuple[Listed, ...]:
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT {COLUMNS}, {_FIGURES}, {_WAITING} {_FROM} {_FIGURES_JOIN} WHERE c.space_id = %s AND {condition}
            """,
            [space_id, *parameters],
        )
    return tuple(_line(row, waiting=row[_WIDTH + 7]) for row in rows)


def _line(row: Sequence[Any], *, is_inside: bool = False, waiting: int = 0) -> Listed:
    return Listed(
        circle=circle_of(row), figures=_figures(row[_WIDTH : _WIDTH + 7]), is_inside=is_inside, waiting=waiting
    )


def _figures(row: Sequence[Any]) -> readiness.Figures | None:
    if row[0] is None:
        return None
    names = ("counted_at", "members", "active", "posts", "replies", "old_enough", "retained")
    return readiness.Figures(**dict(zip(names, row, strict=True)))


def circle_of(row: Sequence[Any]) -> Circle:
    """The columns of COLUMNS as plain data."""
    first = dict(
        zip(
            (
                "id", "slug", "name", "trait", "background", "purpose", "goal", "goal_number", "goal_date", "cover_id",
                "state",
            ),
            row[:11],
            strict=True,
        )
    )  # fmt: skip
    last = dict(
        zip(
            (
                "host_member_id", "host_user_id", "parent_id", "charter", "charter_version", "members", "posts",
                "opened_at", "archived_at",
            ),
            row[15:_WIDTH],
            strict=True,
        )
    )  # fmt: skip
    rule = entry.Rule(name=row[11], survey_id=row[12], ticket=row[13], is_ticket_spent=row[14])
    return Circle(rule=rule, **first, **last)
