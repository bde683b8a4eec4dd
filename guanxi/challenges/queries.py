"""Reading challenges: what a member can do today, what they did, who stands where, what is on the board."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from guanxi.challenges import errors, rules, streaks
from guanxi.kernel import statements, tenancy
from guanxi.members import faces
from guanxi.quests import standing as quests
from guanxi.quests.definition import Step

FIRST_PLACES = 50
FEATURED = 5
LARGEST_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the calendar: done, made_up, missed, open (today) or ahead. `makeable`: a card can make up for it."""

    day: date
    state: str
    makeable: bool


@dataclass(frozen=True, kw_only=True)
class Mine:
    """A challenge as one member meets it. `shown`: whether others see them in its ranking; `wish`: what they chose."""

    quest: quests.Standing
    rules: rules.Rules
    is_set_up: bool
    done: Mapping[date, int]
    made_up: frozenset[date]
    cards: int
    own_cards: int
    shown: bool
    wish: bool | None

    @property
    def today(self) -> date:
        """The local day that it is."""
        return self.quest.today

    @property
    def done_today(self) -> bool:
        """Whether the check-in of today is made."""
        return self.today in self.done

    @property
    def streak(self) -> int:
        """Days in a row up to today, or up to yesterday while today is open."""
        return streaks.current(self.done.keys(), self.today)

    @property
    def longest(self) -> int:
        """The longest run."""
        return streaks.longest(self.done.keys())

    @property
    def total(self) -> int:
        """Days in all."""
        return len(self.done)

    @property
    def next_step(self) -> Step | None:
        """The step that comes next and what is owed for it; None after the last one."""
        open_steps = [step for step in self.quest.definition.steps if step.no not in self.quest.reached]
        return min(open_steps, key=lambda step: step.reach, default=None)

    @property
    def measured(self) -> int:
        """The measure that steps are judged by: the run for a streak, else days in this period."""
        return self.quest.measured()

    def calendar(self, first: date, last: date) -> tuple[Day, ...]:
        """The days from `first` to `last` that belong to the challenge."""
        begin = max(first, self.quest.first_day)
        end = last if self.quest.last_day is None else min(last, self.quest.last_day)
        return tuple(self._day(day) for day in streaks.spell(begin, end))

    def _day(self, day: date) -> Day:
        if day in self.done:
            return Day(day=day, state="made_up" if day in self.made_up else "done", makeable=False)
        if day >= self.today:
            return Day(day=day, state="open" if day == self.today else "ahead", makeable=False)
        return Day(day=day, state="missed", makeable=self.can_make_up(day))

    def can_make_up(self, day: date) -> bool:
        """Whether the member could make up for `day` today, were it for cards, window and age alone."""
        return (
            self.quest.is_open
            and self.cards + self.own_cards > 0
            and day not in self.done
            and self.quest.first_day <= day < self.today
            and (self.today - day).days <= self.rules.makeup_days
        )


@dataclass(frozen=True, kw_only=True)
class Gain:
    """What a check-in brought: of which quest and step, how much of which unit, and what is still in the way."""

    quest: str
    step: int | None
    kind: str
    code: str
    amount: int
    wanted: int
    state: str
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class Place:
    """A line of the ranking. Equal figures share a place; the earlier one stands first."""

    place: int
    member_id: int
    face: faces.Face
    longest: int
    total: int
    is_me: bool


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """The first places, the member's own (also when it is among them), and how many are seen in it."""

    places: tuple[Place, ...]
    mine: Place | None
    members: int


@dataclass(frozen=True, kw_only=True)
class Told:
    """A check-in on the board. `text` and `picture_ids` are what the member chose to share."""

    event_id: int
    member_id: int
    face: faces.Face
    day: date
    at: datetime
    text: str
    picture_ids: tuple[int, ...]
    is_featured: bool
    is_made_up: bool


def of_member(*, space_id: int, member_id: int, standings: Sequence[quests.Standing]) -> tuple[Mine, ...]:
    """Those of the member's quests that are challenges, with what they did in them; one statement, or none."""
    chosen = [one for one in standings if rules.is_challenge(one.definition)]
    if not chosen:
        return ()
    parameters = {
        "space": space_id, "member": member_id, "card": rules.CARD, "quests": [one.quest_id for one in chosen]
    }  # fmt: skip
    with tenancy.reading_in(space_id):
        found = {row[0]: row[1:] for row in statements.rows(_text("of_member"), parameters)}
    return tuple(_mine(one, found[one.quest_id]) for one in chosen)


def mine(*, space_id: int, member_id: int, challenge: str, zone: ZoneInfo, now: datetime) -> Mine:
    """One challenge as the member meets it; two statements. Refuses with UnknownChallenge."""
    standings = quests.of_member(space_id=space_id, member_id=member_id, zone=zone, now=now, slug=challenge)
    found = of_member(space_id=space_id, member_id=member_id, standings=standings)
    if not found:
        raise errors.UnknownChallenge(challenge=challenge)
    return found[0]


