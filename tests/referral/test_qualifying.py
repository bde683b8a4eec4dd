"""Qualification: the first verified act of an invitee counts, once, for who brought them (RF-19 to RF-28)."""

import re
import time
from collections.abc import Callable
from datetime import datetime
from importlib.resources import files

import pytest

from guanxi import journal
from guanxi.kernel.predicates import PredicateRefused
from guanxi.members import actions as members
from guanxi.referral import actions, errors
from tests.referral.conftest import DAY, LONG_AGO, binding_of, recorded

ORDER = "test.order_delivered"


@pytest.fixture
def rule(space):
    return actions.set_qualification_rule(
        space_id=space, event_types=[ORDER], predicate="props.sum_cents >= 5000", actor="staff:1"
    )


@pytest.fixture
def alice(space, join):
    return join("alice")


@pytest.fixture
def bring(space, join, alice) -> Callable[..., int]:
    """`bring("bob", days=1)`: Bob joins by Alice's code on the first day."""
    code = actions.personal_code(space_id=space, member_id=alice).code

    def bringing(name: str, *, days: float = 1) -> int:
        member_id: int = join(name, days=days)
        actions.bind(space_id=space, member_id=member_id, code=code, at=LONG_AGO + days * DAY)
        return member_id

    return bringing


@pytest.fixture
def order(space) -> Callable[..., int]:
    """`order(bob, 9000, days=2)`: an order of 90 yuan arrives at Bob's on the second day; returns the event."""

    def ordering(member_id: int, sum_cents: int = 9000, *, days: float = 2) -> int:
        event = journal.Event(type=ORDER, member_id=member_id, at=LONG_AGO + days * DAY, props={"sum_cents": sum_cents})
        return journal.record(space_id=space, events=[event]).ids[0]

    return ordering


def standing(space_id: int) -> list[tuple[int | None, int, int, datetime]]:
    """What counts now: inviter, invitee, act, time of each qualification that is not void."""
    return [
        (event["member_id"], event["invitee"], event["cause_id"], event["at"])
        for event in recorded(space_id, "referral.qualified")
        if not event["voided"]
    ]


def qualified_at(space_id: int, member_id: int) -> datetime | None:
    return binding_of(space_id, member_id).qualified_at


def test_counts_the_first_verified_act_for_the_inviter(space, rule, alice, bring, order):
    bob = bring("bob")
    act = order(bob)
    (event,) = recorded(space, "referral.qualified")
    assert (event["member_id"], event["invitee"], event["act"], event["cause_id"]) == (alice, bob, act, act)
    assert (event["at"], event["channel"]) == (LONG_AGO + 2 * DAY, "member")
    assert qualified_at(space, bob) == LONG_AGO + 2 * DAY


def test_counts_an_invitee_once(space, rule, bring, order):
    bob = bring("bob")
    for day in range(2, 7):
        order(bob, days=day)
    assert len(recorded(space, "referral.qualified")) == 1


def test_counts_nothing_below_the_threshold(space, rule, bring, order):
    order(bring("bob"), 4999)
    assert recorded(space, "referral.qualified") == []


def test_counts_nothing_for_somebody_whom_nobody_brought(space, rule, alice, order):
    order(alice)
    assert recorded(space, "referral.qualified") == []


def test_counts_nothing_without_a_rule(space, bring, order):
    order(bring("bob"))
    assert recorded(space, "referral.qualified") == []


def test_counts_no_act_from_before_the_binding(space, rule, bring, order):
    bob = bring("bob")
    order(bob, days=0.9)
    assert recorded(space, "referral.qualified") == []
    order(bob, days=1)
    assert len(standing(space)) == 1


def test_counts_for_a_channel_without_a_person(space, rule, join, order):
    code = actions.create_channel_code(space_id=space, channel="parcel card", actor="staff:1").code
    bob = join("bob")
    actions.bind(space_id=space, member_id=bob, code=code, at=LONG_AGO)
    order(bob)
    (event,) = recorded(space, "referral.qualified")
    assert (event["member_id"], event["channel"]) == (None, "parcel card")


def test_counts_only_the_right_customer(space, bring, order):
    actions.set_qualification_rule(
        space_id=space, event_types=[ORDER], invitee_predicate="has(member.tags, 'tea-lover')", actor="staff:1"
    )
    bob, carol = bring("bob"), bring("carol")
    members.tag(space_id=space, member_ids=[carol], name="tea-lover", actor="staff:1")
    order(bob)
    order(carol)
    assert [invitee for _, invitee, _, _ in standing(space)] == [carol]


def test_counts_a_batch_like_single_acts(space, rule, alice, bring):
    invitees = [bring(f"friend {n}") for n in range(20)]
    events = [
        journal.Event(type=ORDER, member_id=one, at=LONG_AGO + (2 + n) * DAY, props={"sum_cents": 1000 * n})
        for n in range(10)
        for one in invitees
    ]
    journal.record(space_id=space, events=events)
    assert {(inviter, invitee, at) for inviter, invitee, _, at in standing(space)} == {
        (alice, one, LONG_AGO + 7 * DAY) for one in invitees
    }


