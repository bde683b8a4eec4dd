"""Circles on the phone: mine and the others, a circle's feed, the door with its charter."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from guanxi.circles import actions, writing
from guanxi.circles import queries as circles
from guanxi.kernel.errors import Refusal
from guanxi.web import access, listing, numbers, routes, shell
from guanxi.web.h5 import circle_asked, circle_door, circle_page, circle_words, going, words

_MOST_FOUND = 30
_BIGGEST = 2**63


class Propose(forms.Form):
    """A child circle: everything that it does not take from its parent."""

    name = forms.CharField(label=gettext_lazy("What should it be called?"), max_length=40)
    trait = forms.CharField(label=gettext_lazy("What have its people in common?"), max_length=200)
    background = forms.CharField(
        label=gettext_lazy("Why is it needed?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    goal_number = forms.IntegerField(
        label=gettext_lazy("How many people should it reach?"), min_value=1, max_value=1_000_000
    )
    goal_date = forms.DateField(label=gettext_lazy("By when?"), widget=forms.DateInput(attrs={"type": "date"}))


@require_safe
def mine(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """My circles, and what is new in all of them; the others, where I am in none."""
    inside, others = circles.seen_by(space_id=visit.space.id, member_id=visit.member_id, limit=_MOST_FOUND + 1)
    order = _order(request)
    found = circles.feed(
        space_id=visit.space.id,
        circle_ids=[one.circle.id for one in inside],
        member_id=visit.member_id,
        order=order,
        after=_after(request),
    )
    feed = circle_page.stretch(found, visit, query=_query(order))
    if _is_part(request):
        return shell.show(request, "h5/circle/stretch.html", {"feed": feed})
    page = {
        "circles": [circle_page.circle(one, visit) for one in inside],
        **_found(() if inside else others, visit, address=words.link("circles-find", visit.space.slug)),
        "orders": _orders(order),
    }
    return shell.show(request, "h5/circle/mine.html", {"page": page, "feed": feed})


@require_safe
def find(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """Circles that I am not in."""
    before = _before(request)
    who = {"space_id": visit.space.id, "member_id": visit.member_id}
    _, others = circles.seen_by(**who, before=before, limit=_MOST_FOUND + 1)
    return shell.show(request, "h5/circle/find.html", {"page": _found(others, visit, address="")})


@require_safe
def feed(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """A circle's feed for who may read it; the door for everybody else."""
    door = circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id)
    if not door.may_read:
        return _show_door(request, visit, door)
    order = _order(request)
    found = circles.feed(
        space_id=visit.space.id,
        circle_ids=[door.circle.id],
        member_id=visit.member_id,
        order=order,
        after=_after(request),
        pinned=order == "newest",
    )
    head = circle_door.head(door, visit)
    may_act = bool(head["may_write"])
    shown = circle_page.stretch(found, visit, query=_query(order), may_act=may_act, in_circle=True)
    if _is_part(request):
        return shell.show(request, "h5/circle/stretch.html", {"feed": shown})
    page = head | {"orders": _orders(order)}
    return shell.show(request, "h5/circle/circle.html", {"page": page, "feed": shown})


@require_safe
def about(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """What a circle is, its charter, where it meets; and for who is outside, how to come in."""
    return _show_door(request, visit, circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id))


@require_POST
def enter(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Come in, or ask to."""
    door = circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id)
    who: dict[str, Any] = {"space_id": visit.space.id, "circle_id": door.circle.id, "member_id": visit.member_id}
    accepted = _version(request.POST.get("charter", "")) if request.POST.get("accepted") == "yes" else -1
    try:
        if accepted < 0:
            return _show_door(request, visit, door, problem=gettext("Accept the charter first."))
        if circles.step(space_id=visit.space.id, door=door, member_id=visit.member_id) == "ask":
            actions.ask_to_enter(**who, charter_version=accepted, note=request.POST.get("note", ""))
            shell.tell(request, gettext("Your request is on its way. The answer will stand here."))
            return going.to(visit, "circle-about", circle)
        actions.enter(**who, charter_version=accepted, invitation=request.POST.get("invitation", ""))
    except Refusal as refusal:
        return _show_door(request, visit, door, problem=str(refusal))
    shell.tell(request, gettext("Welcome to %(circle)s. Say hello.") % {"circle": door.circle.name})
    return going.to(visit, "circle", circle)


@require_POST
def accept(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Accept the charter anew, when it has new words."""
    door = circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id)
    who: dict[str, Any] = {"space_id": visit.space.id, "circle_id": door.circle.id, "member_id": visit.member_id}
    try:
        actions.accept_charter(**who, charter_version=_version(request.POST.get("charter", "")))
    except Refusal as refusal:
        return _show_door(request, visit, door, problem=str(refusal))
    shell.tell(request, gettext("Thank you. The charter holds for you as it is now."))
    return going.to(visit, "circle-about", circle)


