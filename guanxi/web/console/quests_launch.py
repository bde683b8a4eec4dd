"""The launch: what it costs at most on the button, what is set aside now, and what stands in the way."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from guanxi.challenges import actions as challenges
from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.quests import errors, language, recipes
from guanxi.quests import queries as quests
from guanxi.quests.actions import whole_file
from guanxi.quests.definition import Definition
from guanxi.quests.language.sentence import localized
from guanxi.quests.recipes import actions, birthday, birthdays, inducement, writing
from guanxi.quests.recipes import queries as uses
from guanxi.quests.recipes.invite import ACTS
from guanxi.referral import rule
from guanxi.web import access, formats, routes, shell, wording
from guanxi.web.console import quests_worth, recipes_circles, recipes_page

LAUNCHED_FROM = frozenset({"draft", "launched", "paused"})


def launch(request: HttpRequest, desk: access.Desk, quest: str) -> HttpResponse:
    """Look at what a launch means, and launch what was looked at. Refuses UnknownQuest."""
    refused = ""
    if request.method == "POST":
        funding = "fund" in request.POST and desk.can("ledger.fund")
        try:
            _launch(desk, quest, because=request.POST.get("because", ""), funding=funding, seen=_seen(request, quest))
        except Refusal as refusal:
            refused = _in_words(refusal, currency=desk.space.currency)
        else:
            shell.tell(request, gettext("Launched. From now on it counts, and what it promises is set aside."))
            target = reverse("console:quest", args=[desk.space.slug, quest])
            return HttpResponseRedirect(target, status=HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    context = {"page": _page(desk, quest), "refused": refused, "because": request.POST.get("because", "")}
    return shell.show(request, "console/quests/launch.html", context, status=status)


def _in_words(refusal: Refusal, *, currency: str) -> str:
    """Why nothing was launched; amounts as the page says them, and not by the codes of the rules."""
    if isinstance(refusal, errors.ReserveShort):
        short = quests_worth.amounts(refusal.missing, currency=currency)
        text = gettext("The reserve lacks %(short)s, so nothing was launched. Look below at what to do.")
        return text % {"short": short}
    if isinstance(refusal, errors.BudgetShrinks):
        unit = str(refusal.facts["unit"])
        had, wanted = (int(str(refusal.facts[name])) for name in ("had", "wanted"))
        facts = {
            "had": formats.amount(had, unit=unit, currency=currency),
            "wanted": formats.amount(wanted, unit=unit, currency=currency),
        }
        text = gettext(
            "%(had)s are set aside for it already, so a new version cannot promise only %(wanted)s. Raise it again, or"
            " end this quest and begin another."
        )
        return text % facts
    return str(refusal)


def _seen(request: HttpRequest, quest: str) -> whole_file.Seen:
    """What the page showed whose button was pressed. Refuses ChangedMeanwhile when it does not say."""
    try:
        version, short = int(request.POST["version"]), json.loads(request.POST["short"])
        return whole_file.Seen(version=version, short={str(code): int(amount) for code, amount in short.items()})
    except (KeyError, ValueError, TypeError, AttributeError) as unreadable:
        raise errors.ChangedMeanwhile(quest=quest) from unreadable


def _launch(desk: access.Desk, quest: str, *, because: str, funding: bool, seen: whole_file.Seen) -> None:
    """Launch, and set up the check-ins that the quest counts: both or neither."""
    space_id = desk.space.id
    with tenancy.acting_in(space_id):
        used = uses.use(space_id=space_id, slug=quest)
        actions.launch(
            space_id=space_id,
            slug=quest,
            actor=desk.actor,
            lacking=_unready(desk, used).lacking,
            because=because,
            funding=funding,
            seen=seen,
        )
        asked = actions.challenge_of(space_id=space_id, slug=quest)
        if asked is not None:
            challenges.set_up(
                space_id=space_id,
                quest=quest,
                actor=desk.actor,
                text_least=asked.text_least,
                picture="required" if asked.needs_picture else "optional",
                hour_from=asked.hour_from,
                hour_to=asked.hour_to,
                makeup_cards=asked.makeup_cards,
                ranking="shown" if asked.has_leaderboard else "none",
                circle_id=used.circle_id if used else None,
            )


def _unready(desk: access.Desk, used: uses.Use | None) -> recipes_circles.Unready:
    if used is None or not recipes.named(name=used.recipe).is_amber:
        return recipes_circles.READY
    return recipes_circles.unready(space_id=desk.space.id, circle_id=used.circle_id)


def _page(desk: access.Desk, slug: str) -> Mapping[str, object]:
    space = desk.space
    found = quests.one(space_id=space.id, slug=slug)
    used = uses.use(space_id=space.id, slug=slug)
    covers = uses.coverage(space_id=space.id, definition=found.definition)
    short = quests_worth.lacking(covers, currency=space.currency)
    return {
        "slug": slug,
        "title": localized(found.definition.title, get_language() or "en") or slug,
        "told": recipes_page.told(found.definition),
        "state": wording.state(found.state),
        "can_launch": found.state in LAUNCHED_FROM,
        "version": found.number,
        "lines": quests_worth.lines(covers, currency=space.currency),
        "daily": quests_worth.daily(found.definition, currency=space.currency),
        "button": quests_worth.button(found.definition, currency=space.currency),
        "short": short,
        "stand": quests_worth.stand(covers, currency=space.currency),
        "seen_short": json.dumps({cover.code: cover.short for cover in covers if cover.short}),
        "may_fund": desk.can("ledger.fund"),
        "notes": [*language.warnings(found.definition), *_inducing(found.definition)],
        "canvas": found.definition.canvas,
        "edit": _edit(desk, slug, used),
        "unready": _unready(desk, used),
        "versions": _versions(space.id, slug, found.number),
        "friend": _friend(space.id, slug, used),
        "unasked": recipes_page.birthday_unasked(desk) if _finds_no_birthday(desk, found.definition) else {},
        "since": formats.day(found.definition.counts_from) if found.definition.counts_from else "",
    }


def _finds_no_birthday(desk: access.Desk, definition: Definition) -> bool:
    """Whether the quest is for the week of a birthday that nobody is asked for."""
    return f"'{birthday.TAG}'" in (definition.audience or "") and not birthdays.is_asked(space_id=desk.space.id)


def _inducing(definition: Definition) -> list[str]:
    """Words of a quest written by hand that platforms or the law forbid; in a recipe they are refused before."""
    texts = [*definition.title.values(), *definition.terms.values()]
    said = gettext("“%(words)s”: %(why)s.")
    return [said % {"words": one.words, "why": one.why} for one in inducement.found(texts)]


def _edit(desk: access.Desk, slug: str, used: uses.Use | None) -> str:
    if used is None:
        return ""
    return f"{reverse('console:quest-recipe', args=[desk.space.slug, used.recipe])}?quest={slug}"


def _versions(space_id: int, slug: str, number: int) -> Mapping[str, object] | None:
    """Who keeps which terms, when another version counts already."""
    worse = actions.worse_for_those_under_way(space_id=space_id, slug=slug) if number > 1 else None
    if worse is None:
        return None
    if not worse:
        better = gettext("It is at least as good in everything: everybody moves to it, with the progress they have.")
        return {"text": better, "worse": ()}
    text = ngettext(
        "It is less good in this: who is under way keeps the older terms, newcomers get the new ones.",
        "It is less good in these things: who is under way keeps the older terms, newcomers get the new ones.",
        len(worse),
    )
    return {"text": text, "worse": worse}


def _friend(space_id: int, slug: str, used: uses.Use | None) -> str:
    """What changes for all invitations of the space, in words; empty when nothing does."""
    if used is None:
        return ""
    wanted = writing.draft(recipes.named(name=used.recipe), slug=slug, answers=used.answers).qualifying
    if not wanted or set(wanted) == set(rule.qualifying_events(space_id=space_id)):
        return ""
    acts = [gettext(ACTS[name]) if name in ACTS else name for name in wanted]
    text = gettext("From the launch on, a friend counts in the whole space when they %(act)s of their own wish.")
    return text % {"act": quests_worth.listed(acts)}


ROUTES = [routes.console("quests/<slug:quest>/launch/", launch, name="quest-launch", needs="quests.launch")]
