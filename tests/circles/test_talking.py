"""Comments, answers, reactions, polls, bookmarks, honours (CI-32 to CI-45)."""

from datetime import timedelta

import pytest

from guanxi import journal
from guanxi.circles import actions, errors, queries


def _comments(tea, post_id, **others):
    return queries.comments(space_id=tea.space_id, post_id=post_id, **others)


def test_lets_one_level_of_replies_stand_under_a_comment(write, say, tea, people):
    post_id = write()
    first = say(post_id, "一")
    reply = say(post_id, "二", author=people[2], parent_id=first)
    deeper = say(post_id, "三", author=people[0], parent_id=reply)
    (shown,) = _comments(tea, post_id).comments
    assert (shown.id, [one.id for one in shown.replies]) == (first, [reply, deeper])


def test_tells_whether_a_comment_answers_somebody_else(write, say, happened, people):
    post_id = write()
    first = say(post_id, author=people[1])
    say(post_id, author=people[0])
    say(post_id, author=people[0], parent_id=first)
    assert [told["to_another"] for told in happened("comment.created")] == [True, False, True]


def test_counts_comments_and_the_people_who_wrote_them(write, say, seen, tea, people):
    post_id = write()
    numbers = [say(post_id, author=author) for author in (people[0], people[1], people[1], people[2])]
    warm = seen(post_id).warmth
    assert seen(post_id).comments == 4
    actions.delete_comment(space_id=tea.space_id, comment_id=numbers[-1], author_id=people[2])
    assert seen(post_id).comments == 3
    assert seen(post_id).warmth < warm
    actions.restore_comment(space_id=tea.space_id, comment_id=numbers[-1], author_id=people[2])
    assert (seen(post_id).comments, seen(post_id).warmth) == (4, warm)


def test_leaves_a_gap_where_somebody_replied_to_what_is_gone(write, say, tea, people):
    post_id = write()
    first, lonely = say(post_id, "一"), say(post_id, "二")
    say(post_id, "三", author=people[2], parent_id=first)
    for number in (first, lonely):
        actions.hide_comment(space_id=tea.space_id, comment_id=number, reason="x", actor=tea.actor)
    (shown,) = _comments(tea, post_id).comments
    assert (shown.id, shown.text, shown.is_hidden, len(shown.replies)) == (first, "", True, 1)
    actions.show_comment(space_id=tea.space_id, comment_id=lonely, reason="x", actor=tea.actor)
    assert len(_comments(tea, post_id).comments) == 2


def test_shows_comments_page_by_page_each_once(write, say, tea):
    post_id = write()
    numbers = [say(post_id, f"第 {number} 条") for number in range(7)]
    met: list[int] = []
    after: int | None = 0
    while after is not None:
        page = _comments(tea, post_id, after=after, limit=3)
        met += [one.id for one in page.comments]
        after = page.next
    assert met == numbers


def test_puts_the_accepted_answer_first(write, say, tea, people):
    post_id = write("怎么泡？", kind="question")
    numbers = [say(post_id, f"答 {number}") for number in range(4)]
    actions.accept_answer(space_id=tea.space_id, comment_id=numbers[3], actor=actions.member_actor(member_id=people[0]))
    page = _comments(tea, post_id, limit=2)
    assert [one.id for one in page.comments] == [numbers[3], numbers[0], numbers[1]]
    assert [one.id for one in _comments(tea, post_id, after=page.next).comments] == [numbers[2]]


def test_lets_only_the_asker_and_the_host_accept(write, say, tea, people):
    post_id = write("怎么泡？", kind="question")
    answer = say(post_id)
    with pytest.raises(errors.NotYours):
        actions.accept_answer(space_id=tea.space_id, comment_id=answer, actor=actions.member_actor(member_id=people[1]))
    actions.accept_answer(space_id=tea.space_id, comment_id=answer, actor=tea.actor)


def test_accepts_only_a_direct_answer_to_a_question(write, say, tea, people):
    asker = actions.member_actor(member_id=people[0])
    with pytest.raises(errors.NotAQuestion):
        actions.accept_answer(space_id=tea.space_id, comment_id=say(write()), actor=asker)
    question = write("怎么泡？", kind="question")
    reply = say(question, parent_id=say(question))
    with pytest.raises(errors.NotAQuestion):
        actions.accept_answer(space_id=tea.space_id, comment_id=reply, actor=asker)


def test_tells_both_sides_of_an_acceptance(write, say, tea, people, happened, circle):
    question = write("怎么泡？", kind="question")
    say(question, author=people[2])
    answer = say(question, author=people[1])
    actions.accept_answer(space_id=tea.space_id, comment_id=answer, actor=actions.member_actor(member_id=people[0]))
    said = {"question": str(question), "answer": str(answer), "circle": circle.slug}
    assert happened("answer.accepted") == [{**said, "own_question": False, "first_answer": False, "member": people[1]}]
    assert happened("question.answer_accepted") == [{**said, "member": people[0]}]


def test_takes_one_reaction_of_each_kind(write, seen, tea, people):
    post_id = write()
    for kind in ("like", "like", "useful", "warm"):
        actions.react(space_id=tea.space_id, post_id=post_id, member_id=people[1], kind=kind)
    post = seen(post_id)
    assert (post.likes, post.useful, post.warm, post.mine) == (1, 1, 1, {"like", "useful", "warm"})
    assert seen(post_id, people[2]).mine == frozenset()
    actions.take_back(space_id=tea.space_id, post_id=post_id, member_id=people[1], kind="like")
    assert (seen(post_id).likes, seen(post_id).mine) == (0, {"useful", "warm"})


