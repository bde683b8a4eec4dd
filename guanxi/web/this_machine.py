"""Whether somebody sits at this very machine: then a demo may be looked at, and entered, without a password.

Who sits here has read the address that Guanxi printed on the terminal (GUANXI_HERE): opening it leaves a signed cookie.
The network alone cannot say it. A plain proxy, a tunnel and socat make everybody look local.
"""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
COOKIE = "guanxi_here"
COOKIE_AGE_S = 30 * 24 * 60 * 60
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
_SALT = "guanxi.web.here"
_SAID = "here"


def is_here(request: HttpRequest) -> bool:
    """Whether the request looks local, and its browser has opened the address that was printed on the terminal."""
    if not looks_local(request):
        return False
    try:
        return bool(signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=COOKIE_AGE_S) == _SAID)
    except signing.BadSignature:
        return False


def looks_local(request: HttpRequest) -> bool:
    """Whether the request comes from, and names, the loopback host, and nobody says to have passed it on.

    Both must be: a hostile page can point its own name at 127.0.0.1. An installation that says under which address it
    is reached (GUANXI_URL) has nobody "here".
    """
    if settings.GUANXI_URL or settings.GUANXI_PROXIES:
        return False
    try:
        sender = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")))
        host = urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname
    except ValueError:
        return False
    return sender.is_loopback and host in NAMES and not any(name in request.META for name in FORWARDED)


def may_be_here(request: HttpRequest) -> bool:
    """Whether the request looks local and there is a printed address that its sender could open."""
    return bool(settings.GUANXI_HERE) and looks_local(request)


def is_printed(token: str) -> bool:
    """Whether this is the token of the address that this start printed; without a printed one nothing is."""
    return bool(settings.GUANXI_HERE) and constant_time_compare(token, settings.GUANXI_HERE)


def remember(response: HttpResponse) -> None:
    """Let this browser be here for a month."""
    response.set_cookie(COOKIE, cookie(), max_age=COOKIE_AGE_S, httponly=True, samesite="Lax")


def cookie() -> str:
    """What the cookie holds, for programs of this installation that look around in it."""
    return signing.dumps(_SAID, salt=_SALT)
