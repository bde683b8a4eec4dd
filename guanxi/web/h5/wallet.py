"""The wallet, and what a member has won: gifts, coupons, tickets, membership days."""

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guanxi.web import access, numbers, routes, shell
from guanxi.web.h5 import rewards_page, wallet_page

_UNIT = re.compile(r"[a-z_]+(:[^\s/?#]{1,80})?")


@require_safe
def wallet(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What do I have, and where did it come from."""
    unit = request.GET.get("unit", wallet_page.POINTS)
    if not _UNIT.fullmatch(unit):
        raise Http404
    page = wallet_page.page(visit, unit=unit, before=numbers.named(request.GET.get("before", "")))
    if page is None:
        raise Http404
    return shell.show(request, "h5/wallet/wallet.html", {"page": page})


@require_safe
def rewards(request: HttpRequest, visit: access.Visit) -> HttpResponse:
    """What have I won."""
    return shell.show(request, "h5/wallet/rewards.html", {"page": rewards_page.page(visit)})


ROUTES = [
    routes.h5("wallet/", wallet, name="wallet"),
    routes.h5("wallet/rewards/", rewards, name="rewards"),
]
