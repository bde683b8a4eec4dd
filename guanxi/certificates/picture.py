"""A certificate as a picture: two looks, on its side and upright."""

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from PIL import PngImagePlugin
from PIL.Image import Resampling

from guanxi.drawing import colours, faces, setting
from guanxi.drawing.setting import Type
from guanxi.drawing.sheet import Sheet

type Shape = Literal["wide", "tall"]

SHAPES: Mapping[Shape, tuple[int, int]] = {"wide": (1754, 1240), "tall": (1240, 1754)}
SMALL_PX = 640
"""How wide the picture of a list is; twice what a phone shows it in."""
_BAD = "#a1322b"
_SHORT_TITLE = 14
_WORDS = ("brand", "heading", "title", "awarded", "name", "text", "signer", "day", "check", "revoked")


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What stands on the picture, in words of one language. `name` is empty where the member shows none."""

    look: str
    shape: Shape
    brand: str
    brand_colour: str
    heading: str
    title: str
    awarded: str
    name: str
    text: str
    signer: str
    day: str
    check: str
    link: str
    revoked: str = ""


def draw(shown: Shown) -> Sheet:
    """The certificate. One that is revoked is grey and says so."""
    shown = replace(shown, **{entry: faces.legible(getattr(shown, entry)) for entry in _WORDS})  # type: ignore[arg-type]
    palette = colours.palette(shown.brand_colour)
    sheet = Sheet(*SHAPES[shown.shape], colour=palette.paper)
    x, y = (_wave if shown.look == "wave" else _laurel)(sheet, shown, palette)
    if shown.revoked:
        sheet.image = sheet.image.convert("L").convert("RGB")
        _stamp(sheet, shown.revoked, x, y)
    return sheet


def baked(sheet: Sheet, credential: str) -> bytes:
    """A PNG that carries its credential (Open Badges 3.0 section 5.3): whoever has the picture can check it."""
    info = PngImagePlugin.PngInfo()
    info.add_itxt("openbadgecredential", credential)
    held = io.BytesIO()
    # Flat colours: 256 of them are enough, and a phone loads a quarter of the bytes.
    sheet.image.quantize(256).save(held, "PNG", pnginfo=info)
    return held.getvalue()


def small(sheet: Sheet) -> bytes:
    """The same for a list: SMALL_PX wide, without the credential."""
    height = round(sheet.height * SMALL_PX / sheet.width)
    held = io.BytesIO()
    sheet.image.resize((SMALL_PX, height), Resampling.LANCZOS).quantize(128).save(held, "PNG", optimize=True)
    return held.getvalue()


def _laurel(sheet: Sheet, shown: Shown, palette: colours.Palette) -> tuple[float, float]:
    """Paper in a frame, everything on the middle axis, a medal in laurel below; where that is."""
    wide = sheet.width > sheet.height
    gold = colours.oklch(0.68, 0.10, 80)
    _frame(sheet, palette, gold)
    middle = sheet.width / 2
    short = len(faces.legible(shown.title)) < _SHORT_TITLE  # one line: the room goes between the parts
    top = (150 if short else 120) if wide else 190
    _brand(sheet, middle, top, shown.brand, palette)
    heading = Type(face="serif", size_px=40, colour=gold, tracking_px=18, leading=1.2)
    bottom = sheet.write(middle, top + (92 if wide else 130), [shown.heading], heading, "middle")
    title = Type(face="serif", size_px=104 if wide else 96, colour=palette.ink, leading=1.24)
    room = sheet.width - (420 if wide else 260)
    title, lines = setting.fitting(shown.title, title, width_px=room, most=2 if wide else 3, smallest_px=52)
    bottom = sheet.write(middle, bottom + _gap(wide, short, 40, 18, 44), lines, title, "middle")
    sheet.fill((round(middle) - 60, round(bottom) + 22, round(middle) + 60, round(bottom) + 26), gold)
    bottom = _person(
        sheet,
        shown,
        palette,
        x=middle,
        top=bottom + ((66 if short else 46) if wide else 96),
        side="middle",
        width_px=room,
    )
    text = Type(face="sans", size_px=36, colour=palette.ink, leading=1.6)
    said = setting.lines(shown.text, text, width_px=min(room, 1100), most=2 if wide else 4)
    sheet.write(middle, bottom + 10, said, text, "middle")
    base = sheet.height - (312 if wide else 400)
    medal = base + 76 if wide else base - 50
    _medal(sheet, middle, medal, 92 if wide else 84, shown.brand, palette, gold)
    _signed(sheet, shown, palette, left=150, top=base + (40 if wide else 100), width_px=420 if wide else 620)
    _checked(sheet, shown, palette, right=sheet.width - 150, top=base + (-40 if wide else 20))
    return middle, medal


def _gap(wide: bool, short: bool, airy: int, tight: int, upright: int) -> int:  # noqa: FBT001 - three cases of one gap
    return (airy if short else tight) if wide else upright


def _wave(sheet: Sheet, shown: Shown, palette: colours.Palette) -> tuple[float, float]:
    """A field of waves with the medal, and the words beside or below it, set left; where the medal is."""
    wide = sheet.width > sheet.height
    field = Sheet(560 if wide else sheet.width, sheet.height if wide else 520, palette.deep)
    _waves(field, palette)
    sheet.image.paste(field.image, (0, 0))
    left = (560 if wide else 0) + 110
    room = sheet.width - left - 110
    badge_x, badge_y = (280, sheet.height * 0.46) if wide else (sheet.width / 2, 262)
    _medal(sheet, badge_x, badge_y, 150, shown.brand, palette, colours.oklch(0.82, 0.09, 85), on_dark=True)
    top = 130 if wide else 610
    heading = Type(face="bold", size_px=36, colour=palette.brand, tracking_px=12, leading=1.2)
    bottom = sheet.write(left, top, [shown.heading], heading)
    title = Type(face="serif", size_px=104, colour=palette.ink, leading=1.22)
    title, lines = setting.fitting(shown.title, title, width_px=room, most=3, smallest_px=52)
    bottom = sheet.write(left, bottom + 14, lines, title)
    sheet.fill((left, round(bottom) + 26, left + 96, round(bottom) + 34), palette.brand)
    bottom = _person(sheet, shown, palette, x=left, top=bottom + 66, side="left", width_px=room)
    text = Type(face="sans", size_px=36, colour=palette.ink, leading=1.6)
    sheet.write(left, bottom + 10, setting.lines(shown.text, text, width_px=room, most=3), text)
    base = sheet.height - 330
    _signed(sheet, shown, palette, left=left, top=base + 56, width_px=room - 280)
    _checked(sheet, shown, palette, right=sheet.width - 110, top=base - 20)
    return badge_x, badge_y


def _person(
    sheet: Sheet,
    shown: Shown,
    palette: colours.Palette,
    *,
    x: float,
    top: float,
    side: Literal["left", "middle"],
    width_px: int,
) -> float:
    """To whom it was given, where the member wants that to be seen."""
    quiet = colours.blend(palette.ink, palette.paper, 0.35)
    small = Type(face="sans", size_px=34, colour=quiet, leading=1.5)
    if not shown.name:
        return sheet.write(x, top, setting.lines(shown.awarded, small, width_px=width_px, most=2), small, side)
    bottom = sheet.write(x, top, setting.lines(shown.awarded, small, width_px=width_px, most=1), small, side)
    name = Type(face="serif", size_px=72, colour=palette.brand, leading=1.35)
    name, lines = setting.fitting(shown.name, name, width_px=width_px, most=1, smallest_px=36)
    return sheet.write(x, bottom + 2, lines, name, side)


def _signed(sheet: Sheet, shown: Shown, palette: colours.Palette, *, left: int, top: float, width_px: int) -> None:
    quiet = colours.blend(palette.ink, palette.paper, 0.35)
    name = Type(face="serif", size_px=40, colour=palette.ink, leading=1.4)
    name, lines = setting.fitting(shown.signer or shown.brand, name, width_px=width_px, most=1, smallest_px=26)
    bottom = sheet.write(left, top, lines, name)
    sheet.fill((left, round(bottom) + 8, left + min(width_px, 340), round(bottom) + 10), palette.soft)
    small = Type(face="sans", size_px=30, colour=quiet, leading=1.5)
    sheet.write(left, bottom + 20, setting.lines(shown.day, small, width_px=width_px, most=1), small)


def _checked(sheet: Sheet, shown: Shown, palette: colours.Palette, *, right: int, top: float) -> None:
    """The code that leads to the page where it can be checked."""
    side = 232
    box = (right - side, round(top), right, round(top) + side)
    sheet.fill(box, "#ffffff", radius_px=14)
    sheet.frame(box, palette.mist, radius_px=14, line_px=2)
    sheet.code(box[0] + 23, box[1] + 23, side - 46, shown.link)
    small = Type(face="sans", size_px=24, colour=colours.blend(palette.ink, palette.paper, 0.35), leading=1.4)
    lines = setting.lines(shown.check, small, width_px=300, most=2)
    sheet.write(right - side / 2, box[3] + 8, lines, small, "middle")


def _brand(sheet: Sheet, x: float, y: float, name: str, palette: colours.Palette) -> None:
    type_ = Type(face="bold", size_px=40, colour=palette.deep, tracking_px=6, leading=1.2)
    type_, lines = setting.fitting(name, type_, width_px=round(sheet.width * 0.6), most=1, smallest_px=26)
    sheet.write(x, y, lines, type_, "middle")


def _frame(sheet: Sheet, palette: colours.Palette, gold: str) -> None:
    edge = 36
    sheet.frame((edge, edge, sheet.width - edge, sheet.height - edge), palette.deep, line_px=14)
    inner = edge + 30
    sheet.frame((inner, inner, sheet.width - inner, sheet.height - inner), gold, line_px=2)
    sheet.ring(sheet.width / 2, sheet.height / 2, min(sheet.width, sheet.height) * 0.42, palette.mist, line_px=2)
    sheet.ring(sheet.width / 2, sheet.height / 2, min(sheet.width, sheet.height) * 0.40, palette.mist, line_px=2)
    for x in (inner, sheet.width - inner):
        for y in (inner, sheet.height - inner):
            sheet.disc(x, y, 26, palette.paper)
            sheet.ring(x, y, 18, gold, line_px=2)
            sheet.disc(x, y, 7, gold)


def _medal(
    sheet: Sheet,
    x: float,
    y: float,
    radius: float,
    name: str,
    palette: colours.Palette,
    gold: str,
    *,
    on_dark: bool = False,
) -> None:
    """A disc with the brand's sign between two branches."""
    for way in (-1, 1):
        for leaf in range(9):
            angle = math.radians(90 + way * (18 + leaf * 17))
            far = radius * 1.28
            _leaf(sheet, x + far * math.cos(angle), y + far * math.sin(angle), angle + way * 0.9, radius * 0.30, gold)
    ground, sign = (palette.paper, palette.deep) if on_dark else (palette.deep, palette.paper)
    sheet.disc(x, y, radius, ground)
    sheet.ring(x, y, radius - 7, sign, line_px=2, share=0.8)
    text = next((mark for mark in name if mark.isalnum()), "·").upper()
    type_ = Type(face="serif", size_px=round(radius * 0.95), colour=sign, leading=1.0)
    sheet.write(x, y - type_.line_px / 2, [text], type_, "middle")


