"""Columns as PostgreSQL reads and writes an array in text: `{1,NULL,3}`."""

from collections.abc import Sequence
from datetime import datetime


def numbers(values: Sequence[int | None]) -> str:
    """Whole numbers."""
    return "{" + str(list(values))[1:-1].replace("None", "NULL") + "}"


def read_numbers(text: str) -> list[int]:
    """The whole numbers of an array without NULLs, as PostgreSQL wrote it."""
    return [int(number) for number in text[1:-1].split(",") if number]


def plain(values: Sequence[str | None]) -> str:
    """Words in which nothing needs quotes: hexadecimal."""
    return "{" + ",".join([value or "NULL" for value in values]) + "}"


def instants(values: Sequence[datetime | None]) -> str:
    """Instants; None means that the clock of the database is to say."""
    return "{" + ",".join(["NULL" if value is None else value.isoformat() for value in values]) + "}"


def json(values: Sequence[str]) -> str:
    """JSON texts. They are escaped all at once: none has a zero byte, which JSON writes in another way."""
    return '{"' + "\x00".join(values).replace("\\", "\\\\").replace('"', '\\"').replace("\x00", '","') + '"}'


def binary(values: Sequence[bytes | None]) -> str:
    """Bytes."""
    return "{" + ",".join(["NULL" if value is None else f'"\\\\x{value.hex()}"' for value in values]) + "}"
