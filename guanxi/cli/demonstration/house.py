"""The house of the demo: a tea brand with its staff, ways in, questions to its members, and quests."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files

from guanxi import journal
from guanxi.cli.demonstration import people
from guanxi.members import actions as members
from guanxi.quests import actions as quests
from guanxi.quests.actions import whole_file
from guanxi.referral import actions as referral
from guanxi.spaces import actions as spaces
from guanxi.spaces import errors as spaces_errors
from guanxi.spaces import queries as spaces_queries

NAME = "春山茶"
ZONE = "Asia/Shanghai"
_STAFF = (("林知夏", "owner"), ("沈青", "operator"), ("小满", "agent"))
THINGS = {
    "item:cup": {"zh-hans": "手作茶杯", "en": "Hand-made cup"},
    "item:gift-box": {"zh-hans": "春茶礼盒", "en": "Box of spring teas"},
    "item:autumn-sample": {"zh-hans": "秋茶试饮装", "en": "Autumn tasting set"},
    "coupon:welcome-10": {"zh-hans": "新会员立减十元", "en": "Ten yuan off, to begin with"},
    "coupon:birthday-20": {"zh-hans": "生日立减二十元", "en": "Twenty yuan off for the birthday"},
    "tier:bronze": {"zh-hans": "青铜茶友", "en": "Bronze"},
    "tier:silver": {"zh-hans": "白银茶友", "en": "Silver"},
    "tier:gold": {"zh-hans": "黄金茶友", "en": "Gold"},
    "certificate:early-tea-21": {"zh-hans": "二十一天早茶", "en": "Twenty-one early teas"},
}
"""What the codes of the quests are called to members."""
_WRITTEN_FOR = date(2026, 10, 1)
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")


@dataclass(frozen=True, kw_only=True)
class House:
    """A space that is open: who owns and who runs it, and the code of each channel."""

    space_id: int
    owner: str
    operator: str
    codes: Mapping[str, str]
    opens_at: datetime

    @property
    def first_day(self) -> date:
        """The first day of the story."""
        return self.opens_at.date()


def open_house(*, slug: str, opens_at: datetime) -> House:
    """Make the demo space as of `opens_at`, ready for its first member. Refuses SlugTaken."""
    behind = journal.real_now() - opens_at
    space_id = spaces.create_space(
        slug=slug,
        name=NAME,
        time_zone=ZONE,
        currency="CNY",
        locale="zh-CN",
        actor="system:demo",
        demo=True,
        behind_seconds=round(behind.total_seconds()),
    )
    owner, operator, _ = (_staff(space_id, slug, number, *one) for number, one in enumerate(_STAFF, start=1))
    members.define_field(
        space_id=space_id, slug="nickname", type_="text", label="昵称", purpose="在圈子里称呼您", actor=owner
    )
    members.define_field(
        space_id=space_id,
        slug="city",
        type_="text",
        label="城市",
        purpose="邀请您参加附近的茶会",
        personal=False,
        actor=owner,
    )
    referral.set_qualification_rule(space_id=space_id, event_types=["checkin.made", "order.delivered"], actor=operator)
    codes = {
        channel: referral.create_channel_code(
            space_id=space_id, channel=channel, label=label, bait="冷泡茶包", bait_cost_cents=280, actor=operator
        ).code
        for channel, label in people.CHANNELS.items()
    }
    for code, titles in THINGS.items():
        spaces.name_thing(space_id=space_id, code=code, titles=titles, actor=operator)
    house = House(space_id=space_id, owner=owner, operator=operator, codes=codes, opens_at=opens_at)
    apply_quests(house, "tea-brand.yaml")
    return house


def apply_quests(house: House, file: str, only: str | None = None) -> None:
    """Apply, fund and launch the quests of a file of this package (or `only` one), moved to the days of the story."""
    text = files(__package__).joinpath(file).read_text(encoding="utf-8")
    definitions = quests.read_file(space_id=house.space_id, text=_moved(text, house.first_day))
    whole_file.apply_all(
        space_id=house.space_id,
        definitions=[one for one in definitions if only in {None, one.slug}],
        actor=house.owner,
        funding=True,
    )
    journal.drain_all(space_id=house.space_id)


def _moved(text: str, first_day: date) -> str:
    """The text with each of its dates as far from `first_day` as it was from the day it was written for."""
    shift = first_day - _WRITTEN_FOR
    return _DAY.sub(lambda found: (date.fromisoformat(found.group()) + shift).isoformat(), text)


def _staff(space_id: int, slug: str, number: int, name: str, role: str) -> str:
    """Somebody who works here, and how the journal names them; without a password, so nobody can sign in as them."""
    email = f"staff{number}@{slug}.example"
    try:
        user_id = spaces.register_user(email=email, name=name, actor="system:demo")
    except spaces_errors.EmailTaken:
        user_id = spaces_queries.user_id_of(email=email)
    spaces.add_staff(space_id=space_id, user_id=user_id, role=role, actor="system:demo")
    return f"staff:{user_id}"
