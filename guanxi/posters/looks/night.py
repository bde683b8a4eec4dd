"""Night: the moon over water; a Chinese title hangs down beside it."""

import math
import random

from guanxi.drawing import colours, faces, setting
from guanxi.drawing.setting import Type
from guanxi.drawing.sheet import Sheet
from guanxi.posters.content import Invitation
from guanxi.posters.looks import parts

_LONGEST_COLUMN = 8
_MOST_COLUMNS = 3


def _moon(sheet: Sheet) -> tuple[int, int, int]:
    return (330, 470, 184) if sheet.height > sheet.width * 1.5 else (292, 292, 120)


def ground(sheet: Sheet, palette: colours.Palette) -> None:
    """Sky, stars, moon, and its light on the water."""
    chance = random.Random(3)  # noqa: S311 - the same stars every time
    sheet.wash((0, 0, sheet.width, sheet.height), palette.night, palette.deep)
    x, y, radius = _moon(sheet)
    gold = colours.oklch(0.93, 0.06, 90)
    sheet.glow(x, y, radius * 3, gold, share=0.34)
    for _ in range(70):
        place = (chance.random() * sheet.width, chance.random() ** 1.4 * sheet.height * 0.62)
        sheet.disc(*place, 1 + 2 * chance.random(), "#ffffff", share=0.25 + 0.6 * chance.random())
    sheet.disc(x, y, radius, gold)


def lay(sheet: Sheet, invitation: Invitation, palette: colours.Palette) -> None:
    """The title down the right side where it is Chinese and short, else below the moon."""
    tall = sheet.height > sheet.width * 1.5
    tones = parts.on_dark(palette)
    parts.brand(sheet, 84, 92 if tall else 66, invitation.space_name, tones)
    parts.ad_mark(sheet, sheet.width - 84, 102 if tall else 76, invitation, ink="#ffffff")
    pale = colours.oklch(0.95, 0.045, 90)
    promise = Type(face="sans", size_px=42 if tall else 36, colour="#ffffff", leading=1.6)
    said = setting.lines(invitation.promise, promise, width_px=880, most=3 if tall else 2)
    foot = sheet.height - parts.FOOT_PX - 56
    at = foot - promise.line_px * len(said) - (84 if tall else 44)
    columns = _columns(invitation.title)
    if columns:
        _water(sheet, pale)
        _hang(sheet, columns, pale, bottom=at - 40)
    else:
        title = Type(face="serif", size_px=104 if tall else 80, colour=pale, leading=1.24)
        title, lines = setting.fitting(invitation.title, title, width_px=912, most=4 if tall else 3, smallest_px=48)
        sheet.write(84, at - 36 - title.line_px * len(lines), lines, title)
    sheet.write(84, at, said, promise)
    parts.foot(sheet, invitation, tones, top=foot, left=84, right=sheet.width - 84)


def _water(sheet: Sheet, colour: str) -> None:
    """The moon's light on the water, broken by waves."""
    chance = random.Random(5)  # noqa: S311 - the same waves every time
    x, _, radius = _moon(sheet)
    top, step = (1000, 14) if sheet.height > sheet.width * 1.5 else (560, 9)
    for row in range(15):
        half = radius * (0.25 + 0.9 * math.sin(math.pi * (row + 1) / 17)) * (0.6 + 0.5 * chance.random())
        middle = x + (chance.random() - 0.5) * 40
        box = (round(middle - half), top + row * step, round(middle + half), top + row * step + 4)
        sheet.fill(box, colour, radius_px=2, share=0.55 - row * 0.03)


def _columns(title: str) -> list[str]:
    """The title in columns, cut at its signs or evenly; nothing when it is not Chinese or too long."""
    parts_ = [part for part in "".join(sign if sign.isalnum() else " " for sign in title).split() if part]
    if not parts_ or not all(faces.is_chinese(sign) for part in parts_ for sign in part):
        return []
    columns: list[str] = []
    for part in parts_:
        pieces = -(-len(part) // _LONGEST_COLUMN)
        length = -(-len(part) // pieces)
        columns += [part[begin : begin + length] for begin in range(0, len(part), length)]
    return columns if len(columns) <= _MOST_COLUMNS else []


def _hang(sheet: Sheet, columns: list[str], colour: str, *, bottom: float) -> None:
    tall = sheet.height > sheet.width * 1.5
    top = 200 if tall else 130
    longest = max(len(column) for column in columns)
    size = min(132 if tall else 100, int((bottom - top) / (longest * 1.14)))
    type_ = Type(face="serif", size_px=size, colour=colour, leading=1.14)
    sheet.write_down(sheet.width - 84 - size / 2, top, columns, type_, step_px=round(size * 1.32))
