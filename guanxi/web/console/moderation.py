"""Moderation: the queue, decided in place; a case; the history; trying the ad check."""

from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from guanxi.kernel import keyset, tenancy
from guanxi.kernel.errors import Refusal
from guanxi.moderation import actions, queries, words
from guanxi.web import access, listing, refusals, routes, shell
from guanxi.web.console import moderation_page

_PAGE = 10
_LONGEST_TRIAL = 2000


@require_safe
def queue(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """What waits, the worst first and then the oldest."""
    asked = listing.asked(request, sorts=tuple(queries.QUEUE_ORDERS), filters=("origin", "kind", "state"))

    def read(wanted: keyset.Wanted) -> keyset.Found[queries.Case]:
        return queries.queue(space_id=desk.space.id, wanted=wanted, **asked.filters)

    if asked.csv:
        return listing.table(
            "moderation-queue",
            heads=moderation_page.queue_heads(),
            asked=asked,
            read=read,
            lines=lambda page: moderation_page.queue_lines(desk, page),
        )
    found = read(replace(asked.wanted, limit=min(asked.wanted.limit, _PAGE)))
    page = {
        "cards": moderation_page.cards(desk, found.rows),
        "listing": moderation_page.queue(desk, asked, found),
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
    asked = listing.asked(request, sorts=tuple(queries.HISTORY_ORDERS), filters=("outcome", "by"), default="-when")
    outcome = asked.filters["outcome"] if asked.filters["outcome"] in words.OUTCOMES else ""

    def read(wanted: keyset.Wanted) -> keyset.Found[queries.Decided]:
        return queries.history(space_id=desk.space.id, wanted=wanted, outcome=outcome, actor=asked.filters["by"])

    if asked.csv:
        return listing.table(
            "moderation",
            heads=moderation_page.heads(),
            asked=asked,
            read=read,
            lines=lambda page: moderation_page.csv_lines(desk, page),
        )
    page = moderation_page.history(desk, asked, read(asked.wanted))
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


ROUTES = [
    routes.console("moderation/", queue, name="moderation", needs="moderation.read"),
    routes.console("moderation/history/", history, name="moderation-history", needs="moderation.read"),
    routes.console("moderation/check/", check, name="moderation-check", needs="moderation.read"),
    routes.console("moderation/<int:number>/", case, name="moderation-case", needs="moderation.read"),
    routes.console("moderation/<int:number>/decide/", decide, name="moderation-decide", needs="moderation.decide"),
    routes.console("moderation/<int:number>/undo/", undo, name="moderation-undo", needs="moderation.decide"),
    routes.console("moderation/<int:number>/answer/", answer, name="moderation-answer", needs="moderation.decide"),
]
