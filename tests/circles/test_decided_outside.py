"""What the staff has decided about an event stands, whatever its member does with the post afterwards (CI-24, UN-4)."""

from typing import Any

import pytest

from guanxi import journal
from guanxi.circles import actions, models
from guanxi.kernel import tenancy
from tests.quests import tea as quests


@pytest.fixture
def voided_by_staff(tea):
    """Let an operator decide that what a row of circles recorded does not count."""

    def voiding(model, column="event_id", **named):
        with tenancy.acting_in(tea.space_id):
            found = model.objects.filter(space_id=tea.space_id, **named).values_list(column, flat=True).get()
            for event_id in found if isinstance(found, list) else [found]:
                journal.void(space_id=tea.space_id, event_id=event_id, reason="spam", actor=tea.actor)

    return voiding


def _post_and_back(tea, post_id, member_id):
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=member_id)
    actions.restore_post(space_id=tea.space_id, post_id=post_id, author_id=member_id)


def _comment_and_back(tea, comment_id, member_id):
    actions.delete_comment(space_id=tea.space_id, comment_id=comment_id, author_id=member_id)
    actions.restore_comment(space_id=tea.space_id, comment_id=comment_id, author_id=member_id)


def test_gives_no_points_back_for_a_post_that_the_staff_voided(write, tea, people, rules, voided_by_staff):
    goal = {"goal": "{event: post.created}", "each": "[{points: 10}]", "ceiling_per_day": "{points: 100}"}
    rules.launch(quests.quest("posts", **goal))
    post_id = write()

    def points():
        return rules.points(people[0])

    assert points() == 10
    _post_and_back(tea, post_id, people[0])
    assert points() == 10
    voided_by_staff(models.Post, id=post_id)
    assert points() == 0
    _post_and_back(tea, post_id, people[0])
    assert points() == 0


def test_brings_nothing_back_that_was_not_gone(write, say, tea, people, happened, voided_by_staff):
    post_id = write()
    comment_id = say(post_id)
    voided_by_staff(models.Post, id=post_id)
    voided_by_staff(models.Comment, id=comment_id)
    actions.restore_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    actions.show_post(space_id=tea.space_id, post_id=post_id, reason="x", actor=tea.actor)
    actions.restore_comment(space_id=tea.space_id, comment_id=comment_id, author_id=people[1])
    actions.show_comment(space_id=tea.space_id, comment_id=comment_id, reason="x", actor=tea.actor)
    assert happened("post.created") == happened("comment.created") == []


def test_keeps_the_decision_about_a_comment(write, say, tea, people, happened, voided_by_staff):
    comment_id = say(write())
    _comment_and_back(tea, comment_id, people[1])
    assert len(happened("comment.created")) == 1
    voided_by_staff(models.Comment, id=comment_id)
    _comment_and_back(tea, comment_id, people[1])
    assert happened("comment.created") == []


@pytest.mark.parametrize("hand", ["reaction", "bookmark"])
def test_keeps_the_decision_about_a_tap(write, tea, people, happened, voided_by_staff, hand):
    who: dict[str, Any] = {"space_id": tea.space_id, "post_id": write(), "member_id": people[1]}
    model: Any
    give: Any
    take: Any
    if hand == "reaction":
        model, event, give, take = models.Reaction, "reaction.given", actions.react, actions.take_back
        who["kind"] = "like"
    else:
        model, event, give, take = models.Bookmark, "post.bookmarked", actions.bookmark, actions.drop_bookmark
    for act in (give, take, give):
        act(**who)
    assert len(happened(event)) == 1
    voided_by_staff(model, post_id=who["post_id"], member_id=people[1])
    for act in (take, give):
        act(**who)
    assert happened(event) == []


def test_keeps_the_decision_about_an_answer_and_an_honour(write, say, tea, people, happened, voided_by_staff):
    post_id = write("怎么泡？", kind="question")
    answer, asker = say(post_id), actions.member_actor(member_id=people[0])
    accepting = {"space_id": tea.space_id, "comment_id": answer, "actor": asker}
    actions.accept_answer(**accepting)
    actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    voided_by_staff(models.Post, "accepted_events", id=post_id)
    voided_by_staff(models.Post, "featured_event_id", id=post_id)
    actions.unaccept_answer(space_id=tea.space_id, post_id=post_id, actor=asker)
    actions.accept_answer(**accepting)
    actions.unfeature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    _post_and_back(tea, post_id, people[0])
    assert happened("answer.accepted") == happened("question.answer_accepted") == happened("post.featured") == []
    assert len(happened("post.created")) == 1


def test_keeps_a_decision_that_came_after_one_of_ours_was_undone_by_hand(write, tea, people, happened, voided_by_staff):
    post_id = write()
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    with tenancy.acting_in(tea.space_id):
        event_id = models.Post.objects.get(space_id=tea.space_id, id=post_id).event_id or 0
        journal.reinstate(space_id=tea.space_id, event_id=event_id, reason="mistake", actor=tea.actor)
    voided_by_staff(models.Post, id=post_id)
    actions.restore_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert happened("post.created") == []


def test_gives_back_what_moderation_itself_had_taken(write, say, tea, people, happened):
    post_id = write()
    comment_id = say(post_id)
    actions.hide_post(space_id=tea.space_id, post_id=post_id, reason="x", actor="system:ad-check")
    actions.hide_comment(space_id=tea.space_id, comment_id=comment_id, reason="x", actor="system:ad-check")
    assert happened("post.created") == happened("comment.created") == []
    actions.show_post(space_id=tea.space_id, post_id=post_id, reason="x", actor=tea.actor)
    actions.show_comment(space_id=tea.space_id, comment_id=comment_id, reason="x", actor=tea.actor)
    assert len(happened("post.created")) == len(happened("comment.created")) == 1
