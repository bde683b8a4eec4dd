"""What is worth doing next in a space: only what a person can decide, each with the place where it is done.

The place is a page of the console for the staff (its route and address), and a command for whoever looks from outside.
"""

from collections.abc import Iterator, Mapping

from django.utils.translation import get_language, gettext, ngettext

from guanxi.insight import overview
from guanxi.quests.language.sentence import localized
from guanxi.web import charts, formats
from guanxi.web.console import links

NEARLY_TAKEN_PERCENT = 90


def steps(seen: overview.Overview) -> list[Mapping[str, str]]:
    """In the order of urgency: what stands still, what waits for a decision, what will soon run out."""
    return [*_standing_still(seen), *_held(seen), *_quests(seen)]


def _standing_still(seen: overview.Overview) -> Iterator[Mapping[str, str]]:
    if seen.set_aside:
        text = ngettext(
            "%(n)s event could not be settled and is set aside: it counts for nothing until somebody looks at it.",
            "%(n)s events could not be settled and are set aside: they count for nothing until somebody looks at them.",
            seen.set_aside,
        )
        yield {
            "text": text % {"n": formats.number(seen.set_aside)},
            "command": f"guanxi audit --space {seen.slug}",
            "href": links.to("console:audit", seen.slug),
        }
    if seen.unsettled:
        text = ngettext(
            "%(n)s event waits to be settled; until then quests do not know of it.",
            "%(n)s events wait to be settled; until then quests do not know of them.",
            seen.unsettled,
        )
        count = formats.number(seen.unsettled) + ("+" if seen.unsettled == overview.MOST_UNSETTLED else "")
        yield {"text": text % {"n": count}, "command": f"guanxi drain --space {seen.slug}", "href": ""}


def _held(seen: overview.Overview) -> Iterator[Mapping[str, str]]:
    if seen.held_grants:
        text = ngettext(
            "%(n)s grant is held and waits for a decision.",
            "%(n)s grants are held and wait for a decision.",
            seen.held_grants,
        )
        count = formats.number(seen.held_grants)
        href = links.to("console:grants", seen.slug)
        yield {"text": text % {"n": count}, "command": f"guanxi quest held --space {seen.slug}", "href": href}


def _quests(seen: overview.Overview) -> Iterator[Mapping[str, str]]:
    language = get_language() or "en"
    for quest in seen.quests:
        href = links.to("console:quest", seen.slug, quest.slug)
        facts = {"quest": localized(quest.definition.title, language) or quest.slug}
        if quest.state == "paused":
            text = gettext("“%(quest)s” is paused: what falls due is held until it goes on.") % facts
            yield {"text": text, "command": f"guanxi quest resume {quest.slug} --space {seen.slug}", "href": href}
        for budget in quest.budgets if quest.state == "launched" else ():
            taken = charts.share(budget.total - (budget.left or 0), budget.total)
            if budget.left is not None and taken >= NEARLY_TAKEN_PERCENT:
                left = formats.amount(budget.left, unit=budget.unit, currency=seen.currency)
                text = gettext("“%(quest)s” has %(left)s left of all it may give.") % {**facts, "left": left}
                yield {"text": text, "command": f"guanxi quest show {quest.slug} --space {seen.slug}", "href": href}
