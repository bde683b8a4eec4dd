"""A short life of a tea house, with everything that the auditor, the replay and the storyteller must understand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.quests import actions as quests
from guanxi.referral import actions as referral
from tests import cast

DAY_ONE = datetime(2026, 5, 1, 2, tzinfo=UTC)
QUESTS = """
quests:
  - quest: seven-days
    title: {en: Seven days, zh-hans: 七天}
    goal: {event: checkin.made, measure: {streak: days}}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{points: 20, expires_days: 30}]}
      - {reach: 3, promise: [{item: cup}]}
    budget: {points: 1000, "item:cup": 1}
  - quest: each-checkin
    title: {en: A point a day, zh-hans: 每天一分}
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{points: 1, expires_days: 3650}, {growth: 2}]
    ceiling_per_day: {points: 2, growth: 1000}
  - quest: a-point-for-a-yuan
    title: {en: A point for a yuan, zh-hans: 一元一分}
    goal: {event: order.delivered, measure: count}
    period: month
    counts_from: 2026-04-01
    each: [{points: 1, for_each: 100, of: sum_cents, pending_days: 7, expires_days: 3650}]
    ceiling_per_day: {points: 100000}
    caps:
      member_day: {points: 50}
  - quest: big-spender
    title: {en: Three hundred, zh-hans: 三百元}
    goal: {event: order.delivered, measure: {sum: sum_cents}}
    counts_from: 2026-04-01
    steps:
      - {reach: 10000, promise: [{points: 30}]}
    budget: {points: 300}
  - quest: bring-friends
    title: {en: Bring friends, zh-hans: 带朋友}
    goal: {event: referral.qualified, measure: {distinct: invitee}}
    counts_from: 2026-04-01
    steps:
      - {reach: 1, promise: [{points: 5}]}
    budget: {points: 100}
  - quest: keeps
    title: {en: Keeps what it gave, zh-hans: 不收回}
    goal: {event: review.written, where: props.length >= 10}
    counts_from: 2026-04-01
    each: [{points: 3}]
    budget: {points: 15}
    undo: keep
  - quest: tiers
    title: {en: Tiers, zh-hans: 等级}
    goal: {event: [quest.step_reached, quest.granted], measure: {sum: growth}}
    period: {rolling_days: 40}
    counts_from: 2026-04-01
    steps:
      - {reach: 4, promise: [{tier: bronze}]}
      - {reach: 6, promise: [{tier: silver}]}
    tiers: {keep_days: 30, grace_days: 2}
  - quest: late
    title: {en: Launched late, zh-hans: 晚开}
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{growth: 7}]}
    ceiling_per_day: {growth: 1000}
