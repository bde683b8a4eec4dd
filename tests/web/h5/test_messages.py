"""The messages: what others wrote, what was decided, who waits; who, what and where, and no dot without a reason."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.circles import actions, queries
from guanxi.insight import notices
from guanxi.members import actions as members
from guanxi.moderation import actions as moderation
from tests import cast
from tests.web.h5 import circle_people as people


def _say(tea, post_id, phone, text="好茶", **others):
    author = {"author_id": phone.member_id} if phone else {"staff_id": tea.owner}
    return actions.write_comment(space_id=tea.space_id, post_id=post_id, text=text, **author, **others)


def _unseen(tea, phone):
    return notices.unseen(space_id=tea.space_id, member_id=phone.member_id)


def _main(page):
    return page.split("<main")[1].split("</main")[0]


def test_tells_of_comments_once_for_each_post(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    _say(tea, post_id, phones[1], "我也喜欢")
    last = _say(tea, post_id, phones[2], "回甘<b>很长")
    assert _unseen(tea, phones[0]) == 1
    page = phones[0].get("messages/")
    assert f"{cast.NAMES[2]} and {cast.NAMES[1]} commented on your post “今天喝了冰岛”." in page
    assert "回甘&lt;b&gt;很长" in page
    assert "2 comments" in page
    assert f"/m/spring-tea/posts/{post_id}/?at={last}#comment-{last}" in page
    assert page.count(">new<") == 1
    assert _unseen(tea, phones[0]) == 0
    _say(tea, post_id, phones[1], "再来")
    assert (_unseen(tea, phones[0]), phones[0].get("messages/").count(">new<")) == (1, 1)


def test_tells_of_answers_replies_and_an_accepted_answer(circle, tea, phones):
    asker, friend = phones[0], phones[1]
    post_id = people.write(tea, circle, asker, "怎么洗茶？", kind="question")
    answer = _say(tea, post_id, friend, "五秒就好")
    assert f"{cast.NAMES[1]} answered your question “怎么洗茶？”." in asker.get("messages/")
    _say(tea, post_id, phones[2], "我用三秒", parent_id=answer)
    assert f"{cast.NAMES[2]} replied to you under “怎么洗茶？”." in friend.get("messages/")
    assert _unseen(tea, asker) == 0  # it was said to somebody else
    actions.accept_answer(
        space_id=tea.space_id, comment_id=answer, actor=actions.member_actor(member_id=asker.member_id)
    )
    page = friend.get("messages/")
    assert "Your answer to “怎么洗茶？” was accepted." in page
    assert f"/posts/{post_id}/?at={answer}#comment-{answer}" in page
    actions.unaccept_answer(
        space_id=tea.space_id, post_id=post_id, actor=actions.member_actor(member_id=asker.member_id)
    )
    assert "was accepted" not in friend.get("messages/")


def test_follows_whom_a_reply_answers(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    root = _say(tea, post_id, phones[1])
    reply = _say(tea, post_id, phones[2], parent_id=root)
    phones[2].get("messages/")
    _say(tea, post_id, phones[0], "谢谢你", parent_id=reply)  # stands beside it, and answers it
    assert f"{cast.NAMES[0]} replied to you" in phones[2].get("messages/")
    assert f"{cast.NAMES[0]} replied to you" not in phones[1].get("messages/")


def test_tells_nothing_of_ones_own_words_and_names_the_brand(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    _say(tea, post_id, phones[0])
    assert _unseen(tea, phones[0]) == 0
    _say(tea, post_id, None, "欢迎")
    house = re.search(r"(\S.*) commented on your post", phones[0].get("messages/"))
    assert house is not None
    assert "Member" not in house[1]


def test_shows_a_featured_post_where_it_is(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    page = phones[0].get("messages/")
    assert "Your post “今天喝了冰岛” was featured." in page
    assert f'href="/m/spring-tea/posts/{post_id}/"' in page


def test_forgets_what_is_gone(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    comment = _say(tea, post_id, phones[1], "会被藏起来")
    actions.hide_comment(space_id=tea.space_id, comment_id=comment, reason="广告", actor=tea.actor)
    assert _unseen(tea, phones[0]) == 0
    assert "会被藏起来" not in phones[0].get("messages/")
    _say(tea, post_id, phones[1], "我的地址")
    members.erase(space_id=tea.space_id, member_id=phones[1].member_id, reason="asked", actor=tea.actor)
    page = _main(phones[0].get("messages/"))
    assert "A former member commented" in page
    assert cast.NAMES[1] not in page
    assert "我的地址" not in page


def test_tells_nothing_of_a_circle_that_one_cannot_read_any_more(tea, phones):
    number = people.circle(tea, rule="request", host_member_id=phones[1].member_id)
    for phone in (phones[0], phones[2]):
        actions.let_in(space_id=tea.space_id, circle_id=number, member_id=phone.member_id, actor=tea.actor)
    post_id = people.write(tea, number, phones[0])
    phones[0].get("messages/")
    _say(tea, post_id, phones[1], "里面的话")
    assert _unseen(tea, phones[0]) == 1
    actions.leave(space_id=tea.space_id, circle_id=number, member_id=phones[0].member_id)
    assert _unseen(tea, phones[0]) == 0
    assert "里面的话" not in phones[0].get("messages/")


def test_tells_who_decides_that_somebody_waits_until_nobody_does(tea, phones):
    number = people.circle(tea, rule="request", host_member_id=phones[0].member_id)
    host = phones[0]
    host.get("messages/")
    ask = {"space_id": tea.space_id, "circle_id": number, "charter_version": 1}
    first = actions.ask_to_enter(**ask, member_id=phones[1].member_id)
    actions.ask_to_enter(**ask, member_id=phones[2].member_id)
    assert _unseen(tea, host) == 1
    page = host.get("messages/")
    both = f"{cast.NAMES[2]} and {cast.NAMES[1]} asked to come into “老茶友”, waiting for your word."
    assert both in page
    assert 'href="/m/spring-tea/circles/tea/host/"' in page
    decide = {"space_id": tea.space_id, "actor": tea.actor, "approve": True}
    actions.decide_request(**decide, request_id=first)
    actions.withdraw_request(space_id=tea.space_id, circle_id=number, member_id=phones[2].member_id)
    assert "waiting for your word" not in host.get("messages/")
    assert _unseen(tea, host) == 0


def test_turns_pages_without_missing_or_repeating(circle, tea, phones):
    told = []
    for number in range(12):
        post_id = people.write(tea, circle, phones[0], f"第 {number} 帖")
        _say(tea, post_id, phones[1])
        _say(tea, post_id, phones[2])
        actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
        told += [("talk.comment", post_id), ("post.featured", post_id)]
    met, before = [], None
    while True:
        page = notices.page(space_id=tea.space_id, member_id=phones[0].member_id, before=before, limit=5)
        met += [(one.type, one.place.post_id) for one in page.notices]
        before = page.more
        if before is None:
            break
    assert met == list(reversed(told))
    first = phones[0].get("messages/")
    assert first.count(">new<") == 20
    more = first.split('href="?before=')[1].split('"')[0]
    assert _main(phones[0].get(f"messages/?before={more}")).count("<li>") == 4
    assert "Nothing earlier" in phones[0].get("messages/?before=1")


def test_reaches_every_decision_of_the_moderators(circle, tea, phones):
    for number in range(13):
        post_id = people.write(tea, circle, phones[0], f"第 {number} 帖")
        case = moderation.open_case(space_id=tea.space_id, kind="post", subject_id=post_id, actor=tea.actor)
        moderation.decide(
            space_id=tea.space_id,
            case_id=case,
            outcome="hide",
            ground="house_ad",
            reason=f"理由 {number:02d}",
            actor=tea.actor,
        )
    first = phones[0].get("messages/")
    assert "理由 12" in first
    assert "理由 02" not in first.split("</section>")[0]
    path = first.split('href="/m/spring-tea/messages/decisions/')[1].split('"')[0]
    older = phones[0].get(f"messages/decisions/{path}")
    assert [f"理由 {number:02d}" in older for number in (3, 2, 1, 0)] == [False, True, True, True]
    assert "理由 12" in phones[0].get("messages/decisions/")


def test_counts_what_it_shows_as_new(circle, tea, phones):
    """Whatever happened, the figure on the page of today is the number of marks in the messages."""
    host, member = phones[0], phones[1]
    actions.set_host(space_id=tea.space_id, circle_id=circle, member_id=host.member_id, actor=tea.actor)
    where = {"space_id": tea.space_id, "circle_id": circle, "member_id": member.member_id, "actor": tea.actor}
    actions.set_role(**where, role="moderator")
    actions.mute(**where, days=1, reason="刷屏")
    actions.unmute(**where)
    post_id = people.write(tea, circle, member)
    _say(tea, post_id, host)
    _say(tea, post_id, phones[2])
    actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    actions.remove_member(**where, reason="多次辱骂")
    actions.let_in(**where)
    counted = -1
    for phone in phones:
        counted = _unseen(tea, phone)
        assert _main(phone.get("messages/")).count(">new<") == counted
        assert _unseen(tea, phone) == 0
    assert counted == 0  # the last one is outside


def test_is_told_once_when_two_turn_out_to_be_one(circle, tea, phones):
    post_id = people.write(tea, circle, phones[1])
    _say(tea, post_id, phones[0])
    _say(tea, post_id, phones[2])
    members.merge(space_id=tea.space_id, keep=phones[0].member_id, lose=phones[1].member_id, actor=tea.actor)
    page = phones[0].get("messages/")
    assert f"{cast.NAMES[2]} commented on your post" in page


def test_asks_the_database_eight_times_at_most_whatever_is_new(circle, tea, phones):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            phones[1].get("messages/")
        asked = [one["sql"] for one in seen.captured_queries]
        return len([one for one in asked if "SAVEPOINT" not in one and "set_config('app.space', ''" not in one])

    def much():
        post_id = people.write(tea, circle, phones[1])
        for phone in (phones[0], phones[2]):
            _say(tea, post_id, phone)
        actions.mute(**where, days=1, reason="刷屏")
        actions.unmute(**where)
        case = moderation.open_case(space_id=tea.space_id, kind="post", subject_id=post_id, actor=tea.actor)
        moderation.decide(space_id=tea.space_id, case_id=case, outcome="warn", reason="请注意", actor=tea.actor)

    where = {"space_id": tea.space_id, "circle_id": circle, "member_id": phones[1].member_id, "actor": tea.actor}
    much()
    few = statements()
    for _ in range(5):
        much()
    assert statements() == few <= people.MOST_STATEMENTS


def test_speaks_chinese(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    _say(tea, post_id, phones[1])
    assert cast.NAMES[1] in phones[0].get("messages/", language="zh-hans")
    assert queries.role_of(space_id=tea.space_id, circle_id=circle, member_id=phones[0].member_id) == "member"


def _hidden_by_staff(tea, kind, number):
    case = moderation.open_case(space_id=tea.space_id, kind=kind, subject_id=number, actor=tea.actor)
    moderation.decide(
        space_id=tea.space_id, case_id=case, outcome="hide", ground="house_charter", reason="不合适", actor=tea.actor
    )


def test_says_once_that_staff_hid_a_text_and_all_that_it_earned_with_it(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    comment = _say(tea, post_id, phones[1])
    actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    _hidden_by_staff(tea, "comment", comment)
    _hidden_by_staff(tea, "post", post_id)
    for phone, thing in ((phones[0], "Your post was hidden."), (phones[1], "Your comment was hidden.")):
        assert _unseen(tea, phone) == 0  # of the journal: the notice of the decision is counted beside it
        page = _main(phone.get("messages/"))
        assert page.count(thing) == 1
        assert page.count("不合适") == 1
        assert "does not count any more" not in page


def test_tells_who_answered_when_the_question_was_hidden(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0], "怎么泡？", kind="question")
    answer = _say(tea, post_id, phones[1])
    asker = actions.member_actor(member_id=phones[0].member_id)
    actions.accept_answer(space_id=tea.space_id, comment_id=answer, actor=asker)
    _hidden_by_staff(tea, "post", post_id)
    assert _main(phones[1].get("messages/")).count("does not count any more: hidden: 不合适") == 1
