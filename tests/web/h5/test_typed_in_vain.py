"""Whatever was typed and refused stands on the page again: to be sent once more, or at least to be copied."""

import re

import pytest

from guanxi.circles import actions
from tests.web.h5 import circle_people as people

WORDS = "写了半个小时的<b>冰岛</b>"
SHOWN = "写了半个小时的&lt;b&gt;冰岛&lt;/b&gt;"


def _mute(tea, circle, phone):
    actions.mute(
        space_id=tea.space_id, circle_id=circle, member_id=phone.member_id, days=3, reason="太吵了", actor=tea.actor
    )


def _sent(phone, path, **fields):
    return phone.post(path, status=422, **fields).content.decode()


@pytest.mark.parametrize("more", [{}, {"kind": "poll", "options": "生普\n熟普"}, {"kind": "poll", "closes": "never"}])
def test_gives_a_post_back_to_whoever_was_muted_while_typing(circle, tea, phones, more):
    _mute(tea, circle, phones[1])
    page = _sent(phones[1], "circles/tea/write/", text=WORDS, **more)
    assert "太吵了" in page.split("<main")[1]
    assert SHOWN in page
    assert "生普\n熟普" in page or "options" not in more
    assert "Publish" not in page


@pytest.mark.parametrize("text", [WORDS, "长" * 2001 + WORDS])
def test_gives_a_changed_post_back_to_whoever_was_muted_while_typing(circle, tea, phones, text):
    post_id = people.write(tea, circle, phones[1])
    _mute(tea, circle, phones[1])
    page = _sent(phones[1], f"posts/{post_id}/edit/", text=text)
    assert "太吵了" in page.split("<main")[1]
    assert SHOWN in page


def test_gives_a_post_back_when_its_circle_was_closed_or_left_meanwhile(circle, tea, phones):
    actions.leave(space_id=tea.space_id, circle_id=circle, member_id=phones[1].member_id)
    page = _sent(phones[1], "circles/tea/write/", text=WORDS)
    assert "Enter the circle first" in page
    assert SHOWN in page
    actions.archive(space_id=tea.space_id, circle_id=circle, reason="没人了", actor=tea.actor)
    page = _sent(phones[0], "circles/tea/write/", text=WORDS)
    assert "This circle is closed." in page
    assert SHOWN in page


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}])
def test_gives_a_comment_back_when_its_post_was_taken_away_meanwhile(circle, tea, phones, headers):
    post_id = people.write(tea, circle, phones[0])
    actions.delete_post(space_id=tea.space_id, post_id=post_id, author_id=phones[0].member_id)
    page = _sent(phones[1], f"posts/{post_id}/comment/", text=WORDS, headers=headers)
    assert "taken away while you were writing" in page
    assert SHOWN in page.split('id="comments"')[1]
    phones[1].post(f"posts/{post_id}/comment/", status=404, text=" ")


def _reply(page, parent):
    """The folded form of a reply: whether it is open, and what it has."""
    found = re.search(
        rf'<details class="reply"( open)?>(?:(?!</details>).)*value="{parent}".*?</details>', page, re.DOTALL
    )
    assert found, page
    return found[1] == " open", found[0]


def test_keeps_a_refused_reply_under_what_it_answers(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    first, other = (people.say(tea, post_id, phones[2], text) for text in ("第一句", "第二句"))
    answer = people.say(tea, post_id, phones[0], "答第一句", parent=first)
    for parent, beside in ((first, other), (answer, first)):
        page = _sent(phones[1], f"posts/{post_id}/comment/", text=WORDS * 80, parent=str(parent))
        is_open, form = _reply(page, parent)
        assert is_open
        assert SHOWN in form
        assert "1000" in form
        is_open, form = _reply(page, beside)
        assert not is_open
        assert SHOWN not in form
        assert SHOWN not in page.split('id="say"')[1]


def test_keeps_a_reply_to_a_comment_on_a_later_page_with_it(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    said = [people.say(tea, post_id, phones[2], f"第{number}条") for number in range(25)]
    is_open, form = _reply(
        _sent(phones[1], f"posts/{post_id}/comment/", text=WORDS * 80, parent=str(said[-1])), said[-1]
    )
    assert is_open
    assert SHOWN in form


def test_moves_a_reply_to_what_is_gone_into_the_open(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    gone = people.say(tea, post_id, phones[2])
    people.say(tea, post_id, phones[0], parent=gone)
    phones[2].post(f"posts/{post_id}/delete-comment/", comment=str(gone))
    page = _sent(phones[1], f"posts/{post_id}/comment/", text=WORDS, parent=str(gone))
    assert SHOWN in page.split('id="say"')[1]


def test_lets_a_comment_be_copied_where_nobody_may_write_any_more(circle, tea, phones):
    post_id = people.write(tea, circle, phones[0])
    above = people.say(tea, post_id, phones[2])
    _mute(tea, circle, phones[1])
    for parent in ("", str(above)):
        page = _sent(phones[1], f"posts/{post_id}/comment/", text=WORDS, parent=parent)
        assert re.search(rf"<textarea[^>]* readonly>{re.escape(SHOWN)}</textarea>", page)
        assert "太吵了" in page
        assert f"posts/{post_id}/comment/" not in page
    actions.archive(space_id=tea.space_id, circle_id=circle, reason="没人了", actor=tea.actor)
    page = _sent(phones[2], f"posts/{post_id}/comment/", text=WORDS, parent=str(above))
    assert re.search(rf"<textarea[^>]* readonly>{re.escape(SHOWN)}</textarea>", page)
    assert "This circle is closed." in page
    assert "readonly" not in phones[1].get(f"posts/{post_id}/")


def test_says_that_pictures_have_to_be_chosen_again_only_where_some_were(circle, phones):
    said = "Pictures have to be chosen again."
    for path in ("circles/tea/write/", "reviews/write/"):
        assert said in _sent(phones[1], path, text="", pictures=[people.picture()])
        assert said not in _sent(phones[1], path, text="")
        assert said not in phones[1].get(path)
    assert said not in _sent(phones[1], "circles/tea/write/", text="买 https://jd.com/1")
    assert said in _sent(phones[1], "circles/tea/write/", text="买 https://jd.com/1", pictures=[people.picture()])


def test_says_at_once_that_a_review_has_a_picture_too_many(phones):
    page = phones[1].get("reviews/write/")
    assert 'data-most="3" data-too-many="A review has at most 3 pictures."' in page
