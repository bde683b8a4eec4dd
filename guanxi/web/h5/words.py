"""How the phone page says what is promised, how far somebody is, and what they got."""

from collections.abc import Iterable, Mapping

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext, ngettext

from guanxi.challenges import queries as challenges
from guanxi.quests import standing as quests
from guanxi.quests.definition import Promise, Step
from guanxi.quests.language.sentence import deed, localized
from guanxi.web import charts, formats, wording


def title(texts: Mapping[str, str], fallback: str = "") -> str:
    """A text of the space in the language that is spoken now."""
    return localized(texts, translation.get_language() or "en") or fallback


def link(name: str, *arguments: object) -> str:
    """The address of a page of the phone page, "" while this installation has none of that name."""
    try:
        return reverse(f"h5:{name}", args=arguments)
    except NoReverseMatch:
        return ""


def picture(slug: str, picture_id: int | None, *, size: str = "small") -> str:
    """The address of a picture of guanxi.media, "" where there is none."""
    return link("picture", slug, picture_id, size) if picture_id is not None else ""


def promise(owed: Promise, *, currency: str) -> str:
    """What a quest gives: 10 points, “cup”, the certificate “seven days”."""
    if not owed.of_value:
        return wording.honour(owed.kind, owed.code)
    reward = formats.amount(owed.amount, unit=owed.code, currency=currency)
    if owed.of is None:
        return reward
    part = owed.for_each or 1
    whole = formats.money(part, currency=currency) if owed.of.endswith("cents") else formats.number(part)
    return gettext("%(reward)s for every %(part)s") % {"reward": reward, "part": whole}


def promises(owed: Iterable[Promise], *, currency: str) -> str:
    """Several of them, as people list things."""
    return gettext(", ").join(promise(one, currency=currency) for one in owed)


def asked(standing: quests.Standing) -> str:
    """What is to be done for the next step, or each time where there is none: "Write a review"; "" when all is done."""
    step = next_step(standing)
    if step is None and not standing.definition.each:
        return ""
    said = deed(standing.definition, step.reach if step else 1)
    return said[:1].upper() + said[1:]


def each_time(standing: quests.Standing, *, currency: str) -> str:
    """What is given each time, "" where nothing is; a share of a sum says by itself that it is given anew."""
    owed = standing.definition.each
    said = promises(owed, currency=currency)
    if not owed or all(one.of is not None for one in owed):
        return said
    return gettext("%(reward)s each time") % {"reward": said}


def paused(standing: quests.Standing) -> str:
    """What it means for the member that the quest is paused, "" where it is not."""
    if standing.state != "paused":
        return ""
    return gettext("Paused: what you do counts, and what you earn waits until it goes on.")


def next_step(standing: quests.Standing) -> Step | None:
    """The step that comes next, None after the last one."""
    ahead = [step for step in standing.definition.steps if step.no not in standing.reached]
    return min(ahead, key=lambda step: step.reach, default=None)


def reach(standing: quests.Standing, step: Step) -> str:
    """How far a step is: 7 days in a row, 3 times."""
    facts = {"n": formats.number(step.reach)}
    if standing.definition.goals[0].measure.kind == "streak":
        return ngettext("%(n)s day in a row", "%(n)s days in a row", step.reach) % facts
    return ngettext("%(n)s time", "%(n)s times", step.reach) % facts


def steps_after(standing: quests.Standing, *, currency: str) -> list[str]:
    """What comes after the next step, a line each: "7 days in a row: 30 points, “cup”"."""
    after = next_step(standing)
    done = standing.reached if after is None else standing.reached | {after.no}
    return [
        gettext("%(reach)s: %(reward)s")
        % {"reach": reach(standing, one), "reward": promises(one.promises, currency=currency)}
        for one in sorted(standing.definition.steps, key=lambda one: one.reach)
        if one.no not in done and one.promises
    ]


def progress(standing: quests.Standing, *, currency: str) -> Mapping[str, object] | None:
    """How far the member is on the way to the next step: "2 of 3", a bar, what it gives; None after the last."""
    step = next_step(standing)
    if step is None:
        return None
    definition = standing.definition
    if definition.combine == "one":
        now, reach = standing.measured(), step.reach
    else:
        goals = range(1, len(definition.goals) + 1)
        done = sum(standing.measured(no) >= (definition.goals[no - 1].reach or 1) for no in goals)
        now, reach = done, len(definition.goals) if definition.combine == "all" else 1
    now = min(now, reach)
    return {
        "text": _so_far(definition.goals[0].measure.kind, definition.goals[0].measure.prop or "", now, reach, currency),
        "share": charts.share(now, reach),
        "reward": promises(step.promises, currency=currency),
    }


def _so_far(kind: str, prop: str, now: int, reach: int, currency: str) -> str:
    if kind == "sum" and prop.endswith("cents"):
        facts = {"now": formats.money(now, currency=currency), "reach": formats.money(reach, currency=currency)}
    else:
        facts = {"now": formats.number(now), "reach": formats.number(reach)}
    if kind == "streak":
        return ngettext("%(now)s of %(reach)s day in a row", "%(now)s of %(reach)s days in a row", reach) % facts
    return gettext("%(now)s of %(reach)s") % facts


def gains(gained: Iterable[challenges.Gain], *, currency: str) -> str:
    """What a check-in brought, in one line; "" when nothing fell due."""
    return gettext(", ").join(_gain(one, currency) for one in gained)


def _gain(one: challenges.Gain, currency: str) -> str:
    if one.kind in wording.HONOURS:
        return wording.honour(one.kind, one.code)
    amount = one.wanted if one.state == "waiting" else one.amount or one.wanted
    given = formats.amount(amount, unit=one.code, currency=currency)
    match one.state:
        case "held":
            return gettext("%(what)s (held until somebody looks at it)") % {"what": given}
        case "waiting":
            return gettext("%(what)s (all taken; you are next when one comes back)") % {"what": given}
        case _:
            return f"+{given}" if one.code == "points" else given
