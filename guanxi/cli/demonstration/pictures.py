"""Pictures for the posts of the demo: a cup, its steam, a hill behind it. Drawn, so that they are nobody's."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFilter

_SIDE = 900
_GROUNDS = (
    ((236, 226, 205), (200, 169, 120), (126, 84, 48)),
    ((219, 231, 220), (151, 182, 152), (62, 101, 84)),
    ((233, 221, 219), (201, 158, 146), (134, 72, 60)),
    ((220, 226, 233), (154, 172, 192), (66, 86, 112)),
    ((240, 232, 216), (214, 190, 140), (150, 108, 40)),
    ((226, 222, 232), (174, 164, 192), (92, 78, 118)),
)


def drawn(number: int) -> bytes:
    """A picture as a JPEG; the same number gives the same picture."""
    chance = Random(number)
    ground, hill, tea = _GROUNDS[number % len(_GROUNDS)]
    image = Image.new("RGB", (_SIDE, _SIDE), ground)
    draw = ImageDraw.Draw(image)
    _hills(draw, chance, hill, ground)
    image = image.filter(ImageFilter.GaussianBlur(6))
    draw = ImageDraw.Draw(image, "RGBA")
    _cup(draw, chance.randrange(380, 520), chance.randrange(560, 640), tea)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=86)
    return out.getvalue()


def _hills(draw: ImageDraw.ImageDraw, chance: Random, hill: tuple[int, int, int], ground: tuple[int, int, int]) -> None:
    for layer in range(3):
        share = (layer + 1) / 3
        colour = tuple(round(g + (h - g) * share) for g, h in zip(ground, hill, strict=True))
        height = 300 + layer * 110
        points = [(0, _SIDE), (0, height)]
        points += [(x, height + chance.randrange(-90, 60)) for x in range(0, _SIDE + 150, 150)]
        draw.polygon([*points, (_SIDE, _SIDE)], fill=colour)


def _cup(draw: ImageDraw.ImageDraw, x: int, y: int, tea: tuple[int, int, int]) -> None:
    draw.ellipse((x - 250, y + 130, x + 250, y + 220), fill=(60, 50, 40, 60))
    draw.pieslice((x - 200, y - 190, x + 200, y + 200), 0, 180, fill=(252, 250, 246, 255))
    draw.ellipse((x - 200, y - 50, x + 200, y + 60), fill=(252, 250, 246, 255))
    draw.ellipse((x - 178, y - 36, x + 178, y + 46), fill=(*tea, 255))
    draw.ellipse((x - 120, y - 24, x + 20, y + 6), fill=(255, 255, 255, 40))
    for shift in (-60, 0, 60):
        for step in range(14):
            draw.ellipse(
                (
                    x + shift + (step % 5) * 5 - 8,
                    y - 90 - step * 22,
                    x + shift + (step % 5) * 5 + 14,
                    y - 66 - step * 22,
                ),
                fill=(255, 255, 255, max(6, 60 - step * 4)),
            )
