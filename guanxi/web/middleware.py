"""Who may see the pages while there is no sign-in: this machine, or whoever has the access token."""

import ipaddress
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "guanxi_access"
PARAMETER = "token"
COOKIE_AGE_S = 12 * 60 * 60
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class OnlyThisMachine:
    """Answer requests that come from, and name, the loopback host; everybody else needs the access token.

    Both the sender and the `Host` they ask for must be loopback: a proxy in front would make every sender look
    local, and a hostile page could point its own name at 127.0.0.1. The token comes once in the address, is
    kept as a cookie that scripts cannot read, and is dropped from the address at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, remember the token, or say 403 and what to do."""
        if _is_loopback(request) or _has_cookie(request):
            return self.get_response(request)
        if _has_token(request):
            return _remember(request)
        return render(request, "web/only_here.html", {}, status=HTTPStatus.FORBIDDEN)


def _is_loopback(request: HttpRequest) -> bool:
    try:
        sender = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")))
    except ValueError:
        return False
    host = urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname
    forwarded = "HTTP_X_FORWARDED_FOR" in request.META or "HTTP_FORWARDED" in request.META
    return sender.is_loopback and host in LOOPBACK_NAMES and not forwarded


def _cookie_value() -> str:
    return salted_hmac("guanxi.web.access", settings.GUANXI_ACCESS_TOKEN, algorithm="sha256").hexdigest()


def _has_cookie(request: HttpRequest) -> bool:
    given = request.COOKIES.get(COOKIE, "")
    return bool(settings.GUANXI_ACCESS_TOKEN) and constant_time_compare(given, _cookie_value())


def _has_token(request: HttpRequest) -> bool:
    given = request.GET.get(PARAMETER, "")
    return bool(settings.GUANXI_ACCESS_TOKEN) and constant_time_compare(given, settings.GUANXI_ACCESS_TOKEN)


def _remember(request: HttpRequest) -> HttpResponse:
    response = HttpResponseRedirect(request.path)
    response.set_cookie(
        COOKIE,
        _cookie_value(),
        max_age=COOKIE_AGE_S,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response
