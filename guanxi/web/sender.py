"""Where a request comes from, for counting: never what the sender claims, unless a proxy of ours says it."""

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The network address, of IPv6 the /64: whoever has one has them all. GUANXI_PROXIES says how many proxies count.

    Raises PermissionDenied when the request says nothing that can be trusted.
    """
    return str(truncate_ip(get_adapter().get_client_ip(request)))
