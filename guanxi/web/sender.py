"""Where a request comes from, for counting: never what the sender claims, unless a proxy of ours says it."""

import logging
from functools import cache

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.conf import settings
from django.http import HttpRequest

from guanxi.web import this_machine

_log = logging.getLogger(__name__)


def address_of(request: HttpRequest) -> str:
    """The network address, of IPv6 the /64: whoever has one has them all. GUANXI_PROXIES says how many proxies count.

    Raises PermissionDenied when the request says nothing that can be trusted.
    """
    if is_passed_on(request):
        _say_once()
    return str(truncate_ip(get_adapter().get_client_ip(request)))


def is_passed_on(request: HttpRequest) -> bool:
    """Whether a request says that a proxy passed it on, while this installation was told of none."""
    return not settings.GUANXI_PROXIES and any(name in request.META for name in this_machine.FORWARDED)


@cache
def _say_once() -> None:
    """Once in a process: anybody can send such a header as often as they like."""
    _log.warning(
        "requests say that a proxy passed them on, and GUANXI_PROXIES is 0: behind one, everybody counts as one sender,"
        " and limits stop all of them together; set GUANXI_PROXIES to how many proxies of yours stand in front"
    )
