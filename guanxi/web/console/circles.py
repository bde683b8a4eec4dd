"""Circles: the list, opening one from its canvas, describing it anew, closing it."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext

from guanxi import journal
from guanxi.circles import actions
from guanxi.circles import queries as circles
from guanxi.kernel import keyset, tenancy
from guanxi.kernel.errors import Refusal
from guanxi.media import actions as media
from guanxi.web import access, listing, routes, shell
from guanxi.web.console import circles_forms, circles_page


def listed(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """Every circle with its figures."""
    asked = listing.asked(request, sorts=tuple(circles.CIRCLE_ORDERS), filters=("state",), default="-newest")

    def read(wanted: keyset.Wanted) -> keyset.Found[circles.Listed]:
        state = asked.filters["state"] or None
        return circles.listed(space_id=desk.space.id, wanted=wanted, state=state, words=asked.query)

    source = listing.Source(
        asked=asked, columns=circles_page.columns(), read=read, row=lambda one: circles_page.row(one, desk)
    )
    if asked.csv:
        return source.table("circles")
    page = source.page(
        label=gettext("Circles"),
        search=gettext("Part of a name"),
        filters=(
            listing.Filter(
                name="state",
                label=gettext("State"),
                choices=(("open", gettext("Open")), ("archived", gettext("Closed"))),
                value=asked.filters["state"],
            ),
        ),
        empty=listing.Empty(
            title=gettext("No circle yet"),
            text=gettext(
                "A circle is a small room of people with one thing in common: a product they love, or something they"
                " need. It starts from three answers: why, what for, and the number that will tell."
            ),
            action=gettext("Open the first circle") if desk.can("circles.write") else "",
            href=reverse("console:circle-new", args=[desk.space.slug]) if desk.can("circles.write") else "",
        ),
    )
    return shell.show(
        request, "console/circles/list.html", {"page": {"listing": page, "may_write": desk.can("circles.write")}}
    )


def begin(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """A new circle: the canvas first; what members see when the canvas is there."""
    step = request.POST.get("step", "")
    canvas = circles_forms.Canvas(request.POST if request.method == "POST" else None, today=_today(desk))
    if request.method != "POST":
        return _show_begin(request, canvas, None)
    if not canvas.is_valid() or step == "canvas-again":
        return _show_begin(request, canvas, None, status=200 if step == "canvas-again" else 422)
    if step != "open":
        initial = {"charter": str(circles_forms.CHARTER), "rule": "open"}
        return _show_begin(request, canvas, circles_forms.Look(initial=initial, space_id=desk.space.id))
    look = circles_forms.Look(request.POST, request.FILES, space_id=desk.space.id)
    if look.is_valid():
        try:
            number = _open(request, desk, canvas.cleaned_data, look.cleaned_data)
        except Refusal as refusal:
            look.add_error(None, str(refusal))
        else:
            made = circles.circle_by_id(space_id=desk.space.id, circle_id=number)
            shell.tell(request, gettext("“%(name)s” is open. Bring in the first people.") % {"name": made.name})
            return to(desk, made.slug)
    return _show_begin(request, canvas, look, status=422)


def edit(request: HttpRequest, desk: access.Desk, circle: str) -> HttpResponse:
    """Describe a circle anew; new words of the charter are a new version of it."""
    found = circles.circle(space_id=desk.space.id, slug=circle)
    posted, initial = request.method == "POST", circles_forms.initial_of(found)
    canvas = circles_forms.Canvas(request.POST if posted else None, initial=initial, today=_today(desk))
    look = circles_forms.Look(
        request.POST if posted else None, request.FILES if posted else None, initial=initial, space_id=desk.space.id
    )
    if posted and canvas.is_valid() and look.is_valid():
        try:
            _change(request, desk, found, canvas.cleaned_data, look.cleaned_data)
        except Refusal as refusal:
            look.add_error(None, str(refusal))
        else:
            shell.tell(request, gettext("Changed. Who is inside stays; new words of the charter hold from now on."))
            return to(desk, circle)
    context = {"page": circles_page.head(found, desk), "canvas": canvas, "look": look}
    return shell.show(request, "console/circles/edit.html", context, status=422 if posted else 200)


def archive(request: HttpRequest, desk: access.Desk, circle: str) -> HttpResponse:
    """Close a circle, after saying what that means; or open it again."""
    found = circles.circle(space_id=desk.space.id, slug=circle)
    problem = ""
    if request.method == "POST":
        try:
            if found.state == "open":
                reason = request.POST.get("reason", "")
                actions.archive(space_id=desk.space.id, circle_id=found.id, reason=reason, actor=desk.actor)
                shell.tell(request, gettext("“%(name)s” is closed. It can be opened again.") % {"name": found.name})
            else:
                actions.reopen(space_id=desk.space.id, circle_id=found.id, actor=desk.actor)
                shell.tell(request, gettext("“%(name)s” is open again.") % {"name": found.name})
            return to(desk, circle)
        except Refusal as refusal:
            problem = str(refusal)
    context = {"page": circles_page.head(found, desk), "problem": problem}
    return shell.show(request, "console/circles/archive.html", context, status=422 if problem else 200)


def _today(desk: access.Desk) -> date:
    return journal.now(space_id=desk.space.id).astimezone(desk.space.zone).date()


def to(desk: access.Desk, circle: str, name: str = "circle", *more: object) -> HttpResponseRedirect:
    """Back to a page of the circle, by GET."""
    return HttpResponseRedirect(reverse(f"console:{name}", args=[desk.space.slug, circle, *more]), status=303)


def _open(request: HttpRequest, desk: access.Desk, canvas: Mapping[str, object], look: Mapping[str, object]) -> int:
    with tenancy.acting_in(desk.space.id):
        return actions.open_circle(
            space_id=desk.space.id,
            canvas=circles_forms.canvas_of(canvas),
            look=_look(request, desk, look, None),
            charter=str(look["charter"]),
            rule=circles_forms.rule_of(look),
            host_user_id=desk.user_id,
            actor=desk.actor,
        )


def _change(
    request: HttpRequest,
    desk: access.Desk,
    found: circles.Circle,
    canvas: Mapping[str, object],
    look: Mapping[str, object],
) -> None:
    with tenancy.acting_in(desk.space.id):
        actions.change_circle(
            space_id=desk.space.id,
            circle_id=found.id,
            canvas=circles_forms.canvas_of(canvas),
            look=_look(request, desk, look, found.cover_id),
            rule=circles_forms.rule_of(look),
            actor=desk.actor,
        )
        actions.set_charter(space_id=desk.space.id, circle_id=found.id, text=str(look["charter"]), actor=desk.actor)


def _look(request: HttpRequest, desk: access.Desk, look: Mapping[str, object], cover_id: int | None) -> actions.Look:
    file = request.FILES.get("cover")
    if file is not None and file.size:
        cover_id = media.take(space_id=desk.space.id, member_id=None, content=file.read(), actor=desk.actor).id
    return actions.Look(name=str(look["name"]), trait=str(look["trait"]), cover_id=cover_id)


def _show_begin(
    request: HttpRequest, canvas: forms.Form, look: forms.Form | None, *, status: int = 200
) -> HttpResponse:
    context = {"canvas": canvas, "look": look}
    return shell.show(request, "console/circles/new.html", context, status=status)


ROUTES = [
    routes.console("circles/", listed, name="circles", needs="circles.read"),
    routes.console("circles/new/", begin, name="circle-new", needs="circles.write"),
    routes.console("circles/<slug:circle>/edit/", edit, name="circle-edit", needs="circles.write"),
    routes.console("circles/<slug:circle>/archive/", archive, name="circle-archive", needs="circles.write"),
]
