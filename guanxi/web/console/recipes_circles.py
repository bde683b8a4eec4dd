"""What a recipe takes from a circle: its name, its canvas, and whether it is ready for what sells or splits (H6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from guanxi.circles import queries as circles
from guanxi.quests.definition import Canvas

PURPOSES = {
    "seed_users": gettext_noop("Seed members"),
    "funnel": gettext_noop("A way from visitor to member"),
    "product_iteration": gettext_noop("A better product"),
    "new_model": gettext_noop("A new way of doing business"),
    "other": gettext_noop("Another purpose"),
}
MOST = 100


def choices(*, space_id: int) -> Sequence[tuple[str, str]]:
    """The open circles of the space: id and name."""
    return tuple((str(circle.id), circle.name) for circle in circles.circles(space_id=space_id, limit=MOST))


def canvas(*, space_id: int, circle_id: int | None) -> Canvas | None:
    """The canvas that the circle was opened from; None without a circle. Refuses UnknownCircle."""
    if circle_id is None:
        return None
    circle = circles.circle_by_id(space_id=space_id, circle_id=circle_id)
    purpose = gettext(PURPOSES[circle.purpose]) if circle.purpose in PURPOSES else circle.purpose
    return Canvas(background=circle.background, purpose=purpose, goal=circle.goal)


@dataclass(frozen=True, kw_only=True)
class Unready:
    """A circle that is not ready, by its name ("" where there is no circle at all), and what is missing in it."""

    circle: str = ""
    lacking: tuple[str, ...] = ()


READY = Unready()


def unready(*, space_id: int, circle_id: int | None) -> Unready:
    """Which circle is not ready, and in what, in words; `READY` when it is.

    A quest for the whole space rests on its largest circle: who has none has nobody who trusts them yet.
    """
    if circle_id is not None:
        resting_on = circles.circle_by_id(space_id=space_id, circle_id=circle_id)
    else:
        found = circles.circles(space_id=space_id, limit=MOST)
        if not found:
            return Unready(lacking=(gettext("There is no circle yet in which members know one another."),))
        resting_on = max(found, key=lambda circle: circle.members)
    lacking = circles.ready(space_id=space_id, circle_id=resting_on.id).lacking
    return Unready(circle=resting_on.name, lacking=lacking) if lacking else READY
