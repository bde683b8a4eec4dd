"""Coming in and going out (CI-7 to CI-14)."""

from datetime import timedelta

import pytest

from guanxi import journal
from guanxi.circles import actions, entry, errors, queries


def _standing(tea, circle, member_id):
    return queries.door(space_id=tea.space_id, slug=circle.slug, member_id=member_id).standing


def _step(tea, circle, member_id):
    door = queries.door(space_id=tea.space_id, slug=circle.slug, member_id=member_id)
    return queries.step(space_id=tea.space_id, door=door, member_id=member_id)


def test_lets_everybody_into_an_open_circle_who_accepts_its_charter(open_circle, enter, tea, people, happened):
    circle = open_circle()
    with pytest.raises(errors.CharterChanged):
        enter(circle, people[0], charter_version=0)
    enter(circle, people[0])
    assert _step(tea, circle, people[0]) == "inside"
    assert happened("circle.entered") == [
        {"circle": circle.slug, "way": "open", "charter": 1, "returning": False, "member": people[0]}
    ]
    with pytest.raises(errors.AlreadyInside):
        enter(circle, people[0])


def test_asks_first_where_somebody_decides(open_circle, enter, tea, people):
    circle = open_circle(rule=entry.Rule(name="request"))
    with pytest.raises(errors.EntryClosed):
        enter(circle, people[0])
    assert _step(tea, circle, people[0]) == "ask"
    ask = {"space_id": tea.space_id, "circle_id": circle.id, "member_id": people[0], "charter_version": 1}
    number = actions.ask_to_enter(**ask, note="我喝了十年")
    assert _step(tea, circle, people[0]) == "asked"
    with pytest.raises(errors.AlreadyAsked):
        actions.ask_to_enter(**ask)
    waiting = queries.requests(space_id=tea.space_id, circle_id=circle.id)
    assert [(one.id, one.note) for one in waiting] == [(number, "我喝了十年")]
    actions.decide_request(space_id=tea.space_id, request_id=number, approve=True, actor=tea.actor)
    assert _step(tea, circle, people[0]) == "inside"
    with pytest.raises(errors.UnknownRequest):
        actions.decide_request(space_id=tea.space_id, request_id=number, approve=True, actor=tea.actor)


def test_tells_why_somebody_was_not_let_in(open_circle, tea, people):
    circle = open_circle(rule=entry.Rule(name="request"))
    number = actions.ask_to_enter(space_id=tea.space_id, circle_id=circle.id, member_id=people[0], charter_version=1)
    with pytest.raises(errors.ReasonMissing):
        actions.decide_request(space_id=tea.space_id, request_id=number, approve=False, actor=tea.actor)
    actions.decide_request(
        space_id=tea.space_id, request_id=number, approve=False, actor=tea.actor, reason="先参加一次茶会"
    )
    assert _standing(tea, circle, people[0]).decline_reason == "先参加一次茶会"
    assert _step(tea, circle, people[0]) == "ask"


def test_keeps_the_reason_of_a_refusal_out_of_the_journal_in_clear(open_circle, tea, people, happened):
    circle = open_circle(rule=entry.Rule(name="request"))
    number = actions.ask_to_enter(space_id=tea.space_id, circle_id=circle.id, member_id=people[0], charter_version=1)
    actions.decide_request(
        space_id=tea.space_id, request_id=number, approve=False, actor=tea.actor, reason="发过三次广告"
    )
    assert "reason" not in happened("circle.entry_declined")[0]


def test_lets_only_those_decide_who_keep_the_circle(open_circle, tea, people):
    circle = open_circle(rule=entry.Rule(name="request"), host_member_id=people[1])
    number = actions.ask_to_enter(space_id=tea.space_id, circle_id=circle.id, member_id=people[0], charter_version=1)
    decide = {"space_id": tea.space_id, "request_id": number, "approve": True}
    with pytest.raises(errors.NotYours):
        actions.decide_request(**decide, actor=actions.member_actor(member_id=people[0]))
    actions.decide_request(**decide, actor=actions.member_actor(member_id=people[1]))
    assert _standing(tea, circle, people[0]).is_inside


def test_takes_a_ticket_where_the_circle_asks_for_one(open_circle, enter, tea, people, give_tickets, rules):
    circle = open_circle(rule=entry.Rule(name="ticket", ticket="salon", is_ticket_spent=True))
    assert _step(tea, circle, people[0]) == "ticket"
    with pytest.raises(errors.EntryClosed):
        enter(circle, people[0])
    give_tickets(people[0], 2)
    assert _step(tea, circle, people[0]) == "enter"
    enter(circle, people[0])
    assert rules.holds(people[0], "ticket:salon") == {"wallet": 1}


def test_only_looks_at_a_ticket_that_is_to_be_held(open_circle, enter, tea, people, give_tickets, rules):
    circle = open_circle(rule=entry.Rule(name="ticket", ticket="salon"))
    give_tickets(people[0], 1)
    enter(circle, people[0])
    assert rules.holds(people[0], "ticket:salon") == {"wallet": 1}


def test_asks_whoever_declared_a_check(open_circle, enter, tea, people):
    before = entry.checks()["survey"]
    circle = open_circle(rule=entry.Rule(name="survey", survey_id=7))
    assert _step(tea, circle, people[0]) == "survey"

    def check(*, space_id, rule, member_id):
        return (space_id, rule.survey_id, member_id) == (tea.space_id, 7, people[0])

    entry.declare_check("survey", check)
    try:
        enter(circle, people[0])
        with pytest.raises(errors.EntryClosed):
            enter(circle, people[1])
    finally:
        entry.declare_check("survey", before)


