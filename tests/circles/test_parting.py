"""Erasing, merging, exporting (CI-53 to CI-56)."""

import json
from typing import Any

import pytest

from guanxi.circles import actions, errors, queries
from guanxi.kernel import statements, tenancy
from guanxi.members import actions as members


def _rows(tea, statement):
    with tenancy.acting_in(tea.space_id):
        return statements.rows(statement, [])


def test_blanks_what_somebody_wrote_who_is_erased(write, say, seen, tea, circle, people):
    post_id = write("我的地址是 #普洱# 巷 3 号")
    actions.edit_post(space_id=tea.space_id, post_id=post_id, text="改过", declared="value", author_id=people[0])
    theirs = write("别人的", author=people[1])
    mine = say(theirs, "我说的", author=people[0])
    say(post_id, "别人回我", author=people[2])
    members.erase(space_id=tea.space_id, member_id=people[0], reason="asked", actor=tea.actor)
    post = seen(post_id)
    assert (post.text, post.author.name, post.author.is_gone) == ("", "A former member", True)
    (kept,) = queries.comments(space_id=tea.space_id, post_id=theirs).comments
    assert (kept.id, kept.text) == (mine, "")
    assert queries.comments(space_id=tea.space_id, post_id=post_id).comments[0].text == "别人回我"
    everything = str(_rows(tea, "SELECT text FROM circles_post UNION SELECT text FROM circles_revision"))
    assert "地址" not in everything
    assert queries.circle_by_id(space_id=tea.space_id, circle_id=circle.id).members == 2


def test_lets_a_circle_be_without_host_when_its_host_is_erased(open_circle, tea, people):
    circle = open_circle(host_member_id=people[0])
    members.erase(space_id=tea.space_id, member_id=people[0], reason="asked", actor=tea.actor)
    assert queries.circle_by_id(space_id=tea.space_id, circle_id=circle.id).host_member_id is None


def test_carries_everything_over_to_whom_somebody_turned_out_to_be(write, say, seen, tea, circle, people):
    keep, lose, other = people[0], people[1], people[2]
    post_id = write("他写的", author=lose)
    target = write("别人写的", author=other)
    say(target, author=lose)
    for member_id in (keep, lose):
        actions.react(space_id=tea.space_id, post_id=target, member_id=member_id, kind="like")
    actions.bookmark(space_id=tea.space_id, post_id=target, member_id=lose)
    poll = write("喝什么？", kind="poll", options=("生普", "熟普"), author=other)
    for member_id, choice in ((keep, 1), (lose, 2)):
        actions.vote(space_id=tea.space_id, post_id=poll, member_id=member_id, choices=[choice])
    members.merge(space_id=tea.space_id, keep=keep, lose=lose, actor=tea.actor)
    assert seen(post_id, keep).author.member_id == keep
    assert (seen(target, keep).likes, seen(target, keep).mine, seen(target, keep).is_kept) == (1, {"like"}, True)
    counted = queries.post(space_id=tea.space_id, post_id=poll, member_id=keep).poll
    assert counted is not None
    assert ([one.votes for one in counted.options], counted.voters) == ([1, 0], 1)
    assert queries.circle_by_id(space_id=tea.space_id, circle_id=circle.id).members == 2


def test_hands_out_what_somebody_wrote(write, say, tea, people, circle):
    post_id = write("我写的")
    say(post_id, "我说的", author=people[0])
    exported: Any = members.export(space_id=tea.space_id, member_id=people[0], actor=None)["circles"]
    assert [one["text"] for one in exported["posts"]] == ["我写的"]
    assert [one["text"] for one in exported["comments"]] == ["我说的"]
    assert [one["circle"] for one in exported["circles"]] == [circle.name]
    json.dumps(exported, default=str)


def test_refuses_an_erased_member_at_the_door(circle, enter, tea, people):
    members.erase(space_id=tea.space_id, member_id=people[0], reason="asked", actor=tea.actor)
    with pytest.raises(errors.NotInside):
        actions.write_post(
            space_id=tea.space_id, circle_id=circle.id, draft=actions.Draft(text="还在"), author_id=people[0]
        )


def test_forgets_why_somebody_was_taken_out_who_is_erased(circle, tea, people):
    where = {"space_id": tea.space_id, "circle_id": circle.id, "member_id": people[0], "actor": tea.actor}
    actions.mute(**where, days=1, reason="刷屏不止")
    actions.remove_member(**where, reason="多次辱骂")
    assert _rows(tea, "SELECT removal_reason FROM circles_membership WHERE removal_reason <> ''") == [("多次辱骂",)]
    members.erase(space_id=tea.space_id, member_id=people[0], reason="asked", actor=tea.actor)
    assert _rows(tea, "SELECT FROM circles_membership WHERE removal_reason <> '' OR mute_reason <> ''") == []
