"""Finding what was written: Chinese words, English stems, in both scripts, in what the reader may read.

docs/search.md says how, what it finds and what it does not, and how that was measured.
"""

from guanxi.circles.search.finding import Cursor, Found, Hit, find, readable
from guanxi.circles.search.indexing import Entry, forget, forget_author, index, reindex, take_note
from guanxi.circles.search.snippets import Piece
from guanxi.circles.search.terms import LONGEST_QUERY, Query, parse

__all__ = [
    "LONGEST_QUERY",
    "Cursor",
    "Entry",
    "Found",
    "Hit",
    "Piece",
    "Query",
    "find",
    "forget",
    "forget_author",
    "index",
    "parse",
    "readable",
    "reindex",
    "take_note",
]
