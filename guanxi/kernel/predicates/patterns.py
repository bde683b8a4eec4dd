"""LIKE patterns in one spelling: `%`, `_`, and plain characters escaped by `!` where they need it.

PostgreSQL escapes by backslash unless told otherwise and DuckDB does not, so a pattern is rewritten
and its escape always named.
"""

import re
from functools import lru_cache

from guanxi.kernel.predicates.tree import ESCAPE, PATTERN_CHARS_MAX, WILDCARDS_MAX

SPECIAL = frozenset({"%", "_", ESCAPE})


def normal(pattern: str, escape: str) -> str | None:
    """`pattern`, whose escape is `escape` (empty: none), in our spelling; None when it is not allowed."""
    if len(pattern) > PATTERN_CHARS_MAX or len(escape) > 1:
        return None
    pieces: list[str] = []
    characters = iter(pattern)
    for character in characters:
        if escape and character == escape:
            escaped = next(characters, None)
            if escaped not in {"%", "_", escape}:
                return None
            pieces.append(_plain(escaped))
        else:
            pieces.append(character if character in {"%", "_"} else _plain(character))
    return None if pieces.count("%") > WILDCARDS_MAX else "".join(pieces)


def _plain(character: str) -> str:
    return ESCAPE + character if character in SPECIAL else character


@lru_cache(maxsize=256)
def expression(pattern: str) -> re.Pattern[str]:
    """A pattern in our spelling as a regular expression for the whole text."""
    found = re.findall(r"!.|.", pattern, flags=re.DOTALL)
    meaning = {"%": ".*", "_": "."}
    return re.compile("".join(meaning.get(piece, re.escape(piece[-1])) for piece in found), re.DOTALL)
