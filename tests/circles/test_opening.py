"""Opening circles from a canvas, describing and closing them, letting children grow (CI-1 to CI-6)."""

from dataclasses import replace
from datetime import date

import pytest

from guanxi.circles import actions, entry, errors, queries
from tests.circles.conftest import CANVAS, CHARTER

LOOK = actions.Look(name="新圈", trait="都爱茶")


@pytest.mark.parametrize(
    "change",
    [{"background": " "}, {"purpose": "fun"}, {"goal": ""}, {"goal_number": 0}],
)
def test_opens_nothing_without_its_canvas(tea, change):
    with pytest.raises(errors.CanvasMissing):
        actions.open_circle(
            space_id=tea.space_id,
            canvas=replace(CANVAS, **change),
            look=LOOK,
            charter=CHARTER,
            rule=entry.Rule(),
            actor=tea.actor,
        )


@pytest.mark.parametrize("rule", [entry.Rule(name="survey"), entry.Rule(name="ticket"), entry.Rule(name="luck")])
def test_refuses_an_entry_that_does_not_say_what_it_asks(open_circle, rule):
    with pytest.raises(errors.EntryUnclear):
        open_circle(rule=rule)


def test_has_a_page_a_charter_and_an_event_from_the_start(open_circle, tea, happened):
    circle = open_circle(slug="lao-chayou")
    assert (circle.slug, circle.charter, circle.charter_version, circle.state) == ("lao-chayou", CHARTER, 1, "open")
    assert [place.kind for place in queries.places(space_id=tea.space_id, circle_id=circle.id)] == ["page"]
    assert happened("circle.opened") == [
        {"circle": "lao-chayou", "purpose": "seed_users", "entry": "open", "member": None}
    ]


def test_takes_a_short_name_once_in_a_space(open_circle):
    open_circle(slug="tea")
    with pytest.raises(errors.SlugTaken):
        open_circle(slug="tea")


@pytest.mark.parametrize("slug", ["Tea", "1tea", "t", "茶", "a b", "a" * 41])
def test_refuses_a_short_name_that_is_no_address(open_circle, slug):
    with pytest.raises(errors.SlugUnreadable):
        open_circle(slug=slug)


def test_draws_a_short_name_when_none_is_given(open_circle):
    assert open_circle().slug != open_circle().slug


def test_seats_its_host(open_circle, tea, people):
    circle = open_circle(host_member_id=people[0])
    assert queries.role_of(space_id=tea.space_id, circle_id=circle.id, member_id=people[0]) == "host"
    assert circle.members == 1


def test_says_what_was_changed(open_circle, tea, happened):
    circle = open_circle()
    changed = actions.change_circle(
        space_id=tea.space_id,
        circle_id=circle.id,
        canvas=replace(CANVAS, goal_date=date(2028, 1, 1)),
        look=actions.Look(name="新名字", trait=circle.trait),
        rule=circle.rule,
        actor=tea.actor,
    )
    assert changed == ("goal_date", "name")
    assert happened("circle.changed")[0]["fields"] == ["goal_date", "name"]


def test_keeps_every_version_of_the_charter(circle, tea, enter, people):
    new = actions.set_charter(space_id=tea.space_id, circle_id=circle.id, text="新的约定", actor=tea.actor)
    again = actions.set_charter(space_id=tea.space_id, circle_id=circle.id, text="新的约定", actor=tea.actor)
    assert (new, again) == (2, 2)
    with pytest.raises(errors.CharterChanged):
        enter(circle, people[3], charter_version=1)
    enter(circle, people[3], charter_version=2)


def test_can_be_read_and_not_written_in_when_it_is_closed(circle, tea, people, write):
    post_id = write()
    actions.archive(space_id=tea.space_id, circle_id=circle.id, reason="活动结束", actor=tea.actor)
    with pytest.raises(errors.CircleArchived):
        write()
    assert queries.post(space_id=tea.space_id, post_id=post_id, member_id=people[1]).post.id == post_id
    with pytest.raises(errors.UnknownPost):
        queries.post(space_id=tea.space_id, post_id=post_id, member_id=people[3])
    actions.reopen(space_id=tea.space_id, circle_id=circle.id, actor=tea.actor)
    write()


def _idea(**changes):
    idea = actions.Idea(
        name="冰岛小组", trait="只喝冰岛", background="群里太热闹", goal_number=20, goal_date=date(2027, 1, 1)
    )
    return replace(idea, **changes)


