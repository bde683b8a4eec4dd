"""The surveys that wait for an answer."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from guanxi.surveys import queries
from guanxi.web import access, routes, shell

_MOST = 30


@require_safe
def waiting(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """Which surveys ask for my answer."""
    found = queries.unanswered(space_id=visit.space.id, member_id=visit.member_id, limit=_MOST)
    lines = [
        {"title": one.title, "why": one.why, "url": reverse("h5:survey", args=[visit.space.slug, one.id])}
        for one in found
    ]
    return shell.show(request, "h5/survey/list.html", {"surveys": lines})


ROUTES = [routes.h5("surveys/", waiting, name="surveys")]
