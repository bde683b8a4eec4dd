"""Reading a picture that a stranger sent, and making it anew.

1. The first bytes say which of four formats it is; everything else is refused (SVG and HTML have no such bytes).
2. Only the header is read, and the number of pixels in it decides whether anything is unpacked at all.
3. The first picture of the file is unpacked (a JPEG at half or a quarter of its size where that is enough),
   turned as the camera was held, brought to sRGB and copied, pixel by pixel, into a new picture.
4. The new picture is written as WebP in three sizes. Nothing else of the file survives: no position, no name,
   no comment, no program hidden behind the last pixel.
"""

import io
import warnings
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from guanxi.media import errors, models

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS: Mapping[str, int] = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000, "GIF": 10_000_000}
"""What is unpacked at most: a JPEG is unpacked at a smaller size, the others whole (four bytes a pixel)."""

_LARGE_SIDE, _MEDIUM_SIDE, _SMALL_SIDE = 1600, 800, 320
_QUALITY, _EFFORT = 82, 3
_MEGABYTE = 1024 * 1024
# In all of these ways Pillow tells of a broken file.
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, OverflowError, MemoryError)


@dataclass(frozen=True, kw_only=True)
class Safe:
    """A picture made anew: the size of the largest copy, and each copy as WebP by its size."""

    width: int
    height: int
    copies: Mapping[str, bytes]


def make_safe(content: bytes) -> Safe:
    """The picture in `content`, made anew. Refuses with TooLarge, NotAPicture, TooManyPixels, Damaged."""
    if len(content) > MOST_BYTES:
        raise errors.TooLarge(most_mb=MOST_BYTES // _MEGABYTE)
    picture = _unpacked(content, _format(content))
    large = _within(picture, _LARGE_SIDE)
    copies = {
        models.LARGE: _written(large),
        models.MEDIUM: _written(_within(large, _MEDIUM_SIDE)),
        models.SMALL: _written(ImageOps.fit(large, (_SMALL_SIDE, _SMALL_SIDE), Image.Resampling.LANCZOS)),
    }
    return Safe(width=large.width, height=large.height, copies=copies)


def _format(content: bytes) -> str:
    """What the first bytes say; the name of the file and what the browser says of it count for nothing."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[:6] in {b"GIF87a", b"GIF89a"}:
        return "GIF"
    raise errors.NotAPicture


def _unpacked(content: bytes, format_: str) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limits are narrower than those it would warn of
            with Image.open(io.BytesIO(content), formats=[format_]) as opened:
                _refuse_too_many(opened, format_)
                opened.draft("RGB", (_LARGE_SIDE, _LARGE_SIDE))
                opened.load()
                _refuse_too_many(opened, format_)  # a GIF may say in its first frame that it is larger after all
                return _anew(opened)
    except Image.DecompressionBombError as error:
        raise errors.TooManyPixels(width="?", height="?") from error
    except _BROKEN as error:
        raise errors.Damaged from error


def _refuse_too_many(opened: Image.Image, format_: str) -> None:
    if opened.width * opened.height > MOST_PIXELS[format_]:
        raise errors.TooManyPixels(width=opened.width, height=opened.height)


def _anew(opened: Image.Image) -> Image.Image:
    """The pixels alone: upright, in sRGB, in a picture that knows nothing of where they come from."""
    profile = opened.info.get("icc_profile")
    transparent = opened.has_transparency_data
    upright: Image.Image = opened
    with suppress(*_BROKEN):  # notes that cannot be read say nothing about which way is up
        upright = ImageOps.exif_transpose(opened)
    plain = upright.convert("RGBA" if transparent else "RGB")
    # Half a limit before the costly steps: what comes after sees 1600 pixels a side.
    plain.thumbnail((_LARGE_SIDE * 2, _LARGE_SIDE * 2), Image.Resampling.BOX)
    if profile and upright.mode in {"RGB", "RGBA"}:
        with suppress(ImageCms.PyCMSError, OSError, ValueError, TypeError):  # a broken profile: the colours as they are
            ImageCms.profileToProfile(
                plain, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), inPlace=True
            )
    fresh = Image.new(plain.mode, plain.size)
    fresh.paste(plain)
    return fresh


def _within(picture: Image.Image, side: int) -> Image.Image:
    copy = picture.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    return copy


def _written(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=_QUALITY, method=_EFFORT)
    return out.getvalue()
