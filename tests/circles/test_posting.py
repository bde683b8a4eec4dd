"""Posts, questions and polls (CI-20 to CI-31)."""

from datetime import timedelta

import pytest

from guanxi import journal
from guanxi.circles import actions, errors, queries


def test_records_what_was_written_and_never_the_words(write, happened, circle, people):
    post_id = write("今天喝了冰岛 https://example.com/a?b=1 #普洱# 好")
    (told,) = happened("post.created")
    assert told == {
        "post": str(post_id),
        "kind": "post",
        "length": len("今天喝了冰岛 #普洱# 好"),
        "circle": circle.slug,
        "pictures": 0,
        "declared": "value",
        "tags": ["普洱"],
        "member": people[0],
    }


def test_makes_one_post_of_a_form_that_was_sent_twice(write, tea, circle):
    assert write(once="a1") == write(once="a1")
    page = queries.feed(space_id=tea.space_id, circle_ids=[circle.id], member_id=None)
    assert len(page.posts) == 1


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 5001, "\x00\x07"])
def test_refuses_what_nobody_can_read(write, text):
    with pytest.raises(errors.TextUnreadable):
        write(text)


def test_takes_a_text_of_five_thousand_characters(write, seen):
    assert len(seen(write("茶" * 5000)).text) == 5000


@pytest.mark.parametrize("link", ["https://item.taobao.com/x?id=1", "http://m.jd.com/p/1.html", "HTTPS://3.cn/abc"])
def test_calls_a_link_to_a_shop_an_ad(write, seen, link):
    with pytest.raises(errors.ProductLinkIsAd):
        write(f"快来 {link}")
    assert seen(write(f"快来 {link}", declared="ad")).declared == "ad"


def test_takes_a_link_that_only_looks_like_a_shop(write, seen):
    assert seen(write("看 https://nottaobao.com/x 和 https://taobao.com.example.org/")).declared == "value"


def test_keeps_the_words_of_before_when_a_post_is_edited(write, tea, people, seen, happened):
    post_id = write("第一版 #普洱#")
    actions.edit_post(space_id=tea.space_id, post_id=post_id, text="第二版", declared="value", author_id=people[0])
    assert seen(post_id).text == "第二版"
    assert seen(post_id).edited_at is not None
    assert len(happened("post.edited")) == 1
    topic = queries.topic_feed(
        space_id=tea.space_id, topic="普洱", circle_ids=[seen(post_id).circle_id], member_id=None
    )
    assert topic.posts == ()


def test_lets_nobody_else_edit(write, tea, people):
    with pytest.raises(errors.NotYours):
        actions.edit_post(space_id=tea.space_id, post_id=write(), text="改", declared="value", author_id=people[1])


def test_lets_an_ad_stay_an_ad(write, tea, people, seen):
    post_id = write("限时 https://jd.com/1", declared="ad")
    actions.edit_post(space_id=tea.space_id, post_id=post_id, text="没有链接了", declared="value", author_id=people[0])
    assert seen(post_id).declared == "ad"


def test_takes_back_what_a_deleted_post_earned_and_gives_it_again(write, tea, people, happened, seen):
    post_id = write()
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert happened("post.created") == []
    with pytest.raises(errors.UnknownPost):
        seen(post_id)
    assert queries.post(space_id=tea.space_id, post_id=post_id, member_id=people[0]).post.deleted_at is not None
    actions.restore_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert len(happened("post.created")) == 1
    assert seen(post_id).id == post_id


def test_brings_nothing_back_after_a_week(write, tea, people):
    post_id = write()
    now = journal.now(space_id=tea.space_id)
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    with pytest.raises(errors.TooLate):
        actions.restore_post(space_id=tea.space_id, post_id=post_id, author_id=people[0], at=now + timedelta(days=8))


def test_forgets_the_words_of_what_was_deleted_a_week_ago(write, tea, people):
    post_id = write("秘密")
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    now = journal.now(space_id=tea.space_id)
    assert actions.forget_deleted(space_id=tea.space_id, now=now) == 0
    assert actions.forget_deleted(space_id=tea.space_id, now=now + timedelta(days=8)) == 1
    assert queries.post(space_id=tea.space_id, post_id=post_id, member_id=people[0]).post.text == ""


def test_hides_by_moderation_whatever_its_writer_does(write, tea, people, happened, seen):
    post_id = write()
    actions.hide_post(space_id=tea.space_id, post_id=post_id, reason="人身攻击", actor=tea.actor)
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    actions.restore_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert happened("post.created") == []
    with pytest.raises(errors.UnknownPost):
        seen(post_id)
    actions.show_post(space_id=tea.space_id, post_id=post_id, reason="看错了", actor=tea.actor)
    assert len(happened("post.created")) == 1
    assert seen(post_id).hidden_at is None


def test_counts_the_posts_that_can_be_seen(write, tea, people, circle):
    def posts() -> int:
        return queries.circle_by_id(space_id=tea.space_id, circle_id=circle.id).posts

    post_id = write()
    write("二")
    actions.hide_post(space_id=tea.space_id, post_id=post_id, reason="x", actor=tea.actor)
    actions.hide_post(space_id=tea.space_id, post_id=post_id, reason="x", actor=tea.actor)
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert posts() == 1
    actions.show_post(space_id=tea.space_id, post_id=post_id, reason="x", actor=tea.actor)
    assert posts() == 1
    actions.restore_post(space_id=tea.space_id, post_id=post_id, author_id=people[0])
    assert posts() == 2


def test_refuses_a_picture_that_somebody_else_sent(write):
    with pytest.raises(errors.PictureNotYours):
        write(pictures=(12345,))


def test_refuses_a_tenth_picture(write):
    with pytest.raises(errors.TooManyPictures):
        write(pictures=tuple(range(1, 11)))


def test_refuses_an_eleventh_topic(write):
    with pytest.raises(errors.TooManyTopics):
        write(" ".join(f"#话题{number}#" for number in range(11)))


def test_writes_in_the_brands_name(tea, circle, seen, happened):
    post_id = actions.write_post(
        space_id=tea.space_id, circle_id=circle.id, draft=actions.Draft(text="新茶到了"), staff_id=tea.owner
    )
    assert seen(post_id).author.is_staff
    assert happened("post.created")[0]["member"] is None


def test_finds_a_topic_however_it_is_written(write, tea, circle):
    first, second = write("#Tea#"), write("#ＴＥＡ# 茶")
    page = queries.topic_feed(space_id=tea.space_id, topic="tea", circle_ids=[circle.id], member_id=None)
    assert [post.id for post in page.posts] == [second, first]
