"""Where a circle meets besides its own page, and how many people somebody counted there."""

from datetime import datetime

from django.utils.translation import gettext

from guanxi import journal
from guanxi.circles import errors, events, models, writing
from guanxi.circles.actions import room
from guanxi.kernel import tenancy

MOST_HEADS = 1_000_000


def add_place(
    *,
    space_id: int,
    circle_id: int,
    kind: str,
    name: str,
    code: str,
    actor: str,
    at: datetime | None = None,
) -> int:
    """Let a circle meet in a group outside, which has a channel code of its own; returns the place's id.

    Refuses with UnknownCircle, CircleArchived, TextUnreadable.
    """
    if kind not in models.PLACE_KINDS or kind == "page":
        message = f"there is no place of the kind {kind}"
        raise ValueError(message)
    with tenancy.acting_in(space_id):
        row = room.still_open(space_id, circle_id)
        place = models.Place.objects.create(
            space_id=space_id,
            circle_id=circle_id,
            kind=kind,
            name=writing.clean(name, what=gettext("The name"), most=60),
            code=code,
            created_at=at or journal.now(space_id=space_id),
        )
        room.tell(space_id, events.PLACE_ADDED, row, actor=actor, at=at, place=place.id, kind=kind)
        return int(place.id)


def count_heads(*, space_id: int, place_id: int, count: int, actor: str, at: datetime | None = None) -> None:
    """Write down how many people are in a place, beside all earlier counts. Refuses UnknownPlace, HeadcountUnclear."""
    if not 0 <= count <= MOST_HEADS:
        raise errors.HeadcountUnclear
    with tenancy.acting_in(space_id):
        place = _place(space_id, place_id)
        moment = at or journal.now(space_id=space_id)
        models.Headcount.objects.create(space_id=space_id, place_id=place_id, count=count, at=moment, actor=actor)
        models.Place.objects.filter(space_id=space_id, id=place_id).update(headcount=count, counted_at=moment)
        row = room.circle(space_id, place.circle_id)
        room.tell(space_id, events.HEADS_COUNTED, row, actor=actor, at=at, place=place_id, count=count)


def close_place(*, space_id: int, place_id: int, actor: str, at: datetime | None = None) -> None:
    """Say that a circle no longer meets there; its page of its own stays. Refuses with UnknownPlace."""
    with tenancy.acting_in(space_id):
        place = _place(space_id, place_id)
        if place.kind == "page":
            raise errors.UnknownPlace(place=place_id)
        moment = at or journal.now(space_id=space_id)
        if models.Place.objects.filter(space_id=space_id, id=place_id, closed_at=None).update(closed_at=moment):
            row = room.circle(space_id, place.circle_id)
            room.tell(space_id, events.PLACE_CLOSED, row, actor=actor, at=at, place=place_id)


def reopen_place(*, space_id: int, place_id: int, actor: str, at: datetime | None = None) -> None:
    """Take back that a circle no longer meets there. Refuses with UnknownPlace."""
    with tenancy.acting_in(space_id):
        place = _place(space_id, place_id)
        closed = models.Place.objects.filter(space_id=space_id, id=place_id, closed_at__isnull=False)
        if closed.update(closed_at=None):
            row = room.circle(space_id, place.circle_id)
            room.tell(space_id, events.PLACE_ADDED, row, actor=actor, at=at, place=place_id, kind=place.kind)


def _place(space_id: int, place_id: int) -> models.Place:
    row = models.Place.objects.filter(space_id=space_id, id=place_id).first()
    if row is None:
        raise errors.UnknownPlace(place=place_id)
    return row
