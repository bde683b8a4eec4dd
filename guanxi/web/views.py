"""Pages: parse, one domain call, translate the outcome."""

from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from guanxi.insight import overview
from guanxi.spaces import queries as spaces
from guanxi.web import overview_page


@require_safe
@never_cache
def show_overview(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The overview of one space: the named one, or the first (the demo, where there is one)."""
    everyone = sorted(spaces.spaces(), key=lambda space: (not space.is_demo, space.id))
    chosen = next((space for space in everyone if slug in (None, space.slug)), None)
    if chosen is None:
        status = HTTPStatus.NOT_FOUND if slug else HTTPStatus.OK
        return render(request, "web/no_space.html", {"spaces": everyone, "asked": slug}, status=status)
    seen = overview.read(space_id=chosen.id, until=_until(request))
    context = {"spaces": everyone, "slug": chosen.slug, "page": overview_page.page(seen)}
    return render(request, "web/overview.html", context)


def _until(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("until", ""))
    except ValueError:
        return None
