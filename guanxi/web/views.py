"""Pages: parse, one domain call, translate the outcome."""

from datetime import date
from http import HTTPStatus

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guanxi.insight import overview
from guanxi.spaces import queries as spaces
from guanxi.web import overview_page, this_machine


@require_safe
@never_cache
def show_overview(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The overview of one space: the named one, or the first that the visitor may see (the demo, where there is one).

    Staff see their spaces. At this machine everybody sees the demo, and whatever nobody owns yet.
    """
    seen_by = _theirs(request) or _of_this_machine(request)
    chosen = next((space for space in seen_by if slug in (None, space.slug)), None)
    if chosen is None and not request.user.is_authenticated and not (slug is None and this_machine.is_here(request)):
        return redirect_to_login(request.get_full_path())
    if chosen is None:
        status = HTTPStatus.NOT_FOUND if slug else HTTPStatus.OK
        return render(request, "web/no_space.html", {"spaces": seen_by, "asked": slug}, status=status)
    seen = overview.read(space_id=chosen.id, until=_until(request))
    context = {
        "spaces": seen_by,
        "slug": chosen.slug,
        "page": overview_page.page(seen),
        "may_enter": chosen.is_demo and not request.user.is_authenticated,
    }
    return render(request, "web/overview.html", context)


def _theirs(request: HttpRequest) -> list[spaces.Space]:
    if not request.user.is_authenticated:
        return []
    return [space for space, _ in spaces.spaces_of(user_id=request.user.pk)]


def _of_this_machine(request: HttpRequest) -> list[spaces.Space]:
    """Demos, and spaces that were imported and have no owner yet. The page holds no personal data."""
    if request.user.is_authenticated or not this_machine.is_here(request):
        return []
    everyone = sorted(spaces.spaces(), key=lambda space: (not space.is_demo, space.id))
    return [space for space in everyone if space.is_demo or not spaces.staff_of(space_id=space.id)]


def _until(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("until", ""))
    except ValueError:
        return None
