"""The overview: the loop drawn once, what it needs next, promises, proof.

Staff see their spaces; a demo is open to whoever sits at this machine.
"""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guanxi.insight import overview
from guanxi.members import faces
from guanxi.spaces import actions as space_actions
from guanxi.spaces import naming
from guanxi.spaces import queries as spaces
from guanxi.web import access, routes, shell, this_machine
from guanxi.web.console import overview_first, overview_page
from guanxi.web.signin import views as signin


@require_safe
@never_cache
def show_overview(request: HttpRequest, slug: str | None = None) -> HttpResponseBase:
    """The overview of one space: the named one, or the first that the visitor may see (the demo, where there is one).

    Staff see their spaces. Who sits at this machine sees the demo, and whatever nobody owns yet.
    """
    if request.user.is_authenticated:
        first = slug or next((space.slug for space, _ in spaces.spaces_of(user_id=request.user.pk)), None)
        return _nothing_yet(request) if first is None else HOME.callback(request, slug=first)
    if not this_machine.is_here(request):
        return _not_here(request, slug)
    open_ones = _open_ones(slug)
    chosen = next((space for space in open_ones if slug in (None, space.slug)), None)
    if chosen is None:
        return redirect_to_login(request.get_full_path()) if slug else _nothing_yet(request)
    others = [space for space in open_ones if space.id != chosen.id]
    with naming.speaking(chosen.thing_titles):
        page = overview_page.page(overview.read(space_id=chosen.id, until=_until(request)))
        context = {"space": chosen, "spaces": others, "page": page, "may_enter": chosen.is_demo}
        return shell.show(request, "console/overview/overview.html", context)


def home(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """The overview for somebody who works in the space."""
    seen = overview.read(space_id=desk.space.id, until=_until(request))
    first = overview_first.steps(seen, desk)
    if first and overview_first.is_dismissed(space_id=desk.space.id):
        first = []
    context = {
        "page": overview_page.page(seen, _names(desk, seen)),
        "has_names": desk.can("members.read"),
        "first_steps": first,
        "afterwards": overview_first.afterwards(desk) if first and all(step["done"] for step in first) else (),
        "may_dismiss": desk.can(overview_first.MAY_PUT_AWAY),
        "may_begin": desk.can("quests.write"),
    }
    return shell.show(request, "console/overview/overview.html", context)


def _names(desk: access.Desk, seen: overview.Overview) -> Mapping[int, str]:
    """What those are called to whom the newest events happened, for who may see it."""
    if not desk.can("members.read"):
        return {}
    ids = [event.member_id for event in seen.latest if event.member_id is not None]
    found = faces.faces(space_id=desk.space.id, member_ids=ids, to_staff=True)
    return {member_id: face.name for member_id, face in found.items()}


def dismiss(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Put the list of first steps away."""
    if request.method != "POST":
        raise Http404
    space_actions.change_setting(
        space_id=desk.space.id, name=overview_first.DISMISSED.name, value=True, actor=desk.actor
    )
    shell.tell(request, gettext("Put away. The help has the same steps."))
    return HttpResponseRedirect(reverse("overview", args=[desk.space.slug]), status=HTTPStatus.SEE_OTHER)


def _not_here(request: HttpRequest, slug: str | None) -> HttpResponse:
    """To signing in; who may sit at this machine, and finds something open there, learns how to say so."""
    if slug is None and this_machine.may_be_here(request) and (_open_ones(None) or not spaces.spaces()):
        return signin.not_here(request)
    return redirect_to_login(request.get_full_path())


def _nothing_yet(request: HttpRequest) -> HttpResponse:
    return render(request, "console/overview/no_space.html", {})


def _open_ones(slug: str | None) -> list[spaces.Space]:
    """Demos, and spaces that were imported and have no owner yet. The page holds no personal data."""
    everyone = sorted(spaces.spaces(), key=lambda space: (not space.is_demo, space.id))
    return [
        space
        for space in everyone
        if space.is_demo or (slug in (None, space.slug) and not spaces.staff_of(space_id=space.id))
    ]


def _until(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("until", ""))
    except ValueError:
        return None


HOME = routes.console("home/", home, name="home", needs="space.read")
ROUTES = [
    HOME,
    routes.console("home/first-steps/", dismiss, name="first-steps", needs="space.settings"),
]
