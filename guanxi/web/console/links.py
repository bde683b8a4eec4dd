"""Links to pages that others make: empty where the page is not there."""

from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from guanxi.web import access


def to(name: str, *args: object) -> str:
    """The address of the page `name`."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def member(slug: str, member_id: int) -> str:
    """The page of a member."""
    return to("console:member", slug, member_id)


def poster(desk: access.Desk, leads_to: str) -> str:
    """Where a poster is made that leads to "circle:tea" or "quest:checkin"; empty for who may make none."""
    if not desk.can("referral.write"):
        return ""
    return f"{to('console:codes-new', desk.space.slug)}?{urlencode({'leads_to': leads_to})}"
