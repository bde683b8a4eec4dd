"""Accepting the charter anew, by somebody who was inside when it got new words."""

from datetime import datetime

from guanxi.circles import errors, events, models
from guanxi.circles.actions import room
from guanxi.journal import keyring
from guanxi.kernel import tenancy


def accept_charter(
    *, space_id: int, circle_id: int, member_id: int, charter_version: int, at: datetime | None = None
) -> bool:
    """Accept the charter in force, by its version; False when the member had accepted it before.

    Refuses with UnknownCircle, CircleArchived, NotInside, CharterChanged (it has newer words than these).
    """
    with tenancy.acting_in(space_id):
        keyring.lock_subjects(space_id=space_id, subject_ids=[member_id])  # who taps twice accepts once
        row = room.still_open(space_id, circle_id)
        before = room.inside(space_id, circle_id, member_id)
        if charter_version != row.charter_version:
            raise errors.CharterChanged
        if before.charter_version == charter_version:
            return False
        theirs = models.Membership.objects.filter(space_id=space_id, circle_id=circle_id, member_id=member_id)
        theirs.update(charter_version=charter_version)
        told = {"version": charter_version}
        room.tell(space_id, events.CHARTER_ACCEPTED, row, actor=None, at=at, member_id=member_id, **told)
        return True
