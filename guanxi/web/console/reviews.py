"""What members say of what they bought or tried: the truth about the product, for those who make it."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from guanxi.circles import moderating as circles
from guanxi.kernel import keyset
from guanxi.moderation import actions as moderation
from guanxi.shop import moderating
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
        columns=_columns(desk),
        rows=tuple(listing.Row(key=str(one.id), cells=()) for one in found.rows),
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
    context = {"listing": page, "reviews": [_row(desk, one) for one in found.rows]}
    return shell.show(request, "console/reviews/list.html", context)


@require_POST
def moderate(request: HttpRequest, desk: access.Desk, review: int) -> HttpResponse:
    """Open a case about a review, to take it out on a ground in law; or about the post as which it stands in a circle.

    They are judged apart: the one decides whether the review counts, the other who reads it there.
    """
    found = reviews.anybodys(space_id=desk.space.id, review_id=min(review, 2**63 - 1))
    kind, subject = moderating.KIND, found.id
    if request.POST.get("what") == "post":
        if found.post_id is None:
            raise Http404
        kind, subject = circles.POST, found.post_id
    case = moderation.open_case(space_id=desk.space.id, kind=kind, subject_id=subject, actor=desk.actor)
    address = reverse("console:moderation-case", args=[desk.space.slug, case])
    return HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)


def _readers() -> tuple[str, str, str]:
    return gettext("a circle"), gettext("only the brand"), gettext("nobody: it was taken out")


def _heads() -> list[str]:
    return [gettext("When"), gettext("Member"), gettext("About"), gettext("Words"), gettext("Who reads it")]


def _columns(desk: access.Desk) -> tuple[listing.Column, ...]:
    sorts = ("newest", "member", "", "", "")
    said = tuple(listing.Column(head=head, sort=sort) for head, sort in zip(_heads(), sorts, strict=True))
    acts = (listing.Column(head=gettext("Actions"), hidden=True),)
    return said + acts if desk.can("moderation.decide") else said


def _row(desk: access.Desk, one: reviews.Review) -> Mapping[str, object]:
    moment, member, about, words, read = _said(desk, one)
    slug = desk.space.slug
    return {
        "id": one.id,
        "moment": moment,
        "member": member,
        "timeline": links.member(slug, one.member_id),
        "about": about,
        "words": words,
        "pictures": [
            {size: reverse("console:picture", args=[slug, number, size]) for size in ("small", "large")}
            for number in one.picture_ids
        ],
        "read": read,
        "tone": "bad" if one.hidden_at else "quiet",
        "is_out": one.hidden_at is not None,
        "is_post": one.post_id is not None,
        "may_moderate": desk.can("moderation.decide"),
    }


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


ROUTES = [
    routes.console("reviews/", overview, name="reviews", needs="circles.read"),
    routes.console("reviews/<int:review>/moderate/", moderate, name="review-moderate", needs="moderation.decide"),
]
