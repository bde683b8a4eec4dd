"""Circles on the phone: from the door to the accepted answer, for who may, within eight statements."""

import io
from functools import partial
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from guanxi.circles import actions, queries, writing
from tests import cast
from tests.web import faces
from tests.web.h5 import circle_people as people
from tests.web.payloads import PAYLOADS


@pytest.fixture
def open_circle(tea):
    return partial(people.circle, tea)


def _picture():
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(made, "JPEG")
    made.seek(0)
    made.name = "a.jpg"
    return made


def _write(phone, text="今天喝了冰岛", **fields):
    answer = phone.post("circles/tea/write/", text=text, **fields)
    return int(answer["location"].rstrip("/").rsplit("/", 1)[1])


def test_leads_from_the_door_through_the_charter_to_the_first_post(open_circle, phones):
    open_circle()
    newcomer = phones[0]
    assert "老茶友" in newcomer.get("circles/")
    door = newcomer.get("circles/tea/about/")
    assert "广告要标明" in door
    assert "Accept the charter first" in newcomer.post("circles/tea/enter/", status=422, charter="1").content.decode()
    newcomer.post("circles/tea/enter/", charter="1", accepted="yes")
    assert "Write the first one" in newcomer.get("circles/tea/")
    post_id = _write(newcomer, "第一帖 #开张# https://example.com/x", pictures=[_picture(), _picture()])
    page = newcomer.get(f"posts/{post_id}/")
    assert 'href="https://example.com/x" rel="nofollow ugc noopener"' in page
    assert "开张" in newcomer.get("topics/开张/")
    assert "第一帖" in newcomer.get("posts/mine/")


def test_lets_somebody_ask_to_come_in_and_tells_the_answer(open_circle, tea, phones):
    number = open_circle(rule="request")
    phones[0].post("circles/tea/enter/", charter="1", accepted="yes", note="我喝了十年")
    assert "The host will answer" in phones[0].get("circles/tea/")
    (request,) = queries.requests(space_id=tea.space_id, circle_id=number)
    actions.decide_request(
        space_id=tea.space_id, request_id=request.id, approve=False, actor=tea.actor, reason="先来一次茶会"
    )
    assert "先来一次茶会" in phones[0].get("circles/tea/about/")


def test_opens_to_an_invitation(open_circle, phones):
    open_circle(rule="invitation", host_member_id=phones[0].member_id)
    shown = phones[0].post("circles/tea/invite/", status=200).content.decode()
    code = shown.split('id="word">')[1].split("<")[0]
    assert code in phones[1].get(f"circles/tea/about/?by={code}")
    phones[1].post("circles/tea/enter/", charter="1", accepted="yes", invitation=code)
    phones[1].get("circles/tea/write/")


def test_answers_and_accepts(circle, phones):
    asker, friend = phones[0], phones[1]
    post_id = _write(asker, "怎么洗茶？", kind="question")
    friend.post(f"posts/{post_id}/comment/", text="五秒就好")
    page = asker.get(f"posts/{post_id}/")
    assert "This helped" in page
    assert "This helped" not in friend.get(f"posts/{post_id}/")
    comment = page.split('id="comment-')[1].split('"')[0]
    asker.post(f"posts/{post_id}/accept/", comment=comment)
    assert "Accepted" in friend.get(f"posts/{post_id}/")
    assert "Answered" in friend.get("circles/tea/")


def test_votes_once_and_sees_the_result(circle, phones):
    post_id = _write(phones[0], "喝什么？", kind="poll", options="生普\n熟普")
    assert 'type="radio"' in phones[1].get(f"posts/{post_id}/")
    phones[1].post(f"posts/{post_id}/vote/", choice="2")
    page = phones[1].get(f"posts/{post_id}/")
    assert "your choice" in page
    assert "100 %" in page
    phones[1].post(f"posts/{post_id}/vote/", choice="1")
    assert "You have voted already" in phones[1].get(f"posts/{post_id}/")


def test_reacts_without_and_with_a_script(circle, phones):
    post_id = _write(phones[0])
    phones[1].post(f"posts/{post_id}/react/", kind="like", give="yes")
    assert 'aria-pressed="true"' in phones[1].get(f"posts/{post_id}/")
    part = (
        phones[1]
        .post(f"posts/{post_id}/react/", status=200, headers={"hx-request": "true"}, kind="like", give="no")
        .content.decode()
    )
    assert part.count("<form") == 3
    assert "<html" not in part
    assert 'aria-pressed="true"' not in part


