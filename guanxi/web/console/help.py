"""Help: the keys, the order of the method, and where to begin."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop

from guanxi.web import access, routes, shell
from guanxi.web.console import help_page

KEYS = (
    ("o", gettext_noop("Overview")),
    ("m", gettext_noop("Members")),
    ("c", gettext_noop("Circles")),
    ("q", gettext_noop("Quests")),
    ("l", gettext_noop("Ledger")),
    ("a", gettext_noop("Audit")),
)


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """The one page of help; everything else is said where it is needed."""
    context = {"keys": [(key, gettext(name)) for key, name in KEYS], "order": help_page.order(desk.space.slug)}
    return shell.show(request, "console/help/help.html", context)


ROUTES = [routes.console("help/", overview, name="help", needs="staff")]
