"""Posters for a wall and cards for a parcel: one design, drawn large enough to be printed."""

from dataclasses import dataclass
from typing import Literal

from guanxi.drawing import colours, faces, setting
from guanxi.drawing.setting import Type
from guanxi.drawing.sheet import Sheet
from guanxi.posters import words
from guanxi.posters.looks import parts

type Format = Literal["a4", "card"]

FORMATS: dict[Format, tuple[int, int, int]] = {"a4": (1654, 2339, 200), "card": (1240, 1748, 300)}
"""Width and height in pixels, and dots per inch: A4, and A6 for a parcel."""


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What stands on it. `bait` is what whoever joins gets."""

    language: str
    space_name: str
    brand_colour: str
    title: str
    text: str
    bait: str
    link: str
    is_ad: bool


def draw(printed: Printed, format_: Format) -> Sheet:
    """The sheet: a field in the brand's colour with the title, the code on white below it."""
    width, height, _ = FORMATS[format_]
    unit = width / 1000
    palette = colours.palette(printed.brand_colour)
    sheet = Sheet(width, height, palette.paper)
    field = round(height * 0.54)
    sheet.fill((0, 0, width, field), palette.deep)
    _waves(sheet, palette, field, unit)
    left, room = round(84 * unit), round(832 * unit)
    side = round(76 * unit)
    parts.seal(sheet, left, left, side, printed.space_name, colour=palette.paper, ink=palette.deep)
    name = Type(face="bold", size_px=round(40 * unit), colour="#ffffff", tracking_px=round(3 * unit), leading=1.0)
    line = setting.lines(printed.space_name, name, width_px=round(620 * unit), most=1)
    sheet.write(left + side + 24 * unit, left + 20 * unit, line, name)
    _words(sheet, printed, palette, field=field, left=left, room=room, unit=unit)
    _code(sheet, printed, palette, field=field, unit=unit)
    return sheet


def dots_per_inch(format_: Format) -> int:
    """In which density it is to be printed."""
    return FORMATS[format_][2]


def _words(
    sheet: Sheet, printed: Printed, palette: colours.Palette, *, field: int, left: int, room: int, unit: float
) -> None:
    title = Type(face="serif", size_px=round(112 * unit), colour="#ffffff", leading=1.24)
    title, lines = setting.fitting(printed.title, title, width_px=room, most=3, smallest_px=round(52 * unit))
    text = Type(face="sans", size_px=round(36 * unit), colour=palette.paper, leading=1.6)
    said = setting.lines(printed.text, text, width_px=room, most=4)
    top = field - (title.line_px * len(lines) + text.line_px * len(said) + 100 * unit)
    bottom = sheet.write(left, max(top, 220 * unit), lines, title)
    sheet.write(left, bottom + 20 * unit, said, text)


def _code(sheet: Sheet, printed: Printed, palette: colours.Palette, *, field: int, unit: float) -> None:
    side = round(410 * unit)
    box_left = (sheet.width - side) // 2
    top = field + round(56 * unit)
    sheet.fill((box_left, top, box_left + side, top + side), "#ffffff", radius_px=round(28 * unit))
    sheet.frame((box_left, top, box_left + side, top + side), palette.mist, radius_px=round(28 * unit), line_px=3)
    inset = round(44 * unit)
    sheet.code(box_left + inset, top + inset, side - 2 * inset, printed.link, ink="#111111")
    call = Type(face="bold", size_px=round(40 * unit), colour=palette.ink, leading=1.4)
    below = top + side + round(18 * unit)
    wide = round(840 * unit)
    said = words.scan(printed.language, bait=faces.legible(printed.bait))
    call, lines = setting.fitting(said, call, width_px=wide, most=2, smallest_px=round(28 * unit))
    bottom = sheet.write(sheet.width / 2, below, lines, call, "middle")
    quiet = colours.blend(palette.ink, palette.paper, 0.3)
    small = Type(face="sans", size_px=round(27 * unit), colour=quiet, leading=1.5)
    address = setting.lines(printed.link.split("://", 1)[-1].rstrip("/"), small, width_px=wide, most=1)
    sheet.write(sheet.width / 2, bottom, address, small, "middle")
    if printed.is_ad:
        mark = words.ad_mark(printed.language)
        sheet.write(sheet.width - 60 * unit, sheet.height - 72 * unit, [mark], small, "right")


def _waves(sheet: Sheet, palette: colours.Palette, field: int, unit: float) -> None:
    radius = round(90 * unit)
    part = Sheet(sheet.width, field, palette.deep)
    for row in range(field // (radius // 2) + 2):
        y = row * radius // 2
        for column in range(-1, sheet.width // (2 * radius) + 2):
            x = column * 2 * radius + (radius if row % 2 else 0)
            share = max(0.0, 1 - y / (field * 0.7))
            part.disc(x, y, radius, palette.deep)
            for ring in (1.0, 0.72, 0.44):
                colour = colours.blend(palette.deep, palette.soft, 0.36 * share)
                part.ring(x, y, radius * ring - 4, colour, line_px=max(2, 3 * unit))
    sheet.image.paste(part.image, (0, 0))
