"""What a recipe is: its fields, its sentence, and the quest that it writes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

type Value = int | str | bool | date | None
type Answers = Mapping[str, Value]
"""What the operator filled in, by the field's name; None where a field was left open."""
type Kind = Literal["whole", "day", "line", "text", "choice", "flag", "circle", "survey", "tag", "thing"]
type Stage = Literal["acquire", "activate", "retain", "monetise", "refer"]


@dataclass(frozen=True, kw_only=True)
class Field:
    """A word of the quest that the operator may change.

    `label`, `hint` and `empty` (what the sentence says while nothing is given) are msgids. `days_ahead` is the
    default of a day, counted from today. What `is_more` stands under "More" and not in the sentence.
    """

    name: str
    kind: Kind
    label: str
    default: Value = None
    least: int | None = None
    most: int | None = None
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    empty: str = ""
    is_optional: bool = False
    is_more: bool = False
    days_ahead: int | None = None


@dataclass(frozen=True, kw_only=True)
class Within:
    """The circle that a quest is for: its short name, by which the audience asks, and the name that terms say."""

    slug: str
    name: str


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """The check-in challenge that a quest needs: how a check-in is proven, when, and what surrounds it."""

    text_least: int = 0
    needs_picture: bool = False
    hour_from: int | None = None
    hour_to: int | None = None
    makeup_cards: int = 0
    has_leaderboard: bool = True


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a recipe wrote: the quest as plain data of the quest language, and what it needs besides.

    `qualifying` are the acts of a friend that must count in the whole space, empty where none is asked.
    """

    quest: Mapping[str, object]
    challenge: Challenge | None = None
    qualifying: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """A kind of quest. `title`, `summary` and `sentence` are msgids; the sentence has a place for each field.

    What stands in [brackets] in the sentence is said only where its first place is filled: a gift and its number.

    `is_amber` says that it sells or splits, which a circle should be ready for (H6). `goal_of` says in which stage of
    the loop it works.
    """

    name: str
    title: str
    summary: str
    sentence: str
    stage: Stage
    fields: tuple[Field, ...]
    write: Callable[[str, Answers], Written]
    icon: str
    is_amber: bool = False
    purpose: str = ""
    slug: str = ""
    needs: tuple[str, ...] = field(default=())

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(name)
