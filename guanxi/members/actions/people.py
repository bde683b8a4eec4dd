"""What every action on a member begins with."""

from collections.abc import Sequence

from guanxi.journal import keyring
from guanxi.members import errors, models, values

LONGEST_WORD = 80
HERE = (models.State.ACTIVE, models.State.LEFT)
"""The states in which somebody can still be acted on: neither erased nor merged."""


def locked(*, space_id: int, member_ids: Sequence[int]) -> dict[int, models.Member]:
    """The members' rows; their subjects are locked first, as settling does. Refuses with UnknownMember."""
    keyring.lock_subjects(space_id=space_id, subject_ids=member_ids)
    rows = models.Member.objects.select_for_update().filter(space_id=space_id, id__in=set(member_ids)).order_by("id")
    found = {row.id: row for row in rows}
    for member_id in member_ids:
        if member_id not in found:
            raise errors.UnknownMember(member=member_id)
    return found


def locked_here(*, space_id: int, member_id: int) -> models.Member:
    """One member, locked, who has neither been erased nor merged. Refuses with UnknownMember, MemberGone."""
    row = locked(space_id=space_id, member_ids=[member_id])[member_id]
    if row.state not in HERE:
        raise errors.MemberGone(member=member_id, state=row.state)
    return row


def word(what: str, text: str, *, longest: int = LONGEST_WORD) -> str:
    """A short text that is kept in clear. Refuses with WordUnreadable."""
    clean = values.clean_text(text, longest=longest)
    if clean is None:
        raise errors.WordUnreadable(what=what, longest=longest)
    return clean
