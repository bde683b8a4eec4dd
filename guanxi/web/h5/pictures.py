"""The pictures of a space, for its members. What a number shows never changes, so a browser may keep it."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guanxi.media import queries
from guanxi.web import access, routes

_YEAR_S = 365 * 24 * 60 * 60


@require_safe
def picture(request: HttpRequest, visit: access.Visit, number: int, size: str) -> HttpResponse:
    """One size of a picture. Its number is drawn at random: who has it was shown the picture in this space."""
    return shown(request, space_id=visit.space.id, number=number, size=size)


def shown(request: HttpRequest, *, space_id: int, number: int, size: str) -> HttpResponse:
    """The answer with a picture, or that the browser has it. Refuses with UnknownPicture."""
    tag = f'"{number}-{size}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        content = queries.content(space_id=space_id, picture_id=number, size=size)
        response = HttpResponse(content, content_type="image/webp")
        response["Content-Disposition"] = f'inline; filename="{number}.webp"'
    response["ETag"] = tag
    response["Cache-Control"] = f"private, max-age={_YEAR_S}, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    return response


ROUTES = [
    routes.h5("pictures/<int:number>/<slug:size>.webp", picture, name="picture", may_be_kept=True),
]