def test_brings_back_what_was_deleted(circle, phones):
    post_id = _write(phones[0])
    phones[0].post(f"posts/{post_id}/delete/")
    phones[1].get(f"posts/{post_id}/", status=404)
    assert "Bring it back" in phones[0].get(f"posts/{post_id}/")
    phones[0].post(f"posts/{post_id}/delete/", back="yes")
    phones[1].get(f"posts/{post_id}/")


def test_calls_an_ad_an_ad_wherever_it_is_seen(circle, phones):
    phones[0].post("circles/tea/write/", status=422, text="买 https://jd.com/1")
    post_id = _write(phones[0], "买 https://jd.com/1", is_ad="on")
    for path in ("circles/", "circles/tea/", f"posts/{post_id}/", "posts/mine/"):
        assert '<span class="ad">' in phones[0].get(path)


def test_shows_a_featured_post_as_an_honour(circle, tea, phones):
    post_id = _write(phones[0])
    actions.feature_post(space_id=tea.space_id, post_id=post_id, actor=tea.actor)
    assert "one of the best" in phones[1].get("circles/tea/")
    assert str(post_id) in phones[1].get("circles/tea/?order=featured")


def test_loads_the_next_stretch_as_a_part(circle, phones):
    for number in range(14):
        _write(phones[0], f"第 {number} 帖")
    page = phones[1].get("circles/tea/?order=warmest")
    more = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    part = phones[1].get(f"circles/tea/{more}", **{"hx-request": "true"})
    assert "<html" not in part
    assert part.count("<article") == 2
    assert phones[1].get(f"circles/tea/{more}").count("<article") == 2


def test_shows_a_closed_circle_only_its_door(open_circle, tea, phones):
    number = open_circle(rule="request", host_member_id=phones[0].member_id)
    post_id = actions.write_post(
        space_id=tea.space_id,
        circle_id=number,
        draft=actions.Draft(text="内部消息"),
        author_id=phones[0].member_id,
    )
    assert "内部消息" not in phones[1].get("circles/tea/")
    phones[1].get(f"posts/{post_id}/", status=404)
    for path in ("comment", "react", "vote", "keep"):
        answer = phones[1].client.post(f"/m/spring-tea/posts/{post_id}/{path}/", {"text": "x", "kind": "like"})
        assert answer.status_code in ({422} if path == "comment" else {303, 404}), path
        assert "内部消息" not in answer.content.decode()
    assert queries.posts(space_id=tea.space_id, post_ids=[post_id], member_id=None)[post_id].comments == 0


def test_knows_no_circle_and_no_post_of_another_space(circle, phones):
    post_id = _write(phones[0])
    owl = cast.night_owl()
    stranger = faces.member(owl.space_id, cast.member(owl.space_id))
    assert stranger.get("/m/night-owl/circles/tea/").status_code == 404
    assert stranger.get(f"/m/night-owl/posts/{post_id}/").status_code == 404
    assert stranger.get(f"/m/night-owl/posts/{2**70}/").status_code == 404


def test_lets_a_host_feature_and_pin_and_a_member_not(open_circle, tea, phones):
    number = open_circle(host_member_id=phones[0].member_id)
    actions.enter(space_id=tea.space_id, circle_id=number, member_id=phones[1].member_id, charter_version=1)
    post_id = _write(phones[1])
    assert "As host" in phones[0].get(f"posts/{post_id}/")
    assert "As host" not in phones[1].get(f"posts/{post_id}/")
    phones[1].post(f"posts/{post_id}/honour/", act="feature")
    assert "Only the writer or the host" in phones[1].get(f"posts/{post_id}/")
    phones[0].post(f"posts/{post_id}/honour/", act="pin")
    assert "Pinned" in phones[1].get("circles/tea/")


def test_proposes_a_circle_of_ones_own(circle, tea, phones):
    phones[0].post(
        "circles/tea/propose/",
        name="冰岛小组",
        trait="只喝冰岛",
        background="群里太热闹",
        goal_number="20",
        goal_date="2027-01-01",
    )
    assert len(queries.proposals(space_id=tea.space_id, circle_id=circle)) == 1
    phones[0].post("circles/tea/propose/", status=422, name="又一个")


