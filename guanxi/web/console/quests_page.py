"""What the pages of quests show, in the reader's words."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop, ngettext

from guanxi.challenges import rules as challenge_rules
from guanxi.kernel import keyset
from guanxi.quests import language, recipes, reports
from guanxi.quests.language.better import at_least_as_good
from guanxi.quests.language.sentence import localized
from guanxi.quests.recipes.errors import UnknownRecipe
from guanxi.web import access, charts, formats, listing, wording
from guanxi.web.console import grants_page, links, quests_words, quests_worth

CONSEQUENCES = {
    "pause": (
        gettext_noop("Pause"),
        gettext_noop("Progress goes on counting, but what falls due is held until it goes on. Nothing is lost."),
    ),
    "resume": (gettext_noop("Go on"), gettext_noop("What the pause held is given to the members at once.")),
    "end": (
        gettext_noop("End"),
        gettext_noop(
            "What happens from now on does not count any more; what was reached is still given, and late news of"
            " earlier days still counts. This cannot be taken back."
        ),
    ),
    "settle": (
        gettext_noop("Settle"),
        gettext_noop(
            "The quest is closed for good, and what is left in its escrow goes back to the reserve. Whoever still"
            " waits has waited in vain. This cannot be taken back."
        ),
    ),
}
MOVES = {"launched": ("pause", "end"), "paused": ("resume", "end"), "ended": ("settle",)}


def columns() -> tuple[listing.Column, ...]:
    """The columns of the list."""
    return (
        listing.Column(head=gettext("Quest"), sort="name"),
        listing.Column(head=gettext("State"), sort="state"),
        listing.Column(head=gettext("Recipe")),
        listing.Column(head=gettext("Launched"), sort="launched"),
        listing.Column(head=gettext("Granted and left")),
    )


def heads() -> list[str]:
    """The columns of the list as a table."""
    names = (gettext("Quest"), gettext("Name"), gettext("State"), gettext("Version"), gettext("Launched"))
    return [*names, gettext("Granted and left")]


def row(desk: access.Desk, one: reports.Listed) -> listing.Row:
    """One quest of the list."""
    launched = formats.moment(one.launched_at, zone=desk.space.time_zone) if one.launched_at else ""
    address = reverse("console:quest", args=[desk.space.slug, one.slug])
    return listing.Row(
        key=str(one.quest_id),
        cells=(
            listing.Cell(text=quests_words.title(one.definition), href=address, hint=one.slug),
            listing.Cell(text=wording.state(one.state), tone=quests_words.TONES.get(one.state, "quiet")),
            listing.Cell(text=recipe_name(one.recipe)),
            listing.Cell(text=launched),
            listing.Cell(text=budgets(desk, one)),
        ),
    )


def recipe_name(name: str | None) -> str:
    """The name of a recipe; of none, that it was written by hand."""
    if name is None:
        return gettext("by hand")
    try:
        return gettext(recipes.named(name=name).title)
    except UnknownRecipe:
        return name


def budgets(desk: access.Desk, one: reports.Listed) -> str:
    """What is given and left of each budget, in one line; of a draft, what it would cost."""
    if one.launched_at is None:
        return quests_worth.most(one.definition, currency=desk.space.currency)
    return " · ".join(_budget(desk, budget) for budget in one.budgets)


def page(
    desk: access.Desk,
    found: reports.Detail,
    *,
    people: keyset.Found[reports.Participant],
    grants: Sequence[reports.Grant],
    asked: listing.Asked,
) -> Mapping[str, object]:
    """One quest with its life."""
    one, space = found.quest, desk.space
    under_way = formats.number(min(found.under_way, reports.MOST_COUNTED))
    more = "+" if found.under_way > reports.MOST_COUNTED else ""
    counted = ngettext("%(n)s member under way", "%(n)s members under way", found.under_way)
    return {
        "slug": one.slug,
        "title": quests_words.title(one.definition),
        "state": wording.state(one.state),
        "tone": quests_words.TONES.get(one.state, "quiet"),
        "recipe": recipe_name(one.recipe),
        "sentence": language.sentence(one.definition, get_language() or "en"),
        "under_way": counted % {"n": under_way + more},
        "launched": formats.moment(one.launched_at, zone=space.time_zone) if one.launched_at else "",
        "is_draft": one.launched_at is None,
        "newer": found.versions[0].launched_at is None and one.launched_at is not None,
        "canvas": one.definition.canvas,
        "terms": localized(one.definition.terms, get_language() or "en"),
        "steps": _steps(found, currency=space.currency),
        "each": [quests_words.promised(each, currency=space.currency) for each in one.definition.each],
        "budgets": [_budget_line(desk, budget) for budget in one.budgets] if one.launched_at else [],
        "cost": quests_worth.most(one.definition, currency=space.currency),
        "moves": _moves(desk, one.state),
        "edit": _edit(desk, one) if one.state not in {"ended", "settled"} and desk.can("quests.write") else "",
        "may_launch": desk.can("quests.launch"),
        "poster": links.poster(desk, f"quest:{one.slug}") if one.state == "launched" and not found.under_way else "",
        "versions": _versions(desk, found.versions),
        "held": found.held,
        "held_text": _held(found.held),
        "held_address": f"{links.to('console:grants', space.slug)}?state=held&quest={one.slug}",
        "grants_address": f"{links.to('console:grants', space.slug)}?quest={one.slug}",
        "grants": [grants_page.line(desk, grant) for grant in grants],
        "people": _people(desk, found, people, asked=asked),
        "board_address": links.to("console:challenge-board", space.slug, one.slug)
        if challenge_rules.is_challenge(one.definition)
        else "",
    }


def _held(count: int) -> str:
    text = ngettext(
        "%(n)s grant is held and waits for your decision.", "%(n)s grants are held and wait for your decision.", count
    )
    return text % {"n": formats.number(count)}


def _steps(found: reports.Detail, *, currency: str) -> list[Mapping[str, object]]:
    whole = max([found.under_way, *found.reached.values(), 1])
    return [
        {
            "reach": quests_words.reach(found.quest.definition, step.reach, currency=currency),
            "promises": quests_words.all_promised(step.promises, currency=currency),
            "members": formats.number(found.reached.get(step.no, 0)),
            "share": charts.share(found.reached.get(step.no, 0), whole),
        }
        for step in found.quest.definition.steps
    ]


def _budget(desk: access.Desk, budget: reports.Budget) -> str:
    return quests_words.budget(
        unit=budget.unit,
        per_day=budget.per_day,
        total=budget.total,
        left=budget.left,
        returned=budget.returned,
        currency=desk.space.currency,
    )


def _budget_line(desk: access.Desk, budget: reports.Budget) -> Mapping[str, object]:
    given = 0 if budget.left is None else budget.total - budget.returned - budget.left
    return {
        "unit": wording.unit(budget.unit),
        "text": _budget(desk, budget),
        "share": charts.share(given, budget.total),
        "has_bar": budget.left is not None,
    }


def _moves(desk: access.Desk, state: str) -> list[Mapping[str, str]]:
    if not desk.can("quests.launch"):
        return []
    return [
        {
            "name": name,
            "label": gettext(CONSEQUENCES[name][0]),
            "text": gettext(CONSEQUENCES[name][1]),
            "tone": "btn-danger" if name in {"end", "settle"} else "",
        }
        for name in MOVES.get(state, ())
    ]


def _edit(desk: access.Desk, one: reports.Listed) -> str:
    if one.recipe is None:
        return ""
    return f"{reverse('console:quest-recipe', args=[desk.space.slug, one.recipe])}?quest={one.slug}"


def _versions(desk: access.Desk, versions: Sequence[reports.Version]) -> list[Mapping[str, object]]:
    """Each version with what it changed and who stays on it, the newest first."""
    zone = desk.space.time_zone
    found: list[Mapping[str, object]] = []
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        worse = () if older is None else at_least_as_good(older.definition, newer.definition).reasons
        keepers = ngettext("%(n)s member stays on it", "%(n)s members stay on it", newer.keepers)
        found.append(
            {
                "number": newer.number,
                "created": formats.moment(newer.created_at, zone=zone),
                "launched": formats.moment(newer.launched_at, zone=zone) if newer.launched_at else "",
                "retired": newer.retired_at is not None,
                "keepers": keepers % {"n": formats.number(newer.keepers)} if newer.keepers else "",
                "worse": worse,
                "better": older is not None and not worse,
            }
        )
    return found


def steps_of(found: reports.Detail) -> dict[str, str]:
    """The steps that somebody can have reached and no more, in words."""
    steps = {str(step.no): gettext("Step %(number)d") % {"number": step.no} for step in found.quest.definition.steps}
    return {"0": gettext("No step yet"), **steps} if steps else {}


def _people(
    desk: access.Desk, found: reports.Detail, people: keyset.Found[reports.Participant], *, asked: listing.Asked
) -> listing.Listing:
    now_zone = desk.space.time_zone
    return listing.Listing(
        label=gettext("Who takes part"),
        columns=(
            listing.Column(head=gettext("Member"), sort="member"),
            listing.Column(head=gettext("Measure"), numeric=True),
            listing.Column(head=gettext("Step reached"), numeric=True, sort="step"),
            listing.Column(head=gettext("Last")),
        ),
        rows=tuple(
            listing.Row(
                key=str(each.member_id),
                cells=(
                    listing.Cell(
                        text=gettext("Member %(number)d") % {"number": each.member_id},
                        href=links.member(desk.space.slug, each.member_id),
                    ),
                    listing.Cell(text=formats.number(each.value)),
                    listing.Cell(text=str(each.step) if each.step else "–"),
                    listing.Cell(text=formats.moment(each.last_at, zone=now_zone) if each.last_at else "–"),
                ),
            )
            for each in people.rows
        ),
        asked=asked,
        filters=(
            listing.Filter(
                name="step",
                label=gettext("Step reached"),
                choices=tuple(steps_of(found).items()),
                value=asked.filters["step"],
            ),
        )
        if steps_of(found)
        else (),
        next=listing.cursor(people.next),
        previous=listing.cursor(people.previous),
        csv=True,
        empty=listing.Empty(
            title=gettext("Nobody yet"),
            text=gettext("As soon as somebody does what the quest asks, they stand here with how far they are.")
            if found.quest.launched_at
            else gettext("Nothing counts before it is launched."),
        ),
    )
