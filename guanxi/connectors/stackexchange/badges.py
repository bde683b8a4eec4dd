"""The publisher's badges beside our quests of the same names."""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from guanxi.connectors.stackexchange import dump
from guanxi.connectors.stackexchange.actions import SYSTEM
from guanxi.kernel.tenancy import acting_in
from guanxi.members import queries as members
from guanxi.quests import queries as quests


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """How many members reached our quest, how many hold the publisher's badge, and how many of them both."""

    ours: int
    published: int
    both: int


def compare(*, space_id: int, folder: Path) -> dict[str, Badge]:
    """Every badge of the dump for which the space has a quest, in the order of our quests.

    A holder who is no member of the space is published, but cannot be both. Raises DumpIncomplete, XmlBroken,
    XmlForbidden.
    """
    dump.require(folder)
    holders = _holders(folder)
    with acting_in(space_id):
        slugs = [quest.slug for quest in quests.listing(space_id=space_id)]
        names = {slug_of(name): name for name in holders}
        return {names[slug]: _compared(space_id, slug, holders[names[slug]]) for slug in slugs if slug in names}


def slug_of(badge: str) -> str:
    """The short name of the quest that decides `badge`: Nice Question, nice-question."""
    return re.sub(r"[^a-z0-9]+", "-", badge.lower()).strip("-")


def _holders(folder: Path) -> dict[str, set[int]]:
    holders: dict[str, set[int]] = defaultdict(set)
    for row in dump.elements(folder, "Badges.xml"):
        badge = dump.read_badge(row.attributes)
        holders[badge.name].add(badge.user)
    return holders


def _compared(space_id: int, slug: str, holders: set[int]) -> Badge:
    ours = quests.reached(space_id=space_id, slug=slug)
    known = members.members_by_external_id(
        space_id=space_id, system=SYSTEM, values_=[str(user) for user in sorted(holders)]
    )
    return Badge(ours=len(ours), published=len(holders), both=len(ours & set(known.values())))
