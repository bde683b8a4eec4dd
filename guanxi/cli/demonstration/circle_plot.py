"""What happens in the demo's circle, as a plan: who enters, writes, answers and votes at which instant."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from random import Random
from typing import Any

from ruamel.yaml import YAML

from guanxi.cli.demonstration import DAYS
from guanxi.cli.demonstration.people import Person

OPENS_ON = 1
_WRITES_FROM = 22
_ENTERS = {"devoted": 1.0, "regular": 0.9, "casual": 0.6, "silent": 0.2}
_ANSWERS = {"devoted": 0.8, "regular": 0.5, "casual": 0.2, "silent": 0.05}
_SURVEY_ON = 5


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Something in the circle at one instant: `do` names it, `facts` are what it needs."""

    at: datetime
    do: str
    facts: Mapping[str, Any]


def words() -> Mapping[str, Any]:
    """What the people of the circle write."""
    text = files(__package__).joinpath("circle.yaml").read_text(encoding="utf-8")
    read: Mapping[str, Any] = YAML(typ="safe").load(text)
    return read


def scenes(*, people: Sequence[Person], instant: Callable[[int, int, int], datetime], seed: int) -> Iterator[Scene]:
    """The whole life of the circle, not sorted."""
    yield from _Plot(people, instant, Random(seed)).all()


class _Plot:
    def __init__(self, people: Sequence[Person], instant: Callable[[int, int, int], datetime], random: Random) -> None:
        self.people, self.instant, self.random, self.words = people, instant, random, words()
        self.lively = [
            one
            for one in people
            if one.habit in {"devoted", "regular"} and one.leaves_on is None and one.joins_on < 20  # noqa: PLR2004
        ]

    def all(self) -> Iterator[Scene]:
        """Everything."""
        yield self.scene(OPENS_ON, 10, 0, "open", host=self.lively[0].number)
        yield from self.entries()
        yield from self.survey()
        yield from self.posts()
        yield from self.questions()
        yield self.scene(40, 9, 30, "ad", text=self.words["ad"])
        yield from self.poll()
        yield from self.trouble()
        for day, count in ((10, 168), (24, 231), (38, 274)):
            yield self.scene(day, 18, 0, "heads", count=count)
        yield self.scene(44, 20, 15, "branch", person=self.lively[3].number)

    def scene(self, day: int, hour: int, minute: int, do: str, **facts: object) -> Scene:
        """A scene at a minute of a local day."""
        return Scene(at=self.instant(day, hour, minute), do=do, facts=facts)

    def entries(self) -> Iterator[Scene]:
        """Who joined the space looks into the circle soon after."""
        for person in self.people:
            if self.random.random() < _ENTERS[person.habit]:
                day = max(person.joins_on, OPENS_ON)
                if person.leaves_on is None or day < person.leaves_on - 1:
                    yield self.scene(day, 22, self.random.randrange(30, 60), "enter", person=person.number)

    def survey(self) -> Iterator[Scene]:
        """Questions to the first members: who they are to the brand."""
        yield self.scene(_SURVEY_ON, 9, 0, "survey")
        for person in self.people:
            if self.random.random() < _ANSWERS[person.habit] and person.leaves_on is None:
                day = max(_SURVEY_ON, person.joins_on) + self.random.randrange(1, 4)
                if day < DAYS - 1:
                    drinks = self.random.choices(("绿茶", "岩茶", "白茶", "红茶", "花茶"), (9, 6, 5, 4, 2))[0]
                    facts = {"person": person.number, "drinks": drinks, "years": int(self.random.expovariate(0.25))}
                    yield self.scene(
                        day,
                        12,
                        self.random.randrange(60),
                        "answer",
                        **facts,
                        likely=self.random.choice((7, 8, 9, 9, 10, 10, 6)),
                    )

    def posts(self) -> Iterator[Scene]:
        """A note or two a day from the fourth week on, with what others say to it."""
        texts = list(self.words["posts"])
        for number, text in enumerate(texts):
            day = _WRITES_FROM + number * (DAYS - 1 - _WRITES_FROM) // len(texts)
            author = self.random.choice(self.lively)
            name = f"post {number}"
            hour = self.random.randrange(7, 21)
            pictures = tuple(range(number, number + self.random.choice((0, 1, 1, 1, 2, 3))))
            yield self.scene(day, hour, 5, "write", person=author.number, text=text, name=name, pictures=pictures)
            yield from self.echo(name, day, hour)
            if number % 6 == 1:
                yield self.scene(min(day + 1, DAYS - 2), 9, 40, "feature", name=name)
        yield self.scene(DAYS - 9, 9, 50, "pin", name="post 1")

    def echo(self, name: str, day: int, hour: int) -> Iterator[Scene]:
        """Reactions of the same day, and some words under the post."""
        for person in self.random.sample(self.lively, self.random.randrange(2, 13)):
            kind = self.random.choice(("like", "like", "like", "warm", "useful"))
            yield self.scene(
                day, min(22, hour + 1), self.random.randrange(60), "react", person=person.number, name=name, kind=kind
            )
        for person in self.random.sample(self.lively, self.random.randrange(0, 6)):
            said = self.random.choice(self.words["asides"])
            yield self.scene(
                day, min(22, hour + 1), self.random.randrange(60), "say", person=person.number, name=name, text=said
            )

    def questions(self) -> Iterator[Scene]:
        """Somebody asks, others answer, the asker says which answer helped."""
        for number, question in enumerate(self.words["questions"]):
            day, name = 26 + number * 5, f"question {number}"
            asker, *others = self.random.sample(self.lively, 3)
            yield self.scene(day, 11, 0, "write", person=asker.number, text=question["ask"], name=name, kind="question")
            for index, text in enumerate(question["answers"]):
                facts = {"person": others[index].number, "text": text, "answer": f"{name} answer {index}"}
                yield self.scene(day, 12 + index, 20, "say", name=name, **facts)
            if number % 4 != 3:  # noqa: PLR2004 - one question stays open
                yield self.scene(day, 20, 45, "accept", answer=f"{name} answer 0", person=asker.number)

    def poll(self) -> Iterator[Scene]:
        """Where to meet next."""
        poll = self.words["poll"]
        yield self.scene(
            DAYS - 6,
            10,
            0,
            "write",
            person=self.lively[1].number,
            text=poll["ask"],
            name="poll",
            kind="poll",
            options=tuple(poll["options"]),
        )
        for person in self.random.sample(self.lively, min(24, len(self.lively))):
            choice = self.random.choices(range(len(poll["options"])), (6, 9, 4, 3))[0]
            yield self.scene(
                DAYS - 5, 13, self.random.randrange(60), "vote", person=person.number, name="poll", choice=choice
            )

    def trouble(self) -> Iterator[Scene]:
        """Somebody advertises: held by the check at once or reported, then hidden. A doubtful one still waits."""
        crook, second, *reporters = self.random.sample(self.lively, 5)
        yield self.scene(33, 15, 0, "write", person=crook.number, text=self.words["spam"], name="spam")
        for person in reporters:
            yield self.scene(33, 16, self.random.randrange(60), "report", person=person.number, name="spam")
        yield self.scene(33, 18, 30, "hide", name="spam")
        yield self.scene(DAYS - 2, 19, 0, "write", person=second.number, text=self.words["doubtful"], name="doubtful")
        yield self.scene(DAYS - 2, 20, 10, "report", person=reporters[0].number, name="doubtful")
