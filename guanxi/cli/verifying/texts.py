"""Real texts from a folder, one a line, and a circle in which each of them is a post."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from guanxi.machine import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_BATCH = 2000
_LONGEST = 5000
_ACTOR = "system:verify"


def lines(folder: Path) -> list[str]:
    """The lines of all .txt files of a folder that say something, file by file in the order of their names."""
    found = [
        line.strip()
        for path in sorted(folder.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    if not found:
        message = f"there is no text in {folder}: it wants .txt files with one text a line"
        raise errors.CannotStart(message)
    return found


def as_posts(texts: Sequence[str], *, tell: Callable[[int], None]) -> tuple[int, int]:
    """Open a space with a circle, and let each text be a post of its one member; returns the space and the circle."""
    from guanxi.circles.search import sampling
    from guanxi.members import actions as members
    from guanxi.spaces import actions as spaces

    space_id = spaces.create_space(
        slug="verify", name="Verify", time_zone="Asia/Shanghai", currency="CNY", locale="zh-CN", actor=_ACTOR
    )
    member_id = members.join(space_id=space_id, external_ids={"verify": "reader"}, channel="verify", actor=_ACTOR)
    circle_id = _circle(space_id, member_id)
    begun = datetime.now(UTC) - timedelta(minutes=len(texts))
    for start, batch in _batches(texts):
        sampling.fill(
            space_id=space_id,
            circle_id=circle_id,
            author_id=member_id,
            texts=[text[:_LONGEST] for text in batch],
            begun=begun + timedelta(minutes=start),
        )
        tell(len(batch))
    return space_id, circle_id


def _circle(space_id: int, member_id: int) -> int:
    from guanxi.circles import actions, entry

    canvas = actions.Canvas(
        background="What was written is to be found again",
        purpose="seed_users",
        goal="Every question finds what it asks for",
        goal_number=1,
        goal_date=(datetime.now(UTC) + timedelta(days=365)).date(),
    )
    return actions.open_circle(
        space_id=space_id,
        canvas=canvas,
        look=actions.Look(name="Readers", trait="They read"),
        charter="Read.",
        rule=entry.Rule(),
        actor=_ACTOR,
        host_member_id=member_id,
    )


def _batches(texts: Sequence[str]) -> Iterator[tuple[int, Sequence[str]]]:
    for start in range(0, len(texts), _BATCH):
        yield start, texts[start : start + _BATCH]
