"""What can be moderated: the modules above say how their things are hidden, shown and described.

Register once for each kind, in an AppConfig.ready. `hide` and `show` are called inside the transaction of the decision,
record what follows from it themselves (what a post earned is taken back), and are idempotent.

`in_turn` is called before the case of a thing is locked, and before its author is: whoever changes a thing outside of
moderation, and may meet its case on the way (the ad check reads what is edited), waits at the same place first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from guanxi.moderation import errors


@dataclass(frozen=True, kw_only=True)
class Description:
    """A thing as it is now: its words, who wrote it (None: the brand), where (`scope_id`, a circle), its pictures.

    `post_id` is the post whose page shows it. `is_seen`: members can read it now.
    """

    text: str
    author_id: int | None
    scope_id: int | None = None
    scope_name: str = ""
    post_id: int | None = None
    pictures: tuple[int, ...] = ()
    written_at: datetime | None = None
    is_seen: bool = True


class Change(Protocol):
    """Hide a thing, or show it again."""

    def __call__(self, *, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None: ...  # noqa: D102 - above


class InTurn(Protocol):
    """Let who decides about a thing and who changes it come one after the other; nothing for what is not there."""

    def __call__(self, *, space_id: int, subject_id: int) -> None: ...  # noqa: D102 - above


class Describe(Protocol):
    """What the things are now, by id, in a fixed number of statements; without those that are not there."""

    def __call__(self, *, space_id: int, subject_ids: Sequence[int]) -> Mapping[int, Description]: ...  # noqa: D102 - above


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A kind of thing that can be moderated.

    `legal_only`: hiding it needs a ground in law. `by_members`: members come across it and can report it. `in_turn` is
    None where nobody can change the thing and meet its case.
    """

    kind: str
    hide: Change
    show: Change
    describe: Describe
    legal_only: bool = False
    by_members: bool = True
    in_turn: InTurn | None = None


_subjects: dict[str, Subject] = {}


def register_subject(
    kind: str,
    *,
    hide: Change,
    show: Change,
    describe: Describe,
    legal_only: bool = False,
    by_members: bool = True,
    in_turn: InTurn | None = None,
) -> None:
    """Let things of this kind be reported and decided about; the last registration of a kind holds."""
    _subjects[kind] = Subject(
        kind=kind,
        hide=hide,
        show=show,
        describe=describe,
        legal_only=legal_only,
        by_members=by_members,
        in_turn=in_turn,
    )


def subject(kind: str) -> Subject:
    """How things of this kind are hidden, shown and described. Refuses with UnknownSubject."""
    found = _subjects.get(kind)
    if found is None:
        raise errors.UnknownSubject
    return found


def kinds() -> tuple[str, ...]:
    """Every kind that can be moderated."""
    return tuple(sorted(_subjects))


def wait_for_turn(*, space_id: int, kind: str, subject_id: int) -> None:
    """Wait until nobody else changes the thing or decides about it; then they wait until the transaction ends."""
    found = _subjects.get(kind)
    if found is not None and found.in_turn is not None:
        found.in_turn(space_id=space_id, subject_id=subject_id)


def described(*, space_id: int, kind: str, subject_id: int) -> Description:
    """One thing as it is now. Refuses with UnknownSubject when it is not there."""
    found = subject(kind).describe(space_id=space_id, subject_ids=[subject_id])
    if subject_id not in found:
        raise errors.UnknownSubject
    return found[subject_id]
