"""Channel codes in words: the list with its figures, one code with all that it did."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, pgettext

from guanxi.kernel import keyset
from guanxi.posters import settings as poster_settings
from guanxi.posters.looks import print as printing
from guanxi.referral import browsing, wording
from guanxi.web import access, formats, listing, origins
from guanxi.web.console import links, settings_page
from guanxi.web.h5 import invite_poster


def states() -> dict[str, str]:
    """The states of a code, in words."""
    return {"open": pgettext("state of a code", "Open"), "closed": pgettext("state of a code", "Closed")}


def asked(request: HttpRequest) -> listing.Asked:
    """What the address asks of the list."""
    return listing.asked(request, sorts=tuple(browsing.ORDERS), filters=("state",), default="-made")


def found(desk: access.Desk, asked_: listing.Asked, wanted: keyset.Wanted) -> keyset.Found[browsing.ChannelCode]:
    """The page of codes that was asked for."""
    state = asked_.filters["state"] if asked_.filters["state"] in states() else ""
    return browsing.channel_page(space_id=desk.space.id, wanted=wanted, query=asked_.query, state=state)


def listed(desk: access.Desk, asked_: listing.Asked, shown: keyset.Found[browsing.ChannelCode]) -> listing.Listing:
    """The list as it is shown."""
    new = reverse("console:codes-new", args=[desk.space.slug])
    may = desk.can("referral.write")
    return listing.Listing(
        columns=_columns(),
        rows=tuple(_row(desk, one) for one in shown.rows),
        asked=asked_,
        label=gettext("Channel codes"),
        filters=(
            listing.Filter(
                name="state",
                label=gettext("State"),
                choices=tuple(states().items()),
                value=asked_.filters["state"],
            ),
        ),
        search=gettext("Code, channel, name"),
        next=listing.cursor(shown.next),
        previous=listing.cursor(shown.previous),
        csv=True,
        empty=listing.Empty(
            title=gettext("One code for each place where people find you"),
            text=gettext(
                "Print one on the parcel card, another on the shop door: from then on you know who came from where, "
                "who stayed, and what one member who stays has cost."
            ),
            action=gettext("Make the first code") if may else "",
            href=new if may else "",
        ),
    )


def heads() -> list[str]:
    """The columns of the file."""
    return [
        pgettext("of a channel", "Code"),
        gettext("Channel"),
        gettext("Name"),
        gettext("Campaign"),
        gettext("Gift"),
        gettext("Cost each"),
        gettext("Made"),
        pgettext("state of a code", "Closed"),
        gettext("Visits"),
        gettext("Visitors"),
        pgettext("figure", "Joined"),
        gettext("Took part"),
        gettext("Old enough to tell"),
        gettext("Stayed"),
        gettext("Cost"),
        gettext("Cost per member who stayed"),
    ]


def rows(found: Iterable[browsing.ChannelCode]) -> Iterator[Sequence[object]]:
    """The lines of the file; money in whole units."""
    for one in found:
        per = one.cost_per_retained_cents
        yield [
            one.code, one.channel, one.label, one.campaign, one.bait, one.bait_cost_cents / 100,
            one.created_at.isoformat(), one.closed_at.isoformat() if one.closed_at else "",
            one.touches, one.visitors, one.joined, one.qualified, one.old_enough, one.retained, one.cost_cents / 100,
            None if per is None else per / 100,
        ]  # fmt: skip


def one(request: HttpRequest, desk: access.Desk, code: browsing.ChannelCode) -> Mapping[str, object]:
    """A code with its figures, its link and what can be downloaded."""
    currency = desk.space.currency
    shown = browsing.landing_of(space_id=desk.space.id, code_id=code.id)
    link = invite_poster.link(request, desk.space.id, code.code)
    return {
        "code": code.code,
        "title": code.label or code.channel,
        "channel": code.channel,
        "campaign": code.campaign,
        "bait": code.bait,
        "cost": formats.money(code.bait_cost_cents, currency=currency) if code.bait_cost_cents else "",
        "closed": code.closed_at is not None,
        "made": formats.moment(code.created_at, zone=desk.space.time_zone),
        "link": link,
        "only_here": origins.is_only_here(link),
        "origin_setting": settings_page.address(desk, "referral.link_origin"),
        "reaches_nobody": settings_page.reaches_nobody(desk),
        "figures": _figures(code, currency),
        "formats": [("a4", gettext("Poster, A4")), ("card", gettext("Parcel card, A6"))],
        "landing": shown,
        "may": desk.can("referral.write"),
    }


def printed(request: HttpRequest, desk: access.Desk, code: browsing.ChannelCode) -> printing.Printed:
    """What stands on the printed sheet."""
    shown = browsing.landing_of(space_id=desk.space.id, code_id=code.id)
    return printing.Printed(
        language=translation.get_language() or "en",
        space_name=desk.space.name,
        brand_colour=poster_settings.brand_colour(desk.space.id),
        title=(shown.title if shown else "") or desk.space.name,
        text=shown.text if shown else "",
        bait="" if wording.findings(code.bait) else code.bait,  # older ones were not asked
        link=invite_poster.link(request, desk.space.id, code.code),
        is_ad=shown.is_ad if shown else False,
    )


def _figures(code: browsing.ChannelCode, currency: str) -> list[tuple[str, str, str]]:
    per = code.cost_per_retained_cents
    return [
        (gettext("Visits"), formats.number(code.touches), gettext("clicks and scans, previews left out")),
        (gettext("Visitors"), formats.number(code.visitors), gettext("different browsers")),
        (pgettext("figure", "Joined"), formats.number(code.joined), gettext("members who came by this code")),
        (gettext("Took part"), formats.number(code.qualified), gettext("did the act that counts")),
        (
            gettext("Stayed"),
            gettext("%(n)s of %(all)s") % {"n": formats.number(code.retained), "all": formats.number(code.old_enough)},
            gettext("still active later, of those who joined long enough ago"),
        ),
        (
            gettext("Cost per member who stayed"),
            "–" if per is None else formats.money(per, currency=currency),
            gettext("what all gifts cost, divided by who stayed"),
        ),
    ]


def _columns() -> tuple[listing.Column, ...]:
    return (
        listing.Column(head=pgettext("of a channel", "Code"), sort="made"),
        listing.Column(head=gettext("Channel")),
        listing.Column(head=gettext("State")),
        listing.Column(head=gettext("Visits"), numeric=True, sort="touches"),
        listing.Column(head=gettext("Visitors"), numeric=True),
        listing.Column(head=pgettext("figure", "Joined"), numeric=True, sort="joined"),
        listing.Column(head=gettext("Took part"), numeric=True),
        listing.Column(head=gettext("Stayed"), numeric=True, sort="retained"),
        listing.Column(head=pgettext("column", "Cost per member who stayed"), numeric=True),
    )


def _row(desk: access.Desk, code: browsing.ChannelCode) -> listing.Row:
    per = code.cost_per_retained_cents
    state = listing.Cell(text=states()["closed"], tone="quiet") if code.closed_at else _open()
    return listing.Row(
        key=code.code,
        cells=(
            listing.Cell(
                text=code.label or code.code,
                href=links.to("console:code", desk.space.slug, code.code),
                hint=formats.moment(code.created_at, zone=desk.space.time_zone),
            ),
            listing.Cell(text=code.channel, hint=code.campaign),
            state,
            listing.Cell(text=formats.number(code.touches)),
            listing.Cell(text=formats.number(code.visitors)),
            listing.Cell(text=formats.number(code.joined)),
            listing.Cell(text=formats.number(code.qualified)),
            listing.Cell(text=formats.number(code.retained)),
            listing.Cell(text="–" if per is None else formats.money(per, currency=desk.space.currency)),
        ),
    )


def _open() -> listing.Cell:
    return listing.Cell(text=states()["open"], tone="good")
