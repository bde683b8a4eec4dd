"""What the long runs found, each as small as it is."""

from datetime import UTC, datetime, timedelta

import pytest

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.quests import actions as quests
from guanxi.quests import queries
from guanxi.referral import actions as referral
from tests import cast
from tests.chaos import house

pytestmark = pytest.mark.django_db
DAY_ONE = datetime(2026, 5, 1, 12, tzinfo=UTC)


def check_in(space_id: int, member_id: int, day: int) -> int:
    at = DAY_ONE + timedelta(days=day)
    return journal.record(
        space_id=space_id, events=[journal.Event(type="checkin.made", member_id=member_id, at=at)]
    ).ids[0]


def test_lets_a_better_version_take_over_and_gives_at_once_what_it_asks_less_for() -> None:
    space_id = house.open_house("found", texts=(house.VERSIONED.format(reach=3, amount=5),))
    member_id = cast.member(space_id)
    days = [check_in(space_id, member_id, day) for day in (0, 1)]
    house.launch_all(space_id, house.VERSIONED.format(reach=2, amount=5))
    house.drain(space_id)
    assert house.net(space_id, "ticket:fair") == {member_id: 5}
    assert house.full_look(space_id) == []
    journal.void(space_id=space_id, event_id=days[0], reason="a mistake", actor=house.ACTOR)
    assert house.net(space_id, "ticket:fair") == {}
    assert house.full_look(space_id) == []


def test_frees_the_cap_of_what_an_older_version_gave() -> None:
    space_id = house.open_house("found", texts=(house.VERSIONED.format(reach=1, amount=4),))
    member_id = cast.member(space_id)
    day = check_in(space_id, member_id, 0)
    house.launch_all(space_id, house.VERSIONED.format(reach=1, amount=5))
    journal.void(space_id=space_id, event_id=day, reason="a mistake", actor=house.ACTOR)
    house.drain(space_id)
    assert house.full_look(space_id) == []


def test_gives_a_step_once_to_two_members_who_become_one() -> None:
    space_id = house.open_house("found", texts=(house.VERSIONED.format(reach=1, amount=4),))
    keep, lose = cast.member(space_id), cast.member(space_id, "谷雨")
    check_in(space_id, lose, 0)
    check_in(space_id, keep, 1)
    members.merge(space_id=space_id, keep=keep, lose=lose, actor=house.ACTOR)
    check_in(space_id, keep, 2)
    house.drain(space_id)
    assert house.net(space_id, "ticket:fair") == {keep: 4}
    assert house.full_look(space_id) == []


def test_returns_what_was_denied_once_when_its_cause_is_voided_too() -> None:
    space_id = house.open_house("found", texts=(house.VERSIONED.format(reach=1, amount=4),))
    member_id = cast.member(space_id)
    quests.pause(space_id=space_id, slug="versioned", actor=house.ACTOR)
    day = check_in(space_id, member_id, 0)
    with acting_in(space_id):
        held = queries.waiting_for_decision(space_id=space_id)[0][0]
    quests.deny_held(space_id=space_id, event_id=held, reason="looked at", actor=house.ACTOR)
    assert house.full_look(space_id) == []
    journal.void(space_id=space_id, event_id=day, reason="a mistake", actor=house.ACTOR)
    assert house.full_look(space_id) == []


def test_forfeits_what_reaches_a_member_after_they_were_erased() -> None:
    space_id = house.open_house("found")
    member_id = cast.member(space_id)
    day = check_in(space_id, member_id, 0)
    waiting = journal.Event(type="checkin.made", member_id=member_id, at=DAY_ONE + timedelta(days=1))
    journal.record(space_id=space_id, events=[waiting], settle="queue")
    members.erase(space_id=space_id, member_id=member_id, reason="asked", actor=house.ACTOR)
    house.drain(space_id)
    assert house.full_look(space_id) == []
    journal.void(space_id=space_id, event_id=day, reason="a mistake", actor=house.ACTOR)
    assert house.full_look(space_id) == []


CAPPED = """
quests:
  - quest: capped
    title: Capped
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{ticket: fair, amount: 2}]
    budget: {"ticket:fair": 4}
    caps:
      member_day: {"ticket:fair": 4}
      day: {"ticket:fair": 3}
"""


def test_counts_in_a_cap_only_what_the_others_and_the_budget_left() -> None:
    space_id = house.open_house("found", texts=(CAPPED,))
    one, two = cast.member(space_id), cast.member(space_id, "谷雨")
    check_in(space_id, one, 0)
    check_in(space_id, two, 0)
    check_in(space_id, two, 1)
    check_in(space_id, one, 2)
    assert house.net(space_id, "ticket:fair") == {one: 2, two: 2}
    assert house.full_look(space_id) == []


