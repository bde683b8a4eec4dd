"""Binding: once, to somebody older, and never in a circle (RF-13 to RF-18)."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, connections, transaction

from guanxi.kernel import constraints
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.referral import actions, errors, models, queries
from tests.referral.conftest import DAY, LONG_AGO, binding_of, leave_space, make_space, recorded

HOUR = DAY / 24


@pytest.fixture
def code_of(space) -> Callable[[int], str]:
    return lambda member_id: actions.personal_code(space_id=space, member_id=member_id).code


@pytest.fixture
def bring(space, join, code_of):
    """`bring("bob", alice, days=3)`: Bob joins by Alice's code on the third day."""

    def bringing(name: str, inviter: int, *, days: float) -> int:
        member_id: int = join(name, days=days)
        actions.bind(space_id=space, member_id=member_id, code=code_of(inviter), at=LONG_AGO + days * DAY)
        return member_id

    return bringing


def row_of(space_id: int, member_id: int) -> tuple[object, ...]:
    with acting_in(space_id):
        return models.Binding.objects.filter(space_id=space_id, member_id=member_id).values_list().get()


def test_binds_to_a_channel_without_a_person(space, join):
    code = actions.create_channel_code(space_id=space, channel="parcel card", actor="staff:1").code
    alice = join("alice")
    binding = actions.bind(space_id=space, member_id=alice, code=code, at=LONG_AGO)
    assert (binding.inviter_id, binding.channel, binding.depth) == (None, "parcel card", 0)
    assert queries.inviter_of(space_id=space, member_id=alice) is None


def test_records_who_brought_whom(space, join, bring):
    alice = join("alice")
    bob = bring("bob", alice, days=1)
    (event,) = recorded(space, "referral.bound")
    assert (event["member_id"], event["inviter"], event["channel"]) == (bob, alice, "member")
    assert event["at"] == LONG_AGO + DAY


def test_refuses_an_unknown_member(space):
    with pytest.raises(errors.MemberUnknown):
        actions.bind(space_id=space, member_id=987654, visitor="phone")


def test_refuses_a_member_of_another_space(space, other_space, join, code_of):
    stranger = join("stranger", space_id=other_space)
    leave_space()
    alice = join("alice")
    with pytest.raises(errors.MemberUnknown):
        actions.bind(space_id=space, member_id=stranger, code=code_of(alice), at=LONG_AGO)


def test_refuses_another_spaces_code_exactly_like_a_missing_one(space, other_space, join):
    theirs = actions.personal_code(space_id=other_space, member_id=join("stranger", space_id=other_space)).code
    leave_space()
    alice = join("alice")
    words = []
    for code in (theirs, "ZZZZZZZZZZ"):
        with pytest.raises(errors.CodeUnknown) as refusal:
            actions.bind(space_id=space, member_id=alice, code=code, at=LONG_AGO)
        words.append((refusal.value.code, str(refusal.value).replace(code, "…")))
    assert words[0] == words[1]
    assert queries.binding_of(space_id=space, member_id=alice) is None


def test_refuses_a_closed_code(space, join, code_of):
    alice, bob = join("alice"), join("bob", days=1)
    code = code_of(alice)
    actions.close_code(space_id=space, code=code, actor="staff:1", at=LONG_AGO + DAY / 2)
    with pytest.raises(errors.CodeClosed):
        actions.bind(space_id=space, member_id=bob, code=code, at=LONG_AGO + DAY)


def test_refuses_oneself(space, join, code_of):
    alice = join("alice")
    with pytest.raises(errors.SelfReferral):
        actions.bind(space_id=space, member_id=alice, code=code_of(alice), at=LONG_AGO)


def test_refuses_a_second_binding(space, join, bring, code_of):
    alice, other = join("alice"), join("other")
    bob = bring("bob", alice, days=1)
    before = row_of(space, bob)
    with pytest.raises(errors.AlreadyBound):
        actions.bind(space_id=space, member_id=bob, code=code_of(other), at=LONG_AGO + DAY)
    assert row_of(space, bob) == before
    assert len(recorded(space, "referral.bound")) == 1


def test_refuses_somebody_who_joined_a_day_ago(space, join, code_of):
    alice, bob = join("alice"), join("bob", days=1)
    with pytest.raises(errors.NotNew):
        actions.bind(space_id=space, member_id=bob, code=code_of(alice), at=LONG_AGO + 2 * DAY)
    actions.bind(space_id=space, member_id=bob, code=code_of(alice), at=LONG_AGO + 1.99 * DAY)


def test_refuses_somebody_who_left_and_came_back(space, join, code_of):
    alice, bob = join("alice"), join("bob", days=1)
    members.leave(space_id=space, member_id=bob, actor=None)
    with pytest.raises(errors.NotNew):
        actions.bind(space_id=space, member_id=bob, code=code_of(alice), at=LONG_AGO + DAY)


def test_refuses_somebody_who_had_been_erased_and_returns(space, join, code_of):
    alice, bob = join("alice"), join("bob")
    members.erase(space_id=space, member_id=bob, reason=members.REASONS[0], actor="staff:1")
    again = members.join(space_id=space, external_ids={"shop": "bob"}, actor=None)
    assert again != bob
    with pytest.raises(errors.NotNew):
        actions.bind(space_id=space, member_id=again, code=code_of(alice))


def test_refuses_an_inviter_who_joined_later(space, join, code_of):
    bob, young = join("bob", days=1), join("young", days=1.5)
    with pytest.raises(errors.InviterYounger):
        actions.bind(space_id=space, member_id=bob, code=code_of(young), at=LONG_AGO + 1.6 * DAY)
    assert queries.binding_of(space_id=space, member_id=bob) is None


