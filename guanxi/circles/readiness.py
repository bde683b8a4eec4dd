"""How ready a circle is to sell and to split (H6 火候). Pure: three measures, three thresholds, in this order.

  1. activity: of those who are in it, how many did something in the last seven days;
  2. replies: how often members answer one another, for each post of the week;
  3. retention: of those who entered 4 to 12 weeks ago, how many did something in their fourth week.
Each is told only when there are enough people to tell it by. Ready is who passes all three.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from django.utils.translation import gettext, gettext_noop

type Stage = Literal["new", "kindled", "warm", "ready"]

ACTIVE_PERCENT, LEAST_MEMBERS = 20, 10
REPLIES_PERCENT, LEAST_REPLIES = 100, 10
RETAINED_PERCENT, LEAST_OLD_ENOUGH = 30, 10

STAGES = {
    "new": gettext_noop("Just lit"),
    "kindled": gettext_noop("Kindled"),
    "warm": gettext_noop("Warm"),
    "ready": gettext_noop("Ready"),
}


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What was counted in a circle over the seven days before `counted_at`; retention over 4 to 12 weeks."""

    counted_at: datetime
    members: int
    active: int
    posts: int
    replies: int
    old_enough: int
    retained: int


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One of the three: its share in percent (None: too few people to tell), what it must be, how it was counted."""

    name: str
    percent: int | None
    least_percent: int
    is_met: bool
    words: str


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """How far a circle is. `lacking` says in words what is missing; empty when it is ready."""

    stage: Stage
    measures: tuple[Measure, ...]
    lacking: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """Whether recipes that sell or split may go ahead without a reason."""
        return self.stage == "ready"

    @property
    def words(self) -> str:
        """The stage, as it is shown."""
        return gettext(STAGES[self.stage])


_NOTHING = Figures(
    counted_at=datetime(1970, 1, 1, tzinfo=UTC), members=0, active=0, posts=0, replies=0, old_enough=0, retained=0
)


def judge(figures: Figures | None) -> Readiness:
    """The readiness that follows from the figures; of a circle that was never counted, nothing is known."""
    seen = figures or _NOTHING
    measures = (_activity(seen), _replies(seen), _retention(seen))
    met = next((number for number, measure in enumerate(measures) if not measure.is_met), len(measures))
    stages: tuple[Stage, ...] = ("new", "kindled", "warm", "ready")
    return Readiness(
        stage=stages[met],
        measures=measures,
        lacking=tuple(measure.words for measure in measures if not measure.is_met),
    )


def _activity(seen: Figures) -> Measure:
    percent = _percent(seen.active, seen.members) if seen.members >= LEAST_MEMBERS else None
    words = gettext(
        "%(active)d of %(members)d members did something this week; it takes %(least)d %% of at least %(few)d"
    )
    facts = {"active": seen.active, "members": seen.members, "least": ACTIVE_PERCENT, "few": LEAST_MEMBERS}
    return _measure("activity", percent, ACTIVE_PERCENT, words % facts)


def _replies(seen: Figures) -> Measure:
    enough = seen.replies >= LEAST_REPLIES
    percent = _percent(seen.replies, max(seen.posts, 1)) if enough else None
    words = gettext(
        "%(replies)d replies between members to %(posts)d posts this week; it takes one for each, and %(few)d in all"
    )
    facts = {"replies": seen.replies, "posts": seen.posts, "few": LEAST_REPLIES}
    return _measure("replies", percent, REPLIES_PERCENT, words % facts)


def _retention(seen: Figures) -> Measure:
    percent = _percent(seen.retained, seen.old_enough) if seen.old_enough >= LEAST_OLD_ENOUGH else None
    words = gettext(
        "%(retained)d of %(old)d who entered 4 to 12 weeks ago did something in their fourth week; it takes %(least)d"
        " %% of at least %(few)d"
    )
    facts = {
        "retained": seen.retained,
        "old": seen.old_enough,
        "least": RETAINED_PERCENT,
        "few": LEAST_OLD_ENOUGH,
    }
    return _measure("retention", percent, RETAINED_PERCENT, words % facts)


def _measure(name: str, percent: int | None, least: int, words: str) -> Measure:
    is_met = percent is not None and percent >= least
    return Measure(name=name, percent=percent, least_percent=least, is_met=is_met, words=words)


def _percent(part: int, whole: int) -> int:
    return part * 100 // whole