def test_asks_the_database_eight_times_at_most(circle, tea, phones):
    def statements(page):
        with CaptureQueriesContext(connection) as seen:
            phones[1].get(page)
        return len([one for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]])

    post_id = _write(phones[1], "#普洱# 一", pictures=[_picture()])
    phones[1].post(f"posts/{post_id}/comment/", text="好")
    phones[1].post(f"posts/{post_id}/keep/", keep="yes")
    pages = ("circles/", "circles-to-find/", "circles/tea/", "circles/tea/?order=warmest", "circles/tea/about/",
             "circles/tea/write/", "posts/mine/", "posts/kept/", "topics/普洱/", f"posts/{post_id}/")  # fmt: skip
    few = {page: statements(page) for page in pages}
    for number in range(6):
        other = _write(phones[number % 3], f"#普洱# {number}", pictures=[_picture()])
        phones[2].post(f"posts/{post_id}/comment/", text="好")
        phones[1].post(f"posts/{other}/keep/", keep="yes")
    assert {page: statements(page) for page in pages} == few
    assert max(few.values()) <= people.MOST_STATEMENTS, few


def test_runs_nothing_that_somebody_wrote(circle, tea, phones):
    def read(path):
        answer = phones[0].client.get(f"/m/spring-tea/{path}")
        assert answer.status_code == 200
        page = answer.content.decode()
        Reader().feed(page)
        return page

    numbers = []
    for payload in PAYLOADS:
        text = f"{payload} #{payload.replace('#', '').strip()[:18]}#"[: writing.LONGEST_POST]
        number = actions.write_post(
            space_id=tea.space_id,
            circle_id=circle,
            draft=actions.Draft(text=text, declared="ad"),
            author_id=phones[0].member_id,
        )
        actions.write_comment(
            space_id=tea.space_id, post_id=number, text=text[: writing.LONGEST_COMMENT], author_id=phones[2].member_id
        )
        read(f"posts/{number}/")
        numbers.append(number)
        if len(numbers) == 10 or payload == PAYLOADS[-1]:
            page = read("circles/tea/")
            assert [one for one in numbers if f"posts/{one}/" not in page] == []
            numbers.clear()


class Reader(HTMLParser):
    """Reads a page and finds whatever is not ours."""

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        assert tag in KNOWN_TAGS, tag
        assert not any(name.startswith("on") for name in names), names
        assert not str(names.get("href", "")).lower().strip().startswith(("javascript:", "data:", "vbscript:"))
        if tag == "script":
            assert names.get("src", "").startswith("/static/"), names


KNOWN_TAGS = {
    *[
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "body",
        "a",
        "main",
        "div",
        "nav",
        "ul",
        "li",
        "ol",
        "span",
        "svg",
        "path",
        "g",
        "circle",
        "rect",
        "h1",
        "h2",
        "h3",
        "p",
    ],
    *[
        "section",
        "article",
        "header",
        "footer",
        "form",
        "input",
        "button",
        "label",
        "textarea",
        "time",
        "strong",
        "b",
        "img",
        "details",
        "summary",
        "small",
    ],
    *["fieldset", "legend", "select", "option", "line", "polyline", "ellipse"],
}


def test_speaks_chinese(circle, phones):
    _write(phones[0])
    page = phones[1].get("circles/tea/", language="zh-hans")
    assert 'lang="zh-Hans"' in page


def test_takes_a_proposal_back(circle, tea, phones):
    idea = {
        "name": "冰岛小组",
        "trait": "只喝冰岛",
        "background": "太热闹",
        "goal_number": "20",
        "goal_date": "2030-01-01",
    }
    phones[0].post("circles/tea/propose/", **idea)
    for page in ("circles/tea/about/", "circles/tea/propose/"):
        assert "Take my proposal back" in phones[0].get(page)
        assert "Take my proposal back" not in phones[1].get(page)
    assert "No proposal of yours waits here" in phones[1].send("circles/tea/propose/withdraw/")
    page = phones[0].send("circles/tea/propose/withdraw/")
    assert "Your proposal is taken back." in page
    assert 'name="trait"' in page
    assert queries.proposals(space_id=tea.space_id, circle_id=circle) == ()
    assert "No proposal of yours waits here" in phones[0].send("circles/tea/propose/withdraw/")
    phones[0].post("circles/tea/propose/", **idea)