"""


@dataclass(frozen=True, kw_only=True)
class World:
    """The space, its members by name, and what they did: event ids by words."""

    space_id: int
    people: dict[str, int]
    events: dict[str, int]


def check_in(space_id: int, member_id: int, day: int) -> int:
    event = journal.Event(
        type="checkin.made", member_id=member_id, at=DAY_ONE + timedelta(days=day - 1), key=f"{member_id}:{day}"
    )
    return journal.record(space_id=space_id, events=[event]).ids[0]


def order(space_id: int, member_id: int, day: int, cents: int, *, queued: bool = False) -> int:
    at = DAY_ONE + timedelta(days=day - 1, hours=3)
    event = journal.Event(
        type="order.delivered", member_id=member_id, at=at, props={"sum_cents": cents}, key=f"order:{member_id}:{day}"
    )
    return journal.record(space_id=space_id, events=[event], settle="queue" if queued else "inline").ids[0]


def review(space_id: int, member_id: int, day: int) -> int:
    at = DAY_ONE + timedelta(days=day - 1, hours=5)
    event = journal.Event(type="review.written", member_id=member_id, at=at, props={"length": 20, "rating": 1})
    return journal.record(space_id=space_id, events=[event]).ids[0]


def open_house() -> cast.House:
    """The house with its quests running, save `late`."""
    house = cast.spring_tea()
    space_id = house.space_id
    with acting_in(space_id):
        ledger.fund(space_id=space_id, unit="points", amount=5000, actor=house.actor)
        ledger.fund(space_id=space_id, unit="item:cup", amount=1, actor=house.actor)
        for definition in quests.read_file(space_id=space_id, text=QUESTS):
            quests.apply_definition(space_id=space_id, definition=definition, actor=house.actor)
            if definition.slug != "late":
                quests.launch(space_id=space_id, slug=definition.slug, actor=house.actor)
    return house


def live() -> World:
    """Some weeks of the house, undone and redone where people err."""
    house = open_house()
    space_id = house.space_id
    names = {"xiaoman": "小满", "guyu": "谷雨", "bailu": "白露", "shuangjiang": "霜降"}
    people = {word: _join(space_id, name, days) for days, (word, name) in enumerate(names.items())}
    one, two, three, four = people.values()
    events: dict[str, int] = {}
    _referral(space_id, one, two, house.actor)
    for day in (1, 2, 3):
        events[f"xiaoman {day}"] = check_in(space_id, one, day)
        events[f"guyu {day}"] = check_in(space_id, two, day)
        events[f"bailu {day}"] = check_in(space_id, three, day)
    events["order"] = order(space_id, one, 4, 8_000)
    events["big order"] = order(space_id, two, 4, 12_345)
    order(space_id, two, 5, 999, queued=True)
    for member_id, day in ((one, 6), (two, 6), (three, 6), (four, 6)):
        events[f"review {member_id}"] = review(space_id, member_id, day)
    journal.drain_all(space_id=space_id)
    ledger.mature(space_id=space_id, now=DAY_ONE + timedelta(days=12))
    events["spent"] = ledger.spend(space_id=space_id, member_id=two, unit="points", amount=60, purpose="a tin of tea")
    _err(space_id, events, house.actor)
    ledger.expire(space_id=space_id, now=DAY_ONE + timedelta(days=40))
    quests.launch(space_id=space_id, slug="late", actor=house.actor)
    journal.drain_all(space_id=space_id)
    _pause(space_id, four, house.actor)
    journal.void(space_id=space_id, event_id=events["big order"], reason="returned", actor=house.actor)
    _become_one(space_id, house.actor)
    members.erase(space_id=space_id, member_id=_spender(space_id), reason="asked", actor=house.actor)
    quests.review_tiers(space_id=space_id, now=DAY_ONE + timedelta(days=35))
    quests.review_tiers(space_id=space_id, now=DAY_ONE + timedelta(days=100))
    journal.drain_all(space_id=space_id)
    quests.end(space_id=space_id, slug="keeps", actor=house.actor)
    quests.settle(space_id=space_id, slug="keeps", actor=house.actor)
    return World(space_id=space_id, people=people, events=events)


def _join(space_id: int, name: str, days: int) -> int:
    at = DAY_ONE - timedelta(days=20 - days)
    return members.join(space_id=space_id, external_ids={"shop": name}, actor="system:test", at=at)


def _referral(space_id: int, inviter: int, invitee: int, actor: str) -> None:
    referral.set_qualification_rule(space_id=space_id, event_types=["checkin.made"], actor=actor)
    code = referral.personal_code(space_id=space_id, member_id=inviter)
    referral.bind(space_id=space_id, member_id=invitee, code=code.code, at=DAY_ONE - timedelta(days=18, hours=23))


def _become_one(space_id: int, actor: str) -> None:
    """Two members who both came far turn out to be one person."""
    keep, lose = _join(space_id, "立春", 4), _join(space_id, "清明", 5)
    for day in (11, 12, 13):
        check_in(space_id, keep, day)
        check_in(space_id, lose, day + 1)
    members.merge(space_id=space_id, keep=keep, lose=lose, actor=actor)


def _spender(space_id: int) -> int:
    """Somebody with value in the wallet and pending."""
    member_id = _join(space_id, "大暑", 6)
    check_in(space_id, member_id, 20)
    order(space_id, member_id, 20, 4_000)
    return member_id


def _err(space_id: int, events: dict[str, int], actor: str) -> None:
    journal.void(space_id=space_id, event_id=events["xiaoman 2"], reason="a mistake", actor=actor)
    journal.void(space_id=space_id, event_id=events["order"], reason="returned", actor=actor)
    journal.reinstate(space_id=space_id, event_id=events["xiaoman 2"], reason="it was right", actor=actor)


def _pause(space_id: int, member_id: int, actor: str) -> None:
    quests.pause(space_id=space_id, slug="seven-days", actor=actor)
    for day in (1, 2):
        check_in(space_id, member_id, day)
    quests.resume(space_id=space_id, slug="seven-days", actor=actor)
