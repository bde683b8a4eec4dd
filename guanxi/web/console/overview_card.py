"""A quest on the overview: what it says, how far the members are, what it has given."""

from collections.abc import Mapping

from django.utils.translation import get_language, gettext, ngettext

from guanxi.insight import overview
from guanxi.quests.language.sentence import sentence
from guanxi.web import charts, formats, wording
from guanxi.web.console import quests_words


def card(quest: overview.Quest, seen: overview.Overview) -> Mapping[str, object]:
    """The words and figures of one quest, in the reader's language."""
    under_way = ngettext("%(n)s member under way", "%(n)s members under way", quest.under_way)
    return {
        "slug": quest.slug,
        "title": quests_words.title(quest.definition),
        "sentence": sentence(quest.definition, get_language() or "en"),
        "state": wording.state(quest.state),
        "tone": quests_words.TONES.get(quest.state, "quiet"),
        "version": quest.version,
        "since": _since(quest, seen),
        "under_way": under_way % {"n": formats.number(quest.under_way)},
        "each": [quests_words.promised(promise, currency=seen.currency) for promise in quest.definition.each],
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
            "reach": quests_words.reach(quest.definition, step.reach, currency=seen.currency),
            "promises": quests_words.all_promised(step.promises, currency=seen.currency),
            "reached": ngettext("%(n)s member", "%(n)s members", reached.get(step.no, 0))
            % {"n": formats.number(reached.get(step.no, 0))},
            "share": charts.share(reached.get(step.no, 0), whole),
        }
        for step in quest.definition.steps
    ]


def _budget(budget: overview.Budget, seen: overview.Overview) -> str:
    return quests_words.budget(
        unit=budget.unit,
        per_day=budget.per_day,
        total=budget.total,
        left=budget.left,
        returned=budget.returned,
        currency=seen.currency,
    )
