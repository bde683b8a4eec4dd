"""Looking after a circle on the phone: what host and moderators decide, and that nobody else finds the pages."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.circles import actions, queries
from guanxi.moderation import actions as moderation
from tests import cast
from tests.web import faces
from tests.web.h5 import circle_people as people
from tests.web.payloads import PAYLOADS

PAGES = ("host/", "host/people/", "host/hidden/")


@pytest.fixture
def circle(tea, phones):
    """小满 is the host, 谷雨 a moderator, 白露 inside, 霜降 outside."""
    number = people.circle(tea, rule="request", host_member_id=phones[0].member_id)
    where = {"space_id": tea.space_id, "circle_id": number, "actor": tea.actor}
    for phone in phones[1:3]:
        actions.let_in(**where, member_id=phone.member_id)
    actions.set_role(**where, member_id=phones[1].member_id, role="moderator")
    return number


def _ask(tea, circle, phone, note="我喝了十年"):
    return actions.ask_to_enter(
        space_id=tea.space_id, circle_id=circle, member_id=phone.member_id, charter_version=1, note=note
    )


def _propose(tea, circle, phone):
    idea = actions.Idea(
        name="冰岛小组", trait="只喝冰岛", background="群里太热闹", goal_number=20, goal_date=date(2027, 1, 1)
    )
    return actions.propose_child(space_id=tea.space_id, parent_id=circle, member_id=phone.member_id, idea=idea)


def _standing(tea, phone):
    return queries.door(space_id=tea.space_id, slug="tea", member_id=phone.member_id).standing


@pytest.mark.parametrize("page", PAGES)
def test_is_there_for_who_rules_in_the_circle_alone(circle, tea, phones, page):
    for phone in phones[:2]:
        phone.get(f"circles/tea/{page}")
    for phone in phones[2:]:
        phone.get(f"circles/tea/{page}", status=404)
    owl = cast.night_owl()
    stranger = faces.member(owl.space_id, cast.member(owl.space_id))
    assert stranger.get(f"/m/night-owl/circles/tea/{page}").status_code == 404


def test_lets_nobody_else_decide_anything(circle, tea, phones):
    number, proposal, post_id = (
        _ask(tea, circle, phones[3]),
        _propose(tea, circle, phones[2]),
        people.write(tea, circle, phones[0]),
    )
    member = phones[2]
    member.post("circles/tea/host/requests/", status=404, request=number, act="approve")
    member.post("circles/tea/host/children/", status=404, proposal=proposal, act="approve")
    member.post(f"circles/tea/host/people/{phones[1].member_id}/", status=404, act="remove", reason="不行")
    member.get(f"posts/{post_id}/hide/", status=404)
    member.post(f"posts/{post_id}/hide/", status=404, ground="house_charter", reason="不行")
    member.post("circles/tea/host/hidden/show/", status=404, case="1")
    moderator = phones[1]
    moderator.post("circles/tea/host/children/", proposal=proposal, act="approve")
    assert "Only the writer or the host" in moderator.get("circles/tea/host/")
    moderator.post(f"circles/tea/host/people/{member.member_id}/", act="moderator")
    assert _standing(tea, member).role == "member"


def test_counts_who_waits_on_the_circles_page(circle, tea, phones):
    assert "Look after the circle" in phones[0].get("circles/tea/")
    _ask(tea, circle, phones[3])
    _propose(tea, circle, phones[2])
    assert "2 wait" in phones[0].get("circles/tea/")
    assert "1 waits" in phones[1].get("circles/tea/about/")  # a proposal is the host's
    assert "Look after the circle" not in phones[2].get("circles/tea/")


def test_lets_somebody_in_who_asked(circle, tea, phones):
    number = _ask(tea, circle, phones[3])
    page = phones[1].get("circles/tea/host/")
    assert "我喝了十年" in page
    assert cast.NAMES[3] in page
    phones[1].post("circles/tea/host/requests/", request=number, act="approve")
    assert _standing(tea, phones[3]).is_inside
    assert "You were let into “老茶友”." in phones[3].get("messages/")
    assert "Nobody waits" in phones[1].get("circles/tea/host/")
    phones[1].post("circles/tea/host/requests/", request=number, act="approve")
    assert "waits for an answer" in phones[1].get("circles/tea/host/")


def test_declines_with_a_reason_only(circle, tea, phones):
    number = _ask(tea, circle, phones[3])
    phones[0].post("circles/tea/host/requests/", request=number, act="decline")
    assert "Say why" in phones[0].get("circles/tea/host/")
    phones[0].post("circles/tea/host/requests/", request=number, act="decline", reason="先来一次茶会")
    assert "先来一次茶会" in phones[3].get("circles/tea/about/")
    told = phones[3].get("messages/")
    assert "You were not let into “老茶友”." in told
    assert "先来一次茶会" in told
    assert "/circles/tea/about/" in told


def test_takes_a_request_back(circle, tea, phones):
    _ask(tea, circle, phones[3])
    assert "Take my request back" in phones[3].get("circles/tea/about/")
    phones[3].post("circles/tea/withdraw/")
    assert "Ask to come in" in phones[3].get("circles/tea/about/")
    assert "Nobody waits" in phones[0].get("circles/tea/host/")
    assert "asked to come into" not in phones[0].get("messages/")


def test_opens_a_proposed_circle_and_tells_its_proposer(circle, tea, phones):
    number = _propose(tea, circle, phones[2])
    assert "It waits for the host to decide" in phones[2].get("circles/tea/about/")
    assert "<textarea" not in phones[2].get("circles/tea/propose/")
    assert "冰岛小组" not in phones[1].get("circles/tea/host/")
    assert "冰岛小组" in phones[0].get("circles/tea/host/")
    phones[0].post("circles/tea/host/children/", proposal=number, act="approve")
    about = phones[2].get("circles/tea/about/")
    assert "It is open, and you are its host." in about
    assert "To the new circle" in about
    told = phones[2].get("messages/")
    assert "“冰岛小组” is open, and you are its host." in told
    assert "You were let into “冰岛小组”" not in told


def test_says_on_the_page_why_a_proposed_circle_is_not_opened(circle, tea, phones):
    number = _propose(tea, circle, phones[2])
    phones[0].post("circles/tea/host/children/", proposal=number, act="decline", reason="现在太早")
    for page in ("circles/tea/about/", "circles/tea/propose/", "messages/"):
        assert "现在太早" in phones[2].get(page)
    assert "<textarea" in phones[2].get("circles/tea/propose/")


def test_mutes_with_a_reason_and_ends_it(circle, tea, phones):
    person = f"circles/tea/host/people/{phones[2].member_id}/"
    phones[1].post(person, act="mute", days="3", reason=" ")
    assert _standing(tea, phones[2]).muted_until is None
    phones[1].post(person, act="mute", days="3", reason="刷屏")
    assert "Cannot write until" in phones[1].get(person)
    assert "刷屏" in phones[1].get("circles/tea/host/people/")
    told = phones[2].get("messages/")
    assert "You cannot write in “老茶友” until" in told
    assert "刷屏" in told
    phones[1].post(person, act="unmute")
    assert _standing(tea, phones[2]).muted_until is None
    assert "You can write in “老茶友” again." in phones[2].get("messages/")


def test_names_moderators(circle, tea, phones):
    person = f"circles/tea/host/people/{phones[2].member_id}/"
    phones[0].post(person, act="moderator")
    assert _standing(tea, phones[2]).role == "moderator"
    assert "You are a moderator of “老茶友” now." in phones[2].get("messages/")
    phones[0].post(person, act="member")
    assert _standing(tea, phones[2]).role == "member"
    assert "You are a plain member of “老茶友” again." in phones[2].get("messages/")


def test_takes_somebody_out_and_tells_the_reason_of_that_alone(circle, tea, phones):
    person = f"circles/tea/host/people/{phones[2].member_id}/"
    phones[1].post(person, act="mute", days="1", reason="刷屏")
    assert "come back only when" in phones[1].get(person)
    phones[1].post(person, act="remove", reason="多次辱骂")
    phones[1].get(person, status=404)
    door = phones[2].get("circles/tea/about/")
    assert "多次辱骂" in door
    assert "刷屏" not in door
    told = phones[2].get("messages/")
    assert "You were taken out of “老茶友”." in told
    assert "多次辱骂" in told
    number = _ask(tea, circle, phones[2])
    phones[0].post("circles/tea/host/requests/", request=number, act="approve")
    assert _standing(tea, phones[2]).removal_reason == ""


def test_leaves_the_host_alone(circle, tea, phones):
    person = f"circles/tea/host/people/{phones[0].member_id}/"
    page = phones[1].get(person)
    assert "neither muted nor taken out" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    phones[1].post(person, act="remove", reason="不行")
    assert _standing(tea, phones[0]).role == "host"
    phones[1].post(person, status=404, act="crown")


def test_hides_a_post_with_a_reason_that_its_writer_reads_and_shows_it_again(circle, tea, phones):
    post_id = people.write(tea, circle, phones[2], "快来扫码领茶")
    assert f"posts/{post_id}/hide/" in phones[1].get(f"posts/{post_id}/")
    assert f"posts/{post_id}/hide/" not in phones[2].get(f"posts/{post_id}/")
    assert "what it earned is taken back" in phones[1].get(f"posts/{post_id}/hide/")
    phones[1].post(f"posts/{post_id}/hide/", status=422, ground="house_ad", reason="")
    phones[1].post(f"posts/{post_id}/hide/", ground="house_ad", reason="没有标明广告")
    phones[0].get(f"posts/{post_id}/", status=404)
    told = phones[2].get("messages/")
    assert "Your post was hidden." in told
    assert "没有标明广告" in told
    assert "I object" in told
    taken_off = phones[0].get("circles/tea/host/hidden/")
    assert "快来扫码领茶" in taken_off
    case = taken_off.split('name="case" value="')[1].split('"')[0]
    phones[0].post("circles/tea/host/hidden/show/", case=case)
    phones[0].get(f"posts/{post_id}/")
    assert "Nothing is hidden" in phones[0].get("circles/tea/host/hidden/")
    assert "the decision about it was taken back" in phones[2].get("messages/")
    phones[0].post("circles/tea/host/hidden/show/", status=404, case=case)


def test_hides_a_comment_under_its_post_only(circle, tea, phones):
    post_id, other = people.write(tea, circle, phones[0]), people.write(tea, circle, phones[0])
    comment = actions.write_comment(
        space_id=tea.space_id, post_id=post_id, text="去死吧", author_id=phones[2].member_id
    )
    phones[1].get(f"posts/{other}/hide/?comment={comment}", status=404)
    phones[1].get(f"posts/{post_id}/hide/?comment=x", status=404)
    assert f"hide/?comment={comment}" in phones[1].get(f"posts/{post_id}/")
    phones[1].post(f"posts/{post_id}/hide/", comment=comment, ground="house_charter", reason="骂人")
    assert "去死吧" not in phones[0].get(f"posts/{post_id}/")
    assert "去死吧" in phones[0].get("circles/tea/host/hidden/")


def test_shows_nothing_again_that_the_staff_hid(circle, tea, phones):
    post_id = people.write(tea, circle, phones[2])
    case = moderation.open_case(space_id=tea.space_id, kind="post", subject_id=post_id, actor=tea.actor)
    moderation.decide(
        space_id=tea.space_id, case_id=case, outcome="hide", ground="law_fraud", reason="诈骗", actor=tea.actor
    )
    assert "Nothing is hidden" in phones[0].get("circles/tea/host/hidden/")
    phones[0].post("circles/tea/host/hidden/show/", status=404, case=case)


def test_hides_neither_ones_own_nor_what_the_brand_wrote(circle, tea, phones):
    own = people.write(tea, circle, phones[0])
    brands = actions.write_post(
        space_id=tea.space_id, circle_id=circle, draft=actions.Draft(text="店里的话"), staff_id=tea.owner
    )
    for post_id in (own, brands):
        phones[0].get(f"posts/{post_id}/hide/", status=404)


def test_pages_people_and_requests_by_key(circle, tea, phones):
    for number in range(23):
        actions.let_in(
            space_id=tea.space_id, circle_id=circle, member_id=cast.member(tea.space_id, f"客{number}"), actor=tea.actor
        )
        _ask(tea, circle, people.Phone(tea, cast.member(tea.space_id, f"问{number}")))
    for address, more, each in (("people/", "Who came earlier", 26), ("", "Who asked later", 23)):
        marks, next_, pages = [], "", 0
        while pages == 0 or next_:
            page = phones[0].get(f"circles/tea/host/{address}{next_}").split("<main")[1]
            found = page.split("/host/people/")[1:] if address else page.split('id="request-')[1:]
            marks += [one.split('"')[0].split("/")[0] for one in found]
            next_ = page.split('href="?after=')[1].split('"')[0] if more in page else ""
            next_ = f"?after={next_}" if next_ else ""
            pages += 1
        numbers = [mark for mark in marks if mark.isdecimal()]
        assert (pages, len(numbers), len(set(numbers))) == (2, each, each)


def test_asks_the_database_eight_times_at_most(circle, tea, phones):
    def statements(address):
        with CaptureQueriesContext(connection) as seen:
            phones[0].get(address)
        asked = [one["sql"] for one in seen.captured_queries]
        return len([one for one in asked if "SAVEPOINT" not in one and "set_config('app.space', ''" not in one])

    post_id = people.write(tea, circle, phones[2])
    places = (*PAGES, f"host/people/{phones[2].member_id}/", "about/", "", "propose/")
    addresses = [f"posts/{post_id}/hide/", *(f"circles/tea/{place}" for place in places)]
    _propose(tea, circle, phones[0])
    for number in range(3):
        hidden = people.write(tea, circle, phones[2], f"第 {number} 帖")
        phones[0].post(f"posts/{hidden}/hide/", ground="house_ad", reason="没有标明广告")
        _ask(tea, circle, people.Phone(tea, cast.member(tea.space_id, f"问{number}")))
    few = {address: statements(address) for address in addresses}
    for number in range(3, 6):
        hidden = people.write(tea, circle, phones[2], f"第 {number} 帖")
        phones[0].post(f"posts/{hidden}/hide/", ground="house_ad", reason="没有标明广告")
        _ask(tea, circle, people.Phone(tea, cast.member(tea.space_id, f"问{number}")))
    assert {address: statements(address) for address in addresses} == few
    assert max(few.values()) <= people.MOST_STATEMENTS, few


def test_runs_nothing_that_somebody_wrote(circle, tea, phones):
    for payload in PAYLOADS[:20]:
        text = payload[:200]
        if len(text.strip()) < 2:
            continue
        post_id = people.write(tea, circle, phones[2], text)
        comment = actions.write_comment(
            space_id=tea.space_id, post_id=post_id, text=text, author_id=phones[1].member_id
        )
        pages = [phones[0].get(f"posts/{post_id}/hide/"), phones[0].get(f"posts/{post_id}/hide/?comment={comment}")]
        phones[0].post(f"posts/{post_id}/hide/", ground="house_ad", reason=text)
        pages += [phones[0].get("circles/tea/host/hidden/"), phones[2].get("messages/")]
        for page in pages:
            assert payload not in page or payload.isalnum() or "<" not in payload


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_speaks_both_languages(circle, phones, language):
    for page in PAGES:
        phones[0].get(f"circles/tea/{page}", language=language)
