"""A tea house whose members write on slips of paper, which can be hidden and shown."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from guanxi.moderation import hooks
from tests import cast


@dataclass
class Slips:
    """Things to moderate: the words of each by number, who wrote it, and what was hidden in the meantime."""

    words: dict[int, str] = field(default_factory=dict)
    authors: dict[int, int | None] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    said: list[tuple[str, int, str, str]] = field(default_factory=list)

    def write(self, text: str, author_id: int | None) -> int:
        """A new slip."""
        number = len(self.words) + 1
        self.words[number], self.authors[number] = text, author_id
        return number

    def hide(self, *, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
        """Turn a slip over."""
        del space_id, at
        self.hidden.add(subject_id)
        self.said.append(("hide", subject_id, reason, actor))

    def show(self, *, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
        """Turn it back."""
        del space_id, at
        self.hidden.discard(subject_id)
        self.said.append(("show", subject_id, reason, actor))

    def describe(self, *, space_id: int, subject_ids: Sequence[int]) -> Mapping[int, hooks.Description]:
        """What is on the slips."""
        del space_id
        return {
            number: hooks.Description(
                text=self.words[number],
                author_id=self.authors[number],
                scope_id=7,
                scope_name="茶桌",
                is_seen=number not in self.hidden,
            )
            for number in subject_ids
            if number in self.words
        }


@pytest.fixture
def tea(db: None) -> cast.House:
    return cast.spring_tea()


@pytest.fixture
def slips() -> Iterator[Slips]:
    """Slips of the kind "slip", and of the kind "praise", which is a review."""
    known = dict(hooks._subjects)
    made = Slips()
    for kind, legal_only in (("slip", False), ("praise", True)):
        hooks.register_subject(kind, hide=made.hide, show=made.show, describe=made.describe, legal_only=legal_only)
    yield made
    hooks._subjects.clear()
    hooks._subjects.update(known)
