"""Looking after a circle on the phone: who wants to come in, what is proposed, its people, what was taken off.

Only who rules in the circle finds these pages; for everybody else they are not there.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guanxi.circles import actions
from guanxi.circles import queries as circles
from guanxi.kernel import keyset
from guanxi.kernel.errors import Refusal
from guanxi.moderation import actions as moderation
from guanxi.moderation import hidden
from guanxi.web import access, listing, numbers, routes, shell
from guanxi.web.h5 import circle_host_page, going

_PAGE = 20
_BIGGEST = 2**63


@require_safe
def waiting(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Who asks to be let in, and which circles are proposed."""
    door = ruled(visit, circle)
    found = circles.requests(
        space_id=visit.space.id, circle_id=door.circle.id, after=_number(request.GET.get("after", "")), limit=_PAGE + 1
    )
    proposed = (
        circles.proposals(space_id=visit.space.id, circle_id=door.circle.id, limit=_PAGE)
        if door.standing.role == "host"
        else ()
    )
    page = {
        **circle_host_page.head(door, visit, current="waiting"),
        "requests": [circle_host_page.request(one, visit) for one in found[:_PAGE]],
        "proposals": [circle_host_page.proposal(one, visit) for one in proposed],
        "next": f"?after={found[_PAGE - 1].id}" if len(found) > _PAGE else "",
    }
    return shell.show(request, "h5/circle/host.html", {"page": page})


