"""A sheet that is drawn on: type, rounded shapes without jagged edges, washes of colour, codes, round pictures."""

import io
import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

import segno
from PIL import Image, ImageDraw, ImageFilter

from guanxi.drawing import colours, faces, setting
from guanxi.drawing.setting import Type

type Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom are outside."""
type Side = Literal["left", "middle", "right"]

_FINE = 4  # edges are drawn so many times as large, then made small
QUIET_MODULES = 4
MOST_PICTURE_PX = 4096


class Sheet:
    """Paper of a size in pixels."""

    def __init__(self, width_px: int, height_px: int, colour: str = "#ffffff") -> None:
        self.image = Image.new("RGB", (width_px, height_px), colour)

    @classmethod
    def on(cls, ground: Image.Image) -> "Sheet":
        """A sheet whose ground is drawn already; the ground itself stays as it is."""
        sheet = cls.__new__(cls)
        sheet.image = ground.copy()
        return sheet

    @property
    def width(self) -> int:
        """In pixels."""
        return self.image.width

    @property
    def height(self) -> int:
        """In pixels."""
        return self.image.height

    def write(self, x: float, y: float, lines: Sequence[str], type_: Type, side: Side = "left") -> float:
        """Set lines from the top edge `y` down; `x` is their left edge, middle or right edge. Returns the bottom."""
        pen = ImageDraw.Draw(self.image)
        for line in lines:
            found, width = setting.runs(line, type_)
            start = x - {"left": 0.0, "middle": width / 2, "right": width}[side]
            base = y + type_.line_px / 2 + type_.size_px * 0.37
            for run in found:
                pen.text(
                    (round(start + run.x_px), round(base)),
                    run.text,
                    fill=type_.colour,
                    font=faces.font(run.face, type_.size_px),
                    anchor="ls",
                )
            y += type_.line_px
        return y

    def write_down(self, x: float, y: float, columns: Sequence[str], type_: Type, *, step_px: int) -> None:
        """Set Chinese from top to bottom, the first column on the right with its middle at `x`."""
        pen = ImageDraw.Draw(self.image)
        for number, column in enumerate(columns):
            for place, sign in enumerate(column):
                font = faces.font(faces.able(type_.face, sign), type_.size_px)
                middle = (x - number * step_px, y + (place + 0.5) * type_.size_px * type_.leading)
                pen.text(middle, sign, fill=type_.colour, font=font, anchor="mm")

    def fill(self, box: Box, colour: str, *, radius_px: int = 0, share: float = 1.0) -> None:
        """Fill a rectangle, its corners round, so much (0…1) covering what is below."""
        mask = _rounded(box[2] - box[0], box[3] - box[1], radius_px)
        self._paint(colour, box[:2], _thinned(mask, share))

    def frame(self, box: Box, colour: str, *, radius_px: int = 0, line_px: int = 2, share: float = 1.0) -> None:
        """Draw the edge of a rectangle, inside its box."""
        width, height = box[2] - box[0], box[3] - box[1]
        mask = _rounded(width, height, radius_px)
        inner = _rounded(width - 2 * line_px, height - 2 * line_px, max(0, radius_px - line_px))
        mask.paste(0, (line_px, line_px), inner)
        self._paint(colour, box[:2], _thinned(mask, share))

    def disc(self, x: float, y: float, radius_px: float, colour: str, *, share: float = 1.0) -> None:
        """Fill a circle around (x, y)."""
        side = round(2 * radius_px)
        self._paint(colour, (round(x - radius_px), round(y - radius_px)), _thinned(_round(side), share))

    def ring(
        self, x: float, y: float, radius_px: float, colour: str, *, line_px: float = 2, share: float = 1.0
    ) -> None:
        """Draw a circle's edge."""
        mask = _ring(round(2 * radius_px), max(1, round(line_px * _FINE)))
        self._paint(colour, (round(x - radius_px), round(y - radius_px)), _thinned(mask, share))

    def shade(self, box: Box, colour: str, *, radius_px: int, blur_px: int, share: float) -> None:
        """A soft shadow of a rectangle."""
        pad = 2 * blur_px
        width, height = box[2] - box[0], box[3] - box[1]
        small = 4  # a blur needs no detail
        mask = Image.new("L", ((width + 2 * pad) // small, (height + 2 * pad) // small))
        mask.paste(255, (pad // small, pad // small), _rounded(width // small, height // small, radius_px // small))
        mask = mask.filter(ImageFilter.GaussianBlur(blur_px / small))
        mask = mask.resize((width + 2 * pad, height + 2 * pad), Image.Resampling.BICUBIC)
        self._paint(colour, (box[0] - pad, box[1] - pad), _thinned(mask, share))

    def glow(self, x: float, y: float, radius_px: int, colour: str, *, share: float) -> None:
        """Light that fades from (x, y) to nothing at the radius."""
        side = 2 * radius_px
        mask = Image.eval(Image.radial_gradient("L"), lambda far: round(255 * max(0.0, 1 - far / 128) ** 2))
        mask = mask.resize((side, side), Image.Resampling.BICUBIC)
        self._paint(colour, (round(x - radius_px), round(y - radius_px)), _thinned(mask, share))

    def wash(self, box: Box, top: str, bottom: str) -> None:
        """Fill a rectangle from one colour above to another below."""
        height = box[3] - box[1]
        strip = Image.new("RGB", (1, height))
        pixels = strip.load()
        assert pixels is not None  # noqa: S101 - an image in memory
        for row in range(height):
            pixels[0, row] = colours.rgb(colours.blend(top, bottom, row / max(1, height - 1)))
        self.image.paste(strip.resize((box[2] - box[0], height)), box[:2])

    def shape(self, points: Sequence[tuple[float, float]], colour: str, *, share: float = 1.0) -> None:
        """Fill a polygon."""
        left, top = math.floor(min(x for x, _ in points)), math.floor(min(y for _, y in points))
        left, top = max(0, left), max(0, top)
        right = min(self.width, math.ceil(max(x for x, _ in points)) + 1)
        bottom = min(self.height, math.ceil(max(y for _, y in points)) + 1)
        fine = Image.new("L", ((right - left) * 2, (bottom - top) * 2))
        ImageDraw.Draw(fine).polygon([((x - left) * 2, (y - top) * 2) for x, y in points], fill=255)
        self._paint(colour, (left, top), _thinned(fine.reduce(2), share))

    def line(self, points: Sequence[tuple[float, float]], colour: str, *, line_px: int = 2) -> None:
        """A straight or broken line."""
        ImageDraw.Draw(self.image).line([(round(x), round(y)) for x, y in points], fill=colour, width=line_px)

    def dashes(self, x: int, y: int, width_px: int, colour: str, *, line_px: int = 3, dash_px: int = 14) -> None:
        """A level row of dashes, as on a ticket."""
        pen = ImageDraw.Draw(self.image)
        for left in range(x, x + width_px - dash_px // 2, dash_px * 2):
            pen.line([(left, y), (min(left + dash_px, x + width_px), y)], fill=colour, width=line_px)

    def code(self, x: int, y: int, side_px: int, text: str, *, ink: str = "#000000", paper: str = "#ffffff") -> None:
        """A QR code in the middle of a square, without a quiet zone: leave four modules white around it."""
        code = code_image(text, side_px, ink=ink, paper=paper, quiet_modules=0)
        pad = (side_px - code.width) // 2
        self.image.paste(code, (x + pad, y + pad))

    def portrait(self, x: float, y: float, radius_px: int, picture: bytes) -> bool:
        """A round picture around (x, y); False where the bytes are no picture, and nothing is drawn."""
        found = _picture(picture, 2 * radius_px)
        if found is None:
            return False
        self.image.paste(found, (round(x - radius_px), round(y - radius_px)), _round(2 * radius_px))
        return True

    def jpeg(self, *, quality: int = 90) -> bytes:
        """The sheet as JPEG: what every phone's album takes."""
        held = io.BytesIO()
        self.image.save(held, "JPEG", quality=quality, subsampling=0)
        return held.getvalue()

    def png(self) -> bytes:
        """The sheet as PNG."""
        return png_of(self.image)

    def pdf(self, *, dots_per_inch: int) -> bytes:
        """The sheet as one page of PDF in its printed size."""
        held = io.BytesIO()
        self.image.save(held, "PDF", resolution=float(dots_per_inch), quality=95)
        return held.getvalue()

    def _paint(self, colour: str, corner: tuple[int, int], mask: Image.Image) -> None:
        self.image.paste(colour, (corner[0], corner[1], corner[0] + mask.width, corner[1] + mask.height), mask)


def code_image(
    text: str, side_px: int, *, ink: str = "#000000", paper: str = "#ffffff", quiet_modules: int = QUIET_MODULES
) -> Image.Image:
    """A QR code in whole pixels, at most `side_px` wide with its quiet zone."""
    code = segno.make(text, error="m", micro=False)
    modules = int(code.symbol_size(border=quiet_modules)[0])
    picture = Image.new("1", (modules, modules), 1)
    pixels = picture.load()
    assert pixels is not None  # noqa: S101 - an image in memory
    for row, line in enumerate(code.matrix):
        for column, dark in enumerate(line):
            if dark:
                pixels[column + quiet_modules, row + quiet_modules] = 0
    scale = max(1, side_px // modules)
    large = picture.resize((modules * scale, modules * scale), Image.Resampling.NEAREST)
    coloured = Image.new("RGB", large.size, ink)
    coloured.paste(paper, (0, 0, *large.size), large.convert("L"))
    return coloured


def png_of(image: Image.Image) -> bytes:
    """A picture as PNG."""
    held = io.BytesIO()
    image.save(held, "PNG", compress_level=6)
    return held.getvalue()


def code_svg(text: str) -> bytes:
    """A QR code as SVG, for a printer."""
    held = io.BytesIO()
    segno.make(text, error="m", micro=False).save(held, kind="svg", border=QUIET_MODULES, scale=10, xmldecl=True)
    return held.getvalue()


def _picture(data: bytes, side_px: int) -> Image.Image | None:
    try:
        with Image.open(io.BytesIO(data), formats=["JPEG", "PNG", "WEBP"]) as found:
            if max(found.size) > MOST_PICTURE_PX:
                return None
            found.load()
            square = min(found.size)
            left, top = (found.width - square) // 2, (found.height - square) // 2
            part = found.convert("RGB").crop((left, top, left + square, top + square))
            return part.resize((side_px, side_px), Image.Resampling.LANCZOS)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


def _rounded(width: int, height: int, radius_px: int) -> Image.Image:
    """A mask: the corners drawn large and made small, the rest filled."""
    mask = Image.new("L", (width, height), 255)
    radius_px = min(radius_px, width // 2, height // 2)
    if radius_px <= 0:
        return mask
    corner = _round(2 * radius_px)
    for x, left in ((0, 0), (width - radius_px, radius_px)):
        for y, top in ((0, 0), (height - radius_px, radius_px)):
            mask.paste(corner.crop((left, top, left + radius_px, top + radius_px)), (x, y))
    return mask


@lru_cache(maxsize=32)
def _ring(side: int, fine_line: int) -> Image.Image:
    fine = Image.new("L", (side * _FINE, side * _FINE))
    ImageDraw.Draw(fine).ellipse((0, 0, side * _FINE - 1, side * _FINE - 1), outline=255, width=fine_line)
    return fine.reduce(_FINE)


@lru_cache(maxsize=32)
def _round(side: int) -> Image.Image:
    fine = Image.new("L", (side * _FINE, side * _FINE))
    ImageDraw.Draw(fine).ellipse((0, 0, side * _FINE - 1, side * _FINE - 1), fill=255)
    return fine.reduce(_FINE)


def _thinned(mask: Image.Image, share: float) -> Image.Image:
    return mask if share >= 1 else Image.eval(mask, lambda part: round(part * share))
