"""The messages of a member."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guanxi.insight import notices
from guanxi.web import access, routes, shell
from guanxi.web.h5 import messages_page

_BIGGEST = 2**63


@require_safe
def messages(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What happened that I should know of. Looking at it is having seen it."""
    before = request.GET.get("before", "")
    number = int(before) if before.isdecimal() and before.isascii() and int(before) < _BIGGEST else None
    page = messages_page.page(visit, before=number)
    if page["has_new"] and request.method == "GET":
        notices.saw(space_id=visit.space.id, member_id=visit.member_id, event_id=int(str(page["newest"])))
    return shell.show(request, "h5/messages/messages.html", {"page": page})


ROUTES = [routes.h5("messages/", messages, name="messages")]
