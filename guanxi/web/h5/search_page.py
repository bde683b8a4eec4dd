"""The search as the phone page shows it: hits with their snippet, where they were written, by whom, when."""

from collections.abc import Mapping

from django.utils.http import urlencode
from django.utils.translation import gettext

from guanxi.circles import search
from guanxi.web import access, formats, listing
from guanxi.web.h5 import words


def page(visit: access.Visit, *, asked: str, circle_id: int | None, found: search.Found) -> Mapping[str, object]:
    """Everything on the page; `part` says from where on hits lack something that was asked for."""
    within = {"in": str(circle_id)} if circle_id is not None else {}
    following = {"q": asked, **within, "after": listing.cursor(found.next)}
    exact = [_hit(one, visit) for one in found.hits if one.is_all]
    loose = [_hit(one, visit) for one in found.hits if not one.is_all]
    return {
        "asked": asked,
        "within": circle_id or "",
        "everywhere": f"?{urlencode({'q': asked})}" if circle_id is not None else "",
        "exact": exact,
        "loose": loose,
        "next": f"?{urlencode(following)}" if found.next else "",
    }


def _hit(one: search.Hit, visit: access.Visit) -> Mapping[str, object]:
    slug = visit.space.slug
    anchor = f"?at={one.comment_id}#comment-{one.comment_id}" if one.comment_id else ""
    return {
        "url": words.link("post", slug, one.post_id) + anchor,
        "pieces": one.snippet,
        "circle": one.circle_name,
        "author": _author(one, visit),
        "is_comment": bool(one.comment_id),
        "is_featured": one.is_featured,
        "is_ad": one.declared == "ad" and not one.comment_id,
        "ago": formats.ago(one.written_at, now=visit.now, zone=visit.space.time_zone),
        "iso": one.written_at.isoformat(),
    }


def _author(one: search.Hit, visit: access.Visit) -> str:
    if one.author is None:
        return visit.space.name
    return gettext("You") if one.author_id == visit.member_id else one.author.name
