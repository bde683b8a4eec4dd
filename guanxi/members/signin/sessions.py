"""Which sign-ins of a member hold. A sign-in carries a generation; ending them all begins the next one."""

from dataclasses import dataclass
from datetime import datetime

from guanxi import journal
from guanxi.kernel import statements, tenancy
from guanxi.members.actions import people


def generation(*, space_id: int, member_id: int) -> int:
    """The generation that a new sign-in carries."""
    with tenancy.reading_in(space_id):
        found = statements.value(
            "SELECT generation FROM members_sign_in WHERE space_id = %s AND member_id = %s", [space_id, member_id]
        )
    return found or 0


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Whether a sign-in holds, and what time it is in the space."""

    is_signed_in: bool
    now: datetime


def standing(*, space_id: int, member_id: int | None, generation: int) -> Standing:
    """Whether a sign-in of this generation still holds: the member is here, and has not ended it since. One read.

    Nobody (None) is never signed in, and may still know the time.
    """
    with tenancy.reading_in(space_id):
        ((is_signed_in, now),) = statements.rows(
            """
            SELECT EXISTS (
                SELECT FROM members_member m
                LEFT JOIN members_sign_in s ON s.space_id = m.space_id AND s.member_id = m.id
                WHERE m.space_id = %s AND m.id = %s AND m.state = 'active' AND coalesce(s.generation, 0) = %s
            ), guanxi_now(%s)
            """,
            [space_id, member_id, generation, space_id],
        )
    return Standing(is_signed_in=is_signed_in, now=now)


def sign_out_everywhere(*, space_id: int, member_id: int, actor: str | None) -> int:
    """End every sign-in of the member at once; returns the generation that a new one carries.

    Refuses with UnknownMember, MemberGone.
    """
    with tenancy.acting_in(space_id):
        people.locked_here(space_id=space_id, member_id=member_id)
        number: int = statements.value(
            """
            INSERT INTO members_sign_in AS s (space_id, member_id, generation) VALUES (%s, %s, 1)
            ON CONFLICT (space_id, member_id) DO UPDATE SET generation = s.generation + 1 RETURNING generation
            """,
            [space_id, member_id],
        )
        event = journal.Event(type="member.signed_out_everywhere", member_id=member_id, actor=actor)
        journal.record(space_id=space_id, events=[event])
    return number
