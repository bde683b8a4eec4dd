"""The quests of a space: the list, one quest with its life, and moving it on."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop

from guanxi.kernel import keyset
from guanxi.quests import actions, lists, reports
from guanxi.quests.language.sentence import localized
from guanxi.web import access, formats, listing, routes, shell, wording
from guanxi.web.console import quests_page, quests_worth

MOVES = {
    "pause": (actions.pause, gettext_noop("Paused. What falls due is held until it goes on.")),
    "resume": (actions.resume, gettext_noop("It goes on, and what the pause held is released.")),
    "end": (actions.end, gettext_noop("Ended. What happened until now still counts.")),
}


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """All quests, the newest first."""
    asked = listing.asked(request, sorts=tuple(lists.QUEST_ORDERS), filters=("state",), default="-newest")
    state = asked.filters["state"] if asked.filters["state"] in reports.STATES else None

    def read(wanted: keyset.Wanted) -> keyset.Found[reports.Listed]:
        return lists.quest_list(space_id=desk.space.id, wanted=wanted, state=state, words=asked.query)

    if asked.csv:
        return listing.table(
            "quests", heads=quests_page.heads(), asked=asked, read=read, lines=lambda page: _quest_lines(desk, page)
        )
    found = read(asked.wanted)
    page = listing.Listing(
        label=gettext("Quests"),
        columns=quests_page.columns(),
        rows=tuple(quests_page.row(desk, one) for one in found.rows),
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
        next=listing.cursor(found.next),
        previous=listing.cursor(found.previous),
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
    asked = listing.asked(request, sorts=tuple(lists.PEOPLE_ORDERS), filters=("step",))
    quest_id = found.quest.quest_id
    step = int(asked.filters["step"]) if asked.filters["step"] in quests_page.steps_of(found) else None

    def read(wanted: keyset.Wanted) -> keyset.Found[reports.Participant]:
        return lists.people(space_id=desk.space.id, quest_id=quest_id, wanted=wanted, step=step)

    if asked.csv:
        heads = [gettext("Member"), gettext("Measure"), gettext("Step"), gettext("Last")]
        return listing.table(
            f"{quest}-members", heads=heads, asked=asked, read=read, lines=lambda page: _people_lines(desk, page)
        )
    people = read(asked.wanted)
    grants = reports.grants(space_id=desk.space.id, quest=quest, limit=10)
    context = {"page": quests_page.page(desk, found, people=people, grants=grants, asked=asked)}
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


def _quest_lines(desk: access.Desk, found: Sequence[reports.Listed]) -> Iterator[list[object]]:
    for one in found:
        title = localized(one.definition.title, get_language() or "en")
        launched = formats.moment(one.launched_at, zone=desk.space.time_zone) if one.launched_at else ""
        yield [title, one.slug, wording.state(one.state), one.version, launched, quests_page.budgets(desk, one)]


def _people_lines(desk: access.Desk, found: Sequence[reports.Participant]) -> Iterator[list[object]]:
    for one in found:
        last = formats.moment(one.last_at, zone=desk.space.time_zone) if one.last_at else ""
        yield [one.member_id, one.value, one.step, last]


ROUTES = [
    routes.console("quests/", overview, name="quests", needs="quests.read"),
    routes.console("quests/<slug:quest>/", quest, name="quest", needs="quests.read"),
    routes.console("quests/<slug:quest>/move/", move, name="quest-move", needs="quests.launch"),
]
