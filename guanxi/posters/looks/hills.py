"""Hills: layers of mountains that grow pale with distance, and a sun above them."""

import math
import random

from guanxi.drawing import colours, setting
from guanxi.drawing.setting import Type
from guanxi.drawing.sheet import Sheet
from guanxi.posters.content import Invitation
from guanxi.posters.looks import parts


def ground(sheet: Sheet, palette: colours.Palette) -> None:
    """Sky, sun, five layers of hills; the nearest carries the foot."""
    sheet.wash((0, 0, sheet.width, sheet.height), palette.paper, palette.glow)
    near = sheet.height - parts.FOOT_PX - 150
    tall = sheet.height > sheet.width * 1.5
    lift = 1.0 if tall else 0.5
    sun = near - round(400 * lift)
    sheet.glow(760, sun, 430, "#ffffff", share=0.8)
    sheet.disc(760, sun, 118 if tall else 76, colours.oklch(0.74, 0.14, 55), share=0.92)
    layers = ((330, 0.16, 84), (250, 0.34, 78), (168, 0.55, 66), (84, 0.78, 52), (0, 1.0, 36))
    for number, (above, share, height) in enumerate(layers):
        colour = colours.blend(palette.glow, palette.deep, share)
        _ridge(sheet, near - above * lift, height * (0.4 + 0.6 * lift), colour, seed=11 + number)


def lay(sheet: Sheet, invitation: Invitation, palette: colours.Palette) -> None:
    """The title in the sky."""
    tall = sheet.height > sheet.width * 1.5
    tones = parts.on_light(palette)
    parts.brand(sheet, 84, 96 if tall else 72, invitation.space_name, tones)
    parts.ad_mark(sheet, sheet.width - 84, 106 if tall else 82, invitation, ink=palette.ink)
    title = Type(face="serif", size_px=128 if tall else 96, colour=palette.ink, leading=1.26)
    title, lines = setting.fitting(invitation.title, title, width_px=912, most=3 if tall else 2, smallest_px=56)
    bottom = sheet.write(84, 232 if tall else 168, lines, title)
    promise = Type(face="sans", size_px=42 if tall else 36, colour=palette.ink, leading=1.6)
    sheet.fill((84, round(bottom) + 26, 164, round(bottom) + 34), palette.brand)
    said = setting.lines(invitation.promise, promise, width_px=820, most=4 if tall else 2)
    sheet.write(84, bottom + 58, said, promise)
    dark = parts.on_dark(palette)
    parts.foot(sheet, invitation, dark, top=sheet.height - parts.FOOT_PX - 52, left=84, right=sheet.width - 84)


def _ridge(sheet: Sheet, y: float, height: float, colour: str, *, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same hills every time
    waves = [(0.8 + 1.6 * part + chance.random(), chance.random() * 7, 1 / (1 + part)) for part in range(5)]
    points: list[tuple[float, float]] = []
    for x in range(0, sheet.width + 9, 8):
        along = x / sheet.width
        rise = sum(weight * math.sin(2 * math.pi * along * pace + start) for pace, start, weight in waves)
        points.append((x, y - height * rise))
    sheet.shape([*points, (sheet.width + 8, sheet.height), (0, sheet.height)], colour)
