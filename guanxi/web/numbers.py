"""Numbers as addresses and forms write them, which anybody may have written by hand."""

_BIGGEST = 2**63
_MOST_DIGITS = len(str(_BIGGEST))


def named(text: str) -> int | None:
    """The row that `text` names by its number; None where it names none. Never raises, however long the text."""
    if not (text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS):
        return None
    number = int(text)
    return number if number < _BIGGEST else None
