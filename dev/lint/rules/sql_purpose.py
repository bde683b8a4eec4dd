"""A .sql file begins by saying what it is for.

The story: `fix2.sql` was run by a cron job; three people read its 80 lines of joins before one could say that it
counted the same thing as the page beside it, differently. One line in words, first, and the reader knows whether to
read on.
"""

from collections.abc import Iterator

from dev.lint.house import Finding, House, Source

WORDS = 4


def findings(source: Source, _house: House) -> Iterator[Finding]:
    """SQL files whose first line is not a comment that says something."""
    if source.path.endswith(".sql"):
        first = source.lines[0] if source.lines else ""
        if not first.startswith("-- ") or len(first.split()) <= WORDS:
            yield source.finding(1, "sql-purpose", "the first line says what the file is for: -- …")
