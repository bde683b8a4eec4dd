"""The tea house of the chaos tests: every kind of goal, promise, budget, cap and pool at once."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from guanxi import journal, ledger
from guanxi.insight import audit
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions as quests
from guanxi.referral import actions as referral
from guanxi.spaces import actions as spaces

ACTOR = "system:chaos"
SINCE = datetime(2026, 4, 2, tzinfo=UTC)
RESERVES = {
    "points": 10**9, "growth": 10**6, "granted": 10**4, "membership_days": 10**4, "item:cup": 20, "coupon:tea": 40,
    "ticket:fair": 10**5, "ticket:friend": 10**4,
}  # fmt: skip

# Growth and points are promised without limits that bite, so that a model in plain Python can foretell them.
MODELLED = """
quests:
  - quest: growth-a-day
    title: A day
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{growth: 2}]
    ceiling_per_day: {growth: 1000000000}
  - quest: point-a-yuan
    title: A yuan
    goal: {event: order.delivered, measure: count}
    period: month
    counts_from: 2026-04-01
    each: [{points: 1, for_each: 100, of: sum_cents, pending_days: 7}]
    ceiling_per_day: {points: 1000000000}
  - quest: two-days
    title: Two days
    goal: {event: checkin.made, measure: {streak: days}}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{points: 20}]}
    budget: {points: 100000}
  - quest: both
    title: Tea and talk
    goals:
      all:
        - {event: checkin.made, measure: count, reach: 2}
        - {event: order.delivered, measure: count, reach: 1}
    counts_from: 2026-04-01
    steps:
      - promise: [{growth: 7}]
    ceiling_per_day: {growth: 1000000000}
  - quest: tight
    title: Two a day
    goal: {event: review.written, measure: count}
    counts_from: 2026-04-01
    each: [{points: 3}]
    ceiling_per_day: {points: 6}
"""
# What is scarce, capped, kept or dated is left to the audit.
SCARCE = """
quests:
  - quest: three-days
    title: Three days
    goal: {event: checkin.made, measure: {streak: days}}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{"item": cup}]}
      - {reach: 3, promise: [{membership_days: 30, expires_days: 20}, {certificate: patience}]}
    budget: {"item:cup": 2, membership_days: 90}
  - quest: cash
    title: Ninety yuan
    goal: {event: order.delivered, measure: {sum: sum_cents}}
    period: month
    counts_from: 2026-04-01
    steps:
      - {reach: 9000, promise: [{granted_cents: 200}]}
      - {reach: 20000, promise: [{granted_cents: 100, pending_days: 3}]}
    budget: {granted: 500}
  - quest: kinds
    title: Three kinds
    goal: {event: order.delivered, measure: {distinct: order}}
    counts_from: 2026-04-01
    steps:
      - {reach: 3, promise: [{ticket: fair, amount: 5, expires_days: 10}]}
    budget: {"ticket:fair": 5000}
    caps:
      member: {"ticket:fair": 5}
  - quest: talked-about
    title: Talked about
    goal: {event: review.written, measure: count, per: order}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{"coupon": tea}]}
    budget: {"coupon:tea": 1}
  - quest: capped
    title: Capped
    goal: {event: checkin.made, measure: count}
    period: week
    counts_from: 2026-04-01
    each: [{ticket: fair, amount: 2, pending_days: 2}]
    budget: {"ticket:fair": 500}
    caps:
      member_day: {"ticket:fair": 3}
      member: {"ticket:fair": 9}
      day: {"ticket:fair": 7}
  - quest: keeps
    title: Keeps
    goal: {event: review.written, where: props.length >= 10}
    counts_from: 2026-04-01
    each: [{"coupon": tea}]
    budget: {"coupon:tea": 3}
    undo: keep
  - quest: friends
    title: Friends
    goal: {event: referral.qualified, measure: {distinct: invitee}}
    counts_from: 2026-04-01
    steps:
      - {reach: 1, promise: [{ticket: friend, amount: 5}]}
      - {reach: 3, promise: [{ticket: friend, amount: 50}]}
    budget: {"ticket:friend": 60}
  - quest: letters
    title: Letters
    goal: {event: review.written, measure: {sum: length}}
    counts_from: 2026-04-01
    steps:
      - {reach: 100, promise: [{certificate: writer}]}
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
VERSIONED = """
quests:
  - quest: versioned
    title: Versioned
    goal: {{event: checkin.made, measure: count}}
    counts_from: 2026-04-01
    steps:
      - {{reach: {reach}, promise: [{{ticket: fair, amount: {amount}}}]}}
      - {{reach: 6, promise: [{{ticket: fair, amount: {amount}}}]}}
    budget: {{"ticket:fair": 1000}}
    caps:
      member: {{"ticket:fair": 8}}
"""
LAUNCHED_LATE = """
quests:
  - quest: late-{number}
    title: Late
    goal: {{event: [checkin.made, order.delivered], measure: count}}
    period: {period}
    {since}
    steps:
      - {{reach: 2, promise: [{{ticket: fair, amount: 3}}, {{item: cup}}]}}
    budget: {{"ticket:fair": 9, "item:cup": 1}}
"""
# Delay is judged apart: a poisoned event is set aside on purpose, and jumping clocks make what waits look old.
_ALWAYS_AT_REST = frozenset({"Q1", "Q2"})
_EACH_STEP = frozenset(
    {
        "L2",
        "L3",
        "L4",
        "L4.signs",
        "L6.reversals",
        "L10",
        "L10.balances",
        "R6",
        "R6.escrow",
        "R7",
        "R7.reversed",
        "QU3",
        "QU3.steps",
        "QU5",
        "UN1",
    }
)


_prepared: dict[str, object] = {}


