"""Links to pages that others make: empty where the page is not there."""

from django.urls import NoReverseMatch, reverse


def to(name: str, *args: object) -> str:
    """The address of the page `name`."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def member(slug: str, member_id: int) -> str:
    """The page of a member."""
    return to("console:member", slug, member_id)