def test_grows_a_child_that_a_member_proposed(circle, tea, people):
    number = actions.propose_child(space_id=tea.space_id, parent_id=circle.id, member_id=people[0], idea=_idea())
    child_id = actions.decide_child(space_id=tea.space_id, proposal_id=number, approve=True, actor=tea.actor)
    assert child_id is not None
    child = queries.circle_by_id(space_id=tea.space_id, circle_id=child_id)
    assert (child.parent_id, child.charter, child.purpose) == (circle.id, circle.charter, circle.purpose)
    assert (child.host_member_id, child.goal_number, child.members) == (people[0], 20, 1)
    grown = queries.children(space_id=tea.space_id, circle_id=circle.id)
    assert [one.circle.id for one in grown] == [child_id]


def test_says_why_a_child_is_not_opened(circle, tea, people):
    number = actions.propose_child(space_id=tea.space_id, parent_id=circle.id, member_id=people[0], idea=_idea())
    with pytest.raises(errors.ReasonMissing):
        actions.decide_child(space_id=tea.space_id, proposal_id=number, approve=False, actor=tea.actor)
    actions.decide_child(space_id=tea.space_id, proposal_id=number, approve=False, actor=tea.actor, reason="太早了")
    told = queries.proposal_of(space_id=tea.space_id, circle_id=circle.id, member_id=people[0])
    assert told is not None
    assert (told.name, told.state, told.reason, told.circle_slug) == ("冰岛小组", "declined", "太早了", "")


def test_takes_one_proposal_at_a_time_and_from_insiders_only(circle, tea, people):
    actions.propose_child(space_id=tea.space_id, parent_id=circle.id, member_id=people[0], idea=_idea())
    with pytest.raises(errors.AlreadyAsked):
        actions.propose_child(space_id=tea.space_id, parent_id=circle.id, member_id=people[0], idea=_idea())
    with pytest.raises(errors.NotInside):
        actions.propose_child(space_id=tea.space_id, parent_id=circle.id, member_id=people[3], idea=_idea())


def test_lets_a_member_take_a_proposal_back_and_make_another(circle, tea, people):
    facts = {"space_id": tea.space_id, "parent_id": circle.id}
    number = actions.propose_child(**facts, member_id=people[0], idea=_idea())
    assert not actions.withdraw_proposal(**facts, member_id=people[1])
    assert actions.withdraw_proposal(**facts, member_id=people[0])
    assert not actions.withdraw_proposal(**facts, member_id=people[0])
    with pytest.raises(errors.UnknownRequest):
        actions.decide_child(space_id=tea.space_id, proposal_id=number, approve=True, actor=tea.actor)
    assert queries.proposals(space_id=tea.space_id, circle_id=circle.id) == ()
    assert actions.propose_child(**facts, member_id=people[0], idea=_idea(name="老班章小组")) != number


def test_is_not_seen_from_another_space(circle, owl):
    with pytest.raises(errors.UnknownCircle):
        queries.circle(space_id=owl.space_id, slug=circle.slug)
    with pytest.raises(errors.UnknownCircle):
        queries.circle_by_id(space_id=owl.space_id, circle_id=circle.id)


def test_counts_heads_of_places_by_hand(circle, tea):
    place = actions.add_place(
        space_id=tea.space_id, circle_id=circle.id, kind="wecom", name="企微一群", code="ABC", actor=tea.actor
    )
    for count in (180, 196):
        actions.count_heads(space_id=tea.space_id, place_id=place, count=count, actor=tea.actor)
    assert queries.place(space_id=tea.space_id, place_id=place).headcount == 196
    counted = queries.headcounts(space_id=tea.space_id, place_id=place)
    assert [(one.count, one.actor) for one in counted] == [(196, tea.actor), (180, tea.actor)]
    with pytest.raises(errors.HeadcountUnclear):
        actions.count_heads(space_id=tea.space_id, place_id=place, count=-1, actor=tea.actor)


def test_closes_a_place_and_opens_it_again_but_never_its_own_page(circle, tea):
    place = actions.add_place(
        space_id=tea.space_id, circle_id=circle.id, kind="qq", name="QQ 群", code="ABC", actor=tea.actor
    )
    actions.close_place(space_id=tea.space_id, place_id=place, actor=tea.actor)
    assert queries.place(space_id=tea.space_id, place_id=place).closed_at is not None
    actions.reopen_place(space_id=tea.space_id, place_id=place, actor=tea.actor)
    assert queries.place(space_id=tea.space_id, place_id=place).closed_at is None
    page = queries.places(space_id=tea.space_id, circle_id=circle.id)[0]
    with pytest.raises(errors.UnknownPlace):
        actions.close_place(space_id=tea.space_id, place_id=page.id, actor=tea.actor)
