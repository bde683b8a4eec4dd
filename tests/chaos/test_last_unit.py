"""Many at once: the last unit goes to one of them, and every member keeps their order."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from guanxi import journal
from guanxi.journal import errors as journal_errors
from guanxi.members import actions as members
from tests.chaos import house, processes, report

DAY_ONE = datetime(2026, 5, 1, 6, tzinfo=UTC)
ONE_CUP = """
quests:
  - quest: one-cup
    title: One cup
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    steps:
      - {reach: 1, promise: [{item: cup}]}
    budget: {"item:cup": 1}
"""
SHARED_CAP = """
quests:
  - quest: shared-cap
    title: Shared cap
    goal: {event: checkin.made, measure: count}
    counts_from: 2026-04-01
    each: [{coupon: tea}]
    budget: {"coupon:tea": 20}
    caps:
      day: {"coupon:tea": 3}
"""


def people(space_id: int, count: int) -> list[int]:
    joinings = [members.Joining(external_ids={"shop": f"m{number}"}, at=house.SINCE) for number in range(count)]
    return [item.member_id or 0 for item in members.join_many(space_id=space_id, joinings=joinings, actor=house.ACTOR)]


def check_in(space_id: int, member_id: int, number: int, *, queued: bool = False) -> None:
    event = journal.Event(
        type="checkin.made", member_id=member_id, at=DAY_ONE + timedelta(minutes=number), key=f"{member_id}:{number}"
    )
    while True:  # whoever waits too long for the others is told to come again
        try:
            journal.record(space_id=space_id, events=[event], settle="queue" if queued else "inline")
        except journal_errors.Busy:
            continue
        return


def test_gives_the_last_unit_to_one_of_fifty(committed_db: Callable[[], None], is_long: bool) -> None:
    rounds = 20 if is_long else 2
    for number in range(rounds):
        space_id = house.open_house(f"last-{number}", texts=(ONE_CUP,))
        processes.at_once([partial(check_in, space_id, member_id, 1) for member_id in people(space_id, 50)])
        told = house.rows(
            space_id,
            "SELECT state, reason, sum(granted)::integer, count(*) FROM quests_public_grant"
            " WHERE space_id = %(space)s GROUP BY 1, 2",
        )
        assert sorted(told) == [("granted", None, 1, 1), ("waiting", "fully taken", 0, 49)]
        assert len(house.net(space_id, "item:cup")) == 1
        assert house.full_look(space_id) == []
    report.tell("last unit", rounds=rounds, processes=50 * rounds, winners=rounds)


def test_keeps_a_cap_that_fifty_share(committed_db: Callable[[], None], is_long: bool) -> None:
    rounds = 10 if is_long else 1
    for number in range(rounds):
        space_id = house.open_house(f"cap-{number}", texts=(SHARED_CAP,))
        processes.at_once([partial(check_in, space_id, member_id, 1) for member_id in people(space_id, 50)])
        assert sum(house.net(space_id, "coupon:tea").values()) == 3
        assert house.full_look(space_id) == []
    report.tell("shared cap", rounds=rounds, processes=50 * rounds)


def test_lets_eight_write_to_one_member(committed_db: Callable[[], None], is_long: bool) -> None:
    """Each writes its own events and, at the same time as the others, the same ones."""
    space_id = house.open_house("eight", texts=(house.MODELLED,))
    member_id = people(space_id, 1)[0]
    each = 60 if is_long else 12

    def write(writer: int) -> None:
        for number in range(each):
            check_in(space_id, member_id, 1000 * (writer + 1) + number)
            check_in(space_id, member_id, number, queued=number % 5 == 0)

    processes.at_once([partial(write, writer) for writer in range(8)])
    house.drain(space_id)
    assert house.net(space_id, "growth") == {member_id: 2 * 9 * each}
    assert house.full_look(space_id) == []
    report.tell("eight writers", events=9 * each, repeated=7 * each)


def test_keeps_the_order_of_each_member_between_two_workers_and_taps(
    committed_db: Callable[[], None], is_long: bool
) -> None:
    """What a member does later is never settled before what they did earlier."""
    space_id = house.open_house("order", texts=(house.MODELLED,), demo=False)
    everybody = people(space_id, 12)
    each = 60 if is_long else 15

    def tap(part: int) -> None:
        for number in range(each):
            for member_id in everybody[part::3]:
                event = journal.Event(type="checkin.made", member_id=member_id, key=f"{member_id}:{number}")
                journal.record(space_id=space_id, events=[event], settle="queue" if number % 3 == 0 else "inline")

    def work() -> None:
        idle = 0
        while idle < 40:
            idle = 0 if journal.drain(space_id=space_id, batch=3) else idle + 1

    processes.at_once([partial(tap, 0), partial(tap, 1), partial(tap, 2), work, work])
    house.drain(space_id)
    overtaken = house.rows(
        space_id,
        """
        SELECT count(*) FROM (
            SELECT cause_id, lag(cause_id) OVER (PARTITION BY member_id ORDER BY id) AS before FROM journal_public_event
            WHERE space_id = %(space)s AND type = 'quest.granted') g
        WHERE cause_id < before
        """,
    )
    assert overtaken == [(0,)]
    assert Counter(house.net(space_id, "growth").values()) == {2 * each: len(everybody)}
    assert house.full_look(space_id) == []
    report.tell("order", members=len(everybody), events=each * len(everybody))
