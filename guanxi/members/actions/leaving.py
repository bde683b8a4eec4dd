"""Going, coming back, and being the one who signs in."""

from datetime import datetime

from guanxi import journal
from guanxi.kernel import constraints, tenancy
from guanxi.members import errors, models
from guanxi.members.actions import people


def leave(*, space_id: int, member_id: int, actor: str | None, at: datetime | None = None) -> None:
    """The member goes; what is known about them stays until it is erased. Twice is once.

    Refuses with UnknownMember, MemberGone.
    """
    _change(space_id, member_id, models.State.LEFT, "member.left", actor, at)


def rejoin(*, space_id: int, member_id: int, actor: str | None, at: datetime | None = None) -> None:
    """Somebody who left is back, as the same member. Twice is once. Refuses with UnknownMember, MemberGone."""
    _change(space_id, member_id, models.State.ACTIVE, "member.rejoined", actor, at)


def link_user(*, space_id: int, member_id: int, user_id: int, actor: str | None, at: datetime | None = None) -> None:
    """The member signs in as this user from now on. Refuses with UnknownMember, MemberGone, UserTaken."""
    with tenancy.acting_in(space_id):
        row = people.locked_here(space_id=space_id, member_id=member_id)
        if row.user_id == user_id:
            return
        with constraints.refusing(errors.UserTaken(user_id=user_id)):
            models.Member.objects.filter(space_id=space_id, id=member_id).update(user_id=user_id)
        event = journal.Event(type="member.linked", at=at, member_id=member_id, props={"user_id": user_id}, actor=actor)
        journal.record(space_id=space_id, events=[event])


def _change(
    space_id: int, member_id: int, state: models.State, type_: str, actor: str | None, at: datetime | None
) -> None:
    with tenancy.acting_in(space_id):
        row = people.locked_here(space_id=space_id, member_id=member_id)
        if row.state == state:
            return
        models.Member.objects.filter(space_id=space_id, id=member_id).update(state=state)
        event = journal.Event(type=type_, at=at, member_id=member_id, actor=actor)
        journal.record(space_id=space_id, events=[event])
