"""The messages of a member."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guanxi.insight import notices
from guanxi.moderation import actions as moderation
from guanxi.moderation import errors as moderation_errors
from guanxi.web import access, routes, shell
from guanxi.web.h5 import going, messages_page

_BIGGEST = 2**63


@require_safe
def messages(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What happened that I should know of. Looking at it is having seen it."""
    before = request.GET.get("before", "")
    number = int(before) if before.isdecimal() and before.isascii() and int(before) < _BIGGEST else None
    page = messages_page.page(visit, before=number)
    if page["has_new"] and request.method == "GET":
        notices.saw(space_id=visit.space.id, member_id=visit.member_id, event_id=int(str(page["newest"])))
    if page["judged"] and request.method == "GET":
        moderation.mark_read(space_id=visit.space.id, member_id=visit.member_id, up_to=int(str(page["judged"])))
    return shell.show(request, "h5/messages/messages.html", {"page": page})


@require_POST
def appeal(request: HttpRequest, visit: access.Visit, case: int) -> HttpResponse:
    """I object: a person looks at it again, once."""
    try:
        moderation.appeal(
            space_id=visit.space.id, case_id=case, member_id=visit.member_id, text=request.POST.get("text", "")
        )
    except (moderation_errors.ReasonMissing, moderation_errors.AppealedAlready, moderation_errors.NotYourCase) as no:
        shell.warn(request, str(no))
    else:
        shell.tell(request, gettext("Your objection is noted. Somebody else looks at it and you are told here."))
    return going.to(visit, "messages")


ROUTES = [
    routes.h5("messages/", messages, name="messages"),
    routes.h5("messages/<int:case>/appeal/", appeal, name="messages-appeal"),
]
