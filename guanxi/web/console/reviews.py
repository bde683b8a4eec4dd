"""What members say of what they bought or tried: the truth about the product, for those who make it."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from guanxi.shop import queries as reviews
from guanxi.web import access, formats, listing, routes, shell
from guanxi.web.console import links

PAGE = 50
CSV_AT_ONCE = 500


def overview(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """All reviews, the newest first."""
    asked = listing.asked(request, sorts=("newest",))
    if asked.csv:
        return listing.as_csv("reviews", heads=_heads(), rows=_rows(desk))
    before = int(asked.after[0]) if asked.after and str(asked.after[0]).isdigit() else None
    found = reviews.everybodys(space_id=desk.space.id, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    page = listing.Listing(
        label=gettext("Reviews"),
        columns=tuple(listing.Column(head=head) for head in _heads()),
        rows=tuple(_row(desk, one) for one in shown),
        asked=asked,
        next=listing.cursor([shown[-1].id]) if len(found) > PAGE else "",
        csv=bool(shown),
        empty=listing.Empty(
            title=gettext("No review yet"),
            text=gettext(
                "Members write them on the phone, under Me: what they bought or tried, in their words. The recipe"
                " “Trial and review” asks for them."
            ),
        ),
    )
    return shell.show(request, "console/reviews/list.html", {"listing": page})


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
    read = gettext("a circle") if one.post_id else gettext("only the brand")
    if one.hidden_at:
        read = gettext("nobody: it was taken out")
    label = gettext("rewarded") if one.is_rewarded else ""
    return (
        formats.moment(one.written_at, zone=desk.space.time_zone),
        gettext("Member %(number)d") % {"number": one.member_id},
        " · ".join(part for part in (one.product, order) if part),
        one.text,
        " · ".join(part for part in (read, label) if part),
    )


def _rows(desk: access.Desk) -> Iterator[list[object]]:
    for found in listing.pages(
        lambda last: reviews.everybodys(space_id=desk.space.id, before=last, limit=CSV_AT_ONCE), key=lambda one: one.id
    ):
        for one in found:
            yield list(_said(desk, one))


ROUTES = [routes.console("reviews/", overview, name="reviews", needs="circles.read")]
