"""Random histories of a few members, and what is left of them: balances, lots, progress, steps, pools."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from guanxi import journal
from guanxi.members import actions as members
from tests.chaos import house
from tests.chaos.life import props_of

DAY_ONE = datetime(2026, 5, 1, 6, tzinfo=UTC)
MEMBERS = 3

# Nothing here is scarce: who comes first takes nothing from who comes later.
AMPLE = """
quests:
  - quest: a-day
    title: A day
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{growth: 2}, {points: 1, expires_days: 3650}]
    ceiling_per_day: {growth: 1000000, points: 1000000}
  - quest: a-yuan
    title: A yuan
    goal: {event: order.delivered, where: props.sum_cents >= 200, measure: count}
    period: month
    counts_from: 2026-04-01
    each: [{points: 1, for_each: 100, of: sum_cents, pending_days: 7, expires_days: 400}]
    ceiling_per_day: {points: 1000000}
  - quest: days
    title: Days
    goal: {event: checkin.made, measure: {streak: days}}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{points: 20}]}
      - {reach: 4, promise: [{points: 50, pending_days: 2}, {certificate: patience}]}
    budget: {points: 100000}
  - quest: cash
    title: Cash
    goal: {event: order.delivered, measure: {sum: sum_cents}}
    period: week
    counts_from: 2026-04-01
    steps:
      - {reach: 3000, promise: [{granted_cents: 30}]}
      - {reach: 9000, promise: [{granted_cents: 90, pending_days: 3}]}
    budget: {granted: 9000}
  - quest: kinds
    title: Kinds
    goal: {event: order.delivered, measure: {distinct: order}}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{ticket: fair, amount: 5}]}
      - {reach: 3, promise: [{membership_days: 30}]}
    budget: {"ticket:fair": 50000, membership_days: 9000}
  - quest: talk
    title: Talk
    goal: {event: review.written, where: props.length >= 5, measure: count, per: order}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{"ticket": friend, amount: 3}]}
    budget: {"ticket:friend": 9000}
  - quest: both
    title: Both
    goals:
      all:
        - {event: checkin.made, measure: count, reach: 2}
        - {event: order.delivered, measure: count, reach: 2}
    counts_from: 2026-04-01
    steps:
      - promise: [{growth: 7}]
    ceiling_per_day: {growth: 1000000}
"""
# Here everything is: last units, whole pieces, caps, ceilings that hold, tiers that feed on growth.
TIGHT = """
quests:
  - quest: cups
    title: Cups
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{item: cup}]}
    budget: {"item:cup": 2}
  - quest: capped
    title: Capped
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{coupon: tea}]
    budget: {"coupon:tea": 5}
    caps:
      member: {"coupon:tea": 3}
      day: {"coupon:tea": 1}
  - quest: ceiling
    title: Ceiling
    goal: {event: review.written, measure: count}
    counts_from: 2026-04-01
    each: [{points: 3}]
    ceiling_per_day: {points: 6}
  - quest: tiers
    title: Tiers
    goal: {event: [quest.step_reached, quest.granted], measure: {sum: growth}}
    period: {rolling_days: 20}
    counts_from: 2026-04-01
    steps:
      - {reach: 6, promise: [{tier: silver}]}
      - {reach: 12, promise: [{tier: gold}]}
    tiers: {keep_days: 10, grace_days: 3}