def test_takes_no_reaction_to_ones_own_post_nor_from_outside(write, tea, people):
    post_id = write()
    with pytest.raises(errors.OwnPost):
        actions.react(space_id=tea.space_id, post_id=post_id, member_id=people[0], kind="like")
    with pytest.raises(errors.NotInside):
        actions.react(space_id=tea.space_id, post_id=post_id, member_id=people[3], kind="like")


def _poll(tea, post_id, member_id):
    return queries.post(space_id=tea.space_id, post_id=post_id, member_id=member_id).poll


def test_takes_one_ballot_from_each(write, tea, people, happened):
    post_id = write("喝什么？", kind="poll", options=("生普", "熟普", " "))
    vote = {"space_id": tea.space_id, "post_id": post_id}
    actions.vote(**vote, member_id=people[1], choices=[2])
    with pytest.raises(errors.AlreadyVoted):
        actions.vote(**vote, member_id=people[1], choices=[1])
    actions.vote(**vote, member_id=people[2], choices=[2])
    poll = _poll(tea, post_id, people[1])
    assert ([option.votes for option in poll.options], poll.voters, poll.chosen) == ([0, 2], 2, {2})
    assert _poll(tea, post_id, people[0]).chosen == frozenset()
    assert all("choices" in told and told["choices"] == 1 for told in happened("poll.voted"))


@pytest.mark.parametrize("choices", [[], [3], [1, 2], [0]])
def test_refuses_what_cannot_be_chosen(write, tea, people, choices):
    post_id = write("喝什么？", kind="poll", options=("生普", "熟普"))
    with pytest.raises(errors.ChoiceUnclear):
        actions.vote(space_id=tea.space_id, post_id=post_id, member_id=people[1], choices=choices)


def test_lets_several_be_chosen_where_the_poll_says_so(write, tea, people):
    post_id = write("喝什么？", kind="poll", options=("生普", "熟普", "白茶"), is_multiple=True)
    actions.vote(space_id=tea.space_id, post_id=post_id, member_id=people[1], choices=[3, 1, 3])
    poll = _poll(tea, post_id, people[1])
    assert ([option.votes for option in poll.options], poll.voters) == ([1, 0, 1], 1)


def test_closes_a_poll_at_its_time(write, tea, people):
    now = journal.now(space_id=tea.space_id)
    post_id = write("喝什么？", kind="poll", options=("生普", "熟普"), closes_at=now + timedelta(hours=1))
    late = now + timedelta(hours=1)
    with pytest.raises(errors.PollClosed):
        actions.vote(space_id=tea.space_id, post_id=post_id, member_id=people[1], choices=[1], at=late)


@pytest.mark.parametrize("options", [("一",), ("一", "一"), tuple("abcdefghijk"), ("一", "x" * 61)])
def test_refuses_a_poll_without_a_choice(write, options):
    with pytest.raises(errors.PollUnclear):
        write("喝什么？", kind="poll", options=options)


def test_keeps_bookmarks(write, tea, people, happened):
    first, second = write("一"), write("二")
    for post_id in (first, second, second):
        actions.bookmark(space_id=tea.space_id, post_id=post_id, member_id=people[1])
    kept = queries.kept_by(space_id=tea.space_id, member_id=people[1])
    assert [post.id for post in kept.posts] == [second, first]
    actions.drop_bookmark(space_id=tea.space_id, post_id=second, member_id=people[1])
    assert len(queries.kept_by(space_id=tea.space_id, member_id=people[1]).posts) == 1
    assert len(happened("post.bookmarked")) == 1


def test_pins_three_posts_and_no_fourth(write, tea, circle):
    posts = [write(f"第 {number} 帖") for number in range(4)]
    for post_id in posts[:3]:
        actions.pin_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    actions.pin_post(space_id=tea.space_id, post_id=posts[0], actor=tea.actor)
    with pytest.raises(errors.TooManyPinned):
        actions.pin_post(space_id=tea.space_id, post_id=posts[3], actor=tea.actor)
    actions.unpin_post(space_id=tea.space_id, post_id=posts[0], actor=tea.actor)
    actions.pin_post(space_id=tea.space_id, post_id=posts[3], actor=tea.actor)
    page = queries.feed(space_id=tea.space_id, circle_ids=[circle.id], member_id=None, pinned=True)
    assert [post.id for post in page.posts if post.is_top] == [posts[3], posts[2], posts[1]]
    assert [post.id for post in page.posts if not post.is_top] == [posts[0]]


def test_never_features_an_ad(write, tea):
    with pytest.raises(errors.AdIsNotFeatured):
        actions.feature_post(space_id=tea.space_id, post_id=write("广告", declared="ad"), actor=tea.actor)


def test_lets_a_moderator_feature_and_hide_and_a_member_not(write, tea, circle, people):
    post_id = write()
    moderator, member = actions.member_actor(member_id=people[1]), actions.member_actor(member_id=people[2])
    actions.set_role(space_id=tea.space_id, circle_id=circle.id, member_id=people[1], role="moderator", actor=tea.actor)
    with pytest.raises(errors.NotYours):
        actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=member)
    with pytest.raises(errors.NotYours):
        actions.hide_post(space_id=tea.space_id, post_id=post_id, reason="x", actor=member)
    actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=moderator)
    actions.hide_post(space_id=tea.space_id, post_id=post_id, reason="x", actor=moderator)