@require_safe
def people(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Who is in the circle, the newest first."""
    door = ruled(visit, circle)
    wanted = keyset.Wanted(sort="since", after=listing.read_cursor(request.GET.get("after", "")), limit=_PAGE)
    found = circles.insiders(space_id=visit.space.id, circle_id=door.circle.id, wanted=wanted)
    page = {
        **circle_host_page.head(door, visit, current="people"),
        "people": [circle_host_page.insider(one, door, visit) for one in found.rows],
        "next": f"?after={listing.cursor(found.next)}" if found.next else "",
    }
    return shell.show(request, "h5/circle/host_people.html", {"page": page})


@require_safe
def taken_off(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """What host and moderators hid, with the reason, and the way back."""
    door = ruled(visit, circle)
    before = _number(request.GET.get("before", "")) or None
    found = hidden.by_members(space_id=visit.space.id, scope_id=door.circle.id, before=before, limit=_PAGE + 1)
    shown = found[:_PAGE]
    texts = circles.texts(
        space_id=visit.space.id,
        post_ids=[one.subject_id for one in shown if one.kind == "post"],
        comment_ids=[one.subject_id for one in shown if one.kind == "comment"],
    )
    page = {
        **circle_host_page.head(door, visit, current="hidden"),
        "hidden": [
            circle_host_page.hidden(one, texts[one.kind, one.subject_id], visit)
            for one in shown
            if (one.kind, one.subject_id) in texts
        ],
        "next": f"?before={shown[-1].id}" if len(found) > _PAGE else "",
    }
    return shell.show(request, "h5/circle/host_hidden.html", {"page": page})


@require_POST
def decide_request(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Let somebody in, or say why not."""
    ruled(visit, circle)
    approve = request.POST.get("act") == "approve"
    return _done(
        request,
        lambda: actions.decide_request(
            space_id=visit.space.id,
            request_id=_number(request.POST.get("request", "")),
            approve=approve,
            reason=request.POST.get("reason", ""),
            actor=_actor(visit),
        ),
        gettext("Let in. They are told.") if approve else gettext("Declined. They read why."),
        going.to(visit, "circle-host", circle),
    )


@require_POST
def decide_child(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Open a proposed circle, or say why not."""
    ruled(visit, circle)
    approve = request.POST.get("act") == "approve"
    return _done(
        request,
        lambda: actions.decide_child(
            space_id=visit.space.id,
            proposal_id=_number(request.POST.get("proposal", "")),
            approve=approve,
            reason=request.POST.get("reason", ""),
            actor=_actor(visit),
        ),
        gettext("The new circle is open, with its proposer as the host.")
        if approve
        else gettext("Declined. They read why."),
        going.to(visit, "circle-host", circle),
    )


def person(request: HttpRequest, visit: access.Visit, circle: str, member: int) -> HttpResponse:
    """One member of the circle: a mute, their part, taking them out. Each says what it means."""
    door = ruled(visit, circle)
    found = circles.insider(space_id=visit.space.id, circle_id=door.circle.id, member_id=min(member, _BIGGEST - 1))
    if found is None:
        raise Http404
    if request.method == "POST":
        return _rule(request, visit, door, member)
    page = {
        **circle_host_page.head(door, visit, current="people"),
        "person": circle_host_page.insider(found, door, visit),
    }
    return shell.show(request, "h5/circle/host_person.html", {"page": page})


@require_POST
def show_again(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Show what host or moderators hid; what the staff decided is theirs."""
    door = ruled(visit, circle)
    case = _number(request.POST.get("case", ""))
    if not hidden.by_members(space_id=visit.space.id, scope_id=door.circle.id, case_id=case, limit=1):
        raise Http404
    return _done(
        request,
        lambda: moderation.undo(
            space_id=visit.space.id,
            case_id=case,
            reason=gettext("shown again by those who look after the circle"),
            actor=_actor(visit),
            anew=False,
        ),
        gettext("It is shown again, and counts again. Its writer is told."),
        going.to(visit, "circle-hidden", circle),
    )


def ruled(visit: access.Visit, circle: str) -> circles.Door:
    """The circle, for who rules there. For everybody else it is not there."""
    door = circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id)
    if not door.standing.rules:
        raise Http404
    return door


def _rule(request: HttpRequest, visit: access.Visit, door: circles.Door, member: int) -> HttpResponse:
    act: dict[str, Any] = {
        "space_id": visit.space.id,
        "circle_id": door.circle.id,
        "member_id": member,
        "actor": _actor(visit),
    }
    reason, days = request.POST.get("reason", ""), _number(request.POST.get("days", ""))
    acts: Mapping[str, tuple[Callable[[], object], str]] = {
        "mute": (lambda: actions.mute(**act, days=days, reason=reason), gettext("Muted. They read why.")),
        "unmute": (lambda: actions.unmute(**act), gettext("They can write again.")),
        "moderator": (
            lambda: actions.set_role(**act, role="moderator"),
            gettext("A moderator now. They are told."),
        ),
        "member": (lambda: actions.set_role(**act, role="member"), gettext("A plain member again. They are told.")),
        "remove": (
            lambda: actions.remove_member(**act, reason=reason),
            gettext("Taken out. They read why, and come back only when you let them in."),
        ),
    }
    name = request.POST.get("act", "")
    if name not in acts:
        raise Http404
    doing, words = acts[name]
    there = going.to(visit, "circle-host-person", door.circle.slug, str(member))
    return _done(
        request, doing, words, going.to(visit, "circle-people", door.circle.slug) if name == "remove" else there, there
    )


def _done(
    request: HttpRequest,
    act: Callable[[], object],
    words: str,
    then: HttpResponse,
    otherwise: HttpResponse | None = None,
) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        shell.warn(request, str(refusal))
        return otherwise or then
    shell.tell(request, words)
    return then


def _actor(visit: access.Visit) -> str:
    return actions.member_actor(member_id=visit.member_id)


def _number(text: str) -> int:
    return numbers.named(text) or 0


ROUTES = [
    routes.h5("circles/<slug:circle>/host/", waiting, name="circle-host"),
    routes.h5("circles/<slug:circle>/host/people/", people, name="circle-people"),
    routes.h5("circles/<slug:circle>/host/people/<int:member>/", person, name="circle-host-person"),
    routes.h5("circles/<slug:circle>/host/hidden/", taken_off, name="circle-hidden"),
    routes.h5("circles/<slug:circle>/host/hidden/show/", show_again, name="circle-show"),
    routes.h5("circles/<slug:circle>/host/requests/", decide_request, name="circle-request"),
    routes.h5("circles/<slug:circle>/host/children/", decide_child, name="circle-child"),
]
