"""Segments: who belongs together, said by clicking or as text, counted while one looks."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from guanxi.kernel import keyset
from guanxi.kernel.errors import Refusal
from guanxi.kernel.predicates import PredicateRefused
from guanxi.members import segments as kept
from guanxi.web import access, listing, routes, shell
from guanxi.web.console import segments_page


def listed(request: HttpRequest, desk: access.Desk) -> HttpResponseBase:
    """Every segment with its condition."""
    asked = listing.asked(request, sorts=tuple(kept.ORDERS))

    def read(wanted: keyset.Wanted) -> keyset.Found[kept.Segment]:
        return kept.page(space_id=desk.space.id, wanted=wanted, words=asked.query)

    if asked.csv:
        heads = segments_page.heads()
        return listing.table(
            "segments",
            heads=heads,
            asked=asked,
            read=read,
            lines=lambda page: (segments_page.line(desk, one) for one in page),
        )
    page = segments_page.listed(desk, asked, read(asked.wanted))
    return shell.show(request, "console/segments/list.html", {"page": page})


def begin(request: HttpRequest, desk: access.Desk) -> HttpResponse:
    """A new segment."""
    return _edit(request, desk, slug=None)


def edit(request: HttpRequest, desk: access.Desk, segment: str) -> HttpResponse:
    """A segment that is there."""
    return _edit(request, desk, slug=segment)


def drop(request: HttpRequest, desk: access.Desk, segment: str) -> HttpResponse:
    """Ask; then forget the segment. Nobody loses a tag or anything else by it."""
    found = kept.segment(space_id=desk.space.id, slug=segment)
    if request.method == "POST":
        kept.drop(space_id=desk.space.id, slug=segment, actor=desk.actor)
        shell.tell(
            request, gettext("The segment “%(name)s” is gone; its members stay as they are.") % {"name": found.name}
        )
        return _to_list(desk)
    return shell.show(request, "console/segments/drop.html", {"segment": found})


def _edit(request: HttpRequest, desk: access.Desk, *, slug: str | None) -> HttpResponse:
    found = kept.segment(space_id=desk.space.id, slug=slug) if slug else None
    if request.method != "POST":
        draft = segments_page.of_kept(desk, found)
        return _show(request, desk, draft, slug)
    draft = segments_page.of_form(desk, request.POST)
    if request.POST.get("act") != "save" or draft.problem:
        wrong = bool(draft.problem) and request.POST.get("act") == "save"
        return _show(request, desk, draft, slug, status=HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK)
    try:
        kept.save(space_id=desk.space.id, name=draft.name, predicate=draft.text, actor=desk.actor, slug=slug)
    except PredicateRefused as refusal:
        return _show(request, desk, draft.refused(str(refusal)), slug, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    except Refusal as refusal:
        return _show(request, desk, draft.misnamed(str(refusal)), slug, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    shell.tell(request, gettext("The segment “%(name)s” is kept.") % {"name": draft.name})
    return _to_list(desk)


def _show(
    request: HttpRequest,
    desk: access.Desk,
    draft: segments_page.Draft,
    slug: str | None,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    page = segments_page.page(desk, draft, slug)
    return shell.show(request, "console/segments/edit.html", {"page": page}, status=status)


def _to_list(desk: access.Desk) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("console:segments", args=[desk.space.slug]), status=HTTPStatus.SEE_OTHER)


ROUTES = [
    routes.console("segments/", listed, name="segments", needs="members.read"),
    routes.console("segments/new/", begin, name="segment-new", needs="members.segments"),
    routes.console("segments/<slug:segment>/", edit, name="segment", needs="members.segments"),
    routes.console("segments/<slug:segment>/drop/", drop, name="segment-drop", needs="members.segments"),
]
