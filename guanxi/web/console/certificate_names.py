"""The names that members wrote on their certificates, for which the brand stands: staff can look one up and judge it.

What is decided is decided in moderation, with a ground and a reason, and the holder can object.
"""

import re
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from guanxi.certificates import errors, moderating, queries
from guanxi.kernel import keyset
from guanxi.moderation import actions as moderation
from guanxi.web import access, certificate_words, formats, listing, routes, shell

_ADDRESS = re.compile(r"[0-9a-f]{32}")


def names(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """The certificates that show a name, the latest first; or the one of an address that somebody complains about."""
    asked = listing.asked(request, sorts=tuple(queries.NAMED_ORDERS), filters=("state",), default="-new")
    wanted_id = _ADDRESS.search(asked.query)
    public_id = (wanted_id.group() if wanted_id else "") if asked.query else None

    def read(wanted: keyset.Wanted) -> keyset.Found[queries.Certificate]:
        state = asked.filters["state"] if asked.filters["state"] in {"shown", "hidden"} else ""
        return queries.named(space_id=desk.space.id, wanted=wanted, public_id=public_id, state=state)

    source = listing.Source(asked=asked, columns=_columns(), read=read, row=lambda one: _row(desk, one))
    if asked.csv:
        return source.table("certificate-names")
    page = source.page(
        label=gettext("Names on certificates"),
        search=gettext("Address of a certificate"),
        filters=(
            listing.Filter(
                name="state",
                label=gettext("State"),
                choices=(("shown", gettext("shown")), ("hidden", gettext("taken off"))),
                value=asked.filters["state"],
            ),
        ),
        empty=listing.Empty(
            title=gettext("No certificate shows a name"),
            text=gettext(
                "Members can put a name of their choice on a certificate that you sign. Here you see which, and can "
                "take one off that makes you say what is not so."
            ),
            action=gettext("Go to the certificates"),
            href=reverse("console:certificates", args=[desk.space.slug]),
        ),
    )
    return shell.show(request, "console/certificates/names.html", {"listing": page})


def name(request: HttpRequest, desk: access.Desk, public_id: str) -> HttpResponse:
    """One certificate with its name; the button opens a case about the name."""
    found = queries.certificate(space_id=desk.space.id, public_id=public_id)
    written = moderating.described(space_id=desk.space.id, subject_ids=[found.id]).get(found.id)
    if written is None:
        raise errors.UnknownCertificate
    if request.method == "POST":
        if not desk.can("moderation.decide"):
            return shell.sorry(request, status=HTTPStatus.FORBIDDEN, face="console")
        case = moderation.open_case(space_id=desk.space.id, kind=moderating.KIND, subject_id=found.id, actor=desk.actor)
        address = reverse("console:moderation-case", args=[desk.space.slug, case])
        return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    page = {
        "id": found.public_id,
        "name": written.text,
        "title": certificate_words.title(found),
        "is_hidden": found.is_name_hidden,
        "holder": reverse("console:member", args=[desk.space.slug, found.member_id]),
        "may": desk.can("moderation.decide"),
    }
    return shell.show(request, "console/certificates/name.html", {"page": page})


def _columns() -> tuple[listing.Column, ...]:
    return (
        listing.Column(head=gettext("Name")),
        listing.Column(head=gettext("Certificate"), sort="name"),
        listing.Column(head=gettext("Issued"), sort="new"),
        listing.Column(head=gettext("State")),
    )


def _row(desk: access.Desk, one: queries.Certificate) -> listing.Row:
    hidden = listing.Cell(text=gettext("taken off"), tone="bad")
    return listing.Row(
        key=one.public_id,
        cells=(
            listing.Cell(
                text=one.written_name,
                href=reverse("console:certificate-name", args=[desk.space.slug, one.public_id]),
            ),
            listing.Cell(text=certificate_words.title(one)),
            listing.Cell(text=formats.moment(one.issued_at, zone=desk.space.time_zone)),
            hidden if one.is_name_hidden else listing.Cell(text=gettext("shown"), tone="good"),
        ),
    )


ROUTES = [
    routes.console("certificate-names/", names, name="certificate-names", needs="moderation.read"),
    routes.console("certificate-names/<str:public_id>/", name, name="certificate-name", needs="moderation.read"),
]
