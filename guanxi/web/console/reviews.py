"""What members say of what they bought or tried: the truth about the product, for those who make it."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from guanxi.kernel import keyset
from guanxi.shop import queries as reviews
from guanxi.web import access, formats, listing, routes, shell
from guanxi.web.console import links


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """All reviews, the newest first."""
    asked = listing.asked(request, sorts=tuple(reviews.ORDERS), filters=("readers",), default="-newest")

    def read(wanted: keyset.Wanted) -> keyset.Found[reviews.Review]:
        readers = asked.filters["readers"]
        return reviews.everybodys(space_id=desk.space.id, wanted=wanted, words=asked.query, readers=readers)

    if asked.csv:
        return listing.table(
            "reviews",
            heads=_heads(),
            asked=asked,
            read=read,
            lines=lambda page: (_said(desk, one) for one in page),
        )
    found = read(asked.wanted)
    page = listing.Listing(
        label=gettext("Reviews"),
        columns=tuple(
            listing.Column(head=head, sort=sort)
            for head, sort in zip(_heads(), ("newest", "member", "", "", ""), strict=True)
        ),
        rows=tuple(_row(desk, one) for one in found.rows),
        asked=asked,
        search=gettext("Part of the words"),
        filters=(
            listing.Filter(
                name="readers",
                label=gettext("Who reads it"),
                choices=tuple(zip(reviews.READERS, _readers(), strict=True)),
                value=asked.filters["readers"],
            ),
        ),
        next=listing.cursor(found.next),
        previous=listing.cursor(found.previous),
        csv=True,
        empty=listing.Empty(
            title=gettext("No review yet"),
            text=gettext(
                "Members write them on the phone, under Me: what they bought or tried, in their words. The recipe"
                " “Trial and review” asks for them."
            ),
        ),
    )
    return shell.show(request, "console/reviews/list.html", {"listing": page})


def _readers() -> tuple[str, str, str]:
    return gettext("a circle"), gettext("only the brand"), gettext("nobody: it was taken out")


def _heads() -> list[str]:
    return [gettext("When"), gettext("Member"), gettext("About"), gettext("Words"), gettext("Who reads it")]


def _row(desk: access.Desk, one: reviews.Review) -> listing.Row:
    moment, member, about, words, read = _said(desk, one)
    return listing.Row(
        key=str(one.id),
        cells=(
            listing.Cell(text=moment),
            listing.Cell(text=member, href=links.member(desk.space.slug, one.member_id)),
            listing.Cell(text=about),
            listing.Cell(text=words),
            listing.Cell(text=read, tone="bad" if one.hidden_at else "quiet"),
        ),
    )


def _said(desk: access.Desk, one: reviews.Review) -> tuple[str, str, str, str, str]:
    order = gettext("Order %(order)s") % {"order": one.order} if one.order else ""
    circle, brand, nobody = _readers()
    read = nobody if one.hidden_at else circle if one.post_id else brand
    label = gettext("rewarded") if one.is_rewarded else ""
    return (
        formats.moment(one.written_at, zone=desk.space.time_zone),
        gettext("Member %(number)d") % {"number": one.member_id},
        " · ".join(part for part in (one.product, order) if part),
        one.text,
        " · ".join(part for part in (read, label) if part),
    )


ROUTES = [routes.console("reviews/", overview, name="reviews", needs="circles.read")]
