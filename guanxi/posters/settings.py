"""What a space decides about its posters."""

import re

from django.utils.translation import gettext_noop

from guanxi.posters import errors
from guanxi.spaces import brand, queries
from guanxi.spaces.settings import Setting, declare

LINK_ORIGIN = declare(
    Setting(
        name="referral.link_origin",
        kind="text",
        default="",
        meaning=gettext_noop(
            "The address that links and codes begin with, such as https://tea.example.com; empty: this server's."
        ),
        shape="origin",
    )
)
BRAND_COLOUR = brand.COLOUR
_HOST = r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
_PORT = r"(?::[0-9]{1,5})?"
_ORIGIN = re.compile(f"https?://{_HOST}{_PORT}")
_BARE = re.compile(rf"{_HOST}\.[A-Za-z]{{2,}}{_PORT}")


def link_origin(space_id: int) -> str:
    """The origin of links, without a slash at its end; empty for the server's own, also where it is no address."""
    origin = str(queries.setting(space_id=space_id, name=LINK_ORIGIN.name)).strip().rstrip("/")
    return origin if _ORIGIN.fullmatch(origin) else ""


def checked_origin(text: str) -> str:
    """The address as it is kept; a bare host gets https. Empty stays empty. Refuses with OriginUnreadable."""
    origin = text.strip().rstrip("/").lower()
    if _BARE.fullmatch(origin):
        origin = f"https://{origin}"
    if origin and not _ORIGIN.fullmatch(origin):
        raise errors.OriginUnreadable
    return origin


def brand_colour(space_id: int) -> str:
    """The brand's colour; what is none is drawn in the calm green that we begin with."""
    return str(queries.setting(space_id=space_id, name=BRAND_COLOUR.name))
