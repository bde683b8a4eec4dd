"""One circle in the console: how it stands, who is in it, who waits, where it meets, what is written."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guanxi import journal
from guanxi.circles import actions
from guanxi.circles import queries as circles
from guanxi.kernel import keyset
from guanxi.kernel.errors import Refusal
from guanxi.members import queries as members
from guanxi.referral import actions as referral
from guanxi.web import access, formats, listing, numbers, origins, routes, shell
from guanxi.web.console import actors, circles_forms, circles_page, links
from guanxi.web.console.circles import to
from guanxi.web.h5 import circle_words

_BIGGEST = 2**63
MUTE_DAYS = (1, 3, 7, 30)


@require_safe
def overview(request: HttpRequest, desk: access.Desk, circle: str) -> HttpResponse:
    """How the circle stands."""
    return _show(request, desk, circles.circle(space_id=desk.space.id, slug=circle))


@require_POST
def add_place(request: HttpRequest, desk: access.Desk, circle: str) -> HttpResponse:
    """A group outside, with a channel code of its own."""
    found = circles.circle(space_id=desk.space.id, slug=circle)
    form = circles_forms.Place(request.POST)
    if not form.is_valid():
        return _show(request, desk, found, place=form, status=422)
    name = form.cleaned_data["name"]
    code = referral.create_channel_code(
        space_id=desk.space.id,
        channel=form.cleaned_data["kind"],
        label=f"{found.name} · {name}"[:120],
        campaign=found.slug,
        actor=desk.actor,
    )
    act: dict[str, Any] = {"space_id": desk.space.id, "circle_id": found.id, "actor": desk.actor}
    return _done(
        request,
        desk,
        circle,
        lambda: actions.add_place(**act, kind=form.cleaned_data["kind"], name=name, code=code.code),
        gettext("%(name)s has a code of its own now: whoever comes by it is counted for this place.") % {"name": name},
    )


@require_POST
def count_heads(request: HttpRequest, desk: access.Desk, circle: str, place: int) -> HttpResponse:
    """How many are there now."""
    _of_circle(desk, circle, place)
    form = circles_forms.Heads(request.POST)
    if not form.is_valid():
        shell.warn(request, " ".join(circles_forms.errors(form)))
        return to(desk, circle)
    act: dict[str, Any] = {"space_id": desk.space.id, "place_id": place, "actor": desk.actor}
    return _done(
        request,
        desk,
        circle,
        lambda: actions.count_heads(**act, count=form.cleaned_data["count"]),
        gettext("Counted; the earlier counts are kept."),
    )


def place(request: HttpRequest, desk: access.Desk, circle: str, place: int) -> HttpResponse:
    """One place: what was counted, by whom; and closing it."""
    found = circles.circle(space_id=desk.space.id, slug=circle)
    seen = _of_circle(desk, circle, place)
    if request.method == "POST" and desk.can("circles.write"):
        act: dict[str, Any] = {"space_id": desk.space.id, "place_id": place, "actor": desk.actor}
        if seen.closed_at is None:
            return _done(request, desk, circle, lambda: actions.close_place(**act), gettext("Closed; its code stays."))
        return _done(request, desk, circle, lambda: actions.reopen_place(**act), gettext("Open again."))
    counted = circles.headcounts(space_id=desk.space.id, place_id=place)
    names = actors.staff(desk)
    page = circles_page.head(found, desk) | {
        "place": seen,
        "counted": [
            {
                "count": formats.number(one.count),
                "at": formats.moment(one.at, zone=desk.space.time_zone),
                "by": actors.who(one.actor, names),
            }
            for one in counted
        ],
    }
    return shell.show(request, "console/circles/place.html", {"page": page})


@require_POST
def decide_request(request: HttpRequest, desk: access.Desk, circle: str) -> HttpResponse:
    """Let somebody in, or say why not."""
    approve = request.POST.get("act") == "approve"
    number = numbers.named(request.POST.get("request", "")) or 0
    act: dict[str, Any] = {"space_id": desk.space.id, "request_id": number, "actor": desk.actor}
    return _done(
        request,
        desk,
        circle,
        lambda: actions.decide_request(**act, approve=approve, reason=request.POST.get("reason", "")),
        gettext("Let in.") if approve else gettext("Declined; the reason stands at the door for them."),
    )


@require_POST
def decide_child(request: HttpRequest, desk: access.Desk, circle: str) -> HttpResponse:
    """Open a proposed child circle, or say why not."""
    approve = request.POST.get("act") == "approve"
    number = numbers.named(request.POST.get("proposal", "")) or 0
    act: dict[str, Any] = {"space_id": desk.space.id, "proposal_id": number, "actor": desk.actor}
    return _done(
        request,
        desk,
        circle,
        lambda: actions.decide_child(**act, approve=approve, reason=request.POST.get("reason", "")),
        gettext("The new circle is open, with its proposer as the host.") if approve else gettext("Declined."),
    )


@require_safe
def people(request: HttpRequest, desk: access.Desk, circle: str) -> HttpResponseBase:
    """Who is inside, the newest first."""
    found = circles.circle(space_id=desk.space.id, slug=circle)
    asked = listing.asked(request, sorts=tuple(circles.INSIDER_ORDERS), filters=("role",), default="-since")

    def read(wanted: keyset.Wanted) -> keyset.Found[circles.Insider]:
        role = asked.filters["role"] or None
        return circles.insiders(space_id=desk.space.id, circle_id=found.id, role=role, wanted=wanted)

    source = listing.Source(
        asked=asked,
        columns=circles_page.insider_columns(),
        read=read,
        row=lambda one: circles_page.insider(one, desk, found),
    )
    if asked.csv:
        return source.table(f"circle-{circle}")
    roles = (
        ("host", gettext("Host")),
        ("moderator", gettext("Moderator")),
        ("member", gettext("Member")),
    )
    page = source.page(
        label=gettext("Members"),
        filters=(listing.Filter(name="role", label=gettext("Part"), choices=roles, value=asked.filters["role"]),),
        empty=listing.Empty(
            title=gettext("Nobody is inside yet"),
            text=gettext("Give the link of the circle to the people you already have; they come in themselves."),
        ),
    )
    context = {"page": circles_page.head(found, desk) | {"listing": page}}
    return shell.show(request, "console/circles/members.html", context)


def person(request: HttpRequest, desk: access.Desk, circle: str, member: int) -> HttpResponse:
    """One member in the circle: their part, a mute, taking them out. Each says what it means."""
    found = circles.circle(space_id=desk.space.id, slug=circle)
    role = circles.role_of(space_id=desk.space.id, circle_id=found.id, member_id=min(member, _BIGGEST - 1))
    if role is None:
        return to(desk, circle, "circle-members")
    if request.method == "POST" and desk.can("circles.write"):
        return _ruled(request, desk, found, member)
    face = members.faces(space_id=desk.space.id, member_ids=[member], to_staff=True)[member]
    seen = circles.door(space_id=desk.space.id, slug=circle, member_id=member).standing
    muted = seen.muted_until is not None and seen.muted_until > journal.now(space_id=desk.space.id)
    page = circles_page.head(found, desk) | {
        "member": member,
        "member_name": face.name,
        "role": role,
        "role_words": gettext(circle_words.ROLES[role]),
        "muted": formats.moment(seen.muted_until, zone=desk.space.time_zone) if muted and seen.muted_until else "",
        "reason": seen.mute_reason if muted else "",
        "days": MUTE_DAYS,
        "timeline": circles_page.link("member", desk.space.slug, member),
    }
    return shell.show(request, "console/circles/member.html", {"page": page})


def _ruled(request: HttpRequest, desk: access.Desk, found: circles.Circle, member: int) -> HttpResponse:
    act: dict[str, Any] = {"space_id": desk.space.id, "circle_id": found.id, "member_id": member, "actor": desk.actor}
    reason = request.POST.get("reason", "")
    days = numbers.named(request.POST.get("days", "")) or 0
    acts: dict[str, tuple[Callable[[], object], str]] = {
        "member": (lambda: actions.set_role(**act, role="member"), gettext("A plain member again.")),
        "moderator": (lambda: actions.set_role(**act, role="moderator"), gettext("A moderator now.")),
        "host": (lambda: actions.set_host(**act), gettext("The host now. The host of before stays as a member.")),
        "mute": (lambda: actions.mute(**act, days=days, reason=reason), gettext("Muted; they read why.")),
        "unmute": (lambda: actions.unmute(**act), gettext("They can write again.")),
        "remove": (lambda: actions.remove_member(**act, reason=reason), gettext("Taken out of the circle.")),
    }
    chosen = acts.get(request.POST.get("act", ""))
    if chosen is None:
        return to(desk, found.slug, "circle-member", member)
    doing, words = chosen
    back = "circle-members" if request.POST.get("act") == "remove" else "circle-member"
    more = () if back == "circle-members" else (member,)
    return _done(request, desk, found.slug, doing, words, back, *more)


def _show(
    request: HttpRequest,
    desk: access.Desk,
    found: circles.Circle,
    *,
    place: circles_forms.Place | None = None,
    status: int = 200,
) -> HttpResponse:
    figures = circles_page.fresh_figures(found, desk)
    page = {**circles_page.overview(found, desk, figures=figures), **_next(request, desk, found)}
    context = {"page": page, "place": place or circles_forms.Place(), "heads": circles_forms.Heads()}
    return shell.show(request, "console/circles/circle.html", context, status=status)


def _next(request: HttpRequest, desk: access.Desk, found: circles.Circle) -> dict[str, str]:
    """What comes after opening a circle that nobody is in yet: a poster that leads to it, and its own address."""
    inside = circles_page.on_phone(desk, found)
    if found.members or found.state != "open" or not inside:
        return {"poster": "", "link": ""}
    link = origins.of_space(request, desk.space.id) + inside
    return {"poster": links.poster(desk, f"circle:{found.slug}"), "link": link}


def _of_circle(desk: access.Desk, circle: str, place: int) -> circles.Place:
    found = circles.circle(space_id=desk.space.id, slug=circle)
    seen = circles.place(space_id=desk.space.id, place_id=min(place, _BIGGEST - 1))
    if seen.circle_id != found.id:
        raise Http404
    return seen


def _done(
    request: HttpRequest,
    desk: access.Desk,
    circle: str,
    act: Callable[[], object],
    words: str,
    back: str = "circle",
    *more: object,
) -> HttpResponse:
    try:
        act()
    except Refusal as refusal:
        shell.warn(request, str(refusal))
    else:
        shell.tell(request, words)
    return to(desk, circle, back, *more)


ROUTES = [
    routes.console("circles/<slug:circle>/", overview, name="circle", needs="circles.read"),
    routes.console("circles/<slug:circle>/places/", add_place, name="circle-place-new", needs="circles.write"),
    routes.console("circles/<slug:circle>/places/<int:place>/", place, name="circle-place", needs="circles.read"),
    routes.console(
        "circles/<slug:circle>/places/<int:place>/heads/", count_heads, name="circle-heads", needs="circles.write"
    ),
    routes.console("circles/<slug:circle>/requests/", decide_request, name="circle-request", needs="circles.write"),
    routes.console("circles/<slug:circle>/children/", decide_child, name="circle-child", needs="circles.write"),
    routes.console("circles/<slug:circle>/members/", people, name="circle-members", needs="circles.read"),
    routes.console("circles/<slug:circle>/members/<int:member>/", person, name="circle-member", needs="circles.read"),
]
