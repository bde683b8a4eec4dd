"""What addresses begin with that are given away: printed, sent, signed. Never by accident what this request came by."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from guanxi.posters import settings as posters


def of_installation(request: HttpRequest) -> str:
    """Where this installation is reached: what GUANXI_URL says, else as this request did. No slash at its end."""
    return str(settings.GUANXI_URL) or f"{request.scheme}://{request.get_host()}"


def of_space(request: HttpRequest, space_id: int) -> str:
    """Where a space is reached: under its own domain where it has one (P-31), else where the installation is."""
    return posters.link_origin(space_id) or of_installation(request)


def is_only_here(address: str) -> bool:
    """Whether only this very machine can open an address, which must then not be printed or sent."""
    host = urlsplit(address).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
