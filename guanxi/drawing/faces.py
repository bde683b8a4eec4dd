"""The three faces that come with us, and which of them can show a character.

The wide face knows every Chinese character of Unicode's basic planes and stands in where a bold one lacks one; what
none knows (an emoji, a script we have no face for) is left out, so that no empty box is ever drawn.
"""

import json
import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from PIL import ImageFont

type Face = Literal["sans", "bold", "serif"]

_FOLDER = Path(str(files("guanxi.drawing"))) / "fonts"
_FILES: dict[Face, str] = {
    "sans": "GuanxiSans-Regular.otf",
    "bold": "GuanxiSans-Bold.otf",
    "serif": "GuanxiSerif-Bold.otf",
}
_WIDE: Face = "sans"
_FIRST_CHINESE = 0x2E80
_WITHOUT_STROKE = str.maketrans("ŁłĐđØøĦħŦŧıĿŀŊŋ", "LlDdOoHhTtiLlNn")
_QUOTES = (
    (re.compile(r"“(?=[\x21-\u024f])|(?<=[\x21-\u024f])”"), '"'),
    (re.compile(r"‘(?=[\x21-\u024f])|(?<=[\x21-\u024f])’"), "'"),
)
_NARROW_CHINESE = range(0xFF61, 0xFFDD)  # half-width kana


@lru_cache(maxsize=128)
def font(face: Face, size_px: int) -> ImageFont.FreeTypeFont:
    """A face in a size."""
    return ImageFont.truetype(_FOLDER / _FILES[face], size_px)


def legible(text: str) -> str:
    """The text as our faces can show it: a letter without its rare accent, nothing for an emoji, blanks made single."""
    kept = (_legible(sign) for sign in unicodedata.normalize("NFC", text))
    return _narrow_quotes(" ".join("".join(kept).split()))


def _narrow_quotes(text: str) -> str:
    """Quotation marks beside Latin letters as Latin sets them: in a Chinese face they take a whole square."""
    for pattern, mark in _QUOTES:
        text = pattern.sub(mark, text)
    return text


def able(face: Face, sign: str) -> Face:
    """The face that draws this character: the one wanted, or the wide one."""
    return face if _shows(face, sign) else _WIDE


def is_chinese(sign: str) -> bool:
    """Whether a character stands in a square of its own: Chinese, kana, their punctuation."""
    return ord(sign) >= _FIRST_CHINESE and ord(sign) not in _NARROW_CHINESE


def _legible(sign: str) -> str:
    if sign.isspace() or _shows(_WIDE, sign):
        return sign
    plain = unicodedata.normalize("NFD", sign)[:1].translate(_WITHOUT_STROKE)
    return plain if plain.isalpha() and _shows(_WIDE, plain) else ""


@lru_cache(maxsize=8192)
def _shows(face: Face, sign: str) -> bool:
    first, last = _coverage()[face]
    place = bisect_right(first, ord(sign)) - 1
    return place >= 0 and ord(sign) <= last[place]


@lru_cache(maxsize=1)
def _coverage() -> dict[Face, tuple[list[int], list[int]]]:
    ranges = json.loads((_FOLDER / "coverage.json").read_text(encoding="ascii"))
    return {
        face: ([first for first, _ in ranges[name]], [last for _, last in ranges[name]])
        for face, name in _FILES.items()
    }
