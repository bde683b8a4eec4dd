"""Whether somebody sits at this very machine: then a demo may be looked at, and entered, without a password."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def is_here(request: HttpRequest) -> bool:
    """Whether the request comes from, and names, the loopback host, and nobody passed it on.

    Both must be: a proxy in front makes every sender look local, and a hostile page can point its own name at
    127.0.0.1. An installation that says under which address it is reached (GUANXI_URL) has nobody "here".
    """
    if settings.GUANXI_URL or settings.GUANXI_PROXIES:
        return False
    try:
        sender = ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", "")))
        host = urlsplit(f"//{request.META.get('HTTP_HOST', '')}").hostname
    except ValueError:
        return False
    return sender.is_loopback and host in NAMES and not any(name in request.META for name in _FORWARDED)
