"""What a text can be found by, and what a question asks for.

A run of Chinese characters is found by every character and every pair of neighbours in it (so nothing depends on where
a dictionary sees a word), and by the words that the dictionary sees (so that 和服 does not come first for 产品和服务).
A run of letters and digits is found by itself and by its English stem.

Lexemes begin with the space's number, so the spaces of an installation share no list: `7:屏幕` a pair or a character,
`7=屏幕` a word, `7~run` a stem, `7.iphone` letters and digits as they are.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import rjieba
import snowballstemmer  # type: ignore[import-untyped]

from guanxi.kernel import folding

LONGEST_TEXT = 20_000
LONGEST_QUERY = 100
_MOST_PARTS = 6
_SHORTEST_STEMMED = 3
_LONGEST_WORD = 40
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]+|[a-z0-9\u00c0-\u024f]+")
_MODEL = re.compile(r"([a-z]{2,})(\d[a-z0-9]*)")


@dataclass(frozen=True, kw_only=True)
class Part:
    """One thing that a question asks for: a Chinese word, or letters and digits. `begins`: more may follow."""

    text: str
    is_han: bool
    begins: bool = False


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question, understood: its parts, and the Chinese runs as they were typed."""

    parts: tuple[Part, ...]
    runs: tuple[str, ...]


def lexemes(*, space_id: int, text: str) -> list[str]:
    """Everything that a text can be found by in its space."""
    found: set[str] = set()
    for run, is_han in _runs(folding.fold(text[:LONGEST_TEXT])):
        if is_han:
            found.update(f"{space_id}:{gram}" for gram in (*run, *_pairs(run)))
            found.update(f"{space_id}={word}" for word in rjieba.cut_for_search(run) if len(word) > 1)
        else:
            for word in _spellings(run[:_LONGEST_WORD]):
                found.update((f"{space_id}.{word}", f"{space_id}~{stem(word)}"))
    return sorted(found)


def parse(text: str) -> Query:
    """What a question asks for. The last word of letters may be half typed; function words are left out."""
    folded = folding.fold(text)[:LONGEST_QUERY]
    runs = list(_runs(folded))
    parts: list[Part] = []
    for number, (run, is_han) in enumerate(runs):
        if is_han:
            parts += [Part(text=half, is_han=True) for word in rjieba.cut(run) for half in _halves(word)]
        else:
            half = number == len(runs) - 1 and not folded.endswith((" ", ",", ".", "?", "!", "。", "，"))
            parts.append(Part(text=run[:_LONGEST_WORD], is_han=False, begins=half and len(run) > 1))
    told = [part for part in parts if part.text not in _empty_words()]
    unique = {(part.text, part.is_han): part for part in (told or parts)}
    longest = sorted(unique.values(), key=lambda part: -len(part.text))[:_MOST_PARTS]
    return Query(
        parts=tuple(part for part in unique.values() if part in longest),
        runs=tuple(run for run, is_han in runs if is_han),
    )


def asked_for(*, space_id: int, part: Part) -> str:
    """A part as PostgreSQL's tsquery: what must be in a text that has it."""
    if part.is_han:
        grams = _pairs(part.text) or [part.text]
        return _all(f"{space_id}:{gram}" for gram in grams)
    exact = f"'{space_id}~{stem(part.text)}'"
    return f"({exact} | '{space_id}.{part.text}':*)" if part.begins else exact


def as_words(*, space_id: int, query: Query) -> str | None:
    """The question as words of the dictionary: true of texts that have these very words. None when it has none."""
    words = [part.text for part in query.parts if part.is_han and len(part.text) > 1]
    return _all(f"{space_id}={word}" for word in words) if words else None


def as_typed(*, space_id: int, query: Query) -> str | None:
    """The Chinese runs as they were typed, in one piece each; None when there is none of at least two characters."""
    grams = [gram for run in query.runs for gram in _pairs(run)]
    return _all(f"{space_id}:{gram}" for gram in dict.fromkeys(grams)) if grams else None


def stem(word: str) -> str:
    """The English stem of a folded word; the word itself where it is short or has digits."""
    if len(word) < _SHORTEST_STEMMED or not word.isascii() or not word.isalpha():
        return word
    stemmed: str = _stemmer().stemWord(word)
    return stemmed


def _halves(word: str) -> Sequence[str]:
    """A long word as the two words in it: 电脑屏幕 also asks for 电脑的屏幕. Typed in one piece ranks first."""
    known = set(rjieba.cut_for_search(word))
    for middle in range(2, len(word) - 1):
        if {word[:middle], word[middle:]} <= known:
            return word[:middle], word[middle:]
    return (word,)


def _runs(folded: str) -> Iterator[tuple[str, bool]]:
    for found in _RUN.finditer(folded):
        run = found.group()
        yield run, folding.is_han(run[0])


def _pairs(run: str) -> list[str]:
    return [one + other for one, other in pairwise(run)]


def _spellings(run: str) -> Sequence[str]:
    """A model number is also found by its two halves: iphone4s by iphone and by 4s."""
    halves = _MODEL.fullmatch(run)
    return (run, *halves.groups()) if halves else (run,)


def _all(lexemes_: Iterable[str]) -> str:
    """Runs hold letters, digits and Chinese characters only: nothing in them needs escaping."""
    return "(" + " & ".join(f"'{lexeme}'" for lexeme in lexemes_) + ")"


@cache
def _empty_words() -> frozenset[str]:
    """What people put around what they ask for. A question of nothing else is taken at its word."""
    return frozenset(files("guanxi.circles.search").joinpath("empty_words.txt").read_text(encoding="utf-8").split())


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")
