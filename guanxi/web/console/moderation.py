"""Moderation: the queue, decided in place; a case; the history; trying the ad check."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanxi.kernel import tenancy
from guanxi.kernel.errors import Refusal
from guanxi.moderation import actions, queries, words
from guanxi.web import access, listing, refusals, routes, shell
from guanxi.web.console import moderation_page

_PAGE = 10
_HISTORY_PAGE = 50
_CSV_BATCH = 500
_LONGEST_TRIAL = 2000
_KEY = 2


@require_safe
def queue(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """What waits, the worst first and then the oldest."""
    asked = listing.asked(request, sorts=("worst",), filters=("origin", "kind", "state"))
    after = asked.after if asked.after and len(asked.after) == _KEY else None
    found = queries.queue(
        space_id=desk.space.id,
        after=(int(after[0]), int(after[1])) if after else None,
        limit=_PAGE + 1,
        **asked.filters,
    )
    shown = found[:_PAGE]
    more = listing.cursor((shown[-1].severity, shown[-1].id)) if len(found) > _PAGE else ""
    page = {
        "cards": moderation_page.cards(desk, shown),
        "filters": moderation_page.filters(asked),
        "is_filtered": any(asked.filters.values()),
        "next": asked.address(after=more) if more else "",
    }
    return shell.show(request, "console/moderation/queue.html", {"page": page})


@require_safe
def case(request: HttpRequest, desk: access.Desk, number: int) -> HttpResponse:
    """One case on a page of its own."""
    found = queries.case(space_id=desk.space.id, case_id=number)
    return shell.show(request, "console/moderation/one.html", {"card": moderation_page.card(desk, found)})


@require_POST
def decide(request: HttpRequest, desk: access.Desk, number: int) -> HttpResponse:
    """Decide a case with a reason."""
    given = request.POST
    outcome, days = given.get("outcome", ""), given.get("days", "")

    def act() -> None:
        actions.decide(
            space_id=desk.space.id,
            case_id=number,
            outcome=outcome,
            reason=given.get("reason", ""),
            ground=given.get("ground") or None,
            mute_days=int(days) if outcome == words.MUTE and days in {str(one) for one in words.MUTE_DAYS} else None,
            everywhere=given.get("everywhere") == "yes",
            actor=desk.actor,
        )

    return _done(request, desk, number, act, told=gettext("Decided. The author is told why."))


@require_POST
def undo(request: HttpRequest, desk: access.Desk, number: int) -> HttpResponse:
    """Take a decision back."""

    def act() -> None:
        actions.undo(space_id=desk.space.id, case_id=number, reason=request.POST.get("reason", ""), actor=desk.actor)

    return _done(request, desk, number, act, told=gettext("Taken back. The case waits to be decided anew."))


@require_POST
def answer(request: HttpRequest, desk: access.Desk, number: int) -> HttpResponse:
    """Answer an appeal."""

    def act() -> None:
        actions.answer_appeal(
            space_id=desk.space.id,
            case_id=number,
            granted=request.POST.get("answer") == "grant",
            reason=request.POST.get("reason", ""),
            actor=desk.actor,
        )

    return _done(request, desk, number, act, told=gettext("Answered. The author is told."))


@require_safe
def history(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """What was decided, the latest first."""
    asked = listing.asked(request, sorts=("when",), filters=("outcome",))
    outcome = asked.filters["outcome"] if asked.filters["outcome"] in words.OUTCOMES else ""
    if asked.csv:
        return listing.as_csv("moderation", heads=moderation_page.heads(), rows=_csv_rows(desk, outcome))
    before = asked.after[0] if asked.after and isinstance(asked.after[0], int) else None
    found = queries.history(space_id=desk.space.id, before=before, limit=_HISTORY_PAGE + 1, outcome=outcome)
    shown = found[:_HISTORY_PAGE]
    more = listing.cursor((shown[-1].id,)) if len(found) > _HISTORY_PAGE else ""
    page = moderation_page.history(desk, asked, shown, next_=more)
    return shell.show(request, "console/moderation/history.html", {"listing": page})


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Try a text against the ad check, and see why it says what it says. Nothing is kept."""
    del desk
    text = request.POST.get("text", "")[:_LONGEST_TRIAL]
    verdict = moderation_page.verdict(text) if text.strip() else None
    return shell.show(request, "console/moderation/check.html", {"text": text, "verdict": verdict})


def _done(request: HttpRequest, desk: access.Desk, number: int, act: Callable[[], None], *, told: str) -> HttpResponse:
    """Act; then show the card in place, or go back to the case with the note."""
    problem, status = "", HTTPStatus.OK
    try:
        with tenancy.acting_in(desk.space.id):
            act()
    except Refusal as refusal:
        status = refusals.status(refusal)
        if status == HTTPStatus.NOT_FOUND:
            raise
        problem = str(refusal)
    if request.headers.get("HX-Request") != "true" and not problem:
        shell.tell(request, told)
        address = reverse("console:moderation-case", args=[desk.space.slug, number])
        return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    card = moderation_page.card(desk, queries.case(space_id=desk.space.id, case_id=number))
    template = (
        "console/moderation/card.html" if request.headers.get("HX-Request") == "true" else "console/moderation/one.html"
    )
    kept = {"reason": request.POST.get("reason", ""), "ground": request.POST.get("ground", "")}
    context = {"card": card, "problem": problem, "told": "" if problem else told, "kept": kept if problem else {}}
    return shell.show(request, template, context, status=status)


def _csv_rows(desk: access.Desk, outcome: str) -> Iterator[list[object]]:
    """The whole history in batches; the file is written after the page's transaction has ended."""
    before = None
    while True:
        with tenancy.acting_in(desk.space.id):
            found = queries.history(space_id=desk.space.id, before=before, limit=_CSV_BATCH, outcome=outcome)
            people, staff = moderation_page.people_of(desk, found), moderation_page.staff_names(desk)
        if not found:
            return
        yield from (moderation_page.csv_row(desk, one, people, staff) for one in found)
        before = found[-1].id


ROUTES = [
    routes.console("moderation/", queue, name="moderation", needs="moderation.read"),
    routes.console("moderation/history/", history, name="moderation-history", needs="moderation.read"),
    routes.console("moderation/check/", check, name="moderation-check", needs="moderation.read"),
    routes.console("moderation/<int:number>/", case, name="moderation-case", needs="moderation.read"),
    routes.console("moderation/<int:number>/decide/", decide, name="moderation-decide", needs="moderation.decide"),
    routes.console("moderation/<int:number>/undo/", undo, name="moderation-undo", needs="moderation.decide"),
    routes.console("moderation/<int:number>/answer/", answer, name="moderation-answer", needs="moderation.decide"),
]