TIERED = """
quests:
  - quest: growth
    title: Growth
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{growth: 2}]
    ceiling_per_day: {growth: 1000}
  - quest: tiers
    title: Tiers
    goal: {event: [quest.step_reached, quest.granted], measure: {sum: growth}}
    period: {rolling_days: 20}
    counts_from: 2026-04-01
    steps:
      - {reach: 2, promise: [{tier: silver}]}
    tiers: {keep_days: 10, grace_days: 3}
"""


def test_lets_a_tier_that_ran_out_be_earned_again() -> None:
    space_id = house.open_house("found", texts=(TIERED,))
    member_id = cast.member(space_id)
    check_in(space_id, member_id, 0)
    quests.review_tiers(space_id=space_id, now=DAY_ONE + timedelta(days=60))
    house.drain(space_id)
    check_in(space_id, member_id, 61)
    assert house.full_look(space_id) == []


KEEPS = """
quests:
  - quest: keeps
    title: Keeps
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{coupon: tea}]
    budget: {"coupon:tea": 3}
    undo: keep
"""


def test_does_not_grant_again_what_was_kept_when_its_event_is_reinstated() -> None:
    space_id = house.open_house("found", texts=(KEEPS,))
    member_id = cast.member(space_id)
    day = check_in(space_id, member_id, 0)
    journal.void(space_id=space_id, event_id=day, reason="a mistake", actor=house.ACTOR)
    journal.reinstate(space_id=space_id, event_id=day, reason="it was right", actor=house.ACTOR)
    assert house.net(space_id, "coupon:tea") == {member_id: 1}
    assert house.full_look(space_id) == []


def test_judges_what_was_voided_and_reinstated_in_one_batch_by_what_holds() -> None:
    space_id = house.open_house("found", texts=(house.MODELLED,))
    member_id = cast.member(space_id)
    day = check_in(space_id, member_id, 0)
    journal.void(space_id=space_id, event_id=day, reason="a mistake", actor=house.ACTOR, settle="queue")
    journal.reinstate(space_id=space_id, event_id=day, reason="it was right", actor=house.ACTOR, settle="queue")
    house.drain(space_id)
    assert house.net(space_id, "growth") == {member_id: 2}
    waiting = journal.Event(type="checkin.made", member_id=member_id, at=DAY_ONE + timedelta(days=3))
    later = journal.record(space_id=space_id, events=[waiting], settle="queue").ids[0]
    journal.void(space_id=space_id, event_id=later, reason="a mistake", actor=house.ACTOR, settle="queue")
    journal.reinstate(space_id=space_id, event_id=later, reason="it was right", actor=house.ACTOR, settle="queue")
    house.drain(space_id)
    assert house.net(space_id, "growth") == {member_id: 4}
    assert house.full_look(space_id) == []


def test_moves_down_whom_a_newcomer_has_brought_before_they_were_bound() -> None:
    space_id = house.open_house("found", texts=(house.VERSIONED.format(reach=3, amount=5),))
    people = [cast.member(space_id, name) for name in ("小满", "谷雨", "白露")]
    codes = [referral.personal_code(space_id=space_id, member_id=member_id).code for member_id in people]
    referral.bind(space_id=space_id, member_id=people[2], code=codes[1], actor=house.ACTOR)
    referral.bind(space_id=space_id, member_id=people[1], code=codes[0], actor=house.ACTOR)
    assert house.full_look(space_id) == []


DATED = """
quests:
  - quest: dated
    title: Dated
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{membership_days: 30, expires_days: 20}]
    budget: {membership_days: 60}
"""


def test_returns_to_the_escrow_what_had_expired_before_its_cause_was_voided() -> None:
    space_id = house.open_house("found", texts=(DATED,))
    member_id = cast.member(space_id)
    day = check_in(space_id, member_id, 0)
    ledger.expire(space_id=space_id, now=DAY_ONE + timedelta(days=30))
    journal.void(space_id=space_id, event_id=day, reason="a mistake", actor=house.ACTOR)
    assert house.full_look(space_id) == []
    journal.reinstate(space_id=space_id, event_id=day, reason="it was right", actor=house.ACTOR)
    assert house.full_look(space_id) == []
    journal.void(space_id=space_id, event_id=day, reason="a mistake", actor=house.ACTOR)
    assert house.full_look(space_id) == []


