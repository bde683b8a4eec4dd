"""The members of the demo: who they are, how they came, and how much of the community they live."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from guanxi.cli.demonstration import DAYS

_SEEDS = 42
_SHORTEST_STAY_DAYS = 9
_WEEKEND = frozenset({5, 6})
_CAMPAIGN = range(20, 24)  # days on which a note on Xiaohongshu is read much
_HABITS = ("devoted", "regular", "casual", "silent")
_SHARES = (14, 36, 32, 18)
_CHANNELS = (
    ("wechat-official", "微信公众号菜单"),
    ("parcel-card", "包裹卡扫码"),
    ("store", "线下门店桌牌"),
    ("xiaohongshu", "小红书主页"),
)
CHANNELS = dict(_CHANNELS)
"""The ways in, each with what the brand calls it."""
FRIEND = "member"
_CITIES = ("上海", "杭州", "苏州", "南京", "北京", "广州", "深圳", "成都", "福州", "厦门", "武汉", "长沙")
_FIRST = (
    "山间", "云上", "江南", "半盏", "听雨", "慢煮", "早起的", "爱喝茶的", "临安", "武夷", "一壶", "松风",
    "竹里", "青山", "闲坐", "南塘", "听泉", "小院", "晚风", "不加糖的", "城西", "溪边", "东篱", "有闲的",
)  # fmt: skip
_SECOND = (
    "小满", "阿芷", "老陈", "林姑娘", "白露", "桂花", "青瓷", "禾子", "茶客", "木木", "周先生", "清明",
    "豆豆", "阿宁", "采薇", "石头", "小鱼", "橘子", "鹿鸣", "阿远", "云朵", "梅子", "知秋", "半夏",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member of the demo. Days count from the story's first, 0; `inviter` is another person's number."""

    number: int
    nickname: str
    city: str
    channel: str
    inviter: int | None
    joins_on: int
    habit: str
    early: bool
    birthday_on: int
    agrees: bool
    leaves_on: int | None


def everybody(random: Random, *, first_weekday: int) -> list[Person]:
    """The people of the demo in the order in which they join; `first_weekday` is the story's first day (0: Monday)."""
    names = [first + second for first in _FIRST for second in _SECOND]
    random.shuffle(names)
    people: list[Person] = []
    for day in range(DAYS):
        for channel in _arrivals(day, random, is_weekend=(first_weekday + day) % 7 in _WEEKEND):
            inviter = _inviter(people, day, random) if channel == FRIEND else None
            people.append(_person(len(people), names, channel, inviter, day, random))
    return people


def _arrivals(day: int, random: Random, *, is_weekend: bool) -> list[str]:
    """Over which channels people come on a day: the old customers first, then a stream, and friends of friends."""
    if day == 0:
        return ["parcel-card"] * 26 + ["store"] * (_SEEDS - 26)
    expected = {
        "wechat-official": 1.0,
        "parcel-card": 0.6,
        "store": 1.3 if is_weekend else 0.3,
        "xiaohongshu": 3.5 if day in _CAMPAIGN else 0.5,
        FRIEND: 0.8 + 2.6 * min(day, 40) / 40 + (0.8 if is_weekend else 0),
    }
    found = [channel for channel, mean in expected.items() for _ in range(_poisson(mean, random))]
    random.shuffle(found)
    return found


def _poisson(mean: float, random: Random) -> int:
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def _inviter(people: Sequence[Person], day: int, random: Random) -> int | None:
    """Who brings somebody: the more they live in the community, and the more they brought before, the likelier."""
    brought = [person.inviter for person in people]
    weights = [
        (8.0 if person.habit == "devoted" else 3.0 if person.habit == "regular" else 0.6)
        * (1 + brought.count(person.number))
        for person in people
        if person.joins_on < day and person.leaves_on is None
    ]
    candidates = [person.number for person in people if person.joins_on < day and person.leaves_on is None]
    return random.choices(candidates, weights)[0]


def _person(number: int, names: Sequence[str], channel: str, inviter: int | None, day: int, random: Random) -> Person:
    habit = random.choices(_HABITS, _SHARES)[0]
    may_leave = habit in {"casual", "silent"} and inviter is None and day < DAYS - _SHORTEST_STAY_DAYS - 2
    leaves = may_leave and random.random() < 0.08  # noqa: PLR2004 - one in twelve
    return Person(
        number=number,
        nickname=names[number % len(names)],
        city=random.choices(_CITIES, range(len(_CITIES) + 4, 4, -1))[0],
        channel=channel,
        inviter=inviter,
        joins_on=day,
        habit=habit,
        early=random.random() < (0.3 if habit == "devoted" else 0.06),
        birthday_on=random.randrange(365),
        agrees=random.random() < 0.7,  # noqa: PLR2004 - seven in ten
        leaves_on=min(DAYS - 2, day + random.randrange(_SHORTEST_STAY_DAYS, 30)) if leaves else None,
    )
