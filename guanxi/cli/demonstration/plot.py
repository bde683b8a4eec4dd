"""What happens in the demo, as a plan: who does what at which instant. No database; the same seed, the same plan."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from guanxi.cli.demonstration import DAYS, circle_plot, people
from guanxi.cli.demonstration.people import Person

SEED = 20261001
# A day's chances by habit: to check in, to post, to comment, to order, to redeem.
_CHANCES = {
    "devoted": (0.90, 0.24, 0.55, 0.045, 0.022),
    "regular": (0.46, 0.08, 0.20, 0.026, 0.010),
    "casual": (0.17, 0.02, 0.06, 0.012, 0.002),
    "silent": (0.02, 0.00, 0.01, 0.005, 0.000),
}
_PRODUCTS = (
    ("春山绿茶 100 克", 6800), ("岩骨花香 75 克", 12800), ("老白茶饼 300 克", 18800), ("手作盖碗", 15800),
    ("桂花红茶 80 克", 5900), ("中秋茶礼", 26800), ("企业定制茶礼", 168000),
)  # fmt: skip
_PRODUCT_WEIGHTS = (30, 18, 12, 6, 24, 7, 2)
_TOPICS = ("冲泡", "茶器", "晒单", "早茶", "产区", "新手提问")
_REWARDS = (("满减券", 30), ("茶样一份", 50), ("盖碗抵用", 100))
_TELLS_FROM = DAYS - 12
_TELLS_EVERY = 9  # of the check-ins since then, so many carry words for the others
_COUNTING_LENGTH = 30  # of a review
_NEW_DAYS = 3  # so long somebody is curious
_HOURS = (7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22)
_HOUR_WEIGHTS = (6, 8, 6, 4, 4, 9, 6, 3, 3, 3, 4, 6, 9, 12, 12, 6)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Somebody comes by a code, looks around for `minutes`, and joins at `at`."""

    at: datetime
    person: Person
    minutes: int


