"""The words of a quest for the staff: what is asked, what is given, what is left."""

from collections.abc import Iterable

from django.utils.translation import get_language, gettext, ngettext

from guanxi.quests.definition import Definition, Promise
from guanxi.quests.language.sentence import QUALIFIED, localized
from guanxi.web import formats, wording

TONES = {"draft": "quiet", "launched": "good", "paused": "warn", "ended": "quiet", "settled": "quiet"}


def title(definition: Definition) -> str:
    """The title in the reader's language, else the quest's name."""
    return localized(definition.title, get_language() or "en") or definition.slug


def reach(definition: Definition, number: int, *, currency: str) -> str:
    """What must be reached: 7 days in a row."""
    measure = definition.goals[0].measure
    facts = {"n": formats.number(number)}
    if definition.combine != "one":
        return gettext("all goals") if definition.combine == "all" else gettext("any of the goals")
    match measure.kind:
        case "streak":
            return ngettext("%(n)s day in a row", "%(n)s days in a row", number) % facts
        case "distinct" if definition.goals[0].events == (QUALIFIED,):
            return ngettext("%(n)s friend", "%(n)s friends", number) % facts
        case "distinct":
            return ngettext("%(n)s different one", "%(n)s different ones", number) % facts
        case "sum":
            is_money = (measure.prop or "").endswith("cents")
            total = formats.money(number, currency=currency) if is_money else facts["n"]
            return gettext("%(total)s in all") % {"total": total}
        case _:
            return ngettext("%(n)s time", "%(n)s times", number) % facts


def promised(promise: Promise, *, currency: str) -> str:
    """What is given: 30 points, the certificate “tea”."""
    if not promise.of_value:
        return wording.honour(promise.kind, promise.code)
    reward = formats.amount(promise.amount, unit=promise.code, currency=currency)
    if promise.of is None:
        return reward
    part = promise.for_each or 1
    is_money = promise.of.endswith("cents")
    written = formats.money(part, currency=currency) if is_money else formats.number(part)
    return gettext("%(reward)s for every %(part)s") % {"reward": reward, "part": written}


def all_promised(promises: Iterable[Promise], *, currency: str) -> str:
    """Several of them."""
    return gettext(", ").join(promised(promise, currency=currency) for promise in promises)


def budget(*, unit: str, per_day: bool, total: int, left: int | None, returned: int, currency: str) -> str:
    """What is given of a budget and what is left of it."""

    def written(value: int) -> str:
        return formats.amount(value, unit=unit, currency=currency)

    if per_day or left is None:
        return gettext("at most %(amount)s a day") % {"amount": written(total)}
    granted = written(total - returned - left)
    if left == 0 and returned == 0:
        return gettext("fully taken: %(granted)s granted") % {"granted": granted}
    return gettext("%(granted)s granted, %(left)s left") % {"granted": granted, "left": written(left)}
