"""What a quest may cost, in words: for the button that launches it, and for the table above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from guanxi.quests.definition import Definition, worst_case
from guanxi.quests.recipes.queries import Cover
from guanxi.spaces import currencies
from guanxi.web import formats, wording


@dataclass(frozen=True, kw_only=True)
class Line:
    """What one unit takes, written out."""

    unit: str
    needed: str
    aside: str
    to_move: str
    reserve: str
    short: str


def most(definition: Definition, *, currency: str) -> str:
    """The worst case: at most 12,000 points and 200 × cup, at most 3,000 growth a day."""
    cases = worst_case(definition)
    totals = [formats.amount(case.total, unit=case.code, currency=currency) for case in cases if case.total is not None]
    daily = [
        formats.amount(case.per_day, unit=case.code, currency=currency)
        for case in cases
        if case.total is None and case.per_day is not None
    ]
    parts = []
    if totals:
        parts.append(gettext("at most %(amounts)s") % {"amounts": listed(totals)})
    if daily:
        parts.append(gettext("at most %(amount)s a day") % {"amount": listed(daily)})
    return pgettext("between two limits", ", ").join(parts) or gettext("costs nothing")


def button(definition: Definition, *, currency: str) -> str:
    """The words on the button."""
    return gettext("Launch: %(cost)s") % {"cost": most(definition, currency=currency)}


def lines(covers: Sequence[Cover], *, currency: str) -> list[Line]:
    """The table of what is set aside."""

    def written(value: int, code: str) -> str:
        return currencies.quantity(value, unit=code, currency=currency)

    return [
        Line(
            unit=wording.unit(cover.code),
            needed=written(cover.needed, cover.code),
            aside=written(cover.aside, cover.code),
            to_move=written(cover.to_move, cover.code),
            reserve=written(cover.reserve, cover.code),
            short=written(cover.short, cover.code) if cover.short else "",
        )
        for cover in covers
    ]


def lacking(covers: Sequence[Cover], *, currency: str) -> str:
    """What the reserve lacks, in words; empty when it lacks nothing."""
    return amounts({cover.code: cover.short for cover in covers if cover.short}, currency=currency)


def stand(covers: Sequence[Cover], *, currency: str) -> str:
    """What somebody confirms who fills the reserve, in plain words; empty when it lacks nothing."""
    short = {cover.code: cover.short for cover in covers if cover.short}
    there = amounts({code: short[code] for code in short if code.startswith("item:")}, currency=currency)
    owed = amounts({code: short[code] for code in short if not code.startswith("item:")}, currency=currency)
    if there and owed:
        text = gettext("I stand behind it: I have %(things)s ready, and will honour %(amounts)s.")
        return text % {"things": there, "amounts": owed}
    if there:
        return gettext("I stand behind it: I have %(things)s ready.") % {"things": there}
    return gettext("I stand behind it: I will honour %(amounts)s.") % {"amounts": owed} if owed else ""


def amounts(by_unit: Mapping[str, int], *, currency: str) -> str:
    """Amounts of several units as a list."""
    return listed([formats.amount(value, unit=code, currency=currency) for code, value in by_unit.items()])


def listed(parts: Sequence[str]) -> str:
    """One, two and three."""
    if len(parts) <= 1:
        return "".join(parts)
    before = pgettext("between things of a list", ", ").join(parts[:-1])
    return gettext("%(before)s and %(last)s") % {"before": before, "last": parts[-1]}


def daily(definition: Definition, *, currency: str) -> list[str]:
    """The ceilings of a day, in words."""
    return [
        gettext("At most %(amount)s on one local day; what goes beyond it is held and waits for your decision.")
        % {"amount": formats.amount(ceiling.per_day, unit=ceiling.code, currency=currency)}
        for ceiling in definition.ceilings
    ]
