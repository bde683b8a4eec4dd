"""The method in five words, each with where it is done."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from guanxi.web.console import links

ORDER = (
    (
        gettext_noop("Serve"),
        gettext_noop("Bring in the people you have, and wake them up. No new traffic yet."),
        gettext_noop("Members"),
        "console:members",
    ),
    (
        gettext_noop("Keep them"),
        gettext_noop("A circle with one thing in common, a challenge for the habit, a kept promise."),
        gettext_noop("Circles"),
        "console:circles",
    ),
    (
        gettext_noop("Earn trust"),
        gettext_noop("Members answer one another. The circle shows how ready it is, and in what it is not."),
        gettext_noop("Quests"),
        "console:quests",
    ),
    (
        gettext_noop("Sell"),
        gettext_noop("Trials, members’ days, useful things. What is an ad says so."),
        gettext_noop("New quest"),
        "console:quest-new",
    ),
    (
        gettext_noop("Let them bring friends"),
        gettext_noop("Last, when the first four are done. A friend counts by what the friend does."),
        gettext_noop("Channel codes"),
        "console:codes",
    ),
)


def order(slug: str) -> list[Mapping[str, str]]:
    """The steps with the pages that are there."""
    return [
        {"name": gettext(name), "text": gettext(text), "page": gettext(page), "href": links.to(route, slug)}
        for name, text, page, route in ORDER
    ]
