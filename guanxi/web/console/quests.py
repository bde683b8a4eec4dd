"""The quests of a space: the list, one quest with its life, and moving it on."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop

from guanxi.quests import actions, reports
from guanxi.quests.language.sentence import localized
from guanxi.web import access, formats, listing, routes, shell, wording
from guanxi.web.console import quests_page, quests_worth

PAGE = 50
CSV_AT_ONCE = 500
MOVES = {
    "pause": (actions.pause, gettext_noop("Paused. What falls due is held until it goes on.")),
    "resume": (actions.resume, gettext_noop("It goes on, and what the pause held is released.")),
    "end": (actions.end, gettext_noop("Ended. What happened until now still counts.")),
}


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """All quests, the newest first."""
    asked = listing.asked(request, sorts=("newest",), filters=("state",))
    state = asked.filters["state"] if asked.filters["state"] in reports.STATES else None
    if asked.csv:
        return listing.as_csv("quests", heads=quests_page.heads(), rows=_quest_rows(desk, state, asked.query))
    before = int(asked.after[0]) if asked.after and str(asked.after[0]).isdigit() else None
    found = reports.listed(space_id=desk.space.id, state=state, before=before, words=asked.query, limit=PAGE + 1)
    rows = found[:PAGE]
    page = listing.Listing(
        label=gettext("Quests"),
        columns=quests_page.columns(),
        rows=tuple(quests_page.row(desk, one) for one in rows),
        asked=asked,
        search=gettext("Search quests"),
        filters=(
            listing.Filter(
                name="state",
                label=gettext("State"),
                choices=tuple((one, wording.state(one)) for one in reports.STATES),
                value=state or "",
            ),
        ),
        next=listing.cursor([rows[-1].quest_id]) if len(found) > PAGE else "",
        csv=True,
        empty=listing.Empty(
            title=gettext("A quest keeps a promise"),
            text=gettext(
                "“Check in seven days in a row, get a cup.” Choose a recipe, change a few words, and launch it: the"
                " whole worst case is set aside first."
            ),
            action=gettext("Choose a recipe"),
            href=reverse("console:quest-new", args=[desk.space.slug]) if desk.can("quests.write") else "",
        ),
    )
    return shell.show(request, "console/quests/list.html", {"listing": page, "may_write": desk.can("quests.write")})


def quest(request: HttpRequest, desk: access.Desk, quest: str) -> HttpResponseBase:
    """One quest: its sentence, how far members are, what is left, who takes part. Raises Http404."""
    found = reports.detail(space_id=desk.space.id, slug=quest)
    if found is None:
        raise Http404
    asked = listing.asked(request, sorts=("member",))
    if asked.csv:
        heads = [gettext("Member"), gettext("Measure"), gettext("Step"), gettext("Last")]
        return listing.as_csv(f"{quest}-members", heads=heads, rows=_people(desk, found.quest.quest_id))
    after = int(asked.after[0]) if asked.after and str(asked.after[0]).isdigit() else 0
    people = reports.participants(space_id=desk.space.id, quest_id=found.quest.quest_id, after=after, limit=PAGE + 1)
    grants = reports.grants(space_id=desk.space.id, quest=quest, limit=10)
    context = {"page": quests_page.page(desk, found, people=people, grants=grants, asked=asked, most=PAGE)}
    return shell.show(request, "console/quests/quest.html", context)


def move(request: HttpRequest, desk: access.Desk, quest: str) -> HttpResponse:
    """Pause, resume, end or settle. Refuses UnknownQuest, WrongState."""
    if request.method != "POST":
        raise Http404
    wanted = request.POST.get("move", "")
    if wanted == "settle":
        returned = actions.settle(space_id=desk.space.id, slug=quest, actor=desk.actor)
        rest = quests_worth.amounts(returned, currency=desk.space.currency)
        done = gettext("Settled. %(rest)s went back to the reserve.") % {"rest": rest} if rest else gettext("Settled.")
        shell.tell(request, done)
    elif wanted in MOVES:
        action, text = MOVES[wanted]
        action(space_id=desk.space.id, slug=quest, actor=desk.actor)
        shell.tell(request, gettext(text))
    else:
        raise Http404
    target = reverse("console:quest", args=[desk.space.slug, quest])
    return HttpResponseRedirect(target, status=HTTPStatus.SEE_OTHER)


def _quest_rows(desk: access.Desk, state: str | None, words: str) -> Iterator[list[object]]:
    wanted: dict[str, Any] = {"space_id": desk.space.id, "state": state, "words": words, "limit": CSV_AT_ONCE}
    for found in listing.pages(lambda last: reports.listed(**wanted, before=last), key=lambda one: one.quest_id):
        for one in found:
            title = localized(one.definition.title, get_language() or "en")
            launched = formats.moment(one.launched_at, zone=desk.space.time_zone) if one.launched_at else ""
            yield [title, one.slug, wording.state(one.state), one.version, launched, quests_page.budgets(desk, one)]


def _people(desk: access.Desk, quest_id: int) -> Iterator[list[object]]:
    wanted: dict[str, Any] = {"space_id": desk.space.id, "quest_id": quest_id, "limit": CSV_AT_ONCE}
    for found in listing.pages(
        lambda last: reports.participants(**wanted, after=last or 0), key=lambda one: one.member_id
    ):
        for one in found:
            last = formats.moment(one.last_at, zone=desk.space.time_zone)
            yield [one.member_id, one.value, one.step, last]


ROUTES = [
    routes.console("quests/", overview, name="quests", needs="quests.read"),
    routes.console("quests/<slug:quest>/", quest, name="quest", needs="quests.read"),
    routes.console("quests/<slug:quest>/move/", move, name="quest-move", needs="quests.launch"),
]
