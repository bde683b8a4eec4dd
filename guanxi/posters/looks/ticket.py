"""Ticket: a card with a torn-off edge; waves above the line, the code below it."""

from guanxi.drawing import colours, setting
from guanxi.drawing.setting import Type
from guanxi.drawing.sheet import Sheet
from guanxi.posters.content import Invitation
from guanxi.posters.looks import parts

_SIDE = 64
_RADIUS = 44
_NOTCH = 30


def _tear(sheet: Sheet) -> int:
    return sheet.height - parts.FOOT_PX - 190


def ground(sheet: Sheet, palette: colours.Palette) -> None:
    """The card on its ground."""
    sheet.fill((0, 0, sheet.width, sheet.height), palette.mist)
    card = (_SIDE, 72, sheet.width - _SIDE, sheet.height - 72)
    tear = _tear(sheet)
    sheet.shade(
        (card[0], card[1] + 14, card[2], card[3] + 14), palette.night, radius_px=_RADIUS, blur_px=36, share=0.28
    )
    sheet.fill(card, "#ffffff", radius_px=_RADIUS)
    upper = Sheet(card[2] - card[0], tear - card[1] + _RADIUS, palette.deep)
    _waves(upper, palette)
    mask = Sheet(upper.width, upper.height, "#000000")
    mask.fill((0, 0, upper.width, upper.height + _RADIUS), "#ffffff", radius_px=_RADIUS)
    box = (0, 0, upper.width, tear - card[1])
    sheet.image.paste(upper.image.crop(box), card[:2], mask.image.convert("L").crop(box))
    for x in (card[0], card[2]):
        sheet.disc(x, tear, _NOTCH, palette.mist)
    sheet.dashes(card[0] + _NOTCH + 14, tear, card[2] - card[0] - 2 * _NOTCH - 28, palette.soft)


def lay(sheet: Sheet, invitation: Invitation, palette: colours.Palette) -> None:
    """The title on the waves, in white."""
    tall = sheet.height > sheet.width * 1.5
    tear = _tear(sheet)
    tones = parts.on_dark(palette)
    left, width = _SIDE + 64, sheet.width - 2 * (_SIDE + 64)
    parts.brand(sheet, left, 140 if tall else 124, invitation.space_name, tones, width_px=600)
    parts.ad_mark(sheet, sheet.width - left, 150 if tall else 134, invitation, ink="#ffffff")
    title = Type(face="serif", size_px=124 if tall else 88, colour="#ffffff", leading=1.26)
    title, lines = setting.fitting(invitation.title, title, width_px=width, most=3 if tall else 2, smallest_px=56)
    promise = Type(face="sans", size_px=42 if tall else 36, colour=palette.paper, leading=1.6)
    said = setting.lines(invitation.promise, promise, width_px=width, most=4 if tall else 2)
    height = title.line_px * len(lines) + 30 + promise.line_px * len(said)
    top = tear - height - (86 if tall else 46)
    bottom = sheet.write(left, top, lines, title)
    sheet.write(left, bottom + 30, said, promise)
    parts.foot(sheet, invitation, parts.on_light(palette), top=tear + 62, left=left, right=sheet.width - left)


def _waves(sheet: Sheet, palette: colours.Palette) -> None:
    """The old pattern of waves: circles behind circles, which fade towards the words."""
    radius = 96
    rows = sheet.height // (radius // 2) + 2
    for row in range(rows):
        y = row * radius // 2
        for column in range(-1, sheet.width // (2 * radius) + 2):
            x = column * 2 * radius + (radius if row % 2 else 0)
            share = max(0.0, 1 - y / (sheet.height * 0.62))
            sheet.disc(x, y, radius, palette.deep)
            for ring in (1.0, 0.72, 0.44):
                colour = colours.blend(palette.deep, palette.soft, 0.42 * share)
                sheet.ring(x, y, radius * ring - 4, colour, line_px=3)