def test_rests_on_the_first_act_whatever_order_they_arrive_in(space, rule, bring, order):
    bob = bring("bob")
    late = order(bob, days=5)
    early = order(bob, days=3)
    order(bob, days=4)
    assert [act for _, _, act, _ in standing(space)] == [early]
    assert [event["act"] for event in recorded(space, "referral.qualified") if event["voided"]] == [late]


# -- undo


def void(space: int, event_id: int) -> None:
    journal.void(space_id=space, event_id=event_id, reason="refund", actor="staff:1")


def test_is_taken_back_with_its_act(space, rule, bring, order):
    bob = bring("bob")
    void(space, order(bob))
    assert standing(space) == []
    assert qualified_at(space, bob) is None
    (undone,) = [v for v in recorded(space, "journal.voided") if v["cause_id"] is not None]
    assert undone["event"] == recorded(space, "referral.qualified")[0]["id"]


def test_passes_to_another_verified_act(space, rule, alice, bring, order):
    bob = bring("bob")
    first, second = order(bob, days=2), order(bob, days=4)
    void(space, first)
    assert standing(space) == [(alice, bob, second, LONG_AGO + 4 * DAY)]


def test_does_not_pass_to_an_act_that_is_void_too(space, rule, bring, order):
    bob = bring("bob")
    first, second = order(bob, days=2), order(bob, days=4)
    void(space, second)
    void(space, first)
    assert standing(space) == []


def test_comes_back_with_its_act(space, rule, alice, bring, order):
    bob = bring("bob")
    act = order(bob)
    void(space, act)
    journal.reinstate(space_id=space, event_id=act, reason="a mistake", actor="staff:1")
    assert standing(space) == [(alice, bob, act, LONG_AGO + 2 * DAY)]
    assert len(recorded(space, "referral.qualified")) == 1


def test_returns_to_the_first_act_when_that_is_reinstated(space, rule, alice, bring, order):
    bob = bring("bob")
    first, second = order(bob, days=2), order(bob, days=4)
    void(space, first)
    journal.reinstate(space_id=space, event_id=first, reason="a mistake", actor="staff:1")
    assert [act for _, _, act, _ in standing(space)] == [first]
    void(space, first)
    assert [act for _, _, act, _ in standing(space)] == [second]


def test_can_be_earned_again_after_it_was_taken_back(space, rule, bring, order):
    bob = bring("bob")
    void(space, order(bob, days=2))
    again = order(bob, days=6)
    assert [act for _, _, act, _ in standing(space)] == [again]


def test_is_taken_back_by_a_fraud_finding_and_comes_back_when_it_is_cleared(space, rule, bring, order):
    bob = bring("bob")
    act = order(bob)
    actions.disqualify(space_id=space, member_id=bob, reason="one device", actor="staff:1")
    order(bob, days=8)
    assert standing(space) == []
    actions.clear(space_id=space, member_id=bob, reason="a shared phone", actor="staff:1")
    assert [one for _, _, one, _ in standing(space)] == [act]


def test_does_not_begin_under_a_fraud_finding(space, rule, bring, order):
    bob = bring("bob")
    actions.disqualify(space_id=space, member_id=bob, reason="one device", actor="staff:1")
    act = order(bob)
    assert standing(space) == []
    actions.clear(space_id=space, member_id=bob, reason="a shared phone", actor="staff:1")
    assert [one for _, _, one, _ in standing(space)] == [act]


def test_refuses_a_finding_without_a_reason(space, bring):
    with pytest.raises(errors.ReasonMissing):
        actions.disqualify(space_id=space, member_id=bring("bob"), reason=" ", actor="staff:1")


# -- leaving and erasing


def leave(space: int, member_id: int, days: float) -> None:
    members.leave(space_id=space, member_id=member_id, actor=None, at=LONG_AGO + days * DAY)


def test_ends_for_somebody_who_left_before(space, rule, bring, order):
    bob = bring("bob")
    leave(space, bob, 3)
    order(bob, days=4)
    assert standing(space) == []


def test_stays_when_the_invitee_leaves_afterwards(space, rule, bring, order):
    bob = bring("bob")
    order(bob, days=2)
    leave(space, bob, 3)
    assert len(standing(space)) == 1


def test_counts_an_act_from_before_leaving_that_arrives_late(space, rule, bring, order):
    bob = bring("bob")
    leave(space, bob, 3)
    order(bob, days=2)
    assert len(standing(space)) == 1


def test_ends_for_somebody_who_was_erased_before(space, rule, bring, order):
    bob = bring("bob")
    members.erase(space_id=space, member_id=bob, reason=members.REASONS[0], actor="staff:1", at=LONG_AGO + 3 * DAY)
    order(bob, days=4)
    assert standing(space) == []


