"""What "today" says to somebody who is in no circle yet: which there are, and the way in."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from guanxi.circles.queries import of_newcomers
from guanxi.quests import standing as quests
from guanxi.web import access
from guanxi.web.h5 import words


def card(visit: access.Visit, standings: Sequence[quests.Standing], *, is_led: bool) -> Mapping[str, object] | None:
    """The circles that take people in, for who is in none; one statement, or none.

    `is_led`: the page leads elsewhere already: into the circle of a quest, or to check-ins and a survey. A page has
    eight statements, and a first day has enough in it then.
    """
    if is_led or any(one.inside for one in standings):
        return None
    found = of_newcomers.open_to(space_id=visit.space.id, member_id=visit.member_id)
    if not found:
        return None
    slug = visit.space.slug
    only = found[0] if len(found) == 1 else None
    return {
        "circles": [
            {"name": one.name, "trait": one.trait, "url": words.link("circle-about", slug, one.slug)} for one in found
        ],
        "url": words.link("circle-about", slug, only.slug) if only else words.link("circles", slug),
        "label": gettext("Go to %(name)s") % {"name": only.name} if only else gettext("See the circles"),
    }