@dataclass(frozen=True, kw_only=True)
class Found:
    """What the audit found wrong: the check and its first words."""

    check: str
    words: str


def open_house(
    slug: str, *, texts: tuple[str, ...] = (MODELLED, SCARCE), demo: bool = True, zone: str = "Europe/Berlin"
) -> int:
    """A space with funded reserves and the quests of `texts` launched. Returns its id."""
    space_id = spaces.create_space(
        slug=slug, name="春山茶", time_zone=zone, currency="CNY", locale="zh-CN", actor=ACTOR, demo=demo
    )
    with acting_in(space_id):
        for unit, amount in RESERVES.items():
            ledger.fund(space_id=space_id, unit=unit, amount=amount, actor=ACTOR)
        referral.set_qualification_rule(space_id=space_id, event_types=["order.delivered"], actor=ACTOR)
        for text in texts:
            launch_all(space_id, text)
    return space_id


def launch_all(space_id: int, text: str) -> list[str]:
    """Apply and launch the quests of `text`; returns their slugs."""
    definitions = quests.read_file(space_id=space_id, text=text)
    for definition in definitions:
        quests.apply_definition(space_id=space_id, definition=definition, actor=ACTOR)
        quests.launch(space_id=space_id, slug=definition.slug, actor=ACTOR)
    return [definition.slug for definition in definitions]


def quick_look(space_id: int) -> list[Found]:
    """The checks that are cheap enough for every step: one statement, planned once for a connection."""
    connection.ensure_connection()
    with acting_in(space_id), connection.cursor() as cursor:
        if _prepared.get("on") is not connection.connection:
            parts = [
                f"(SELECT '{check.id}', offence FROM ({check.sql}) c WHERE offence IS NOT NULL LIMIT 2)"
                for check in audit.CHECKS
                if check.id in _EACH_STEP
            ]
            text = " UNION ALL ".join(parts).replace("%(space)s", "$1").replace("%%", "%")
            cursor.execute(f"PREPARE chaos_look (integer) AS {text}")
            _prepared["on"] = connection.connection
        cursor.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        cursor.execute(f"EXECUTE chaos_look ({space_id})")
        return [Found(check=str(check), words=str(words)) for check, words in cursor.fetchall()]


def full_look(space_id: int, *, at_rest: bool = True) -> list[Found]:
    """Every check of the audit."""
    checks = [check for check in audit.CHECKS if at_rest or check.id not in _ALWAYS_AT_REST]
    report = audit.run(space_id=space_id, checks=checks, keep=False)
    return [Found(check=each.check.id, words=each.examples[0]) for each in report.findings if each.violations]


def told(space_id: int, found: list[Found]) -> str:
    """What was found, with the grants, steps and last entries that it speaks of."""
    numbers = [int(number) for each in found for number in re.findall(r"(?:promise|quest) (\d+)", each.words)]
    members = [int(number) for each in found for number in re.findall(r"member (\d+)", each.words)]
    grants = rows(
        space_id,
        "SELECT promise_id, code, step_no, source_id, event_id, period::text, generation,"
        " wanted, granted, state, reason FROM quests_public_grant WHERE space_id = %(space)s"
        " AND (promise_id = ANY(%(numbers)s) OR quest_id = ANY(%(numbers)s) OR %(numbers)s = '{}')"
        " AND member_id = ANY(%(members)s) ORDER BY generation, event_id",
        numbers=numbers, members=members,
    )  # fmt: skip
    steps = (
        rows(
            space_id,
            "SELECT quest_id, period::text, step_no, generation, version_id, event_id, undone_id"
            " FROM quests_public_reached WHERE space_id = %(space)s AND member_id = ANY(%(members)s) ORDER BY event_id",
            members=members,
        )
        if grants
        else []
    )
    entries = rows(
        space_id,
        "SELECT n.owner_id, n.kind::text, n.unit, n.change, n.balance_after, e.type, e.id, e.cause_id"
        " FROM ledger_public_entry n JOIN journal_public_event e ON e.space_id = n.space_id AND e.id = n.event_id"
        " WHERE n.space_id = %(space)s AND n.owner_id = ANY(%(members)s) ORDER BY n.transfer_id DESC LIMIT 12",
        members=members,
    )
    return "\n".join(map(str, [*found, *grants, *steps, *entries]))


def rows(space_id: int, statement: str, **parameters: object) -> list[tuple]:  # type: ignore[type-arg]
    """The rows of a statement about the space; it may use %(space)s."""
    with acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(statement, {"space": space_id, **parameters})
        return list(cursor.fetchall())


def is_at_rest(space_id: int) -> bool:
    """Whether nothing waits in the queue and nothing is set aside."""
    waiting = rows(
        space_id,
        "SELECT (SELECT count(*) FROM journal_public_pending WHERE space_id = %(space)s)"
        " + (SELECT count(*) FROM journal_public_set_aside WHERE space_id = %(space)s AND resolved_at IS NULL)",
    )
    return waiting == [(0,)]


def set_aside(space_id: int) -> list[int]:
    """The events that could not be settled."""
    waiting = "SELECT event_id FROM journal_public_set_aside WHERE space_id = %(space)s AND resolved_at IS NULL"
    return [event_id for (event_id,) in rows(space_id, waiting)]


def net(space_id: int, unit: str) -> dict[int, int]:
    """What each member has of a unit, wherever it lies, less what they owe."""
    found = rows(
        space_id,
        "SELECT member_id, sum(balance)::bigint FROM ledger_public_balance"
        " WHERE space_id = %(space)s AND unit = %(unit)s GROUP BY 1",
        unit=unit,
    )
    return {int(member): int(amount) for member, amount in found if amount}


def drain(space_id: int) -> None:
    """Settle the queue until it is empty."""
    journal.drain_all(space_id=space_id)
