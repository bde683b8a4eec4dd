"""What a check-in of a challenge needs: what was set up, and what the quest's own condition asks for anyway."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from guanxi.kernel import predicates
from guanxi.kernel.predicates import FieldType
from guanxi.kernel.predicates.tree import Known
from guanxi.quests.definition import Definition

type Picture = Literal["none", "optional", "required"]
type Ranking = Literal["shown", "asks", "none"]

EVENT = "checkin.made"
CARD = "ticket:make-up"
LONGEST_TEXT = 2000
MOST_PICTURES = 3
HOURS = 24
MOST_MAKE_UP_DAYS = 31
_PROPS: Mapping[str, FieldType] = {
    "props.challenge": "text",
    "props.text_length": "integer",
    "props.local_hour": "integer",
    "props.for_date": "date",
    "props.pictures": "integer",
}


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How a check-in is made: characters and picture asked for, hours [from, to) of the day, make-ups, ranking.

    `makeup_cards` are the challenge's own, for each member, besides the cards in the wallet; a missed day can be made
    up for `makeup_days` days. `ranking`: everybody unless they opt out, only who agreed, or there is none.
    """

    text_least: int = 0
    picture: Picture = "optional"
    hour_from: int = 0
    hour_to: int = HOURS
    makeup_cards: int = 0
    makeup_days: int = 7
    ranking: Ranking = "shown"
    circle_id: int | None = None

    @property
    def has_hours(self) -> bool:
        """Whether some hours of the day are closed."""
        return (self.hour_from, self.hour_to) != (0, HOURS)


def is_challenge(definition: Definition) -> bool:
    """Whether the quest counts check-ins and nothing else."""
    goals = definition.goals
    return definition.combine == "one" and len(goals) == 1 and goals[0].events == (EVENT,) and goals[0].per is None


def needed(definition: Definition, rules: Rules) -> Rules:
    """The stricter of what was set up and of what the quest's condition can hold for."""
    where = definition.goals[0].where
    if where is None:
        return rules
    least, first, last, pictures = _asked(where, definition.slug)
    return replace(
        rules,
        text_least=max(rules.text_least, least),
        hour_from=max(rules.hour_from, first),
        hour_to=min(rules.hour_to, last),
        picture="required" if pictures else rules.picture,
    )


def would_count(definition: Definition, props: Mapping[str, Known]) -> bool:
    """Whether the quest's condition holds for a check-in with these props."""
    where = definition.goals[0].where
    known = dict.fromkeys(_PROPS) | {f"props.{name}": value for name, value in props.items()}
    return where is None or predicates.parse(where, fields=_PROPS).holds(known)


@cache
def _asked(where: str, slug: str) -> tuple[int, int, int, bool]:
    """The shortest text, the first and the last hour and whether a picture is needed, for the condition to hold."""
    predicate = predicates.parse(where, fields=_PROPS)

    def could(**props: Known) -> bool:
        return predicate.could_hold({f"props.{name}": value for name, value in {"challenge": slug, **props}.items()})

    least = next((length for length in range(LONGEST_TEXT + 1) if could(text_length=length)), 0)
    hours = [hour for hour in range(HOURS) if could(local_hour=hour)]
    return least, min(hours, default=0), max(hours, default=HOURS - 1) + 1, not could(pictures=0) and could(pictures=1)
