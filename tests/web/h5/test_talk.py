"""What somebody says under a post stands before their eyes, wherever it stands; and what is gone leaves no hole."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.circles import queries
from guanxi.circles.queries import of_comments
from tests.web.h5 import circle_people as people

MANY = of_comments.PAGE + 5
SCRIPT = {"hx-request": "true"}


@pytest.fixture
def busy(tea, circle, phones):
    """A post with more comments than a page shows."""
    post_id = people.write(tea, circle, phones[0])
    for number in range(MANY):
        people.say(tea, post_id, phones[2], f"第{number}条")
    return post_id


def _way(page, word):
    """The address behind a link with this word."""
    found = re.search(rf'href="([^"]*)"[^>]*>{word}', page)
    assert found, page
    return found[1].replace("&amp;", "&").partition("#")[0]


def test_shows_what_was_just_said_on_a_busy_post(busy, phones):
    page = phones[1].send(f"posts/{busy}/comment/", text="我刚说的")
    assert "我刚说的" in page
    earlier = phones[1].get(f"posts/{busy}/{_way(page, 'Earlier comments')}")
    assert "第0条" in earlier
    assert "我刚说的" not in earlier
    part = phones[1].post(f"posts/{busy}/comment/", status=200, headers=SCRIPT, text="再说一句").content.decode()
    assert "再说一句" in part
    assert "<html" not in part


def test_leads_through_all_comments_both_ways(busy, phones):
    page, seen = phones[1].get(f"posts/{busy}/"), set()
    for word in ("More comments", "Earlier comments"):
        seen |= set(re.findall(r"第\d+条", page))
        page = phones[1].get(f"posts/{busy}/{_way(page, word)}")
    assert seen == {f"第{number}条" for number in range(MANY)}
    assert "第0条" in page
    assert "Earlier comments" not in page


def test_leads_a_search_to_the_comment_that_was_found(busy, tea, phones):
    number = people.say(tea, busy, phones[2], "岩茶要用沸水")
    found = _way(phones[1].get("search/?q=岩茶"), "<span")
    assert f"at={number}" in found
    assert "岩茶要用沸水" in phones[1].get(found.removeprefix("/m/spring-tea/"))


def test_shows_all_replies_and_the_one_just_written(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    above = people.say(tea, post_id, phones[2], "第一句")
    for number in range(of_comments.MOST_REPLIES + 3):
        people.say(tea, post_id, phones[2], f"回复{number}号", parent=above)
    page = phones[1].get(f"posts/{post_id}/")
    assert "回复19号" in page
    assert "回复20号" not in page
    rest = phones[1].get(f"posts/{post_id}/{_way(page, 'More replies')}")
    assert "第一句" in rest
    assert set(re.findall(r"回复\d+号", rest)) == {"回复20号", "回复21号", "回复22号"}
    mine = phones[1].send(f"posts/{post_id}/comment/", text="我的回复", parent=str(above))
    assert "我的回复" in mine
    assert "第一句" in phones[1].get(f"posts/{post_id}/{_way(mine, 'All comments')}")
    part = phones[1].post(f"posts/{post_id}/comment/", status=200, headers=SCRIPT, text="又一句", parent=str(above))
    assert "又一句" in part.content.decode()


def test_says_that_a_comment_waits_for_a_moderator(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    page = phones[1].send(f"posts/{post_id}/comment/", text=people.AD)
    assert "This looks like an ad" in page
    assert people.AD not in page
    part = phones[1].post(f"posts/{post_id}/comment/", status=200, headers=SCRIPT, text=f"{people.AD}！")
    assert "This looks like an ad" in part.content.decode()
    assert "This looks like an ad" not in phones[1].send(f"posts/{post_id}/comment/", text="好茶")


def test_makes_one_reply_of_two_taps_and_two_of_two_forms(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    above = people.say(tea, post_id, phones[2])
    page = phones[1].get(f"posts/{post_id}/")
    reply = page.split(f'name="parent" value="{above}"')[1].split("</form>")[0]
    once = reply.split('name="once" value="')[1].split('"')[0]
    for text in ("同一句", "同一句", "另一句"):
        phones[1].post(f"posts/{post_id}/comment/", text=text, parent=str(above), once=once)
    (shown,) = queries.comments(space_id=tea.space_id, post_id=post_id).comments
    assert [one.text for one in shown.replies] == ["同一句", "另一句"]


def test_is_a_question_again_when_its_answer_is_gone(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0], "怎么泡？", kind="question")
    answer = people.say(tea, post_id, phones[1], "八十五度")
    people.say(tea, post_id, phones[2], "谢谢你", parent=answer)
    phones[0].post(f"posts/{post_id}/accept/", comment=str(answer))
    assert "Answered" in phones[0].get("circles/tea/")
    phones[1].post(f"posts/{post_id}/delete-comment/", comment=str(answer))
    assert "Answered" not in phones[0].get("circles/tea/")
    page = phones[0].get(f"posts/{post_id}/")
    assert "Deleted by its writer." in page
    assert "谢谢你" in page


@pytest.mark.parametrize("asked", ["at", "after", "upto", "thread"])
def test_opens_for_whatever_stands_in_the_address(circle, tea, phones, asked):
    post_id = people.write(tea, circle, phones[0])
    for number in ("0", "-1", "x", "9" * 18, "9" * 30, "9" * 5000, "²"):
        phones[1].get(f"posts/{post_id}/?{asked}={number}")


def test_asks_the_database_eight_times_at_most(busy, tea, phones):
    above = people.say(tea, busy, phones[2])
    replies = [
        people.say(tea, busy, phones[number % 3], parent=above) for number in range(of_comments.MOST_REPLIES + 2)
    ]
    # The transaction of the test makes a savepoint of the page's own, and has to leave the space again.
    own = ("SAVEPOINT", "set_config('app.space', '', true)")
    for at in ("", f"?at={replies[-1]}", f"?thread={above}", f"?upto={above}", f"?after={above}"):
        with CaptureQueriesContext(connection) as seen:
            phones[1].get(f"posts/{busy}/{at}")
        asked = [one["sql"] for one in seen.captured_queries if not any(word in one["sql"] for word in own)]
        assert len(asked) <= 8, "\n".join([at, *(sql.strip()[:150] for sql in asked)])
