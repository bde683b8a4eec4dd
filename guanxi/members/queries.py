"""Reading members. What is personal comes masked; `actions.reveal` and `actions.export` are the two ways to see it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from guanxi import journal
from guanxi.kernel import crypto, tenancy
from guanxi.members import errors, models, values
from guanxi.members.faces import Face, SealedFace, faces

__all__ = ["Face", "SealedFace", "faces"]

MASK = "•••"
_LARGEST_PAGE = 500
COLUMNS = (
    'member_id, state, joined_at, "returning", merged_into, channel, tier, tier_until, plan, plan_until, holdout_arm,'
    " tags, facts, active_at"
)
"""What `as_member` reads, of members_public_member."""


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member and the facts about them; nothing personal. `merged_into` is who they are now, if merged."""

    space_id: int
    id: int
    state: str
    joined_at: datetime
    returning: bool
    merged_into: int | None
    channel: str | None
    tier: str | None
    tier_until: datetime | None
    plan: str | None
    plan_until: datetime | None
    holdout_arm: str | None
    tags: tuple[str, ...]
    facts: Mapping[str, object]
    active_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Field:
    """A question of the space to its members: its type, why it is asked, on what ground, for how many days."""

    slug: str
    type: str
    label: str
    personal: bool
    purpose: str
    basis: str
    retention_days: int | None
    options: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A member's answer; `value` is MASK where it is personal."""

    field: str
    label: str
    personal: bool
    value: object
    set_at: datetime


@dataclass(frozen=True, kw_only=True)
class Consent:
    """Somebody agreed, from `given_at` to `withdrawn_at` (None: still)."""

    purpose: str
    text_version: str
    channel: str
    given_at: datetime
    withdrawn_at: datetime | None


def member(*, space_id: int, member_id: int) -> Member:
    """One member. Refuses with UnknownMember, also for another space's."""
    found = members(space_id=space_id, member_ids=[member_id])
    if member_id not in found:
        raise errors.UnknownMember(member=member_id)
    return found[member_id]


def members(*, space_id: int, member_ids: Sequence[int]) -> dict[int, Member]:
    """Those of `member_ids` that are members of this space, by id, in one statement."""
    with tenancy.reading_in(space_id), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {COLUMNS} FROM members_public_member WHERE space_id = %s AND member_id = ANY(%s)",  # noqa: S608 - a constant
            [space_id, list(member_ids)],
        )
        return {row[0]: as_member(space_id, row) for row in cursor.fetchall()}


def page(
    *, space_id: int, after: int = 0, limit: int = 50, state: str | None = "active", tag: str | None = None
) -> tuple[Member, ...]:
    """The next `limit` members (500 at most) after the id `after`, in the order of their ids."""
    with tenancy.reading_in(space_id), connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT {COLUMNS} FROM members_public_member
            WHERE space_id = %(space)s AND member_id > %(after)s
                AND (%(state)s::text IS NULL OR state = %(state)s)
                AND (%(tag)s::text IS NULL OR member_id IN (
                    SELECT member_id FROM members_membertag WHERE space_id = %(space)s AND tag = %(tag)s))
            ORDER BY member_id LIMIT %(limit)s
            """,  # noqa: S608 - a constant
            {"space": space_id, "after": after, "state": state, "tag": tag, "limit": min(max(limit, 1), _LARGEST_PAGE)},
        )
        return tuple(as_member(space_id, row) for row in cursor.fetchall())


def is_active(*, space_id: int, member_id: int) -> bool:
    """Whether this member is here: not left, erased or merged into another. One small read, for every page."""
    with tenancy.reading_in(space_id):
        return models.Member.objects.filter(space_id=space_id, id=member_id, state=models.State.ACTIVE).exists()


def current(*, space_id: int, member_id: int) -> int:
    """Who a member is now: the keeper of a merged one, else the member. Refuses with UnknownMember."""
    found = member(space_id=space_id, member_id=member_id)
    return found.merged_into or found.id


def member_by_external_id(*, space_id: int, system: str, value: str) -> int | None:
    """The member who is called `value` in `system`, or None."""
    return members_by_external_id(space_id=space_id, system=system, values_=[value]).get(value)


def members_by_external_id(*, space_id: int, system: str, values_: Sequence[str]) -> dict[str, int]:
    """Those of `values_` whom we know in `system`, with their member, in one statement."""
    key = journal.space_key(space_id)
    wanted = [value.strip() for value in values_]
    hashes = crypto.hmac128_many(key, [values.external_text(system, value) for value in wanted])
    with tenancy.reading_in(space_id):
        rows = models.ExternalId.objects.filter(space_id=space_id, system=system, value_hash__in=set(hashes))
        found = {bytes(row.value_hash): row.member_id for row in rows}
    return {value: found[hash_] for value, hash_ in zip(values_, hashes, strict=True) if hash_ in found}


def members_by_contact(*, space_id: int, type_: str, value: str) -> tuple[int, ...]:
    """Everybody who gave this e-mail address or phone number in any field of that type."""
    if type_ not in values.FOUND_BY_VALUE:
        return ()
    normal = values.checked(field=type_, type_=type_, options=[], value=value)
    blind = crypto.hmac128(journal.space_key(space_id), values.blind_text(type_, normal))
    with tenancy.reading_in(space_id):
        rows = models.ProfileValue.objects.filter(space_id=space_id, blind=blind).order_by("member_id")
        return tuple(dict.fromkeys(rows.values_list("member_id", flat=True)))


def member_of_user(*, space_id: int, user_id: int) -> int | None:
    """The member that a signed-in user is in this space, or None."""
    with tenancy.reading_in(space_id):
        row = models.Member.objects.filter(space_id=space_id, user_id=user_id).first()
    return row.id if row else None


def fields(*, space_id: int) -> dict[str, Field]:
    """The profile fields of the space by their short name."""
    with tenancy.reading_in(space_id):
        rows = models.ProfileField.objects.filter(space_id=space_id, dropped=False).order_by("slug")
        return {row.slug: _field(row) for row in rows}


def profile(*, space_id: int, member_id: int) -> tuple[Answer, ...]:
    """A member's answers, personal ones masked. Refuses with UnknownMember."""
    member(space_id=space_id, member_id=member_id)
    known = fields(space_id=space_id)
    with tenancy.reading_in(space_id):
        rows = list(models.ProfileValue.objects.filter(space_id=space_id, member_id=member_id).order_by("field"))
    return tuple(
        Answer(
            field=row.field,
            label=known[row.field].label,
            personal=known[row.field].personal,
            value=MASK if known[row.field].personal else row.plain,
            set_at=row.set_at,
        )
        for row in rows
        if row.field in known  # a question that was dropped is shown no more while its answers go
    )


