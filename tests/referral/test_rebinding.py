"""The audited decision about somebody's inviter (RF-16, RF-17)."""

import pytest

from guanxi.referral import actions, errors, queries
from tests.referral.conftest import DAY, LONG_AGO, binding_of, recorded


@pytest.fixture
def people(space, join) -> dict[str, int]:
    """Alice brought Bob, Bob brought Carol, Carol brought Dan; Olga is the eldest and brought nobody."""
    found = {name: join(name, days=day) for day, name in enumerate(["olga", "alice", "bob", "carol", "dan"])}
    for day, (inviter, invitee) in enumerate([("alice", "bob"), ("bob", "carol"), ("carol", "dan")], start=2):
        code = actions.personal_code(space_id=space, member_id=found[inviter]).code
        actions.bind(space_id=space, member_id=found[invitee], code=code, at=LONG_AGO + day * DAY)
    return found


def rebind(space: int, member_id: int, to: int, reason: str = "the card was mixed up") -> queries.Binding:
    code = actions.personal_code(space_id=space, member_id=to).code
    return actions.rebind(space_id=space, member_id=member_id, code=code, reason=reason, actor="staff:7")


def test_moves_a_member_with_everybody_below(space, people):
    rebind(space, people["bob"], people["olga"])
    assert queries.chain(space_id=space, member_id=people["dan"]) == (people["carol"], people["bob"], people["olga"])
    rebind(space, people["carol"], people["olga"])
    assert binding_of(space, people["dan"]).depth == 2


def test_records_who_decided_and_why(space, people):
    rebind(space, people["bob"], people["olga"])
    (event,) = recorded(space, "referral.rebound")
    assert (event["before"], event["inviter"], event["reason"]) == (
        people["alice"],
        people["olga"],
        "the card was mixed up",
    )


def test_keeps_when_the_member_was_bound(space, people):
    before = binding_of(space, people["bob"])
    after = rebind(space, people["bob"], people["olga"])
    assert (after.bound_at, after.touch_at, after.first_code) == (before.bound_at, before.touch_at, before.first_code)


def test_binds_somebody_who_came_by_no_code(space, people):
    assert rebind(space, people["alice"], people["olga"]).inviter_id == people["olga"]
    assert binding_of(space, people["dan"]).depth == 4


def test_can_give_a_member_to_a_channel(space, people):
    wall = actions.create_channel_code(space_id=space, channel="wall", actor="staff:7").code
    after = actions.rebind(space_id=space, member_id=people["bob"], code=wall, reason="came alone", actor="staff:7")
    assert (after.inviter_id, after.depth) == (None, 0)
    assert binding_of(space, people["dan"]).depth == 2


@pytest.mark.parametrize(
    ("who", "to", "refusal"),
    [
        ("bob", "bob", errors.SelfReferral),
        ("bob", "alice", errors.SameInviter),
        ("alice", "dan", errors.WouldMakeCycle),
        ("bob", "carol", errors.WouldMakeCycle),
        ("olga", "dan", errors.InviterYounger),
    ],
)
def test_refuses(space, people, who, to, refusal):
    before = queries.binding_of(space_id=space, member_id=people[who])
    with pytest.raises(refusal):
        rebind(space, people[who], people[to])
    assert queries.binding_of(space_id=space, member_id=people[who]) == before
    assert recorded(space, "referral.rebound") == []


def test_refuses_without_a_reason(space, people):
    with pytest.raises(errors.ReasonMissing):
        rebind(space, people["bob"], people["olga"], reason="  ")


def test_refuses_a_code_that_does_not_exist(space, people):
    with pytest.raises(errors.CodeUnknown):
        actions.rebind(space_id=space, member_id=people["bob"], code="ZZZZZZZZZZ", reason="why", actor="staff:7")
