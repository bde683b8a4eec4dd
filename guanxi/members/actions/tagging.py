"""Putting words on members and taking them off again, one or thousands at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import tenancy
from guanxi.members import errors, models, queries
from guanxi.members.actions import people

_LONGEST_TAG = 40
_WAYS = ("hand", "rule", "code")


def tag(
    *, space_id: int, member_ids: Sequence[int], name: str, actor: str, by: str = "hand", at: datetime | None = None
) -> int:
    """Put a tag on members, making it when it is new, and return how many did not wear it yet.

    Refuses with UnknownMember, MemberGone, WordUnreadable.
    """
    name = people.word("tag", name, longest=_LONGEST_TAG)
    if by not in _WAYS:
        message = f"a tag is put on by {', '.join(_WAYS)}, not by {by}"
        raise ValueError(message)
    with tenancy.acting_in(space_id):
        keyring.lock_subjects(space_id=space_id, subject_ids=member_ids)
        _refuse_unknown(space_id, member_ids)
        changed = _put_on(space_id, member_ids, name, by, at)
        _record(space_id, "member.tagged", changed, {"tag": name, "by": by}, actor, at)
    return len(changed)


def untag(
    *, space_id: int, member_ids: Sequence[int], name: str, actor: str, by: str = "hand", at: datetime | None = None
) -> int:
    """Take a tag off members, and return how many wore it. Refuses with UnknownMember, MemberGone."""
    with tenancy.acting_in(space_id):
        keyring.lock_subjects(space_id=space_id, subject_ids=member_ids)
        _refuse_unknown(space_id, member_ids)
        changed = _take_off(space_id, member_ids, name)
        _record(space_id, "member.untagged", changed, {"tag": name, "by": by}, actor, at)
    return len(changed)


def change_here(*, space_id: int, member_ids: Sequence[int], name: str, actor: str, on: bool, bulk: int) -> list[int]:
    """Put a tag on those of the members who are still here, or take it off them; return who changed.

    For the work `bulk` on many: who was erased or merged meanwhile is left out, not refused. Its id is in the events.
    """
    with tenancy.acting_in(space_id):
        keyring.lock_subjects(space_id=space_id, subject_ids=member_ids)
        known = queries.members(space_id=space_id, member_ids=member_ids)
        here = [one for one in member_ids if one in known and known[one].state in people.HERE]
        changed = _put_on(space_id, here, name, "hand", None) if on else _take_off(space_id, here, name)
        props = {"tag": name, "by": "hand", "bulk": bulk}
        _record(space_id, "member.tagged" if on else "member.untagged", changed, props, actor, None)
    return sorted(changed)


def _put_on(space_id: int, member_ids: Sequence[int], name: str, by: str, at: datetime | None) -> list[int]:
    """Who did not wear it yet."""
    models.Tag.objects.bulk_create([models.Tag(space_id=space_id, name=name)], ignore_conflicts=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO members_membertag (space_id, member_id, tag, by, at)
            SELECT %s, id, %s, %s, coalesce(%s, guanxi_now(%s)) FROM unnest(%s::bigint[]) id
            ON CONFLICT DO NOTHING RETURNING member_id
            """,
            [space_id, name, by, at, space_id, list(member_ids)],
        )
        return [row[0] for row in cursor.fetchall()]


def _take_off(space_id: int, member_ids: Sequence[int], name: str) -> list[int]:
    """Who wore it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM members_membertag WHERE space_id = %s AND tag = %s AND member_id = ANY(%s)"
            " RETURNING member_id",
            [space_id, name, list(member_ids)],
        )
        return [row[0] for row in cursor.fetchall()]


def _refuse_unknown(space_id: int, member_ids: Sequence[int]) -> None:
    known = queries.members(space_id=space_id, member_ids=member_ids)
    for member_id in member_ids:
        if member_id not in known:
            raise errors.UnknownMember(member=member_id)
        if known[member_id].state not in people.HERE:
            raise errors.MemberGone(member=member_id, state=known[member_id].state)


def _record(
    space_id: int,
    type_: str,
    member_ids: Sequence[int],
    props: Mapping[str, object],
    actor: str,
    at: datetime | None,
) -> None:
    events = [
        journal.Event(type=type_, at=at, member_id=member_id, props=props, actor=actor)
        for member_id in sorted(member_ids)
    ]
    journal.record(space_id=space_id, events=events)
