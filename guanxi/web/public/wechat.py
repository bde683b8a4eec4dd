"""Signing in by WeChat: there and back again. WeChat is asked outside of any transaction."""

import secrets
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext

from guanxi.connectors import wechat
from guanxi.kernel import tenancy
from guanxi.kernel.errors import OutsideError
from guanxi.members import signin
from guanxi.spaces import queries as spaces
from guanxi.web import access, routes, shell
from guanxi.web.h5 import join

STATE_COOKIE = "guanxi_state"
_STATE_AGE_S = 600
_STATE_BYTES = 24
_LONGEST_CODE = 200


def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the browser to WeChat, with a state that only this browser knows, and where it wanted to go."""
    space = access.space_named(slug)
    if not wechat.is_on(slug=slug):
        raise Http404
    state = secrets.token_hex(_STATE_BYTES)
    back_to = request.build_absolute_uri(join.step(request, space, "wechat-back"))
    answer = HttpResponseRedirect(wechat.authorise_url(slug=slug, back_to=back_to, state=state))
    answer.set_cookie(
        STATE_COOKIE,
        state,
        max_age=_STATE_AGE_S,
        path=access.cookie_path(space.slug),
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return answer


def back(request: HttpRequest, slug: str) -> HttpResponse:
    """WeChat sends the browser back with a code that says who it is."""
    space = access.space_named(slug)
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    kept = request.COOKIES.get(STATE_COOKIE, "")
    if not wechat.is_on(slug=slug):
        raise Http404
    if not kept or not code or len(code) > _LONGEST_CODE or not constant_time_compare(kept, state):
        return _not_done(request, space)
    try:
        person = wechat.person(slug=slug, code=code)
    except OutsideError:
        return _not_done(request, space)
    with tenancy.acting_in(space.id):
        # The union id is the person; the open id only their name in this one account.
        system, value = ("wechat_union", person.union_id) if person.union_id else ("wechat", person.open_id)
        token = signin.arrive_proven(space_id=space.id, system=system, value=value, name=person.nickname)
        answer = join.arrive(request, space, token)
    answer.delete_cookie(STATE_COOKIE, path=access.cookie_path(slug), samesite="Lax")
    return answer


def _not_done(request: HttpRequest, space: spaces.Space) -> HttpResponse:
    shell.warn(request, gettext("WeChat did not sign you in. Try again, or use your phone number."))
    return HttpResponseRedirect(join.step(request, space, "h5:join"), status=HTTPStatus.SEE_OTHER)


ROUTES = [
    routes.public("m/<slug:slug>/wechat/", start, name="wechat-start"),
    routes.public("m/<slug:slug>/wechat/back/", back, name="wechat-back"),
]
