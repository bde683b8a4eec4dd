"""The demo: a tea brand with three hundred members and seven weeks of life, told by driving the real actions.

`build` needs Django to be ready. Everything is made up; the same seed and the same day tell the same story.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

SLUG = "spring-mountain"
DAYS = 49
"""How many local days the story has; `build` reports each."""


def exists(*, slug: str = SLUG) -> bool:
    """Whether the demo space is there."""
    from guanxi.spaces import queries

    return any(space.slug == slug for space in queries.spaces())


def build(
    progress: Callable[[int], object], *, slug: str = SLUG, until: datetime | None = None, days: int = DAYS
) -> str:
    """Tell the story that ends `until` (None: now) and return the slug; does nothing when the space is there.

    Fewer `days` tell only its beginning. One transaction: whoever interrupts it has no demo, and not half of one.
    """
    from guanxi.cli.demonstration import building
    from guanxi.spaces.errors import SlugTaken

    if not exists(slug=slug):
        try:
            building.build(progress, slug=slug, until=until, days=days)
        except SlugTaken:  # another process told it meanwhile
            return slug
    return slug


def audit(*, slug: str = SLUG, progress: Callable[[int], object] | None = None) -> list[str]:
    """Check every invariant of the demo space, for its overview; returns the ids of the checks that are violated."""
    from guanxi.insight import audit as auditing
    from guanxi.spaces import queries

    report = auditing.run(space_id=queries.space_by_slug(slug=slug).id, progress=progress)
    return [finding.check.id for finding in report.findings if finding.violations]
