"""Numbers as addresses and forms write them, which anybody may have written by hand."""

MOST_DIGITS = 18
"""All that such a number may have and still be one of a row."""


def named(text: str) -> int | None:
    """The row that `text` names by its number; None where it names none. Never raises, however long the text."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= MOST_DIGITS else None
