"""A quest on the overview: what it says, how far the members are, what it has given."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from guanxi.insight import overview
from guanxi.quests.definition import Definition, Promise
from guanxi.quests.language.sentence import localized, sentence
from guanxi.web import charts, formats, wording

HONOURS = {
    "certificate": gettext_noop("the certificate “%(name)s”"),
    "right": gettext_noop("the right “%(name)s”"),
    "tier": gettext_noop("the tier “%(name)s”"),
}


def card(quest: overview.Quest, seen: overview.Overview) -> Mapping[str, object]:
    """The words and figures of one quest, in the reader's language."""
    language = get_language() or "en"
    under_way = ngettext("%(n)s member under way", "%(n)s members under way", quest.under_way)
    return {
        "title": localized(quest.definition.title, language) or quest.slug,
        "sentence": sentence(quest.definition, language),
        "state": wording.state(quest.state),
        "state_code": quest.state,
        "version": quest.version,
        "since": _since(quest, seen),
        "under_way": under_way % {"n": formats.number(quest.under_way)},
        "each": [_promised(promise, seen) for promise in quest.definition.each],
        "steps": _steps(quest, seen),
        "budgets": " · ".join(_budget(budget, seen) for budget in quest.budgets),
    }


def _since(quest: overview.Quest, seen: overview.Overview) -> str:
    """From when events count: a date of its own, or the launch; nothing for a draft."""
    if quest.launched_at is None:
        return ""
    launched = formats.local(quest.launched_at, zone=seen.time_zone).date()
    counts_from = quest.definition.counts_from
    if counts_from is not None and counts_from < launched:
        return gettext("counts since %(day)s") % {"day": formats.day(counts_from)}
    return gettext("since %(day)s") % {"day": formats.day(launched)}


def _steps(quest: overview.Quest, seen: overview.Overview) -> list[Mapping[str, object]]:
    reached = {step.number: step.reached for step in quest.steps}
    whole = max([quest.under_way, *reached.values()])
    return [
        {
            "reach": _reach(quest.definition, step.reach, seen),
            "promises": gettext(", ").join(_promised(promise, seen) for promise in step.promises),
            "reached": ngettext("%(n)s member", "%(n)s members", reached.get(step.no, 0))
            % {"n": formats.number(reached.get(step.no, 0))},
            "share": charts.share(reached.get(step.no, 0), whole),
        }
        for step in quest.definition.steps
    ]


def _reach(definition: Definition, reach: int, seen: overview.Overview) -> str:
    measure = definition.goals[0].measure
    facts = {"n": formats.number(reach)}
    if definition.combine == "all":
        return gettext("all goals")
    if definition.combine == "any":
        return gettext("any of the goals")
    match measure.kind:
        case "streak":
            return ngettext("%(n)s day in a row", "%(n)s days in a row", reach) % facts
        case "distinct":
            return ngettext("%(n)s different one", "%(n)s different ones", reach) % facts
        case "sum":
            is_money = (measure.prop or "").endswith("cents")
            total = formats.money(reach, currency=seen.currency) if is_money else facts["n"]
            return gettext("%(total)s in all") % {"total": total}
        case _:
            return ngettext("%(n)s time", "%(n)s times", reach) % facts


def _promised(promise: Promise, seen: overview.Overview) -> str:
    if not promise.of_value:
        return gettext(HONOURS[promise.kind]) % {"name": promise.code}
    reward = formats.amount(promise.amount, unit=promise.code, currency=seen.currency)
    if promise.of is None:
        return reward
    part = promise.for_each or 1
    is_money = promise.of.endswith("cents")
    written = formats.money(part, currency=seen.currency) if is_money else formats.number(part)
    return gettext("%(reward)s for every %(part)s") % {"reward": reward, "part": written}


def _budget(budget: overview.Budget, seen: overview.Overview) -> str:
    def written(value: int) -> str:
        return formats.amount(value, unit=budget.unit, currency=seen.currency)

    if budget.per_day or budget.left is None:
        return gettext("at most %(amount)s a day") % {"amount": written(budget.total)}
    granted = written(budget.total - budget.returned - budget.left)
    if budget.left == 0 and budget.returned == 0:
        return gettext("fully taken: %(granted)s granted") % {"granted": granted}
    return gettext("%(granted)s granted, %(left)s left") % {"granted": granted, "left": written(budget.left)}
