"""Where others have a say in what is written: who reads along when a text appears, changes or goes.

A reader is called inside the transaction, once for each post whose words or visibility changed. It may refuse by
raising a Refusal: then nothing has happened. Register once, in an AppConfig.ready.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a post or a comment says now. `kind` is "post" or "comment"; staff texts have no author.

    `is_seen` is false when it was deleted or hidden; `is_new` only when it was written just now.
    """

    space_id: int
    kind: str
    id: int
    circle_id: int
    post_id: int
    author_id: int | None
    text: str
    declared: str
    is_seen: bool
    is_new: bool


class Reader(Protocol):
    """Takes note of a text."""

    def __call__(self, text: Text) -> None: ...  # noqa: D102 - said above


_readers: list[Reader] = []


def read_along(reader: Reader) -> Reader:
    """Call `reader` whenever a text appears, changes, goes or comes back."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def pass_on(text: Text) -> None:
    """Let every reader take note of a text."""
    for reader in _readers:
        reader(text)
