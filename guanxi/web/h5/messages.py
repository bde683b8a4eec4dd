"""The messages of a member."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from guanxi.moderation import actions as moderation
from guanxi.moderation import errors as moderation_errors
from guanxi.web import access, numbers, routes, shell
from guanxi.web.h5 import going, messages_page


@require_safe
def messages(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What happened that I should know of. Looking at it is having seen it."""
    is_looking = request.method == "GET"
    page = messages_page.page(visit, before=_before(request), mark=is_looking)
    if is_looking:
        _mark_read(visit, page["judged"])
    return shell.show(request, "h5/messages/messages.html", {"page": page})


@require_safe
def decisions(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What the moderators decided about things of mine, all of it, page by page."""
    page = messages_page.decisions(visit, before=_before(request))
    if request.method == "GET":
        _mark_read(visit, page["judged"])
    return shell.show(request, "h5/messages/decisions.html", {"page": page})


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


def _mark_read(visit: access.Visit, newest: object) -> None:
    """The decisions that are on the page are read; those on later pages are older, and were."""
    if isinstance(newest, int) and newest:
        moderation.mark_read(space_id=visit.space.id, member_id=visit.member_id, up_to=newest, at=visit.now)


def _before(request: HttpRequest) -> int | None:
    return numbers.named(request.GET.get("before", ""))


ROUTES = [
    routes.h5("messages/", messages, name="messages"),
    routes.h5("messages/decisions/", decisions, name="messages-decisions"),
    routes.h5("messages/<int:case>/appeal/", appeal, name="messages-appeal"),
]
