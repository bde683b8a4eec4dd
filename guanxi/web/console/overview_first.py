"""The first ten minutes of a space: four things, in the order that works, each done when the data says so."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from guanxi.insight import overview
from guanxi.spaces import queries as spaces
from guanxi.spaces import settings

DISMISSED = settings.declare(
    settings.Setting(
        name="console.first_steps_dismissed",
        shown=False,
        kind="boolean",
        default=False,
        meaning="Whether the list of first steps on the overview was put away.",
    )
)
STEPS: tuple[tuple[str, str, str, str, str, tuple[str, ...]], ...] = (
    (
        "people",
        gettext_noop("Bring the people you have"),
        gettext_noop("Begin by serving those who are with you already: a list, or a code on the next parcel."),
        gettext_noop("Bring them in"),
        "console:imports",
        (),
    ),
    (
        "circle",
        gettext_noop("Open a circle"),
        gettext_noop("Around one thing they have in common. It starts from three lines: background, purpose, goal."),
        gettext_noop("Open a circle"),
        "console:circle-new",
        (),
    ),
    (
        "quest",
        gettext_noop("Launch a challenge"),
        gettext_noop("Seven days, a small gift. What it promises is set aside before anybody begins."),
        gettext_noop("Choose the recipe"),
        "console:quest-recipe",
        ("checkin",),
    ),
    (
        "code",
        gettext_noop("Hold an invitation poster"),
        gettext_noop("A code with a poster, for the wall, the parcel or the chat. You will know who came by it."),
        gettext_noop("Make a poster"),
        "console:codes-new",
        (),
    ),
)


def steps(seen: overview.Overview) -> list[Mapping[str, object]]:
    """The four things, each with whether it is done; empty when all are."""
    begun = seen.beginnings
    done = {"people": begun.people, "circle": begun.circle, "quest": begun.quest, "code": begun.code}
    if all(done.values()):
        return []
    return [
        {
            "title": gettext(title),
            "text": gettext(text),
            "action": gettext(action),
            "href": reverse(route, args=[seen.slug, *rest]),
            "done": done[name],
        }
        for name, title, text, action, route, rest in STEPS
    ]


def is_dismissed(*, space_id: int) -> bool:
    """Whether somebody put the list away."""
    return bool(spaces.setting(space_id=space_id, name=DISMISSED.name))
