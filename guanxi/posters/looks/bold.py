"""Bold: the title as large as it goes, and four plain shapes."""

from guanxi.drawing import colours, setting
from guanxi.drawing.setting import Type
from guanxi.drawing.sheet import Sheet
from guanxi.posters.content import Invitation
from guanxi.posters.looks import parts

_SQUARE = 270


def ground(sheet: Sheet, palette: colours.Palette) -> None:
    """One colour; a row of shapes; white below."""
    sheet.fill((0, 0, sheet.width, sheet.height), palette.brand)
    top = _shapes_top(sheet)
    side = _SQUARE if sheet.height > sheet.width * 1.5 else 180
    places = [column * sheet.width // (sheet.width // side) for column in range(sheet.width // side)]
    warm = colours.oklch(0.80, 0.14, 75)
    for number, x in enumerate(places):
        paints = (palette.night, palette.glow, warm, palette.soft, palette.night, palette.paper)
        _figure(sheet, number % 4, x, top, sheet.width // len(places), side, paints[number], palette)
    sheet.fill((0, top + side, sheet.width, sheet.height), "#ffffff")


def lay(sheet: Sheet, invitation: Invitation, palette: colours.Palette) -> None:
    """Title and promise above the shapes, the foot on white."""
    tall = sheet.height > sheet.width * 1.5
    white = "#ffffff" if colours.contrast("#ffffff", palette.brand) >= colours.READABLE else palette.night
    tones = parts.Tones(ink=white, quiet=white, seal=white, seal_ink=palette.brand)
    parts.brand(sheet, 80, 84 if tall else 60, invitation.space_name, tones)
    parts.ad_mark(sheet, sheet.width - 80, 94 if tall else 70, invitation, ink=white)
    title = Type(face="bold", size_px=184 if tall else 120, colour=white, leading=1.16)
    title, lines = setting.fitting(invitation.title, title, width_px=924, most=4 if tall else 3, smallest_px=64)
    promise = Type(face="sans", size_px=42 if tall else 35, colour=white, leading=1.55)
    said = setting.lines(invitation.promise, promise, width_px=860, most=3 if tall else 2)
    bottom = sheet.write(80, 212 if tall else 150, lines, title)
    at = max(bottom + 26, _shapes_top(sheet) - promise.line_px * len(said) - (56 if tall else 30))
    sheet.write(80, min(at, _shapes_top(sheet) - promise.line_px * len(said) - 16), said, promise)
    parts.foot(
        sheet,
        invitation,
        parts.on_light(palette),
        top=sheet.height - parts.FOOT_PX - 56,
        left=80,
        right=sheet.width - 80,
    )


def _shapes_top(sheet: Sheet) -> int:
    side = _SQUARE if sheet.height > sheet.width * 1.5 else 180
    return sheet.height - parts.FOOT_PX - 56 - 64 - side


def _figure(
    sheet: Sheet, kind: int, x: int, y: int, width: int, side: int, colour: str, palette: colours.Palette
) -> None:
    """A quarter of a disc, a disc, an arch, a leaf."""
    part = Sheet(width, side, palette.brand if kind != 1 else palette.deep)
    match kind:
        case 0:
            part.disc(0, side, side, colour)
        case 1:
            part.disc(width / 2, side / 2, side * 0.34, colour)
        case 2:
            part.disc(width / 2, side * 0.5, side * 0.5, colour)
            part.fill((0, side // 2, width, side), colour)
        case _:
            part.disc(0, 0, side * 0.999, colour)
            part.disc(width, side, side * 0.5, palette.deep)
    sheet.image.paste(part.image, (x, y))
