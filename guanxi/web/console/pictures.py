"""The pictures of a space, for its staff."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guanxi.web import access, routes
from guanxi.web.h5 import pictures


@require_safe
def picture(request: HttpRequest, desk: access.Desk, number: int, size: str) -> HttpResponse:
    """One size of a picture."""
    return pictures.shown(request, space_id=desk.space.id, number=number, size=size)


ROUTES = [
    routes.console(
        "pictures/<int:number>/<slug:size>.webp", picture, name="picture", needs="members.read", may_be_kept=True
    ),
]
