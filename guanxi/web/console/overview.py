"""The overview: the loop drawn once, what it needs next, promises, proof.

Staff see their spaces; a demo is open to whoever sits at this machine.
"""

from datetime import date
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guanxi.insight import overview
from guanxi.kernel import tenancy
from guanxi.spaces import actions as space_actions
from guanxi.spaces import queries as spaces
from guanxi.web import access, routes, shell, this_machine
from guanxi.web.console import overview_first, overview_page
from guanxi.web.signin import factors


@require_safe
@never_cache
def show_overview(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The overview of one space: the named one, or the first that the visitor may see (the demo, where there is one).

    Staff see their spaces. At this machine everybody sees the demo, and whatever nobody owns yet.
    """
    theirs = _theirs(request)
    seen_by = [space for space, _ in theirs] or _of_this_machine(request, slug)
    chosen = next((space for space in seen_by if slug in (None, space.slug)), None)
    if chosen is None and not request.user.is_authenticated and not (slug is None and this_machine.is_here(request)):
        return redirect_to_login(request.get_full_path())
    if chosen is None:
        status = HTTPStatus.NOT_FOUND if slug else HTTPStatus.OK
        context = {"spaces": seen_by, "asked": slug}
        return render(request, "console/overview/no_space.html", context, status=status)
    role = next((role for space, role in theirs if space.id == chosen.id), None)
    with tenancy.acting_in(chosen.id):
        return _overview(request, chosen, role=role, seen_by=seen_by)


def _overview(
    request: HttpRequest, space: spaces.Space, *, role: str | None, seen_by: list[spaces.Space]
) -> HttpResponse:
    desk = _desk(request, space, role)
    if desk is not None and factors.is_missing(request, desk):
        return redirect(f"{reverse('second-factor')}?{urlencode({'next': request.get_full_path()})}")
    seen = overview.read(space_id=space.id, until=_until(request))
    page = overview_page.page(seen)
    first = page["first_steps"] if desk is not None else []
    context = {
        "space": space,
        "spaces": [one for one in seen_by if one.id != space.id],
        "page": page,
        "first_steps": [] if first and overview_first.is_dismissed(space_id=space.id) else first,
        "may_dismiss": desk is not None and desk.can("space.settings"),
        "may_enter": space.is_demo and desk is None and not request.user.is_authenticated,
    }
    return shell.show(request, "console/overview/overview.html", context)


def home(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """The overview by its other address."""
    del request
    return redirect(reverse("overview", args=[desk.space.slug]))


def dismiss(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """Put the list of first steps away."""
    if request.method != "POST":
        raise Http404
    space_actions.change_setting(
        space_id=desk.space.id, name=overview_first.DISMISSED.name, value=True, actor=desk.actor
    )
    shell.tell(request, gettext("Put away. The help has the same steps."))
    return HttpResponseRedirect(reverse("overview", args=[desk.space.slug]), status=HTTPStatus.SEE_OTHER)


def _desk(request: HttpRequest, space: spaces.Space, role: str | None) -> access.Desk | None:
    user = request.user
    if role is None or not user.is_authenticated:
        return None
    desk = access.Desk(space=space, user_id=user.pk, name=user.name, role=role)
    request.desk = desk  # type: ignore[attr-defined]
    return desk


def _theirs(request: HttpRequest) -> tuple[tuple[spaces.Space, str], ...]:
    return spaces.spaces_of(user_id=request.user.pk) if request.user.is_authenticated else ()


def _of_this_machine(request: HttpRequest, slug: str | None) -> list[spaces.Space]:
    """Demos, and spaces that were imported and have no owner yet. The page holds no personal data."""
    if request.user.is_authenticated or not this_machine.is_here(request):
        return []
    everyone = sorted(spaces.spaces(), key=lambda space: (not space.is_demo, space.id))
    found = []
    for space in everyone:
        is_asked = slug in (None, space.slug) and not found
        if space.is_demo or ((is_asked or slug is None) and not spaces.staff_of(space_id=space.id)):
            found.append(space)
    return found


def _until(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("until", ""))
    except ValueError:
        return None


ROUTES = [
    routes.console("home/", home, name="home", needs="staff"),
    routes.console("home/first-steps/", dismiss, name="first-steps", needs="space.settings"),
]
