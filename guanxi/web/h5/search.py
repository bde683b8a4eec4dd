"""Finding posts and comments in the circles that a member may read."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guanxi.circles import search as finder
from guanxi.web import access, listing, numbers, routes, shell
from guanxi.web.h5 import search_page

_CURSOR = 3
_BIGGEST = 2**63


@require_safe
def search(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What was written about what is asked, the best first."""
    asked = request.GET.get("q", "").strip()[: finder.LONGEST_QUERY]
    readable = finder.readable(space_id=visit.space.id, member_id=visit.member_id) if asked else ()
    circle_id = numbers.named(request.GET.get("in", ""))
    chosen = [number for number in readable if circle_id in {None, number}]
    found = finder.find(space_id=visit.space.id, text=asked, circle_ids=chosen, after=_after(request))
    page = search_page.page(visit, asked=asked, circle_id=circle_id, found=found)
    template = "h5/search/hits.html" if _is_part(request) else "h5/search/search.html"
    return shell.show(request, template, {"page": page})


def _after(request: HttpRequest) -> finder.Cursor | None:
    cursor = listing.read_cursor(request.GET.get("after", ""))
    if cursor is None or len(cursor) != _CURSOR:
        return None
    if not all(isinstance(value, int) and abs(value) < _BIGGEST for value in cursor):
        return None
    rank, post_id, comment_id = (int(value) for value in cursor)
    return rank, post_id, comment_id


def _is_part(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" or request.GET.get("part") == "1"


ROUTES = [routes.h5("search/", search, name="search")]
