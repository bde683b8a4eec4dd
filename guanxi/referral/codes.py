"""The alphabet of codes: Crockford's 32 signs, read back forgivingly. 10 signs carry 50 bits."""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def draw() -> str:
    """A fresh code; nobody can guess the next one from it."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read(text: str) -> str:
    """What a person typed, as it was drawn: case, O for 0, I and L for 1, dashes and spaces do not matter."""
    return text.strip().upper().translate(_MISREAD)
