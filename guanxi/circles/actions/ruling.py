"""Who keeps a circle: host, moderators, and whom they ask to be silent for a while."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from guanxi import journal
from guanxi.circles import errors, events, models
from guanxi.circles.actions import entering, room
from guanxi.kernel import tenancy

LONGEST_MUTE_DAYS = 365


def set_role(
    *, space_id: int, circle_id: int, member_id: int, role: str, actor: str, at: datetime | None = None
) -> None:
    """Make somebody in the circle a moderator or a plain member again.

    The host is named with `set_host`. Refuses with UnknownCircle, NotInside, HostStays, NotYours.
    """
    if role not in {"member", "moderator"}:
        message = f"a role is member or moderator, not {role}"
        raise ValueError(message)
    with tenancy.acting_in(space_id):
        row = room.circle(space_id, circle_id)
        room.require_ruler(space_id, circle_id, actor, roles=("host",))
        before = room.inside(space_id, circle_id, member_id)
        if before.role == "host":
            raise errors.HostStays
        _change_role(space_id, row, member_id, before.role, role, actor=actor, at=at)


def set_host(
    *,
    space_id: int,
    circle_id: int,
    actor: str,
    member_id: int | None = None,
    user_id: int | None = None,
    at: datetime | None = None,
) -> None:
    """Name the host of a circle: one of its members, or one of the staff. The host of before stays as a member.

    Refuses with UnknownCircle, NotInside.
    """
    with tenancy.acting_in(space_id):
        row = room.circle(space_id, circle_id)
        if row.host_member_id is not None and row.host_member_id != member_id:
            _change_role(space_id, row, row.host_member_id, "host", "member", actor=actor, at=at)
        if member_id is not None:
            before = room.inside(space_id, circle_id, member_id)
            _change_role(space_id, row, member_id, before.role, "host", actor=actor, at=at)
        models.Circle.objects.filter(space_id=space_id, id=circle_id).update(
            host_member_id=member_id, host_user_id=None if member_id is not None else user_id
        )
        room.tell(space_id, events.CHANGED, row, actor=actor, at=at, fields=["host"])


def mute(
    *,
    space_id: int,
    circle_id: int,
    member_id: int,
    days: int,
    reason: str,
    actor: str,
    at: datetime | None = None,
) -> None:
    """Let somebody write nothing in the circle for `days` days; they are told why.

    Refuses with UnknownCircle, NotInside, HostStays, MuteUnclear, ReasonMissing, NotYours.
    """
    if not 1 <= days <= LONGEST_MUTE_DAYS:
        raise errors.MuteUnclear(most=LONGEST_MUTE_DAYS)
    with tenancy.acting_in(space_id):
        row = room.circle(space_id, circle_id)
        room.require_ruler(space_id, circle_id, actor)
        words = room.reason(reason)
        if room.inside(space_id, circle_id, member_id).role == "host":
            raise errors.HostStays
        until = (at or journal.now(space_id=space_id)) + timedelta(days=days)
        _memberships(space_id, circle_id, member_id).update(muted_until=until, mute_reason=words)
        told = {"until": until, "reason": words}
        room.tell(space_id, events.MUTED, row, actor=actor, at=at, member_id=member_id, **told)


def unmute(*, space_id: int, circle_id: int, member_id: int, actor: str, at: datetime | None = None) -> None:
    """Let somebody write again at once; nothing happens when they may. Refuses with UnknownCircle, NotYours."""
    with tenancy.acting_in(space_id):
        row = room.circle(space_id, circle_id)
        room.require_ruler(space_id, circle_id, actor)
        muted = _memberships(space_id, circle_id, member_id).filter(muted_until__isnull=False)
        if muted.update(muted_until=None, mute_reason=""):
            room.tell(space_id, events.UNMUTED, row, actor=actor, at=at, member_id=member_id)


def let_in(*, space_id: int, circle_id: int, member_id: int, actor: str, at: datetime | None = None) -> None:
    """Bring a member into a circle by a decision of the staff, whatever its rule; once is enough.

    Refuses with UnknownCircle, CircleArchived.
    """
    with tenancy.acting_in(space_id):
        row = room.still_open(space_id, circle_id)
        entering.seat(space_id=space_id, row=row, member_id=member_id, actor=actor, at=at)


def _change_role(
    space_id: int,
    row: models.Circle,
    member_id: int,
    before: str,
    role: str,
    *,
    actor: str,
    at: datetime | None,
) -> None:
    if before == role:
        return
    _memberships(space_id, row.id, member_id).update(role=role)
    told = {"role": role, "before": before}
    room.tell(space_id, events.ROLE_CHANGED, row, actor=actor, at=at, member_id=member_id, **told)


def _memberships(space_id: int, circle_id: int, member_id: int) -> QuerySet[models.Membership]:
    return models.Membership.objects.filter(space_id=space_id, circle_id=circle_id, member_id=member_id)