def _leaf(sheet: Sheet, x: float, y: float, angle: float, length: float, colour: str) -> None:
    points = []
    for step in range(25):
        along = step / 24 * 2 - 1
        points.append((along * length, (1 - along * along) * length * 0.30))
    points += [(px, -py) for px, py in reversed(points)]
    turn = (math.cos(angle), math.sin(angle))
    sheet.shape([(x + px * turn[0] - py * turn[1], y + px * turn[1] + py * turn[0]) for px, py in points], colour)


def _waves(sheet: Sheet, palette: colours.Palette) -> None:
    radius = 80
    for row in range(sheet.height // (radius // 2) + 2):
        y = row * radius // 2
        for column in range(-1, sheet.width // (2 * radius) + 2):
            x = column * 2 * radius + (radius if row % 2 else 0)
            sheet.disc(x, y, radius, palette.deep)
            for ring in (1.0, 0.72, 0.44):
                sheet.ring(x, y, radius * ring - 4, colours.blend(palette.deep, palette.soft, 0.3), line_px=2)


def _stamp(sheet: Sheet, words: str, x: float, y: float) -> None:
    """The word of revocation across (x, y): on the medal, where the honour was."""
    type_ = Type(face="bold", size_px=64, colour="#ffffff", leading=1.2)
    width = round(setting.width(words, type_)) + 120
    left, top = round(x - width / 2), round(y - 65)
    sheet.fill((left, top, left + width, top + 130), _BAD, radius_px=18)
    sheet.write(x, top + 27, [words], type_, "middle")