def test_opens_to_whom_a_member_invited(open_circle, enter, tea, people):
    circle = open_circle(rule=entry.Rule(name="invitation"), host_member_id=people[0])
    with pytest.raises(errors.EntryClosed):
        enter(circle, people[1])
    code = actions.invite(space_id=tea.space_id, circle_id=circle.id, member_id=people[0])
    assert code == actions.invite(space_id=tea.space_id, circle_id=circle.id, member_id=people[0])
    with pytest.raises(errors.InvitationUnknown):
        enter(circle, people[1], invitation="WRONG")
    enter(circle, people[1], invitation=code.lower())
    assert queries.insiders(space_id=tea.space_id, circle_id=circle.id).rows[0].way == "invitation"
    actions.set_host(space_id=tea.space_id, circle_id=circle.id, actor=tea.actor, user_id=tea.owner)
    actions.leave(space_id=tea.space_id, circle_id=circle.id, member_id=people[0])
    with pytest.raises(errors.InvitationUnknown):
        enter(circle, people[2], invitation=code)


def test_counts_who_is_inside(open_circle, enter, tea, people):
    circle = open_circle()
    for member_id in people:
        enter(circle, member_id)
    actions.leave(space_id=tea.space_id, circle_id=circle.id, member_id=people[0])
    assert queries.circle_by_id(space_id=tea.space_id, circle_id=circle.id).members == 3
    with pytest.raises(errors.NotInside):
        actions.leave(space_id=tea.space_id, circle_id=circle.id, member_id=people[0])


def test_knows_who_comes_back(circle, enter, tea, people, happened):
    actions.leave(space_id=tea.space_id, circle_id=circle.id, member_id=people[0])
    enter(circle, people[0])
    assert happened("circle.entered")[-1]["returning"] is True


def test_lets_nobody_back_by_themselves_who_was_taken_out(circle, enter, tea, people):
    actions.remove_member(
        space_id=tea.space_id, circle_id=circle.id, member_id=people[0], reason="多次刷屏", actor=tea.actor
    )
    assert _step(tea, circle, people[0]) == "ask"
    assert not queries.door(space_id=tea.space_id, slug=circle.slug, member_id=people[0]).may_read
    with pytest.raises(errors.EntryClosed):
        enter(circle, people[0])
    number = actions.ask_to_enter(space_id=tea.space_id, circle_id=circle.id, member_id=people[0], charter_version=1)
    actions.decide_request(space_id=tea.space_id, request_id=number, approve=True, actor=tea.actor)
    assert _standing(tea, circle, people[0]).is_inside


def test_lets_a_muted_member_write_nothing_until_it_is_over(circle, tea, people, write, say):
    post_id = write()
    mute = {"space_id": tea.space_id, "circle_id": circle.id, "member_id": people[0], "actor": tea.actor}
    with pytest.raises(errors.ReasonMissing):
        actions.mute(**mute, days=3, reason=" ")
    with pytest.raises(errors.MuteUnclear):
        actions.mute(**mute, days=0, reason="刷屏")
    actions.mute(**mute, days=3, reason="刷屏")
    with pytest.raises(errors.Muted, match="刷屏"):
        write()
    with pytest.raises(errors.Muted):
        say(post_id, author=people[0])
    write(at=journal.now(space_id=tea.space_id) + timedelta(minutes=1), author=people[1])
    actions.unmute(**mute)
    write()


def test_does_not_unmute_whoever_leaves_and_comes_back(circle, enter, tea, people, write):
    actions.mute(
        space_id=tea.space_id, circle_id=circle.id, member_id=people[0], days=3, reason="刷屏", actor=tea.actor
    )
    actions.leave(space_id=tea.space_id, circle_id=circle.id, member_id=people[0])
    enter(circle, people[0])
    with pytest.raises(errors.Muted):
        write()


def test_neither_mutes_nor_removes_its_host(open_circle, tea, people):
    circle = open_circle(host_member_id=people[0])
    who = {"space_id": tea.space_id, "circle_id": circle.id, "member_id": people[0]}
    with pytest.raises(errors.HostStays):
        actions.mute(**who, days=1, reason="不行", actor=tea.actor)
    with pytest.raises(errors.HostStays):
        actions.remove_member(**who, reason="不行", actor=tea.actor)
    with pytest.raises(errors.HostStays):
        actions.leave(**who)


def test_names_moderators_and_another_host(open_circle, enter, tea, people):
    circle = open_circle(host_member_id=people[0])
    enter(circle, people[1])
    where = {"space_id": tea.space_id, "circle_id": circle.id}
    host = actions.member_actor(member_id=people[0])
    actions.set_role(**where, member_id=people[1], role="moderator", actor=host)
    assert queries.role_of(**where, member_id=people[1]) == "moderator"
    with pytest.raises(errors.NotYours):
        actions.set_role(**where, member_id=people[1], role="member", actor=actions.member_actor(member_id=people[1]))
    actions.set_host(**where, member_id=people[1], actor=tea.actor)
    assert (queries.role_of(**where, member_id=people[0]), queries.role_of(**where, member_id=people[1])) == (
        "member",
        "host",
    )


def test_lists_the_circles_one_is_in_before_the_others(circle, open_circle, tea, people):
    other = open_circle(name="新茶友")
    mine, others = queries.seen_by(space_id=tea.space_id, member_id=people[0])
    assert ([one.circle.id for one in mine], [one.circle.id for one in others]) == ([circle.id], [other.id])
