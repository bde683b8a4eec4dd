"""A palette out of one brand colour: the same hue lighter, darker and quieter, with contrast that can be read.

Lightness and colourfulness are those of OKLCH (Björn Ottosson, "A perceptual color space for image processing",
2020): equal steps look equal, so a palette of blue is as calm as one of yellow.
"""

import math
import re
from dataclasses import dataclass
from functools import lru_cache

FALLBACK = "#2f6f5e"
_HEX = re.compile(r"#[0-9a-fA-F]{6}")
READABLE = 4.5


@dataclass(frozen=True, kw_only=True)
class Palette:
    """From the brand's hue: `deep` and `night` for grounds, `ink` for text, `paper` and `mist` light."""

    brand: str
    ink: str
    deep: str
    night: str
    accent: str
    soft: str
    mist: str
    paper: str
    glow: str
    hue: float


@lru_cache(maxsize=64)
def palette(brand: str) -> Palette:
    """The palette of a brand colour; what is no colour gives the calm green that we begin with."""
    brand = brand.lower() if _HEX.fullmatch(brand) else FALLBACK
    light, chroma, hue = _to_oklch(brand)
    lively = min(max(chroma, 0.03), 0.17)
    grey = chroma < 0.02  # noqa: PLR2004 - a brand without a hue stays without one
    tinge = 0.0 if grey else 1.0
    return Palette(
        brand=brand if 0.35 <= light <= 0.62 else oklch(0.48, lively * 0.9 * tinge, hue),  # noqa: PLR2004
        ink=oklch(0.24, min(0.035, chroma), hue),
        deep=oklch(0.40, min(lively, 0.11) * tinge, hue),
        night=oklch(0.22, min(lively, 0.055) * tinge, hue),
        accent=oklch(0.62, lively * tinge, hue),
        soft=oklch(0.80, min(lively, 0.075) * tinge, hue),
        mist=oklch(0.925, min(lively, 0.03) * tinge, hue),
        paper=oklch(0.975, 0.010 * tinge, hue),
        glow=oklch(0.89, 0.055 * tinge, hue if grey else (hue * 0.6 + 85 * 0.4) % 360 if abs(hue - 85) < 180 else 85),  # noqa: PLR2004
        hue=hue,
    )


def oklch(light: float, chroma: float, hue: float) -> str:
    """The colour of a lightness 0…1, a colourfulness 0…0.4 and a hue in degrees, brought into sRGB by quieting it."""
    for share in range(20, -1, -1):
        parts = _to_linear(light, chroma * share / 20, math.radians(hue))
        if all(-0.001 <= part <= 1.001 for part in parts):  # noqa: PLR2004 - rounding
            return "#" + "".join(f"{round(255 * _to_gamma(min(max(part, 0.0), 1.0))):02x}" for part in parts)
    return "#808080"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def blend(one: str, other: str, share: float) -> str:
    """So much of `other` (0…1) in `one`."""
    mixed = (round(a + (b - a) * share) for a, b in zip(rgb(one), rgb(other), strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def rgb(colour: str) -> tuple[int, int, int]:
    """A colour as three bytes."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_to_line(part / 255) for part in rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _to_line(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB


def _to_gamma(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055  # noqa: PLR2004 - sRGB


def _to_oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = (_to_line(part / 255) for part in rgb(colour))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def _to_linear(light: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
