"""What a member could do if they were in a circle: the quest, and the circle's door."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext

from guanxi.circles import queries as circles
from guanxi.quests import standing as quests
from guanxi.web import access
from guanxi.web.h5 import words


def cards(visit: access.Visit, standings: Sequence[quests.Standing]) -> list[Mapping[str, object]]:
    """The quests that wait for the member to enter a circle which is there; one statement, or none."""
    waiting = [one for one in standings if one.waits_for_circle]
    known = circles.names(space_id=visit.space.id, slugs=(one.circle or "" for one in waiting))
    return [
        {
            "slug": one.slug,
            "title": words.title(one.definition.title, one.slug),
            "text": gettext("For members of the circle “%(circle)s”. Enter the circle first, then it counts for you.")
            % {"circle": known[one.circle]},
            "terms": words.title(one.definition.terms),
            "url": words.link("circle-about", visit.space.slug, one.circle),
        }
        for one in waiting
        if one.circle in known
    ]