def gained(*, space_id: int, member_id: int, event_id: int) -> tuple[Gain, ...]:
    """What a check-in brought its member by now, the nearest effect first; one statement."""
    parameters = {"space": space_id, "member": member_id, "event": event_id}
    with tenancy.reading_in(space_id):
        found = statements.rows(_text("gained"), parameters)
    return tuple(_gain(row) for row in found if row[1] == "member.tier_changed" or row[5] is not None)


def ranking(*, space_id: int, member_id: int, quest_id: int, limit: int = FIRST_PLACES) -> Ranking:
    """Who stands where in a challenge; two statements (the second opens the names)."""
    parameters = {
        "space": space_id, "quest": quest_id, "member": member_id, "limit": min(max(limit, 1), FIRST_PLACES)
    }  # fmt: skip
    with tenancy.reading_in(space_id):
        found = statements.rows(_text("ranking"), parameters)
        seen = faces.opened(space_id=space_id, sealed=[_sealed(row[1], row[6:10]) for row in found if row[6]])
    places = [_place(row, seen, member_id) for row in found]
    own = next((place for place in places if place.is_me), None)
    return Ranking(places=tuple(places[:limit]), mine=own, members=found[0][10] if found else 0)


def board(*, space_id: int, quest_id: int, before: int | None = None, limit: int = 20) -> tuple[Told, ...]:
    """What members share of their check-ins; `before` is the event of the last one seen. Two statements."""
    parameters = {
        "space": space_id, "quest": quest_id, "before": before, "featured": FEATURED,
        "limit": min(max(limit, 1), LARGEST_PAGE),
    }  # fmt: skip
    with tenancy.reading_in(space_id):
        found = statements.rows(_text("board"), parameters)
        seen = faces.opened(space_id=space_id, sealed=[_sealed(row[1], row[8:12]) for row in found if row[8]])
    return tuple(_told(row, seen) for row in found)


def rules_of(*, space_id: int, quest_id: int) -> rules.Rules | None:
    """What was set up for a challenge, None where nothing was."""
    with tenancy.reading_in(space_id):
        found = statements.rows(
            "SELECT text_least, picture, hour_from, hour_to, makeup_cards, makeup_days, ranking, circle_id"
            " FROM challenges_challenge WHERE space_id = %s AND quest_id = %s",
            [space_id, quest_id],
        )
    names = ("text_least", "picture", "hour_from", "hour_to", "makeup_cards", "makeup_days", "ranking", "circle_id")
    return rules.Rules(**dict(zip(names, found[0], strict=True))) if found else None


def _mine(one: quests.Standing, row: tuple[Any, ...]) -> Mine:
    stored, days, used, cards, shown, wish = row
    made = rules.Rules(**json.loads(stored)) if stored else rules.Rules()
    told = json.loads(days)
    effective = rules.needed(one.definition, made)
    return Mine(
        quest=one,
        rules=effective,
        is_set_up=stored is not None,
        done={date.fromisoformat(entry["day"]): entry["event"] for entry in told},
        made_up=frozenset(date.fromisoformat(entry["day"]) for entry in told if entry["made_up"]),
        cards=cards or 0,
        own_cards=max(effective.makeup_cards - used, 0),
        shown=bool(shown) if shown is not None else (effective.ranking == "shown" if wish is None else wish),
        wish=wish,
    )


def _gain(row: tuple[Any, ...]) -> Gain:
    _, type_, quest, step, tier, kind, code, granted, wanted, state, reason = row
    if type_ == "member.tier_changed":
        return Gain(
            quest=quest, step=None, kind="tier", code=tier or "", amount=1, wanted=1, state="granted", reason=None
        )
    return Gain(quest=quest, step=step, kind=kind, code=code, amount=granted, wanted=wanted, state=state, reason=reason)


def _place(row: tuple[Any, ...], seen: Mapping[int, faces.Face], member_id: int) -> Place:
    return Place(
        place=row[0],
        member_id=row[1],
        face=seen.get(row[1], _NOBODY),
        longest=row[2],
        total=row[3],
        is_me=row[1] == member_id,
    )


def _told(row: tuple[Any, ...], seen: Mapping[int, faces.Face]) -> Told:
    return Told(
        event_id=row[0],
        member_id=row[1],
        face=seen.get(row[1], _NOBODY),
        day=row[2],
        at=row[3],
        text=row[4] or "",
        picture_ids=tuple(row[5]),
        is_featured=row[6],
        is_made_up=row[7],
    )


def _sealed(member_id: int, face: Sequence[Any]) -> faces.SealedFace:
    state, name, avatar, is_staff = face
    return faces.SealedFace(
        member_id=member_id, state=state, sealed_name=name, avatar_id=avatar, is_staff=bool(is_staff)
    )


_NOBODY = faces.Face(name="", avatar_id=None, is_gone=True)


@cache
def _text(name: str) -> str:
    return files("guanxi.challenges").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