def test_serves_nobody_who_was_erased_while_they_waited() -> None:
    space_id = house.open_house(
        "found",
        texts=(KEEPS.replace(':tea": 3', ':tea": 1').replace("keep\n", "reverse\n"),),
    )
    one, two = cast.member(space_id), cast.member(space_id, "谷雨")
    day = check_in(space_id, one, 0)
    check_in(space_id, two, 1)
    members.erase(space_id=space_id, member_id=two, reason="asked", actor=house.ACTOR)
    journal.void(space_id=space_id, event_id=day, reason="a mistake", actor=house.ACTOR)
    assert house.net(space_id, "coupon:tea") == {}
    assert house.full_look(space_id) == []


def test_forfeits_what_returns_to_an_erased_member_by_somebody_who_had_become_one_with_them() -> None:
    space_id = house.open_house("found")
    keep, lose = cast.member(space_id), cast.member(space_id, "谷雨")
    day = check_in(space_id, lose, 0)
    journal.void(space_id=space_id, event_id=day, reason="a mistake", actor=house.ACTOR)
    day_after = check_in(space_id, lose, 1)
    members.merge(space_id=space_id, keep=keep, lose=lose, actor=house.ACTOR)
    members.erase(space_id=space_id, member_id=keep, reason="asked", actor=house.ACTOR)
    journal.void(space_id=space_id, event_id=day_after, reason="a mistake", actor=house.ACTOR)
    for event_id in (day_after, day):
        journal.reinstate(space_id=space_id, event_id=event_id, reason="it was right", actor=house.ACTOR)
    house.drain(space_id)
    assert house.full_look(space_id) == []


ALL_OF_IT = """
quests:
  - quest: both
    title: Both
    goals:
      all:
        - {event: checkin.made, measure: count, reach: 1}
        - {event: order.delivered, measure: count, reach: 1}
    counts_from: 2026-04-01
    steps:
      - promise: [{growth: 7}]
    ceiling_per_day: {growth: 100}
"""


def test_reaches_a_step_of_several_goals_with_the_last_of_them_whatever_is_voided_and_reinstated() -> None:
    space_id = house.open_house("found", texts=(ALL_OF_IT,))
    member_id = cast.member(space_id)

    def order(day: int) -> int:
        event = journal.Event(
            type="order.delivered", member_id=member_id, at=DAY_ONE + timedelta(days=day), props={"sum_cents": 1}
        )
        return journal.record(space_id=space_id, events=[event]).ids[0]

    def reached_on() -> list[tuple[int, int]]:
        return house.rows(
            space_id,
            "SELECT extract(day FROM e.at)::integer, (e.cause_id = %(last)s)::integer FROM quests_public_reached r"
            " JOIN journal_public_event e ON e.space_id = r.space_id AND e.id = r.event_id"
            " WHERE r.space_id = %(space)s AND r.undone_id IS NULL",
            last=last,
        )

    last = order(4)
    first = check_in(space_id, member_id, 0)
    assert reached_on() == [(5, 1)]
    for event_id in (first, last):
        journal.void(space_id=space_id, event_id=event_id, reason="a mistake", actor=house.ACTOR)
        assert reached_on() == []
        journal.reinstate(space_id=space_id, event_id=event_id, reason="it was right", actor=house.ACTOR)
        assert reached_on() == [(5, 1)]
    order(2)
    for event_id in (first, last):
        journal.void(space_id=space_id, event_id=event_id, reason="a mistake", actor=house.ACTOR)
    journal.reinstate(space_id=space_id, event_id=last, reason="it was right", actor=house.ACTOR)
    journal.reinstate(space_id=space_id, event_id=first, reason="it was right", actor=house.ACTOR)
    assert reached_on() == [(5, 1)]
    assert house.full_look(space_id) == []


def test_forfeits_what_reached_somebody_who_had_become_one_with_a_member_who_is_erased_then() -> None:
    space_id = house.open_house("found")
    keep, lose = cast.member(space_id), cast.member(space_id, "谷雨")
    waiting = journal.Event(type="checkin.made", member_id=lose, at=DAY_ONE)
    journal.record(space_id=space_id, events=[waiting], settle="queue")
    members.merge(space_id=space_id, keep=keep, lose=lose, actor=house.ACTOR)
    house.drain(space_id)
    members.erase(space_id=space_id, member_id=keep, reason="asked", actor=house.ACTOR)
    house.drain(space_id)
    assert house.full_look(space_id) == []
