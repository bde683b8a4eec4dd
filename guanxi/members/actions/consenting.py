"""Agreeing to a purpose and no longer agreeing: one call each, neither harder than the other (P-10)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.members import errors
from guanxi.members.actions import people


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody agrees to: a purpose, in the words of one version of a text, for one channel."""

    purpose: str
    text_version: str
    channel: str


def give_consent(
    *,
    space_id: int,
    member_id: int,
    purpose: str,
    text_version: str,
    channel: str,
    actor: str | None,
    at: datetime | None = None,
) -> bool:
    """Keep that the member agreed; False when they agreed to the same words before.

    Refuses with UnknownMember, MemberGone, WordUnreadable.
    """
    given = Given(purpose=purpose, text_version=text_version, channel=channel)
    with tenancy.acting_in(space_id):
        people.locked_here(space_id=space_id, member_id=member_id)
        moment = at or journal.now(space_id=space_id)
        events = write(space_id=space_id, given=[(member_id, checked(given), moment)], actor=actor, recorded_at=at)
        journal.record(space_id=space_id, events=events)
    return bool(events)


def withdraw_consent(
    *,
    space_id: int,
    member_id: int,
    purpose: str,
    actor: str | None,
    channel: str | None = None,
    at: datetime | None = None,
) -> None:
    """End the member's consent to `purpose`, over one channel or (None) over all. It holds from this instant.

    Refuses with UnknownMember, NoConsent.
    """
    with tenancy.acting_in(space_id):
        people.locked(space_id=space_id, member_ids=[member_id])
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE members_consent SET withdrawn_at = greatest(coalesce(%(at)s, guanxi_now(%(space)s)), given_at)
                WHERE space_id = %(space)s AND member_id = %(member)s AND purpose = %(purpose)s
                    AND withdrawn_at IS NULL AND (%(channel)s::text IS NULL OR channel = %(channel)s)
                RETURNING channel
                """,
                {"at": at, "space": space_id, "member": member_id, "purpose": purpose, "channel": channel},
            )
            channels = sorted({row[0] for row in cursor.fetchall()})
        if not channels:
            raise errors.NoConsent(purpose=purpose)
        events = [
            journal.Event(
                type="consent.withdrawn",
                at=at,
                member_id=member_id,
                props={"purpose": purpose, "channel": ended},
                actor=actor,
            )
            for ended in channels
        ]
        journal.record(space_id=space_id, events=events)


def checked(given: Given) -> Given:
    """The same in the form in which it is kept. Refuses with WordUnreadable."""
    return Given(
        purpose=people.word("purpose", given.purpose),
        text_version=people.word("text version", given.text_version),
        channel=people.word("channel", given.channel),
    )


def write(
    *,
    space_id: int,
    given: Sequence[tuple[int, Given, datetime]],
    actor: str | None,
    source: str = "app",
    recorded_at: datetime | None = None,
) -> list[journal.Event]:
    """Keep checked consents of many members in one statement; the events to record for those that are new."""
    if not given:
        return []
    rows = [(member_id, item.purpose, item.text_version, item.channel, at) for member_id, item, at in given]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO members_consent (space_id, member_id, purpose, text_version, channel, given_at)
            SELECT %s, n.* FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[]) n
            ON CONFLICT (space_id, member_id, purpose, channel, text_version) WHERE withdrawn_at IS NULL DO NOTHING
            RETURNING member_id, purpose, text_version, channel, given_at
            """,
            [space_id, *[list(column) for column in zip(*rows, strict=True)]],
        )
        new = cursor.fetchall()
    return [
        journal.Event(
            type="consent.given",
            at=recorded_at,
            member_id=member_id,
            props={"purpose": purpose, "text_version": text_version, "channel": channel},
            actor=actor,
            source=source,
        )
        for member_id, purpose, text_version, channel, _ in sorted(new)
    ]
