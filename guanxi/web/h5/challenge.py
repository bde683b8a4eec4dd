"""A challenge: the calendar and the board, making up, taking back, and who is seen in the ranking."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guanxi.challenges import actions as challenges
from guanxi.kernel.errors import Refusal
from guanxi.web import access, numbers, routes, shell
from guanxi.web.h5 import challenge_page, going


@require_safe
def challenge(request: HttpRequest, visit: access.Visit, challenge: str) -> HttpResponse:
    """How far am I, what do others tell."""
    page = challenge_page.page(visit, challenge, before=numbers.named(request.GET.get("before", "")))
    return shell.show(request, "h5/challenge/challenge.html", {"page": page})


@require_POST
def take_back(request: HttpRequest, visit: access.Visit, challenge: str) -> HttpResponse:
    """Take back what was made today."""
    try:
        challenges.undo(space_id=visit.space.id, member_id=visit.member_id, challenge=challenge)
    except Refusal as refusal:
        shell.warn(request, str(refusal))
    else:
        shell.tell(request, gettext("Your check-in of today is taken back, with what it brought."))
    return going.to(visit, "challenge", challenge)


@require_safe
def ranking(request: HttpRequest, visit: access.Visit, challenge: str) -> HttpResponse:
    """Who stands where."""
    return shell.show(request, "h5/challenge/ranking.html", {"page": challenge_page.ranking(visit, challenge)})


@require_POST
def choose_ranking(request: HttpRequest, visit: access.Visit, challenge: str) -> HttpResponse:
    """One tap off all rankings, one tap on again."""
    shown = request.POST.get("shown") == "yes"
    challenges.choose_ranking(space_id=visit.space.id, member_id=visit.member_id, shown=shown)
    words = (
        gettext("Others see you in rankings now.")
        if shown
        else gettext("You are on no ranking any more. Nobody sees you there, and you are not counted.")
    )
    shell.tell(request, words)
    return going.to(visit, "challenge-ranking", challenge)


ROUTES = [
    routes.h5("challenge/<str:challenge>/", challenge, name="challenge"),
    routes.h5("challenge/<str:challenge>/take-back/", take_back, name="challenge-take-back"),
    routes.h5("challenge/<str:challenge>/ranking/", ranking, name="challenge-ranking"),
    routes.h5("challenge/<str:challenge>/ranking/choose/", choose_ranking, name="challenge-ranking-choose"),
]
