"""A member's reviews in words: what they said, what is promised for saying it, what it is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext, ngettext

from guanxi.circles import queries as circles
from guanxi.kernel import predicates
from guanxi.kernel.predicates import FieldType
from guanxi.quests import standing as quests
from guanxi.shop import queries as reviews
from guanxi.shop import reviewing
from guanxi.web import access, formats
from guanxi.web.h5 import words

PAGE = 20
_PROPS: Mapping[str, FieldType] = {"props.order": "text", "props.length": "integer", "props.rating": "integer"}


@dataclass(frozen=True, kw_only=True)
class Promised:
    """A quest that a review counts for: its title, what it gives, its terms, and how long the review must be."""

    title: str
    reward: str
    terms: str
    least: int

    @property
    def least_words(self) -> str:
        """How long a review must be, in words."""
        return ngettext("at least %(n)s character", "at least %(n)s characters", self.least) % {
            "n": formats.number(self.least)
        }


def promised(visit: access.Visit) -> tuple[Promised, ...]:
    """What the next review of the member would count for; one statement."""
    found = quests.of_member(space_id=visit.space.id, member_id=visit.member_id, zone=visit.space.zone, now=visit.now)
    return tuple(_promised(one, visit) for one in found if one.is_open and _counts_reviews(one))


def least(found: Sequence[Promised]) -> int:
    """So many characters that the review counts for something."""
    return min((one.least for one in found), default=0)


def mine(visit: access.Visit, *, before: int | None) -> Mapping[str, object]:
    """The page of one's own reviews."""
    found = reviews.own(space_id=visit.space.id, member_id=visit.member_id, before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    return {
        "reviews": [review(one, visit) for one in shown],
        "more": shown[-1].id if len(found) > PAGE else None,
        "circles": circles.circles_of(space_id=visit.space.id, member_id=visit.member_id, only_open=True),
    }


def review(one: reviews.Review, visit: access.Visit) -> Mapping[str, object]:
    """One review as its writer sees it."""
    order = gettext("Order %(order)s") % {"order": one.order} if one.order else ""
    return {
        "id": one.id,
        "about": " · ".join(part for part in (one.product, order) if part),
        "text": one.text,
        "pictures": [words.picture(visit.space.slug, picture) for picture in one.picture_ids],
        "ago": formats.ago(one.written_at, now=visit.now, zone=visit.space.time_zone),
        "is_rewarded": one.is_rewarded,
        "is_hidden": one.hidden_at is not None,
        "post": words.link("post", visit.space.slug, one.post_id) if one.post_id else "",
    }


def as_post(one: reviews.Review) -> str:
    """The words of a review that stand in a circle; that it is rewarded is said with it (law, rule 4)."""
    label = gettext("Rewarded review: praise and blame earn the same.") if one.is_rewarded else ""
    return "\n\n".join(part for part in (one.product, one.text, label) if part)


def _counts_reviews(one: quests.Standing) -> bool:
    return any(reviewing.WRITTEN in goal.events for goal in one.definition.goals) and (
        words.next_step(one) is not None or bool(one.definition.each)
    )


def _promised(one: quests.Standing, visit: access.Visit) -> Promised:
    step, currency = words.next_step(one), visit.space.currency
    given = [words.promises(step.promises, currency=currency)] if step is not None else []
    given += [words.promises(one.definition.each, currency=currency)] if one.definition.each else []
    goal = next(goal for goal in one.definition.goals if reviewing.WRITTEN in goal.events)
    return Promised(
        title=words.title(one.definition.title, one.slug),
        reward=gettext(", ").join(given),
        terms=words.title(one.definition.terms),
        least=_shortest(goal.where) if goal.where else 0,
    )


@cache
def _shortest(where: str) -> int:
    """The fewest characters with which the condition can hold."""
    try:
        condition = predicates.parse(where, fields=_PROPS)
    except predicates.PredicateRefused:  # another event's props are in it
        return 0
    lengths = range(reviewing.LONGEST_TEXT + 1)
    return next((length for length in lengths if condition.could_hold({"props.length": length})), 0)
