"""Paper: one stroke of a brush, closed to a circle, and the title within."""

import math
import random

from PIL import ImageDraw

from guanxi.drawing import colours, setting
from guanxi.drawing.setting import Type
from guanxi.drawing.sheet import Sheet
from guanxi.posters.content import Invitation
from guanxi.posters.looks import parts

_INSET = 44


def _ring(sheet: Sheet) -> tuple[int, int]:
    """Where the circle has its middle, and how wide it is."""
    return (656, 352) if sheet.height > sheet.width * 1.5 else (418, 236)


def ground(sheet: Sheet, palette: colours.Palette) -> None:
    """Paper in a thin frame, and the circle."""
    sheet.fill((0, 0, sheet.width, sheet.height), palette.paper)
    _stroke(sheet, sheet.width / 2, *_ring(sheet), palette)
    box = (_INSET, _INSET, sheet.width - _INSET, sheet.height - _INSET)
    sheet.frame(box, palette.soft, line_px=2)
    inner = (box[0] + 12, box[1] + 12, box[2] - 12, box[3] - 12)
    sheet.frame(inner, palette.soft, line_px=1)


def lay(sheet: Sheet, invitation: Invitation, palette: colours.Palette) -> None:
    """The title in the circle, the promise below it."""
    tall = sheet.height > sheet.width * 1.5
    tones = parts.on_light(palette)
    middle, radius = _ring(sheet)
    parts.brand(sheet, sheet.width // 2, 136 if tall else 84, invitation.space_name, tones, side="middle", width_px=600)
    parts.ad_mark(sheet, sheet.width - 92, 92, invitation, ink=tones.quiet)
    title = Type(face="serif", size_px=118 if tall else 80, colour=palette.ink, leading=1.3)
    title, lines = setting.fitting(
        invitation.title, title, width_px=round(radius * 1.52), most=4 if tall else 3, smallest_px=34
    )
    sheet.write(sheet.width / 2, middle - title.line_px * len(lines) / 2, lines, title, "middle")
    promise = Type(face="sans", size_px=42 if tall else 34, colour=palette.ink, leading=1.6)
    below = middle + radius + (88 if tall else 34)
    said = setting.lines(invitation.promise, promise, width_px=820, most=4 if tall else 2)
    sheet.write(sheet.width / 2, below, said, promise, "middle")
    parts.foot(sheet, invitation, tones, top=sheet.height - parts.FOOT_PX - 92, left=104, right=sheet.width - 104)


def _stroke(sheet: Sheet, x: float, y: float, radius: float, palette: colours.Palette) -> None:
    """A circle that begins full of ink and ends dry: bristles, each with an own way and an own end."""
    chance = random.Random(7)  # noqa: S311 - the same brush every time
    fine = Sheet(round(radius * 2.4) * 2, round(radius * 2.4) * 2, palette.paper)
    pen = ImageDraw.Draw(fine.image)
    for _ in range(46):
        at = chance.gauss(0, 1) * radius * 0.036
        begin = -2.3 + chance.random() * 0.09
        end = begin + 2 * math.pi * (0.86 + 0.12 * chance.random() ** 2)
        colour = colours.blend(palette.mist, palette.soft, 0.15 + 0.55 * chance.random())
        width = 3 + 7 * chance.random()
        points = []
        for step in range(121):
            angle = begin + (end - begin) * step / 120
            swell = 1 + 0.75 * math.sin(math.pi * min(1.0, step / 46)) * (1 - step / 150)
            far = radius + at * swell + 3 * math.sin(angle * 3 + at)
            points.append((x + far * math.cos(angle), y + far * math.sin(angle)))
        pen.polygon(_bristle(points, width, fine.width / 2, (x, y)), fill=colour)
    half = fine.width // 4
    sheet.image.paste(fine.image.reduce(2), (round(x) - half, round(y) - half))


def _bristle(
    points: list[tuple[float, float]], width: float, middle: float, around: tuple[float, float]
) -> list[tuple[float, float]]:
    """The edge of a line that grows thin towards its end, twice as large, on a sheet with that middle."""
    left, right = [], []
    for place in range(len(points) - 1):
        (x, y), (next_x, next_y) = points[place], points[place + 1]
        length = math.hypot(next_x - x, next_y - y) or 1.0
        half = width / 2 * (1 - (place / len(points)) ** 2)
        across, along = (next_y - y) / length * half, (next_x - x) / length * half
        left.append((x + across, y - along))
        right.append((x - across, y + along))
    edge = [*left, *reversed(right)]
    return [(middle + 2 * (x - around[0]), middle + 2 * (y - around[1])) for x, y in edge]