"""


@dataclass(frozen=True, slots=True)
class Deed:
    """What member number `who` does on a day; `number` decides how much."""

    who: int
    kind: str
    day: int
    number: int


deeds = st.builds(
    Deed,
    who=st.integers(0, MEMBERS - 1),
    kind=st.sampled_from(["checkin.made", "order.delivered", "review.written"]),
    day=st.integers(0, 9),
    number=st.integers(0, 120),
)
histories = st.lists(deeds, min_size=1, max_size=25)


def people(space_id: int) -> list[int]:
    """The members of a history."""
    joinings = [members.Joining(external_ids={"shop": f"m{number}"}, at=house.SINCE) for number in range(MEMBERS)]
    joined = members.join_many(space_id=space_id, joinings=joinings, actor=house.ACTOR)
    return [item.member_id for item in joined if item.member_id is not None]


def events_of(history: Sequence[Deed], who: Sequence[int]) -> list[journal.Event]:
    """The deeds as events. No two at the same moment, so that their order is the same in every space."""
    return [
        journal.Event(
            type=deed.kind,
            member_id=who[deed.who],
            at=DAY_ONE + timedelta(days=deed.day, seconds=number),
            props=props_of(deed.kind, deed.number),
            key=f"d{number}",
        )
        for number, deed in enumerate(history)
    ]


def wealth(space_id: int, who: Sequence[int]) -> dict[tuple[int, str, str], int]:
    """What each member has, by (number, unit, kind), without zeros."""
    found = house.rows(
        space_id,
        "SELECT member_id, unit, kind::text, balance FROM ledger_public_balance"
        " WHERE space_id = %(space)s AND balance <> 0",
    )
    return {(who.index(member), unit, kind): balance for member, unit, kind, balance in found}


def lots(space_id: int) -> list[tuple]:  # type: ignore[type-arg]
    """Every lot: what is left of it, where it lies, when it expires."""
    return house.rows(
        space_id,
        "SELECT transfer_id, account_id, remaining, expired, expires_at::text FROM ledger_public_lot"
        " WHERE space_id = %(space)s ORDER BY transfer_id",
    )


def progress(space_id: int, who: Sequence[int]) -> set[tuple]:  # type: ignore[type-arg]
    """Every progress that is not zero, and every step that is reached, in words that mean the same in every space."""
    counted = house.rows(
        space_id,
        "SELECT p.member_id, q.slug, p.goal_no, p.period::text, p.grp, p.value, p.peak FROM quests_public_progress p"
        " JOIN quests_quest q ON q.space_id = p.space_id AND q.id = p.quest_id"
        " WHERE p.space_id = %(space)s AND (p.value <> 0 OR p.peak <> 0)",
    )
    reached = house.rows(
        space_id,
        "SELECT r.member_id, q.slug, r.step_no, r.period::text FROM quests_public_reached r"
        " JOIN quests_quest q ON q.space_id = r.space_id AND q.id = r.quest_id"
        " WHERE r.space_id = %(space)s AND r.undone_id IS NULL",
    )
    return {(who.index(row[0]), *row[1:]) for row in (*counted, *reached)}


def pools(space_id: int) -> dict[str, object]:
    """What lies in the reserve and the escrows, what is left of every pool, and what caps count as used."""
    sums = house.rows(
        space_id,
        "SELECT a.kind::text, a.owner_id, a.unit_id, ledger_sum(a.space_id, a.kind, a.owner_id, a.unit_id)"
        " FROM ledger_account a"
        " WHERE a.space_id = %(space)s AND a.kind IN ('reserve', 'escrow') ORDER BY 1, 2, 3",
    )
    shards = house.rows(
        space_id,
        "SELECT budget_id, sum(remaining)::bigint FROM quests_shard"
        " WHERE space_id = %(space)s AND day = '-infinity' GROUP BY 1 ORDER BY 1",
    )
    ceilings = house.rows(
        space_id,
        "SELECT s.budget_id, s.day::text FROM quests_shard s"
        " JOIN quests_budget b ON b.space_id = s.space_id AND b.id = s.budget_id"
        " WHERE s.space_id = %(space)s AND b.per_day GROUP BY 1, 2, b.total HAVING sum(s.remaining) <> b.total",
    )
    used = house.rows(
        space_id, "SELECT cap_id, scope_key, used FROM quests_cap_use WHERE space_id = %(space)s AND used <> 0"
    )
    return {"sums": sums, "shards": shards, "ceilings": ceilings, "caps": used}
