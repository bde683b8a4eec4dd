"""Setting type: lines that break where Chinese and Latin may, sizes that fit, a hair of space between the scripts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from guanxi.drawing import faces

_NEVER_FIRST = frozenset("。，、！？；：）】》」』”’…—～·%‰℃,.!?;:)]}»›")
_NEVER_LAST = frozenset("（【《「『“‘([{«‹¥$€£#")
_GAP = 0.17  # of the size, between a Chinese character and a Latin letter


@dataclass(frozen=True, kw_only=True)
class Type:
    """How a text is set: face, size and colour; `tracking` is extra space between characters, `leading` a factor."""

    face: faces.Face = "sans"
    size_px: int = 36
    colour: str = "#000000"
    tracking_px: int = 0
    leading: float = 1.5

    @property
    def line_px(self) -> int:
        """From one line to the next."""
        return round(self.size_px * self.leading)


@dataclass(frozen=True, kw_only=True)
class Run:
    """Characters of one face, and where they begin in their line."""

    text: str
    face: faces.Face
    x_px: float


def runs(line: str, type_: Type) -> tuple[tuple[Run, ...], float]:
    """A line as runs, and how wide it is."""
    found: list[Run] = []
    x = 0.0
    before = ""
    for piece in _pieces(line, type_):
        if before and _is_seam(before, piece[0]):
            x += type_.size_px * _GAP
        face = faces.able(type_.face, piece[0])
        found.append(Run(text=piece, face=face, x_px=x))
        x += _advance(face, type_.size_px, piece) + type_.tracking_px
        before = piece[-1]
    return tuple(found), max(0.0, x - type_.tracking_px) if found else 0.0


def width(line: str, type_: Type) -> float:
    """How wide a line is."""
    return runs(line, type_)[1]


def lines(text: str, type_: Type, *, width_px: int, most: int) -> tuple[str, ...]:
    """The text in at most so many lines of nearly equal length; what does not fit ends in an ellipsis."""
    text = faces.legible(text)
    broken = _broken(text, type_, width_px)
    if len(broken) > most:
        return _shortened(broken, type_, width_px, most)
    return _balanced(text, type_, width_px, broken)


def fitting(text: str, type_: Type, *, width_px: int, most: int, smallest_px: int) -> tuple[Type, tuple[str, ...]]:
    """The text as large as it can be in at most so many lines: from the size of `type_` down to the smallest."""
    text = faces.legible(text)
    sizes = range(type_.size_px, smallest_px - 1, -4)
    for size in sizes:
        tried = _sized(type_, size)
        broken = _broken(text, tried, width_px)
        if len(broken) <= most and not _has_torn_word(text, broken):
            return tried, _balanced(text, tried, width_px, broken)
    last = _sized(type_, smallest_px)
    return last, lines(text, last, width_px=width_px, most=most)


def _sized(type_: Type, size_px: int) -> Type:
    tracking = round(type_.tracking_px * size_px / type_.size_px)
    return Type(face=type_.face, size_px=size_px, colour=type_.colour, tracking_px=tracking, leading=type_.leading)


def _pieces(line: str, type_: Type) -> Iterator[str]:
    """Pieces that are drawn at once: single characters where there is tracking, else what shares face and script."""
    piece = ""
    for sign in line:
        joins = piece and not type_.tracking_px and not _is_seam(piece[-1], sign)
        if joins and faces.able(type_.face, piece[-1]) == faces.able(type_.face, sign):
            piece += sign
            continue
        if piece:
            yield piece
        piece = sign
    if piece:
        yield piece


def _is_seam(left: str, right: str) -> bool:
    if left.isspace() or right.isspace():
        return False
    pair = (left, right)
    chinese = [faces.is_chinese(sign) for sign in pair]
    return chinese[0] != chinese[1] and all(sign.isalnum() for sign in pair)


@lru_cache(maxsize=16384)
def _advance(face: faces.Face, size_px: int, text: str) -> float:
    return faces.font(face, size_px).getlength(text)


def _words(text: str) -> Iterator[str]:
    """What must stay together: a Latin word with its blank, a Chinese character with the signs that cling to it."""
    word = ""
    for sign in text:
        if word and _may_break(word[-1], sign):
            yield word
            word = sign
        else:
            word += sign
    if word:
        yield word


def _may_break(left: str, right: str) -> bool:
    if right in _NEVER_FIRST or left in _NEVER_LAST or right.isspace():
        return False
    return left.isspace() or faces.is_chinese(left) or faces.is_chinese(right)


def _broken(text: str, type_: Type, width_px: int) -> list[str]:
    found: list[str] = []
    line = ""
    for word in _words(text):
        if not line or width((line + word).rstrip(), type_) <= width_px:
            line += word
        else:
            found.append(line.rstrip())
            line = word
        while width(line.rstrip(), type_) > width_px and len(line.rstrip()) > 1:
            cut = _longest(line.rstrip(), type_, width_px)
            found.append(line[:cut])
            line = line[cut:]
    if line.strip():
        found.append(line.rstrip())
    return found


def _longest(line: str, type_: Type, width_px: int) -> int:
    cut = 1
    while cut < len(line) and width(line[: cut + 1], type_) <= width_px:
        cut += 1
    return cut


def _has_torn_word(text: str, broken: Sequence[str]) -> bool:
    words = {word.rstrip() for word in _words(text)}
    return any(not any(line.endswith(word) for word in words) for line in broken[:-1])


def _balanced(text: str, type_: Type, width_px: int, broken: list[str]) -> tuple[str, ...]:
    """As many lines, none much longer than the others: the narrowest measure that needs no further line."""
    if len(broken) < 2:  # noqa: PLR2004 - one line has nothing to balance
        return tuple(broken)
    low, high = width_px // 2, width_px
    while high - low > type_.size_px // 4:
        middle = (low + high) // 2
        tried = _broken(text, type_, middle)
        low, high = (low, middle) if len(tried) <= len(broken) and not _has_torn_word(text, tried) else (middle, high)
    return tuple(_broken(text, type_, high))


def _shortened(broken: Sequence[str], type_: Type, width_px: int, most: int) -> tuple[str, ...]:
    last = broken[most - 1]
    while last and width(last + _dots(last), type_) > width_px:
        last = last[:-1]
    last = last.rstrip(" ，。、；：,.;:")
    return (*broken[: most - 1], last + _dots(last))


def _dots(line: str) -> str:
    """What stands for the rest: in the middle of the square in Chinese, on the base line in Latin."""
    return "…" if line and faces.is_chinese(line[-1]) else "..."
