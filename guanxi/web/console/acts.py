"""Who did what: every act of the staff that somebody may have to answer for, with its reason."""

from django.http import HttpRequest, HttpResponseBase

from guanxi.insight import acts
from guanxi.kernel import keyset
from guanxi.web import access, listing, routes, shell
from guanxi.web.console import actors, acts_page


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """The acts, the newest first; of one person, of one kind; or all of them as a table."""
    asked = listing.asked(request, sorts=tuple(acts.ORDERS), filters=("who", "kind"), default="-when")

    def read(wanted: keyset.Wanted) -> keyset.Found[acts.Act]:
        chosen = asked.filters
        return acts.page(space_id=desk.space.id, wanted=wanted, actor=chosen["who"], kind=chosen["kind"])

    names = actors.staff(desk)
    if asked.csv:
        return listing.table(
            "who-did-what",
            heads=acts_page.heads(),
            asked=asked,
            read=read,
            lines=lambda page: (acts_page.line(desk, one, names) for one in page),
        )
    shown = acts_page.listed(desk, asked, read(asked.wanted), names)
    return shell.show(request, "console/acts/list.html", {"listing": shown})


ROUTES = [routes.console("acts/", overview, name="acts", needs="journal.acts")]