def consents(*, space_id: int, member_id: int) -> tuple[Consent, ...]:
    """Everything a member ever agreed to, the latest first. Refuses with UnknownMember."""
    member(space_id=space_id, member_id=member_id)
    with tenancy.reading_in(space_id):
        rows = models.Consent.objects.filter(space_id=space_id, member_id=member_id).order_by("-given_at", "-id")
        return tuple(
            Consent(
                purpose=row.purpose,
                text_version=row.text_version,
                channel=row.channel,
                given_at=row.given_at,
                withdrawn_at=row.withdrawn_at,
            )
            for row in rows
        )


def consenting(*, space_id: int, member_ids: Sequence[int], purpose: str, channel: str | None = None) -> frozenset[int]:
    """Those who agree to `purpose` now, over `channel` when one is given; in one statement."""
    with tenancy.reading_in(space_id):
        rows = models.Consent.objects.filter(
            space_id=space_id, member_id__in=list(member_ids), purpose=purpose, withdrawn_at__isnull=True
        )
        rows = rows if channel is None else rows.filter(channel=channel)
        return frozenset(rows.values_list("member_id", flat=True))


def has_consent(*, space_id: int, member_id: int, purpose: str, channel: str | None = None) -> bool:
    """Whether the member agrees to `purpose` now."""
    return bool(consenting(space_id=space_id, member_ids=[member_id], purpose=purpose, channel=channel))


def tags(*, space_id: int) -> tuple[str, ...]:
    """Every tag of the space."""
    with tenancy.reading_in(space_id):
        return tuple(models.Tag.objects.filter(space_id=space_id).order_by("name").values_list("name", flat=True))


def as_member(space_id: int, row: tuple[Any, ...]) -> Member:
    """A row of COLUMNS as a member."""
    names = (
        "id",
        "state",
        "joined_at",
        "returning",
        "merged_into",
        "channel",
        "tier",
        "tier_until",
        "plan",
        "plan_until",
        "holdout_arm",
    )
    known = dict(zip(names, row, strict=False))
    return Member(space_id=space_id, tags=tuple(row[11]), facts=as_mapping(row[12]), active_at=row[13], **known)


def _field(row: models.ProfileField) -> Field:
    return Field(
        slug=row.slug,
        type=row.type,
        label=row.label,
        personal=row.personal,
        purpose=row.purpose,
        basis=row.basis,
        retention_days=row.retention_days,
        options=tuple(row.options),
    )


def as_mapping(value: str | Mapping[str, object]) -> Mapping[str, object]:
    """A JSON object as a mapping; Django leaves jsonb of plain SQL as text."""
    return json.loads(value) if isinstance(value, str) else value
