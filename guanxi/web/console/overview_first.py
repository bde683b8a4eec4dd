"""The first ten minutes of a space: four things, in the order that works, each done when the data says so."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from guanxi.insight import overview
from guanxi.spaces import queries as spaces
from guanxi.spaces import settings
from guanxi.web import access

DISMISSED = settings.declare(
    settings.Setting(
        name="console.first_steps_dismissed",
        shown=False,
        kind="boolean",
        default=False,
        meaning="Whether the list of first steps on the overview was put away.",
    )
)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of the four things: its words, the page that begins it, and the permission that this page needs."""

    name: str
    title: str
    text: str
    action: str
    route: str
    needs: str
    rest: tuple[str, ...] = ()
    query: str = ""


STEPS = (
    Step(
        name="people",
        title=gettext_noop("Bring the people you have"),
        text=gettext_noop("Begin by serving those who are with you already: a list, or a code on the next parcel."),
        action=gettext_noop("Bring them in"),
        route="console:imports",
        needs="members.import",
    ),
    Step(
        name="circle",
        title=gettext_noop("Open a circle"),
        text=gettext_noop(
            "Around one thing they have in common. It starts from three lines: background, purpose, goal."
        ),
        action=gettext_noop("Open a circle"),
        route="console:circle-new",
        needs="circles.write",
    ),
    Step(
        name="quest",
        title=gettext_noop("Launch a challenge"),
        text=gettext_noop("Seven days, a small gift. What it promises is set aside before anybody begins."),
        action=gettext_noop("Choose the recipe"),
        route="console:quest-recipe",
        needs="quests.write",
        rest=("checkin",),
    ),
    Step(
        name="code",
        title=gettext_noop("Hold an invitation poster"),
        text=gettext_noop("A code with a poster, for the wall, the parcel or the chat. You will know who came by it."),
        action=gettext_noop("Make a poster"),
        route="console:codes-new",
        needs="referral.write",
        query="?poster=first",
    ),
)
MAY_PUT_AWAY = "space.settings"
AFTERWARDS = (
    ("console:circles", gettext_noop("Circles"), gettext_noop("Answer the first words: it is what makes people stay.")),
    ("console:codes", gettext_noop("Channel codes"), gettext_noop("See who came by which poster, and who stayed.")),
    ("console:grants", gettext_noop("Grants"), gettext_noop("See who got what, and what waits for your decision.")),
)


def steps(seen: overview.Overview, desk: access.Desk) -> list[Mapping[str, object]]:
    """The four things, each with whether it is done and, for who may do it, where.

    Empty for who may do none of them. When all are done, only who can put the list away sees it, and no demo shows it.
    """
    begun = seen.beginnings
    done = {"people": begun.people, "circle": begun.circle, "quest": begun.quest, "code": begun.code}
    is_told = not all(done.values()) or (desk.can(MAY_PUT_AWAY) and not seen.demo)
    if not is_told or not any(desk.can(step.needs) for step in STEPS):
        return []
    return [
        {
            "title": gettext(step.title),
            "text": gettext(step.text),
            "action": gettext(step.action),
            "href": reverse(step.route, args=[seen.slug, *step.rest]) + step.query if desk.can(step.needs) else "",
            "done": done[step.name],
        }
        for step in STEPS
    ]


def afterwards(desk: access.Desk) -> list[Mapping[str, str]]:
    """What to look at when all four things are done."""
    return [
        {"title": gettext(title), "text": gettext(text), "href": reverse(route, args=[desk.space.slug])}
        for route, title, text in AFTERWARDS
    ]


def is_dismissed(*, space_id: int) -> bool:
    """Whether somebody put the list away."""
    return bool(spaces.setting(space_id=space_id, name=DISMISSED.name))
