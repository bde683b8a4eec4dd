"""Words on members, and the facts that rules may ask for."""

import pytest
from django.db import connection

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.members import actions, errors, hooks, queries
from tests import cast
from tests.members.conftest import Events


def test_tags_many_members_once(tea: cast.House, events: Events) -> None:
    ids = cast.members_of(tea.space_id, 3)
    assert actions.tag(space_id=tea.space_id, member_ids=ids[:2], name="种子", actor=tea.actor) == 2
    assert actions.tag(space_id=tea.space_id, member_ids=ids, name="种子", actor="system:rule", by="rule") == 1
    assert [member.id for member in queries.page(space_id=tea.space_id, tag="种子")] == ids
    assert queries.tags(space_id=tea.space_id) == ("种子",)
    assert [name for name, _, _ in events(tea.space_id)].count("member.tagged") == 3


def test_takes_a_tag_off(tea: cast.House) -> None:
    ids = cast.members_of(tea.space_id, 2)
    actions.tag(space_id=tea.space_id, member_ids=ids, name="种子", actor=tea.actor)
    assert actions.untag(space_id=tea.space_id, member_ids=ids[:1], name="种子", actor=tea.actor) == 1
    assert queries.member(space_id=tea.space_id, member_id=ids[0]).tags == ()
    assert queries.member(space_id=tea.space_id, member_id=ids[1]).tags == ("种子",)


def test_tags_nobody_when_one_is_unknown(tea: cast.House, owl: cast.House) -> None:
    mine, theirs = cast.member(tea.space_id), cast.member(owl.space_id)
    with pytest.raises(errors.UnknownMember):
        actions.tag(space_id=tea.space_id, member_ids=[mine, theirs], name="x", actor=tea.actor)
    assert queries.member(space_id=tea.space_id, member_id=mine).tags == ()


def test_publishes_what_rules_may_ask_for(tea: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(hooks._facts, "rung", "how close they are")
    member_id = cast.member(tea.space_id)
    until = journal.now(space_id=tea.space_id)
    actions.tag(space_id=tea.space_id, member_ids=[member_id], name="b", actor=tea.actor)
    actions.tag(space_id=tea.space_id, member_ids=[member_id], name="a", actor=tea.actor)
    actions.set_tier(space_id=tea.space_id, member_id=member_id, tier="silver", until=until)
    actions.set_plan(space_id=tea.space_id, member_id=member_id, plan="yearly", until=None)
    actions.set_holdout_arm(space_id=tea.space_id, member_id=member_id, arm="control")
    actions.set_fact(space_id=tea.space_id, member_id=member_id, name="rung", value=2)
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, tier, tier_until, plan, channel, tags, facts ->> 'rung', holdout_arm"
            " FROM members_public_member"
        )
        assert cursor.fetchall() == [("active", "silver", until, "yearly", "parcel-card", ["a", "b"], "2", "control")]
    actions.set_fact(space_id=tea.space_id, member_id=member_id, name="rung", value=None)
    assert queries.member(space_id=tea.space_id, member_id=member_id).facts == {}


def test_writes_the_holdout_arm_once(tea: cast.House) -> None:
    member_id = cast.member(tea.space_id)
    for _ in range(2):
        actions.set_holdout_arm(space_id=tea.space_id, member_id=member_id, arm="control")
    with pytest.raises(ValueError, match="another arm"):
        actions.set_holdout_arm(space_id=tea.space_id, member_id=member_id, arm="treated")


def test_keeps_no_fact_that_nobody_declared(tea: cast.House) -> None:
    with pytest.raises(ValueError, match="mood"):
        actions.set_fact(space_id=tea.space_id, member_id=cast.member(tea.space_id), name="mood", value="good")


def test_refuses_a_tier_for_another_space_s_member(tea: cast.House, owl: cast.House) -> None:
    theirs = cast.member(owl.space_id)
    with pytest.raises(errors.UnknownMember):
        actions.set_tier(space_id=tea.space_id, member_id=theirs, tier="gold", until=None)
