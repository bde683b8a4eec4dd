"""How a view becomes a route: guarded, inside its space, and classified for the access matrix."""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from guanxi.kernel.errors import Refusal
from guanxi.spaces import queries as spaces
from guanxi.web import access, refusals, shell
from guanxi.web.signin import factors

type Answer = HttpResponseBase
type View = Callable[..., Answer]

_ZERO = "\x00"


def console(address: str, view: View, *, name: str, needs: str, may_be_kept: bool = False) -> URLPattern:
    """A page of the staff at /s/<slug>/<address>; `needs` is a permission, or "staff" for every role.

    The view is called with the request and an `access.Desk`. Who is not signed in is asked to; who does not work for
    the space gets the same 404 as for a space that is not there; who works there without the permission gets 403.
    Browsers keep nothing, unless `may_be_kept`: then the view says for how long.
    """

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **rest: Any) -> Answer:  # noqa: ANN401 - parts of the address
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())

        def answer(space: spaces.Space) -> Answer:
            desk = access.desk_of(request, space)
            request.desk = desk  # type: ignore[attr-defined]
            if factors.is_missing(request, desk):
                return redirect(f"{reverse('second-factor')}?{urlencode({'next': request.get_full_path()})}")
            if not desk.can(needs):
                return shell.sorry(request, status=HTTPStatus.FORBIDDEN, face="console")
            return _unreadable(request, rest, face="console") or view(request, desk, **rest)

        return _inside(request, slug, answer, face="console")

    return _route(
        address, guarded, name=name, classified=access.Access(face="console", needs=needs), may_be_kept=may_be_kept
    )


def h5(address: str, view: View, *, name: str, needs: str = "member", may_be_kept: bool = False) -> URLPattern:
    """A page for members at /m/<slug>/<address>: `needs` is "member" (view gets a Visit) or "anyone" (a Guest).

    Who is not signed in is sent to join and comes back.
    """

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **rest: Any) -> Answer:  # noqa: ANN401 - parts of the address
        def answer(space: spaces.Space) -> Answer:
            guest = access.guest_of(request, space)
            request.guest = guest  # type: ignore[attr-defined]
            if needs == "anyone":
                return _unreadable(request, rest, face="h5") or _kept(request, guest, view(request, guest, **rest))
            if guest.member_id is None:
                return redirect(f"{reverse('h5:join', args=[slug])}?{urlencode({'next': request.get_full_path()})}")
            visit = access.Visit(space=space, member_id=guest.member_id, now=guest.now)
            request.visit = visit  # type: ignore[attr-defined]
            return _unreadable(request, rest, face="h5") or _kept(request, guest, view(request, visit, **rest))

        return _inside(request, slug, answer, face="h5")

    return _route(
        address, guarded, name=name, classified=access.Access(face="h5", needs=needs), may_be_kept=may_be_kept
    )


def public(address: str, view: View, *, name: str) -> URLPattern:
    """A page for everybody at /<address>; the view is called with the request alone."""

    @wraps(view)
    def guarded(request: HttpRequest, **rest: Any) -> Answer:  # noqa: ANN401 - parts of the address
        try:
            return _unreadable(request, rest, face="public") or view(request, **rest)
        except Refusal as refusal:
            return _refused(request, refusal, face="public")

    return _route(address, guarded, name=name, classified=access.Access(face="public", needs="anyone"))


def _unreadable(request: HttpRequest, rest: Mapping[str, object], *, face: access.Face) -> Answer | None:
    """What is answered to a zero character, which nobody types and no text of the database holds; None without one.

    An address with one is of nothing that is there; a form or a question with one was not sent by a page of ours.
    """
    if any(isinstance(part, str) and _ZERO in part for part in rest.values()):
        raise Http404
    sent = (text for form in (request.GET, request.POST) for name in form for text in (name, *form.getlist(name)))
    if any(_ZERO in text for text in sent):
        words = gettext("What was sent has a sign in it that no text can keep. Nothing was changed. Type it anew.")
        return shell.sorry(request, status=HTTPStatus.BAD_REQUEST, text=words, face=face)
    return None


def _kept(request: HttpRequest, guest: access.Guest, answer: Answer) -> Answer:
    access.keep_signed_in(request, answer, guest)
    return answer


def _inside(request: HttpRequest, slug: str, answer: Callable[[spaces.Space], Answer], *, face: access.Face) -> Answer:
    """One transaction in the space; what is refused leaves nothing behind.

    A space that is not there and one that is not yours look the same: UnknownSpace becomes the 404 of both.
    """
    try:
        with spaces.acting_in(slug=slug) as space:
            return answer(space)
    except Refusal as refusal:
        return _refused(request, refusal, face=face)


def _refused(request: HttpRequest, refusal: Refusal, *, face: access.Face) -> HttpResponse:
    if refusals.status(refusal) == HTTPStatus.NOT_FOUND:
        raise Http404 from refusal  # another space's id answers like a missing one
    return shell.refused(request, refusal, face=face)


def _route(
    address: str, guarded: View, *, name: str, classified: access.Access, may_be_kept: bool = False
) -> URLPattern:
    view = guarded if may_be_kept or classified.face == "public" else never_cache(guarded)
    view.access = classified  # type: ignore[attr-defined]
    return path(address, view, name=name)
