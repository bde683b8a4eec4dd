"""The pictures of a space, for its members. What a number shows never changes; whether one may look can."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guanxi.circles import queries as circles
from guanxi.media import errors, queries
from guanxi.web import access, routes

AGE_S = 10 * 60
"""For so long a browser shows a picture without asking again; so long one can still be seen that was just hidden."""


@require_safe
def picture(request: HttpRequest, visit: access.Visit, number: int, size: str) -> HttpResponse:
    """One size of a picture, for its sender and for everybody who may read the circle that it was shown in."""
    if not _may_look(visit, number):
        raise errors.UnknownPicture(picture=number)
    return shown(request, space_id=visit.space.id, number=number, size=size)


def shown(request: HttpRequest, *, space_id: int, number: int, size: str) -> HttpResponse:
    """The answer with a picture, or that the browser has it; who may look was asked before. Refuses UnknownPicture."""
    tag = f'"{number}-{size}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=HTTPStatus.NOT_MODIFIED)
    else:
        content = queries.content(space_id=space_id, picture_id=number, size=size)
        response = HttpResponse(content, content_type="image/webp")
        response["Content-Disposition"] = f'inline; filename="{number}.webp"'
    response["ETag"] = tag
    response["Cache-Control"] = f"private, max-age={AGE_S}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _may_look(visit: access.Visit, number: int) -> bool:
    found = queries.pictures(space_id=visit.space.id, picture_ids=[number]).get(number)
    if found is None:
        return False
    if found.member_id == visit.member_id:
        return True
    if found.hidden_at is not None:
        return False
    return found.scope_id is None or circles.may_read(
        space_id=visit.space.id, circle_id=found.scope_id, member_id=visit.member_id
    )


ROUTES = [
    routes.h5("pictures/<int:number>/<slug:size>.webp", picture, name="picture", may_be_kept=True),
]
