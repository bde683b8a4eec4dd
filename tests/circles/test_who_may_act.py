"""What is done with a post is for who may read it (CI-46): it is not there for outsiders and who was taken out."""

import pytest

from guanxi.circles import actions, entry, errors, queries
from guanxi.kernel import statements, tenancy
from guanxi.members import actions as members


@pytest.fixture
def closed(open_circle, tea, people):
    """A circle that one has to be let into: 小满 keeps it, 谷雨 is in it, 白露 is not."""
    made = open_circle(name="内圈", rule=entry.Rule(name="request"), host_member_id=people[0])
    actions.let_in(space_id=tea.space_id, circle_id=made.id, member_id=people[1], actor=tea.actor)
    return made


def _acts(space_id, post_id, member_id, answer):
    """Everything that a member can do with a post of somebody else, and with what stands under it."""
    who = {"space_id": space_id, "post_id": post_id, "member_id": member_id}
    actor = actions.member_actor(member_id=member_id)
    return {
        "bookmark": lambda: actions.bookmark(**who),
        "react": lambda: actions.react(**who, kind="like"),
        "take back": lambda: actions.take_back(**who, kind="like"),
        "vote": lambda: actions.vote(**who, choices=[1]),
        "comment": lambda: actions.write_comment(space_id=space_id, post_id=post_id, text="好", author_id=member_id),
        "reply": lambda: actions.write_comment(
            space_id=space_id, post_id=post_id, text="好", author_id=member_id, parent_id=answer
        ),
        "accept": lambda: actions.accept_answer(space_id=space_id, comment_id=answer, actor=actor),
        "unaccept": lambda: actions.unaccept_answer(space_id=space_id, post_id=post_id, actor=actor),
    }


_ACTS = ("bookmark", "react", "take back", "vote", "comment", "reply", "accept", "unaccept")


@pytest.mark.parametrize("act", _ACTS)
def test_is_not_there_for_an_outsider_whatever_they_do(closed, write, say, tea, people, act):
    post_id = write("内部消息", within=closed, kind="question")
    answer = say(post_id)
    with pytest.raises(errors.UnknownPost):
        _acts(tea.space_id, post_id, people[2], answer)[act]()
    assert queries.kept_by(space_id=tea.space_id, member_id=people[2]).posts == ()


@pytest.mark.parametrize("act", _ACTS)
def test_is_not_there_for_whoever_was_taken_out_of_an_open_circle(circle, write, say, tea, people, act):
    post_id = write("内部消息", kind="question")
    answer = say(post_id)
    _take_out(tea, circle, people[2])
    with pytest.raises(errors.UnknownPost):
        _acts(tea.space_id, post_id, people[2], answer)[act]()


def test_lets_the_asker_who_was_taken_out_decide_nothing(circle, write, say, tea, people, happened):
    post_id = write("怎么泡？", kind="question")
    answer = say(post_id)
    _take_out(tea, circle, people[0])
    asker = actions.member_actor(member_id=people[0])
    with pytest.raises(errors.UnknownPost):
        actions.accept_answer(space_id=tea.space_id, comment_id=answer, actor=asker)
    assert happened("answer.accepted") == []


def test_brings_nothing_back_for_whoever_was_taken_out(circle, write, say, tea, people):
    post_id = write()
    comment_id = say(post_id, author=people[0])
    actions.delete_comment(space_id=tea.space_id, comment_id=comment_id, author_id=people[0])
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    _take_out(tea, circle, people[0])
    with pytest.raises(errors.NotInside):
        actions.restore_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    with pytest.raises(errors.NotInside):
        actions.restore_comment(space_id=tea.space_id, comment_id=comment_id, author_id=people[0])


def test_lets_whoever_was_taken_out_take_their_own_words_away(circle, write, tea, people):
    post_id = write()
    _take_out(tea, circle, people[0])
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert queries.posts(space_id=tea.space_id, post_ids=[post_id], member_id=None) == {}


def test_shows_no_kept_post_of_a_circle_that_one_was_taken_out_of(circle, closed, write, tea, people):
    kept = [write("内部", within=closed), write("开放的")]
    for post_id in kept:
        actions.bookmark(space_id=tea.space_id, post_id=post_id, member_id=people[1])
    assert _kept(tea, people[1]) == kept[::-1]
    _take_out(tea, closed, people[1])
    assert _kept(tea, people[1]) == [kept[1]]
    _take_out(tea, circle, people[1])
    assert _kept(tea, people[1]) == []
    actions.let_in(space_id=tea.space_id, circle_id=closed.id, member_id=people[1], actor=tea.actor)
    assert _kept(tea, people[1]) == [kept[0]]


def test_shows_kept_posts_of_an_open_circle_to_whom_it_is_open(write, tea, people):
    post_id = write()
    actions.bookmark(space_id=tea.space_id, post_id=post_id, member_id=people[3])
    assert _kept(tea, people[3]) == [post_id]


def test_shows_no_kept_post_that_was_kept_before_anybody_asked(closed, write, tea, people):
    post_id = write("内部", within=closed)
    with tenancy.acting_in(tea.space_id):
        statements.run(
            "INSERT INTO circles_bookmark (space_id, member_id, post_id, at, is_kept) VALUES (%s, %s, %s, now(), TRUE)",
            [tea.space_id, people[2], post_id],
        )
    assert _kept(tea, people[2]) == []


def test_leaves_out_of_every_feed_what_an_erasure_has_emptied(circle, write, say, tea, people):
    post_id, other = write("#普洱# 我的", author=people[0]), write("#普洱# 别人的", author=people[1])
    say(post_id, "别人回我", author=people[1])
    for act in (actions.pin_post, actions.feature_post):
        act(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    actions.bookmark(space_id=tea.space_id, post_id=post_id, member_id=people[1])
    members.erase(space_id=tea.space_id, member_id=people[0], reason="asked", actor=tea.actor)
    with tenancy.acting_in(tea.space_id):  # as it was before topics and honours were cleared with the words
        statements.run("UPDATE circles_post SET pinned_at = now(), featured_at = now() WHERE id = %s", [post_id])
    looked = {"space_id": tea.space_id, "circle_ids": [circle.id], "member_id": people[1]}
    for order in ("newest", "warmest", "featured"):
        shown = [one.id for one in queries.feed(order=order, pinned=True, **looked).posts]
        assert shown == ([] if order == "featured" else [other])
    assert [one.id for one in queries.topic_feed(topic="普洱", **looked).posts] == [other]
    assert _kept(tea, people[1]) == []
    assert queries.comments(space_id=tea.space_id, post_id=post_id).comments[0].text == "别人回我"
    assert queries.post(space_id=tea.space_id, post_id=post_id, member_id=people[1]).post.text == ""


def test_takes_the_honours_of_an_erased_post_away(circle, write, tea, people):
    post_id = write()
    for act in (actions.pin_post, actions.feature_post):
        act(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    members.erase(space_id=tea.space_id, member_id=people[0], reason="asked", actor=tea.actor)
    post = queries.post(space_id=tea.space_id, post_id=post_id, member_id=people[1]).post
    assert (post.pinned_at, post.featured_at) == (None, None)


def _take_out(tea, circle, member_id):
    actions.remove_member(
        space_id=tea.space_id, circle_id=circle.id, member_id=member_id, reason="一再骂人", actor=tea.actor
    )


def _kept(tea, member_id):
    return [post.id for post in queries.kept_by(space_id=tea.space_id, member_id=member_id).posts]