def test_stays_when_the_invitee_is_erased_afterwards(space, rule, alice, bring, order):
    bob = bring("bob")
    act = order(bob, days=2)
    members.erase(space_id=space, member_id=bob, reason=members.REASONS[0], actor="staff:1", at=LONG_AGO + 3 * DAY)
    assert standing(space) == [(alice, bob, act, LONG_AGO + 2 * DAY)]


# -- rebinding and changing the rule


def test_leaves_what_qualified_with_the_former_inviter(space, rule, alice, bring, order, join):
    bob, carol = bring("bob"), bring("carol")
    other = join("other", days=-1)
    order(bob)
    code = actions.personal_code(space_id=space, member_id=other).code
    for one in (bob, carol):
        actions.rebind(space_id=space, member_id=one, code=code, reason="mixed up", actor="staff:1")
    order(carol)
    order(bob, days=9)
    assert [(inviter, invitee) for inviter, invitee, _, _ in standing(space)] == [(alice, bob), (other, carol)]


def test_judges_what_happened_before_the_rule(space, bring, order):
    act = order(bring("bob"))
    actions.set_qualification_rule(space_id=space, event_types=[ORDER], actor="staff:1")
    assert [one for _, _, one, _ in standing(space)] == [act]


def test_keeps_what_qualified_by_the_former_rule(space, rule, bring, order):
    bob, carol = bring("bob"), bring("carol")
    act = order(bob, 6000)
    order(carol, 6000)
    void(space, order(carol, 7000, days=1.5))
    actions.set_qualification_rule(
        space_id=space, event_types=[ORDER], predicate="props.sum_cents >= 8000", actor="staff:1"
    )
    order(bob, 9000, days=1.5)
    assert (act, bob) in {(one, invitee) for _, invitee, one, _ in standing(space)}


def test_counts_nothing_more_when_the_rule_is_emptied(space, rule, bring, order):
    actions.set_qualification_rule(space_id=space, event_types=[], actor="staff:1")
    order(bring("bob"))
    assert standing(space) == []


def test_listens_to_what_the_space_has_declared_itself(space, bring):
    journal.declare_for_space(
        space_id=space, name="lesson.finished", props={"minutes": "integer"}, meaning="A lesson.", actor="staff:1"
    )
    actions.set_qualification_rule(
        space_id=space, event_types=["lesson.finished"], predicate="props.minutes >= 20", actor="staff:1"
    )
    bob = bring("bob")
    for minutes in (5, 30):
        event = journal.Event(type="lesson.finished", member_id=bob, props={"minutes": minutes})
        journal.record(space_id=space, events=[event])
    assert len(standing(space)) == 1


@pytest.mark.parametrize("name", ["no.such_event", "referral.qualified", "journal.voided"])
def test_refuses_a_rule_over_events_that_cannot_qualify(space, name):
    with pytest.raises(errors.EventTypesRefused, match=name):
        actions.set_qualification_rule(space_id=space, event_types=[name], actor="staff:1")


@pytest.mark.parametrize("predicate", ["props.no_such = 1", "pg_sleep(9) = 1", "props.sum_cents = 'a'", "1 ="])
def test_refuses_a_predicate_that_says_nothing_of_the_act(space, predicate):
    with pytest.raises(PredicateRefused):
        actions.set_qualification_rule(space_id=space, event_types=[ORDER], predicate=predicate, actor="staff:1")
    assert recorded(space, "referral.rule_changed") == []


@pytest.mark.parametrize("sku", ["x$rule$; SELECT 1", "it's %s 100%", "\\'; --", "$1"])
def test_compares_with_any_text(space, bring, sku):
    quoted = sku.replace("'", "''")
    actions.set_qualification_rule(
        space_id=space, event_types=[ORDER], predicate=f"props.sku = '{quoted}'", actor="staff:1"
    )
    bob, carol = bring("bob"), bring("carol")
    for member_id, text in ((bob, sku), (carol, "another")):
        journal.record(space_id=space, events=[journal.Event(type=ORDER, member_id=member_id, props={"sku": text})])
    assert [invitee for _, invitee, _, _ in standing(space)] == [bob]


def test_runs_a_number_of_statements_that_does_not_depend_on_the_batch():
    text = files("guanxi.referral").joinpath("sql", "functions", "qualify.sql").read_text(encoding="utf-8")
    assert not re.search(r"\b(LOOP|FOREACH|WHILE|CURSOR)\b", text)


def test_judges_two_thousand_acts_in_one_go(space, rule, bring):
    invitees = [bring(f"friend {n}") for n in range(20)]
    events = [
        journal.Event(type=ORDER, member_id=invitees[n % 20], at=LONG_AGO + 2 * DAY, props={"sum_cents": 9000})
        for n in range(2000)
    ]
    began = time.perf_counter()
    journal.record(space_id=space, events=events)
    assert len(standing(space)) == 20
    assert time.perf_counter() - began < 5