@require_POST
def leave(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Go out; what one wrote stays."""
    door = circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id)
    try:
        actions.leave(space_id=visit.space.id, circle_id=door.circle.id, member_id=visit.member_id)
    except Refusal as refusal:
        shell.warn(request, str(refusal))
        return going.to(visit, "circle-about", circle)
    shell.tell(request, gettext("You have left %(circle)s. You can come back.") % {"circle": door.circle.name})
    return going.to(visit, "circles")


@require_POST
def invite(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """My own invitation into a circle that takes one."""
    door = circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id)
    code = actions.invite(space_id=visit.space.id, circle_id=door.circle.id, member_id=visit.member_id)
    return _show_door(request, visit, door, invitation=code)


def propose(request: HttpRequest, visit: access.Visit, circle: str) -> HttpResponse:
    """Propose a circle of one's own that grows out of this one."""
    door = circles.door(space_id=visit.space.id, slug=circle, member_id=visit.member_id)
    form = Propose(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_child(
                space_id=visit.space.id,
                parent_id=door.circle.id,
                member_id=visit.member_id,
                idea=actions.Idea(**form.cleaned_data),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            shell.tell(request, gettext("Your proposal is with the host. The answer will stand here."))
            return going.to(visit, "circle-about", circle)
    status = 422 if request.method == "POST" else 200
    page = circle_door.head(door, visit) | {"proposal": circle_asked.proposal(door, visit)}
    return shell.show(request, "h5/circle/propose.html", {"page": page, "form": form}, status=status)


@require_safe
def topic(request: HttpRequest, visit: access.Visit, topic: str) -> HttpResponse:
    """Everything about a topic in my circles."""
    inside = circles.circles_of(space_id=visit.space.id, member_id=visit.member_id)
    found = circles.topic_feed(
        space_id=visit.space.id,
        topic=writing.folded(topic),
        circle_ids=[number for number, _ in inside],
        member_id=visit.member_id,
        after=_after(request),
    )
    return _show_stretch(request, visit, found, {"title": f"#{topic}#", "empty": gettext("Nothing yet about this.")})


@require_safe
def written(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What I wrote."""
    found = circles.written_by(
        space_id=visit.space.id, author_id=visit.member_id, member_id=visit.member_id, after=_after(request)
    )
    empty = gettext("What you write in your circles stands here, with what others made of it.")
    return _show_stretch(request, visit, found, {"title": gettext("My posts"), "empty": empty})


@require_safe
def kept(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What I want to find again."""
    found = circles.kept_by(space_id=visit.space.id, member_id=visit.member_id, after=_after(request))
    empty = gettext("Keep a post with the bookmark under it, and you find it here again.")
    return _show_stretch(request, visit, found, {"title": gettext("Kept posts"), "empty": empty})


def _show_door(
    request: HttpRequest, visit: access.Visit, door: circles.Door, *, problem: str = "", invitation: str = ""
) -> HttpResponse:
    page = circle_door.page(door, visit, code=request.GET.get("by", request.POST.get("invitation", "")))
    context = {"page": page, "problem": problem, "invitation": invitation, "note": request.POST.get("note", "")}
    return shell.show(request, "h5/circle/about.html", context, status=422 if problem else 200)


def _show_stretch(
    request: HttpRequest, visit: access.Visit, found: circles.Page, page: Mapping[str, str]
) -> HttpResponse:
    feed = circle_page.stretch(found, visit, query="")
    template = "h5/circle/stretch.html" if _is_part(request) else "h5/circle/posts.html"
    return shell.show(request, template, {"page": page, "feed": feed})


def _order(request: HttpRequest) -> circles.Order:
    asked = request.GET.get("order", "")
    known: dict[str, circles.Order] = {"warmest": "warmest", "featured": "featured"}
    return known.get(asked, "newest")


def _query(order: str) -> str:
    query = QueryDict(mutable=True)
    if order != "newest":
        query["order"] = order
    return query.urlencode()


def _orders(order: str) -> list[Mapping[str, object]]:
    return [
        {"label": label, "url": f"?{_query(name)}" if name != "newest" else "?", "current": name == order}
        for name, label in circle_words.ORDERS.items()
    ]


def _found(others: Sequence[circles.Listed], visit: access.Visit, *, address: str) -> Mapping[str, object]:
    """Circles that one is not in, and the address of the others where there are more of them than are shown."""
    shown = others[:_MOST_FOUND]
    more = len(others) > len(shown)
    following = f"{address}?after={listing.cursor((shown[-1].circle.id,))}" if more else ""
    return {"others": [circle_page.circle(one, visit) for one in shown], "next": following}


def _before(request: HttpRequest) -> int | None:
    """The circle before which a list goes on; None for whatever nobody gave out."""
    match _after(request):
        case (int() as number,) if 0 < number < _BIGGEST:
            return int(number)
        case _:
            return None


def _version(text: str) -> int:
    """The version of a charter, -1 for what is none."""
    number = numbers.named(text)
    return -1 if number is None else number


def _after(request: HttpRequest) -> tuple[int | str, ...] | None:
    return listing.read_cursor(request.GET.get("after", ""))


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and "after" in request.GET


ROUTES = [
    routes.h5("circles/", mine, name="circles"),
    routes.h5("circles-to-find/", find, name="circles-find"),
    routes.h5("circles/<slug:circle>/", feed, name="circle"),
    routes.h5("circles/<slug:circle>/about/", about, name="circle-about"),
    routes.h5("circles/<slug:circle>/enter/", enter, name="circle-enter"),
    routes.h5("circles/<slug:circle>/accept/", accept, name="circle-accept"),
    routes.h5("circles/<slug:circle>/leave/", leave, name="circle-leave"),
    routes.h5("circles/<slug:circle>/invite/", invite, name="circle-invite"),
    routes.h5("circles/<slug:circle>/propose/", propose, name="circle-propose"),
    routes.h5("topics/<str:topic>/", topic, name="topic"),
    routes.h5("posts/mine/", written, name="posts-mine"),
    routes.h5("posts/kept/", kept, name="posts-kept"),
]