@dataclass(frozen=True, kw_only=True)
class Act:
    """An event of a person; `ref` is how later decisions name it."""

    at: datetime
    person: int
    type: str
    props: Mapping[str, object]
    source: str = "h5"
    ref: str | None = None


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A decision or a task: `do` names it, `facts` are what it needs."""

    at: datetime
    do: str
    facts: Mapping[str, object] = field(default_factory=dict)


type Entry = Arrival | Act | Deed


def entries(*, first_day: date, zone: ZoneInfo, seed: int = SEED) -> list[Entry]:
    """The whole story, in the order of its instants."""
    random = Random(seed)
    return sorted(_Plot(first_day, zone, random).all(), key=lambda entry: entry.at)


class _Plot:
    """A story being thought out, day by day."""

    def __init__(self, first_day: date, zone: ZoneInfo, random: Random) -> None:
        self.first_day, self.zone, self.random = first_day, zone, random
        self.people = people.everybody(random, first_weekday=first_day.weekday())
        self.posts: list[str] = []
        self.missed: set[int] = set()
        self.orders = 0
        self.comments = 0
        self.checkins = 0
        self.words = circle_plot.words()

    def all(self) -> Iterator[Entry]:
        """Everything, not sorted yet."""
        for day in range(DAYS):
            yield Deed(at=self.instant(day, 0, 5), do="mature")
            joined = {person.number: self.arrival(person, day) for person in self.people if person.joins_on == day}
            yield from joined.values()
            for person in self.people:
                if person.joins_on <= day and (person.leaves_on is None or day < person.leaves_on):
                    yield from self.day_of(person, day, joined.get(person.number))
        yield from self.farewells()
        yield from self.birthdays()
        yield from self.operations()
        yield from self.circle()

    def circle(self) -> Iterator[Deed]:
        """The life of the circle, from a chance of its own."""
        for scene in circle_plot.scenes(people=self.people, instant=self.instant, seed=SEED + 1):
            yield Deed(at=scene.at, do="circle", facts={"do": scene.do, "facts": scene.facts})

    def instant(self, day: int, hour: int, minute: int) -> datetime:
        """A moment within that minute of a local day; no two are alike, so the order of the story is certain."""
        clock = time(hour, minute, self.random.randrange(60), self.random.randrange(1_000_000), tzinfo=self.zone)
        return datetime.combine(self.first_day + timedelta(days=day), clock)

    def some_time(self, day: int) -> datetime:
        """A time at which people have a moment for tea."""
        hour = self.random.choices(_HOURS, _HOUR_WEIGHTS)[0]
        return self.instant(day, hour, self.random.randrange(60))

    def arrival(self, person: Person, day: int) -> Arrival:
        """When and how somebody joins; the old customers come in the morning after the opening."""
        at = (
            self.instant(day, self.random.randrange(9, 12), self.random.randrange(60))
            if day == 0
            else self.some_time(day)
        )
        return Arrival(at=at, person=person, minutes=self.random.randrange(1, 30))

    def day_of(self, person: Person, day: int, arrival: Arrival | None) -> Iterator[Act | Deed]:
        """What a person does on one day: nothing before they have joined."""
        checking, posting, commenting, ordering, redeeming = _CHANCES[person.habit]
        age = day - person.joins_on
        liveliness = (1.5 if age < _NEW_DAYS else 1.0) * (
            0.97**age if person.habit in {"casual", "silent"} else 0.996**age
        )
        acts: list[Act | Deed] = []
        if self.happens(0.985 if person.early and person.habit == "devoted" else min(0.97, checking * liveliness)):
            acts.append(self.checkin(person, day))
        elif person.habit == "devoted":
            self.missed.add(person.number)
        if person.number in self.missed and self.happens(0.35):
            acts += self.make_up(person, day)
        if self.happens(posting * liveliness) or (age == 0 and self.happens(0.3)):
            acts.append(self.post(person, day))
        if self.posts and self.happens(commenting * liveliness):
            acts += [self.comment(person, day) for _ in range(self.random.choice((1, 1, 2, 4)))]
        if self.happens(ordering * liveliness):
            acts += self.order(person, day)
        if age > 7 and self.happens(redeeming):  # noqa: PLR2004 - nobody redeems in their first week
            purpose, amount = self.random.choice(_REWARDS)
            facts = {"person": person.number, "amount": amount, "purpose": purpose}
            acts.append(Deed(at=self.instant(day, 20, 30), do="spend", facts=facts))  # the evening's redemption hour
        yield from (act for act in acts if arrival is None or act.at > arrival.at)

    def happens(self, chance: float) -> bool:
        """Whether something of this chance comes about."""
        return self.random.random() < chance

    def checkin(self, person: Person, day: int) -> Act | Deed:
        """A check-in, early for those who drink their tea before work; of the latest some tell others something."""
        early = person.early and self.happens(0.985)
        at = self.instant(day, self.random.randrange(5, 8), self.random.randrange(60)) if early else self.some_time(day)
        length = self.random.randrange(4, 10) if self.happens(0.03) and not early else self.random.randrange(10, 90)
        self.checkins += day >= _TELLS_FROM
        if day >= _TELLS_FROM and self.checkins % _TELLS_EVERY == 0:
            told = self.words["checkins"]
            nth = self.checkins // _TELLS_EVERY
            challenge = "early-tea-21" if early else "checkin-7"
            facts = {"person": person.number, "challenge": challenge, "text": told[nth % len(told)], "nth": nth}
            return Deed(at=at, do="check_in", facts=facts)
        props = {"challenge": "daily-tea", "text_length": length, "local_hour": at.hour}
        return Act(at=at, person=person.number, type="checkin.made", props=props, ref=f"checkin {person.number} {day}")

    def make_up(self, person: Person, day: int) -> Iterator[Act]:
        """A make-up card for the day before, which was missed."""
        self.missed.discard(person.number)
        if day == person.joins_on:
            return
        at = self.some_time(day)
        missed_day = (self.first_day + timedelta(days=day - 1)).isoformat()
        props = {"challenge": "daily-tea", "text_length": 24, "local_hour": at.hour, "for_date": missed_day}
        yield Act(at=at, person=person.number, type="checkin.made", props=props)

    def post(self, person: Person, day: int) -> Act:
        """A note in the circle."""
        name = f"p{len(self.posts) + 1}"
        self.posts.append(name)
        kind = "question" if self.happens(0.2) else "note"
        length = self.random.randrange(12, 60) if self.happens(0.4) else self.random.randrange(60, 480)
        props = {"post": name, "kind": kind, "tags": self.random.sample(_TOPICS, 1), "length": length}
        return Act(at=self.some_time(day), person=person.number, type="post.created", props=props)

    def comment(self, person: Person, day: int) -> Act:
        """A word under one of the newest posts."""
        self.comments += 1
        post = self.random.choice(self.posts[-25:])
        props = {
            "comment": f"c{self.comments}",
            "post": post,
            "post_kind": "note",
            "length": self.random.randrange(6, 120),
        }
        return Act(at=self.some_time(day), person=person.number, type="comment.created", props=props)

    def order(self, person: Person, day: int) -> Iterator[Act | Deed]:
        """An order, its delivery some days later, then a review of it, or its return."""
        self.orders += 1
        order = f"CS{240000 + self.orders}"
        product, cents = self.random.choices(_PRODUCTS, _PRODUCT_WEIGHTS)[0]
        quantity = self.random.choice((1, 1, 1, 2, 3))
        paid = {"order": order, "sum_cents": cents * quantity, "quantity": quantity}
        facts = {**paid, "currency": "CNY", "product": product, "state": "paid"}
        who = person.number
        yield Act(
            at=self.some_time(day), person=who, type="order.paid", props=facts, source="shop", ref=f"{order} paid"
        )
        arrives = day + self.random.randrange(2, 5)
        delivered = self.instant(arrives, self.random.randrange(9, 19), self.random.randrange(60))
        yield Act(at=delivered, person=who, type="order.delivered", props=paid, source="shop", ref=f"{order} delivered")
        if self.happens(0.06):
            back = self.instant(arrives + self.random.randrange(2, 12), 15, self.random.randrange(60))
            refs = (f"{order} delivered", f"{order} paid")
            yield Deed(at=back, do="void", facts={"refs": refs, "reason": f"订单 {order} 退货退款"})
        elif self.happens(0.5):
            length, rating = self.random.randrange(15, 300), self.random.choice((3, 4, 5, 5))
            told = self.some_time(arrives + self.random.randrange(1, 6))
            tone = "short" if length < _COUNTING_LENGTH else "mixed" if rating == 3 else "long"  # noqa: PLR2004 - stars
            text = self.words["reviews"][tone][self.orders % len(self.words["reviews"][tone])]
            facts = {"person": who, "order": order, "product": product, "text": text}
            yield Deed(at=told, do="review", facts=facts)

    def farewells(self) -> Iterator[Deed]:
        """Who leaves, who no longer wants messages, and the one who asks to be forgotten."""
        gone = [person for person in self.people if person.leaves_on is not None]
        for person in gone:
            yield Deed(at=self.some_time(person.leaves_on or 0), do="leave", facts={"person": person.number})
        earliest = min(gone, key=lambda person: person.leaves_on or 0)
        yield Deed(at=self.instant(DAYS - 6, 10, 20), do="erase", facts={"person": earliest.number})
        staying = [person for person in self.people if person.leaves_on is None and person.agrees]
        for person in self.random.sample([one for one in staying if one.joins_on < DAYS // 2], 6):
            day = self.random.randrange(person.joins_on + 3, DAYS - 1)
            yield Deed(at=self.some_time(day), do="withdraw", facts={"person": person.number})

    def birthdays(self) -> Iterator[Deed]:
        """Every Monday the week's birthdays are tagged, and last week's are untagged."""
        monday = (7 - self.first_day.weekday()) % 7
        for week in range(monday, DAYS, 7):
            born = [one for one in self.people if week <= one.birthday_on < week + 7 and one.joins_on < week]
            born = [one for one in born if one.leaves_on is None]
            facts = {"people": tuple(one.number for one in born), "tag": "birthday-week"}
            if born:
                yield Deed(at=self.instant(week, 8, 0), do="tag", facts=facts)
                yield Deed(at=self.instant(week + 7, 7, 50), do="untag", facts=facts)

    def operations(self) -> Iterator[Deed]:
        """What the brand's people decide: launching, pausing, looking at what is held, undoing mistakes."""
        yield Deed(at=self.instant(3, 9, 30), do="apply", facts={"file": "season.yaml", "quest": "help-a-newcomer"})
        yield Deed(at=self.instant(7, 9, 30), do="apply", facts={"file": "season.yaml", "quest": "autumn-sample"})
        yield Deed(at=self.instant(30, 10, 0), do="pause", facts={"quest": "review-a-tea"})
        yield Deed(at=self.instant(32, 10, 0), do="resume", facts={"quest": "review-a-tea"})
        yield Deed(at=self.instant(41, 9, 0), do="end", facts={"quest": "autumn-sample"})
        yield Deed(at=self.instant(44, 9, 0), do="settle", facts={"quest": "autumn-sample"})
        yield Deed(at=self.instant(46, 18, 0), do="pause", facts={"quest": "help-a-newcomer"})
        for day in range(8, 44, 4):
            yield Deed(at=self.instant(day, 10, 10), do="decide", facts={"quest": "help-a-newcomer"})
        invited = [one for one in self.people if one.inviter is not None and 18 <= one.joins_on < 28]  # noqa: PLR2004
        reason = "与邀请人同一台设备注册的小号"
        yield Deed(
            at=self.instant(36, 16, 5),
            do="disqualify",
            facts={"person": self.random.choice(invited).number, "reason": reason},
        )
        regulars = [one for one in self.people if one.habit == "devoted" and one.joins_on < 6]  # noqa: PLR2004
        for nth, person in enumerate(self.random.sample(regulars, 3)):
            day = 12 + 9 * nth
            facts = {"refs": (f"checkin {person.number} {day}",), "reason": "误触：内容与打卡无关"}
            yield Deed(at=self.instant(day, 23, 20), do="void", facts=facts)
            if nth == 1:
                facts = {"refs": facts["refs"], "reason": "会员申诉，核实后恢复"}
                yield Deed(at=self.instant(day + 1, 10, 40), do="reinstate", facts=facts)
