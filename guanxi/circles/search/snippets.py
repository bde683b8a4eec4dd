"""The stretch of a text in which most of what was asked for stands, and where: plain pieces, which a page escapes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from guanxi.circles.search import terms
from guanxi.kernel import folding

WIDTH = 70
_BEFORE = 12
_WORD = re.compile(r"[a-z0-9\u00c0-\u024f]+")


class Piece(NamedTuple):
    """A piece of a text; `is_match` where it is what was asked for."""

    text: str
    is_match: bool


def snippet(text: str, *, query: terms.Query, width: int = WIDTH) -> tuple[Piece, ...]:
    """About `width` characters of a text around its best stretch, cut into pieces; with … where it was cut."""
    flat = " ".join(text.split())
    marks = _marks(flat, query)
    start = _best_start(marks, width)
    begin = max(0, start - _BEFORE)
    if len(flat) - begin < width:
        begin = max(0, len(flat) - width)
    end = min(len(flat), begin + width)
    pieces = list(_cut(flat, [(max(one, begin), min(other, end)) for one, other in marks], begin, end))
    if begin > 0:
        pieces.insert(0, Piece("…", is_match=False))
    if end < len(flat):
        pieces.append(Piece("…", is_match=False))
    return tuple(pieces)


def _marks(flat: str, query: terms.Query) -> list[tuple[int, int]]:
    """The stretches of a text that match, in its own characters, in their order and without overlap."""
    folded = folding.fold_with_places(flat)
    found = sorted({stretch for part in query.parts for stretch in _stretches(folded.text, part)})
    merged: list[tuple[int, int]] = []
    for one, other in found:
        if merged and one <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(other, merged[-1][1]))
        else:
            merged.append((one, other))
    return [(folded.places[one], folded.places[other - 1] + 1) for one, other in merged]


def _stretches(folded: str, part: terms.Part) -> Iterator[tuple[int, int]]:
    if part.is_han:
        start = folded.find(part.text)
        while start >= 0:
            yield start, start + len(part.text)
            start = folded.find(part.text, start + len(part.text))
        return
    stem = terms.stem(part.text)
    for word in _WORD.finditer(folded):
        if terms.stem(word.group()) == stem or (part.begins and word.group().startswith(part.text)):
            yield word.span()
        elif word.group().startswith(part.text) and word.group()[len(part.text) :][:1].isdigit():
            yield word.start(), word.start() + len(part.text)


def _best_start(marks: list[tuple[int, int]], width: int) -> int:
    """Where a stretch begins that holds as many matches as any."""
    if not marks:
        return 0
    reach = width - _BEFORE
    return max(marks, key=lambda mark: (sum(mark[0] <= one < mark[0] + reach for one, _ in marks), -mark[0]))[0]


def _cut(flat: str, marks: list[tuple[int, int]], begin: int, end: int) -> Iterator[Piece]:
    place = begin
    for one, other in marks:
        if other <= one or other <= begin or one >= end:
            continue
        if one > place:
            yield Piece(flat[place:one], is_match=False)
        yield Piece(flat[one:other], is_match=True)
        place = other
    if place < end:
        yield Piece(flat[place:end], is_match=False)
