"""Reading who is in a circle, who waits at the door, where it meets, and what grew out of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from guanxi.circles import errors
from guanxi.circles.queries import of_posts
from guanxi.kernel import keyset, statements, tenancy

PAGE = 50
_ENDLESS = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class Insider:
    """Somebody in a circle: since when, in which part, by which way."""

    face: of_posts.Author
    member_id: int
    role: str
    way: str
    entered_at: datetime
    charter_version: int
    muted_until: datetime | None
    mute_reason: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """Somebody asks to be let in."""

    id: int
    circle_id: int
    member_id: int
    face: of_posts.Author
    note: str
    asked_at: datetime


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a circle meets. `code` is the channel code of a group outside; heads are counted by hand."""

    id: int
    circle_id: int
    kind: str
    name: str
    code: str
    headcount: int | None
    counted_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Headcount:
    """How many people somebody counted in a place, and when."""

    count: int
    at: datetime
    actor: str


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """A child circle that a member proposes."""

    id: int
    parent_id: int
    member_id: int
    face: of_posts.Author
    name: str
    trait: str
    background: str
    goal_number: int
    goal_date: date
    state: str
    reason: str
    asked_at: datetime


_FACE = "f.state, f.sealed_name, f.avatar_id, f.is_staff"


INSIDER_ORDERS = {
    "since": keyset.Order(("m.entered_at", "timestamptz"), ("m.member_id", "bigint")),
    "member": keyset.Order(("m.member_id", "bigint")),
    "part": keyset.Order(("m.role", "text"), ("m.entered_at", "timestamptz"), ("m.member_id", "bigint")),
}
"""How a list of those in a circle can be put in order; an index serves each."""


def insiders(
    *, space_id: int, circle_id: int, role: str | None = None, wanted: keyset.Wanted | None = None
) -> keyset.Found[Insider]:
    """Who is in a circle, in one of INSIDER_ORDERS, at first the newest; two statements."""
    way = keyset.way(INSIDER_ORDERS, wanted or keyset.Wanted())
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT m.member_id, m.role, m.way, m.entered_at, m.charter_version, m.muted_until, m.mute_reason, {_FACE},
                {way.keys}
            FROM circles_membership m
            JOIN members_public_face f ON f.space_id = m.space_id AND f.member_id = m.member_id
            WHERE m.space_id = %(space)s AND m.circle_id = %(circle)s AND m.left_at IS NULL
                AND (%(role)s::text IS NULL OR m.role = %(role)s) AND {way.seek}
            ORDER BY {way.order}
            """,  # noqa: S608 - constants
            {"space": space_id, "circle": circle_id, "role": role, **way.facts},
        )
        people = _people(space_id, rows, at=7)
    names = ("member_id", "role", "way", "entered_at", "charter_version", "muted_until", "mute_reason")
    return way.found(rows, one=lambda row: Insider(face=people[row[0]], **dict(zip(names, row[:7], strict=True))))


def requests(*, space_id: int, circle_id: int, after: int = 0, limit: int = PAGE) -> tuple[Request, ...]:
    """Who waits to be let in, the longest first, after the request `after`; two statements."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT r.member_id, r.id, r.circle_id, r.note, r.asked_at, {_FACE} FROM circles_entryrequest r
            JOIN members_public_face f ON f.space_id = r.space_id AND f.member_id = r.member_id
            WHERE r.space_id = %s AND r.circle_id = %s AND r.state = 'pending' AND r.id > %s ORDER BY r.id LIMIT %s
            """,  # noqa: S608 - a constant
            [space_id, circle_id, after, limit],
        )
        people = _people(space_id, rows, at=5)
    return tuple(
        Request(id=row[1], circle_id=row[2], member_id=row[0], face=people[row[0]], note=row[3], asked_at=row[4])
        for row in rows
    )


def proposals(*, space_id: int, circle_id: int, state: str = "pending", limit: int = PAGE) -> tuple[Proposal, ...]:
    """The child circles that were proposed, the longest waiting first; two statements."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT r.member_id, r.id, r.parent_id, r.name, r.trait, r.background, r.goal_number, r.goal_date, r.state,
                r.reason, r.asked_at, {_FACE}
            FROM circles_proposal r
            JOIN members_public_face f ON f.space_id = r.space_id AND f.member_id = r.member_id
            WHERE r.space_id = %s AND r.parent_id = %s AND r.state = %s ORDER BY r.id LIMIT %s
            """,  # noqa: S608 - a constant
            [space_id, circle_id, state, limit],
        )
        people = _people(space_id, rows, at=11)
    names = (
        "member_id", "id", "parent_id", "name", "trait", "background", "goal_number", "goal_date", "state", "reason",
        "asked_at",
    )  # fmt: skip
    return tuple(Proposal(face=people[row[0]], **dict(zip(names, row[:11], strict=True))) for row in rows)


_PLACE = "id, circle_id, kind, name, code, headcount, counted_at, closed_at"


def places(*, space_id: int, circle_id: int) -> tuple[Place, ...]:
    """Where a circle meets, its own page first; closed places last."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_PLACE} FROM circles_place WHERE space_id = %s AND circle_id = %s"  # noqa: S608 - a constant
            " ORDER BY closed_at IS NOT NULL, kind <> 'page', id LIMIT 100",
            [space_id, circle_id],
        )
    return tuple(_place(row) for row in rows)


def place(*, space_id: int, place_id: int) -> Place:
    """One place. Refuses with UnknownPlace."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"SELECT {_PLACE} FROM circles_place WHERE space_id = %s AND id = %s",  # noqa: S608 - a constant
            [space_id, place_id],
        )
    if not rows:
        raise errors.UnknownPlace(place=place_id)
    return _place(rows[0])


def headcounts(*, space_id: int, place_id: int, before: int | None = None, limit: int = PAGE) -> tuple[Headcount, ...]:
    """What was counted in a place, the newest first."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            "SELECT count, at, actor FROM circles_headcount WHERE space_id = %s AND place_id = %s AND id < %s"
            " ORDER BY id DESC LIMIT %s",
            [space_id, place_id, before or _ENDLESS, limit],
        )
    return tuple(Headcount(count=row[0], at=row[1], actor=row[2]) for row in rows)


def _people(space_id: int, rows: Sequence[Sequence[Any]], *, at: int) -> dict[int | None, of_posts.Author]:
    return of_posts.authors(space_id, [(row[0], *row[at : at + 4]) for row in rows])


def _place(row: Sequence[Any]) -> Place:
    names = ("id", "circle_id", "kind", "name", "code", "headcount", "counted_at", "closed_at")
    return Place(**dict(zip(names, row, strict=True)))
