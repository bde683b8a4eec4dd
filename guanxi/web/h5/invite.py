"""Inviting: the poster first, the link, the friends who came."""

from datetime import datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from guanxi.members import signin
from guanxi.posters import actions as posters
from guanxi.posters import errors, jobs
from guanxi.quests import standing as quests
from guanxi.referral import actions as referral
from guanxi.referral import friends as referral_friends
from guanxi.web import access, listing, routes, shell
from guanxi.web.h5 import invite_page, invite_poster

_RETRY_S = "2"
_CURSOR = 2


def invite(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """The poster, the personal link, the friends, what is reached and what waits."""
    summary = _summary(visit)
    page = invite_page.page(
        request, visit, code=summary.code or _new_code(visit), standings=_standings(visit), summary=summary
    )
    return shell.show(request, "h5/invite/page.html", {"page": page})


def friends(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """The rest of the friends, page by page."""
    after = listing.read_cursor(request.GET.get("after", ""))
    found = referral_friends.friends(
        space_id=visit.space.id, member_id=visit.member_id, before=_moment(after), limit=40
    )
    page = invite_page.friends(visit, found, _summary(visit))
    return shell.show(request, "h5/invite/friends.html", {"page": page})


def poster(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """The picture; when too many are drawn at once, the worker draws it and the browser asks again."""
    offers = invite_poster.offers(visit, _standings(visit))
    wanted = invite_poster.wish(request, offers)
    offer = next(one for one in offers if one.slug == wanted.what)
    asked = invite_poster.invitation(request, visit, offer, wanted, _summary(visit).code or _new_code(visit))
    tag = f'"{asked.key.hex()}"'
    if request.headers.get("If-None-Match") == tag:
        return _picture(b"", tag, HTTPStatus.NOT_MODIFIED)
    space_id, member_id = visit.space.id, visit.member_id
    try:
        drawn = posters.picture(space_id=space_id, member_id=member_id, invitation=asked, actor=None, at=visit.now)
    except errors.TooBusy as busy:
        posters.order(space_id=space_id, member_id=member_id, invitation=asked, actor=None, at=visit.now)
        jobs.draw.defer(space_id=space_id, key=asked.key.hex())
        answer = HttpResponse(str(busy), status=HTTPStatus.SERVICE_UNAVAILABLE, content_type="text/plain")
        answer["Retry-After"] = _RETRY_S
        answer["Cache-Control"] = "no-store"
        return answer
    return _picture(drawn, tag, HTTPStatus.OK)


def show_me(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """Let one's name and picture be on one's invitations, or no longer."""
    if request.method == "POST":
        agree = request.POST.get("agree") == "yes"
        who = {"space_id": visit.space.id, "member_id": visit.member_id}
        if signin.choose(**who, purpose=invite_poster.CONSENT, agree=agree, actor=None):
            shell.tell(
                request,
                gettext("Your name and picture are on your invitations now.")
                if agree
                else gettext("Your invitations no longer show who you are."),
            )
    return HttpResponseRedirect(reverse("h5:invite", args=[visit.space.slug]), status=HTTPStatus.SEE_OTHER)


def _summary(visit: access.Visit) -> referral_friends.Summary:
    return referral_friends.summary(space_id=visit.space.id, member_id=visit.member_id)


def _new_code(visit: access.Visit) -> str:
    """The member's own code, made at the first look."""
    return referral.personal_code(space_id=visit.space.id, member_id=visit.member_id, actor=None).code


def _standings(visit: access.Visit) -> tuple[quests.Standing, ...]:
    space = visit.space
    return quests.of_member(space_id=space.id, member_id=visit.member_id, zone=space.zone, now=visit.now)


def _moment(after: tuple[str | int, ...] | None) -> tuple[datetime, int] | None:
    if after is None or len(after) != _CURSOR:
        return None
    try:
        moment = datetime.fromisoformat(str(after[0]))
        return (moment, int(after[1])) if moment.tzinfo is not None else None
    except ValueError:
        return None


def _picture(drawn: bytes, tag: str, status: HTTPStatus) -> HttpResponse:
    answer = HttpResponse(drawn, content_type="image/jpeg", status=status)
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"  # kept, and asked each time whether it is still the one
    answer["Vary"] = "Cookie, Accept-Language"
    answer["Content-Disposition"] = 'inline; filename="invitation.jpg"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


ROUTES = [
    routes.h5("invite/", invite, name="invite"),
    routes.h5("invite/friends/", friends, name="invite-friends"),
    routes.h5("invite/poster/", poster, name="invite-poster", may_be_kept=True),
    routes.h5("invite/show-me/", show_me, name="invite-show-me"),
]
