"""Two members turn out to be one person (RF-29 to RF-32)."""

from collections.abc import Callable

import pytest

from guanxi import journal
from guanxi.members import actions as members
from guanxi.members import errors as members_errors
from guanxi.referral import actions, queries
from tests.referral.conftest import DAY, LONG_AGO, binding_of, recorded

ORDER = "test.order_delivered"


@pytest.fixture
def bring(space, join) -> Callable[..., int]:
    def bringing(name: str, inviter: int, *, days: float) -> int:
        code = actions.personal_code(space_id=space, member_id=inviter).code
        member_id: int = join(name, days=days)
        actions.bind(space_id=space, member_id=member_id, code=code, at=LONG_AGO + days * DAY)
        return member_id

    return bringing


def merge(space: int, keep: int, lose: int) -> None:
    members.merge(space_id=space, keep=keep, lose=lose, actor="staff:1")


def order(space: int, member_id: int, days: float) -> None:
    event = journal.Event(type=ORDER, member_id=member_id, at=LONG_AGO + days * DAY, props={"sum_cents": 9000})
    journal.record(space_id=space, events=[event])


def credited(space: int) -> list[tuple[int, int]]:
    return [(e["member_id"], e["invitee"]) for e in recorded(space, "referral.qualified") if not e["voided"]]


@pytest.mark.parametrize("keeps", ["earlier", "later"])
def test_lets_the_earlier_binding_win(space, join, bring, keeps):
    first, second = join("first"), join("second")
    earlier, later = bring("work phone", first, days=1), bring("home phone", second, days=5)
    keep, lose = (earlier, later) if keeps == "earlier" else (later, earlier)
    merge(space, keep, lose)
    binding = binding_of(space, keep)
    assert (binding.inviter_id, binding.bound_at) == (first, LONG_AGO + DAY)
    assert queries.binding_of(space_id=space, member_id=lose) is None
    assert queries.invitees_of(space_id=space, member_id=second) == ()


@pytest.mark.parametrize("keeps", ["earlier", "later"])
def test_takes_the_later_credit_back_where_both_had_qualified(space, join, bring, keeps):
    actions.set_qualification_rule(space_id=space, event_types=[ORDER], actor="staff:1")
    first, second = join("first"), join("second")
    earlier, later = bring("work phone", first, days=1), bring("home phone", second, days=5)
    order(space, earlier, 8)
    order(space, later, 6)
    keep, lose = (earlier, later) if keeps == "earlier" else (later, earlier)
    merge(space, keep, lose)
    journal.drain_all(space_id=space)
    assert [inviter for inviter, _ in credited(space)] == [first]


def test_gives_the_credit_to_the_earlier_inviter_where_only_the_later_had_it(space, join, bring):
    actions.set_qualification_rule(space_id=space, event_types=[ORDER], actor="staff:1")
    first, second = join("first"), join("second")
    earlier, later = bring("work phone", first, days=1), bring("home phone", second, days=5)
    order(space, later, 6)
    assert credited(space) == [(second, later)]
    merge(space, earlier, later)
    journal.drain_all(space_id=space)
    assert credited(space) == [(first, earlier)]


def test_brings_the_invitees_of_both_together(space, join, bring):
    top = join("top")
    one, two = bring("work phone", top, days=1), bring("home phone", top, days=2)
    friends = {bring("friend 1", one, days=3), bring("friend 2", two, days=4)}
    merge(space, two, one)
    found = queries.invitees_of(space_id=space, member_id=two)
    assert {friend.member_id for friend in found} == friends
    assert {friend.depth for friend in found} == {2}


def test_lets_a_merged_members_code_lead_to_who_they_are_now(space, join, bring):
    top = join("top")
    one, two = bring("work phone", top, days=1), bring("home phone", top, days=2)
    code = actions.personal_code(space_id=space, member_id=one).code
    merge(space, two, one)
    friend = join("friend", days=3)
    assert actions.bind(space_id=space, member_id=friend, code=code, at=LONG_AGO + 3 * DAY).inviter_id == two


def test_takes_away_an_inviter_who_joined_after_the_person_had(space, join, bring):
    old = join("work phone")
    young = bring("home phone", join("inviter", days=4), days=5)
    merge(space, old, young)
    binding = binding_of(space, old)
    assert (binding.inviter_id, binding.depth) == (None, 0)


@pytest.mark.parametrize("steps", [1, 4])
def test_refuses_to_make_one_of_two_in_a_chain(space, join, bring, steps):
    top = person = join("top")
    for step in range(steps):
        person = bring(f"step {step}", person, days=step + 1)
    for keep, lose in ((top, person), (person, top)):
        with pytest.raises(members_errors.MergeRefused):
            merge(space, keep, lose)
    assert len(queries.chain(space_id=space, member_id=person)) == steps


def test_changes_nothing_where_neither_came_by_a_code(space, join):
    one, two = join("work phone"), join("home phone")
    merge(space, one, two)
    assert queries.binding_of(space_id=space, member_id=one) is None
