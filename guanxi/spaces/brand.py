"""The brand's colour, and whether it can be read: contrast as WCAG 2 defines it."""

import re

from django.utils.translation import gettext_noop

from guanxi.spaces import errors
from guanxi.spaces.settings import Setting, declare

COLOUR = declare(
    Setting(
        name="space.brand_colour",
        kind="text",
        default="#17685a",
        meaning=gettext_noop(
            "The colour of buttons and links on your members’ pages, of posters and certificates, as #rrggbb."
        ),
        shape="colour",
    )
)
LEAST_CONTRAST = 4.5
PAPER, NIGHT = "#fbfaf7", "#161513"
_HEX = re.compile(r"#[0-9a-f]{6}")
_STEPS = 40


def checked(colour: str) -> str:
    """The colour in small letters. Refuses with ColourUnreadable, and ContrastTooLow against white or our paper."""
    colour = colour.strip().lower()
    if not _HEX.fullmatch(colour):
        raise errors.ColourUnreadable
    found = min(contrast(colour, "#ffffff"), contrast(colour, PAPER))
    if found < LEAST_CONTRAST:
        raise errors.ContrastTooLow(contrast=f"{found:.1f}", least=f"{LEAST_CONTRAST}", instead=_darker(colour))
    return colour


def contrast(one: str, other: str) -> float:
    """How far apart two colours are, 1 (the same) to 21 (black and white).

    https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def at_night(colour: str) -> str:
    """The same colour, as light as it must be to be read on a dark page."""
    for step in range(_STEPS + 1):
        lighter = mixed(colour, "#ffffff", step / _STEPS)
        if contrast(lighter, NIGHT) >= LEAST_CONTRAST + 1:
            return lighter
    return "#ffffff"


def mixed(colour: str, other: str, part: float) -> str:
    """The colour with `part` (0 to 1) of another in it."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * part):02x}" for mine, theirs in pairs)


def _darker(colour: str) -> str:
    for step in range(_STEPS + 1):
        darker = mixed(colour, "#000000", step / _STEPS)
        if min(contrast(darker, "#ffffff"), contrast(darker, PAPER)) >= LEAST_CONTRAST:
            return darker
    return "#000000"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    linear = [
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - the standard's numbers
        for share in (channel / 255 for channel in _channels(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
