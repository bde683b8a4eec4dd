"""What a member asked of a circle, and what became of it: taking a request back, how a proposal stands."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from guanxi.circles import actions
from guanxi.circles import queries as circles
from guanxi.web import access, routes, shell
from guanxi.web.h5 import going, words


def proposal(door: circles.Door, visit: access.Visit) -> Mapping[str, str] | None:
    """How the member's last proposal for a child of this circle stands, in words; None without one. One statement."""
    found = circles.proposal_of(space_id=visit.space.id, circle_id=door.circle.id, member_id=visit.member_id)
    if found is None or found.state == "withdrawn":
        return None
    facts = {"name": found.circle_name or found.name}
    said = {
        "pending": gettext("You proposed “%(name)s”. It waits for the host to decide."),
        "approved": gettext("You proposed “%(name)s”. It is open, and you are its host."),
        "declined": gettext("You proposed “%(name)s”. It is not opened."),
    }
    return {
        "state": found.state,
        "text": said[found.state] % facts,
        "reason": found.reason,
        "url": words.link("circle", visit.space.slug, found.circle_slug) if found.circle_slug else "",
    }


@require_POST
def withdraw(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Take my request to be let in back."""
    door = circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id)
    actions.withdraw_request(space_id=visit.space.id, circle_id=door.circle.id, member_id=visit.member_id)
    shell.tell(request, gettext("Your request is taken back. You can ask again."))
    return going.to(visit, "circle-about", circle)


@require_POST
def withdraw_proposal(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Take my proposal for a child of this circle back."""
    door = circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id)
    if actions.withdraw_proposal(space_id=visit.space.id, parent_id=door.circle.id, member_id=visit.member_id):
        shell.tell(request, gettext("Your proposal is taken back. You can make another one."))
    else:
        shell.warn(request, gettext("No proposal of yours waits here."))
    return going.to(visit, "circle-propose", circle)


ROUTES = [
    routes.h5("circles/<slug:circle>/withdraw/", withdraw, name="circle-withdraw"),
    routes.h5("circles/<slug:circle>/propose/withdraw/", withdraw_proposal, name="circle-propose-withdraw"),
]
