"""One search over everything that has a name: members, quests, circles, codes, surveys."""

from django.http import HttpRequest, HttpResponse

from guanxi.web import access, routes, shell
from guanxi.web.console import search_page

LONGEST = 100


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """What is called like the words that were typed."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = search_page.found(desk, words) if words else []
    return shell.show(request, "console/search/search.html", {"words": words, "found": found})


ROUTES = [routes.console("search/", overview, name="search", needs="staff")]
