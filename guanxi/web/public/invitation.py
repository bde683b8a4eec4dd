"""Coming by a code: /i/<code>/. The visit is noted, nobody is known, and one button leads inside."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from guanxi.kernel import tenancy
from guanxi.media import queries as media
from guanxi.referral import actions as referral
from guanxi.referral import browsing, codes, doors, errors, queries
from guanxi.spaces import naming
from guanxi.spaces import queries as spaces
from guanxi.web import routes, sender, shell
from guanxi.web.h5 import invite_poster
from guanxi.web.public import invitation_page, visitors

_SOURCE = "link"


@never_cache
def landing(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a channel's or a person's code. Unknown, closed and too many guesses are told kindly."""
    address = sender.address_of(request)
    if doors.is_guessing(address=address):
        return _sorry(request, "guessing", HTTPStatus.TOO_MANY_REQUESTS)
    space_id = doors.space_of(code=code)
    if space_id is None:
        doors.count_miss(address=address)  # whatever asks, however: a guesser may call itself anything
        return _sorry(request, "unknown", HTTPStatus.NOT_FOUND)
    visitor, _ = visitors.visitor_of(request)
    counted = visitors.is_person(request)
    if counted:
        try:
            referral.record_touch(space_id=space_id, code=code, visitor=visitor, address=address, source=_SOURCE)
        except errors.CodeClosed:
            return _sorry(request, "closed", HTTPStatus.GONE, space_id=space_id)
        except errors.TooManyGuesses:
            return _sorry(request, "guessing", HTTPStatus.TOO_MANY_REQUESTS)
    space = spaces.space(space_id=space_id)
    with tenancy.acting_in(space_id), naming.speaking(space.thing_titles):
        found = queries.code(space_id=space_id, code=code)
        if found is None or found.closed_at is not None:
            return _sorry(request, "closed", HTTPStatus.GONE, space_id=space_id)
        promised = request.GET.get(invite_poster.QUEST, "")
        page = invitation_page.page(space, found, in_wechat=visitors.is_wechat(request), quest=promised)
        answer = shell.show(request, "public/invitation/landing.html", {"page": page})
    if counted:
        visitors.remember(request, answer, visitor)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def picture(request: HttpRequest, code: str) -> HttpResponse:
    """The picture of a channel's landing page. Whoever guesses codes by it is counted as on the page itself."""
    address = sender.address_of(request)
    if doors.is_guessing(address=address):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    space_id = doors.space_of(code=code)
    if space_id is None:
        doors.count_miss(address=address)
        raise Http404
    with tenancy.acting_in(space_id):
        found = browsing.channel_code(space_id=space_id, code=codes.read(code))
        shown = None if found is None else browsing.landing_of(space_id=space_id, code_id=found.id)
        if shown is None or shown.picture_id is None:
            raise Http404
        content = media.content(space_id=space_id, picture_id=shown.picture_id, size="large")
    answer = HttpResponse(content, content_type="image/webp")
    answer["Cache-Control"] = "public, max-age=600"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _sorry(request: HttpRequest, why: str, status: HTTPStatus, *, space_id: int | None = None) -> HttpResponse:
    """What happened and what to do; the brand stays reachable where the link was its own."""
    space = None if space_id is None else spaces.space(space_id=space_id)
    page = {"why": why, "home": space}
    return shell.show(request, "public/invitation/sorry.html", {"page": page}, status=status)


ROUTES = [
    routes.public("i/<str:code>/", landing, name="invitation"),
    routes.public("i/<str:code>/picture.webp", picture, name="invitation-picture"),
]