def test_takes_the_smaller_id_for_the_older_of_two_who_joined_at_one_instant(space, join, code_of):
    first, second = sorted((join("first"), join("second")))
    with pytest.raises(errors.InviterYounger):
        actions.bind(space_id=space, member_id=first, code=code_of(second), at=LONG_AGO)
    actions.bind(space_id=space, member_id=second, code=code_of(first), at=LONG_AGO)


def test_refuses_a_circle_of_five(space, join, bring, code_of):
    top = join("top")
    person = top
    for step in range(1, 6):
        person = bring(f"step {step}", person, days=step * 0.1)
    assert binding_of(space, person).depth == 5
    with pytest.raises(errors.WouldMakeCycle):
        actions.bind(space_id=space, member_id=top, code=code_of(person), at=LONG_AGO + 0.9 * DAY)
    with pytest.raises(errors.WouldMakeCycle):
        actions.rebind(space_id=space, member_id=top, code=code_of(person), reason="a mistake", actor="staff:1")


def test_refuses_a_code_whose_owner_is_gone(space, join, code_of):
    alice, bob = join("alice"), join("bob", days=1)
    code = code_of(alice)
    members.leave(space_id=space, member_id=alice, actor=None)
    with pytest.raises(errors.InviterGone):
        actions.bind(space_id=space, member_id=bob, code=code, at=LONG_AGO + DAY)


def test_binds_a_batch_whatever_its_order_and_tells_each_what_became_of_it(space, join, code_of):
    people = [join(f"person {n}", days=n) for n in range(4)]
    codes = [code_of(one) for one in people]
    newcomers = [actions.Newcomer(member_id=people[n], code=codes[n - 1], at=LONG_AGO + n * DAY) for n in (3, 2, 1)]
    newcomers += [
        actions.Newcomer(member_id=people[0], code="ZZZZZZZZZZ", at=LONG_AGO),
        actions.Newcomer(member_id=people[3], code=codes[0], at=LONG_AGO + 3 * DAY),
    ]
    verdicts = actions.bind_many(space_id=space, newcomers=newcomers)
    assert [one.verdict for one in verdicts] == ["bound", "bound", "bound", "code_unknown", "already_bound"]
    depths = [binding_of(space, one).depth for one in people[1:]]
    assert depths == [1, 2, 3]


# -- what the database itself does not let happen


def write(space_id: int, sql: str, *values: object) -> None:
    with acting_in(space_id), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [*values, space_id])


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("inviter_id = member_id, inviter_joined_at = joined_at", "referral_binding_written_once"),
        ("inviter_id = NULL, inviter_joined_at = NULL, depth = 0", "referral_binding_written_once"),
        ("bound_at = bound_at - interval '1 day'", "referral_binding_written_once"),
        ("joined_at = joined_at - interval '9 days'", "referral_binding_inviter_is_older"),
        ("joined_at = joined_at + interval '1 second'", "referral_binding_arrival"),
        ("depth = 0", "referral_binding_depth"),
    ],
)
def test_cannot_be_rewritten_behind_the_back_of_the_actions(space, join, bring, change, constraint):
    bring("bob", join("alice"), days=1)
    with pytest.raises(IntegrityError) as error:
        write(space, f"UPDATE referral_binding SET {change} WHERE space_id = %s")
    assert constraints.broken_constraint(error.value) == constraint


def test_cannot_become_a_circle_by_correcting_when_somebody_joined(space, join, bring):
    alice = join("alice")
    bring("carol", bring("bob", alice, days=1), days=2)
    with pytest.raises(IntegrityError, match="referral_binding_inviter_is_older"):
        write(
            space,
            "UPDATE referral_arrival SET joined_at = joined_at + interval '3 days'"
            " WHERE member_id = %s AND space_id = %s",
            alice,
        )


def test_cannot_be_deleted_by_the_application(space, join, bring):
    bring("bob", join("alice"), days=1)
    with pytest.raises(Exception, match="permission denied"):
        write(space, "DELETE FROM referral_binding WHERE space_id = %s")


def test_cannot_point_into_another_space(space, other_space, join):
    stranger = join("stranger", space_id=other_space)
    leave_space()
    with pytest.raises(IntegrityError, match="referral_arrival_member"):
        write(
            space,
            "INSERT INTO referral_arrival (member_id, joined_at, space_id) VALUES (%s, now(), %s)",
            stranger,
        )


def test_binds_once_when_eight_try_at_once(committed_db):
    space_id = make_space()
    joinings = [members.Joining(external_ids={"shop": f"inviter {n}"}, at=LONG_AGO) for n in range(8)] + [
        members.Joining(external_ids={"shop": "bob"}, at=LONG_AGO + DAY)
    ]
    joined = members.join_many(space_id=space_id, joinings=joinings, actor=None)
    *inviters, bob = [one.member_id for one in joined if one.member_id is not None]
    codes = [actions.personal_code(space_id=space_id, member_id=one).code for one in inviters]
    start, outcomes = threading.Barrier(8), []

    def bind(code: str) -> None:
        start.wait()
        try:
            outcomes.append(actions.bind(space_id=space_id, member_id=bob, code=code, at=LONG_AGO + DAY).code)
        except errors.AlreadyBound:
            outcomes.append("refused")
        connections.close_all()

    threads = [threading.Thread(target=bind, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("refused") == 7
    binding = binding_of(space_id, bob)
    assert binding.code in outcomes
    assert [event["code"] for event in recorded(space_id, "referral.bound")] == [binding.code]
