"""The member's page: what can be done today, what it brings, what is mine, and how to be gone."""

import io
import json
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from guanxi.challenges import actions as challenges
from guanxi.insight import notices
from guanxi.members import actions as members
from guanxi.members import queries
from guanxi.moderation import actions as moderation
from guanxi.quests import actions as quests
from guanxi.spaces import actions as spaces_actions
from guanxi.spaces import queries as spaces
from tests.challenges import tea as challenged
from tests.quests import tea
from tests.web import capture, faces
from tests.web.h5.challenge_phone import Phone

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 8
PAGES = ("today", "challenge/morning-tea", "challenge/morning-tea/ranking", "wallet", "wallet/rewards", "messages",
         "me", "me/profile", "me/data", "me/data/erase")  # fmt: skip


@pytest.fixture
def house(db):
    return challenged.open_challenge()


@pytest.fixture
def phone(house):
    return Phone(house, house.member())


def test_sends_who_is_not_signed_in_to_join(house):
    slug = spaces.space(space_id=house.space_id).slug
    for page in PAGES:
        answer = faces.anonymous().get(f"/m/{slug}/{page}/")
        assert answer.status_code == 302, page
        assert f"/m/{slug}/join/" in answer["Location"], page


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_opens_for_a_member_who_has_done_nothing(phone, language):
    for page in PAGES:
        assert "<h1" in phone.get(page, language), page


def test_takes_few_statements_however_much_there_is(phone):
    house = phone.house
    everybody = house.members(6)
    for day in range(1, 8):
        house.says(f"2030-05-0{day} 09:00")
        for member in (phone.member_id, *everybody):
            house.taps(member, text="一杯白茶")
    house.launch(tea.quest("write", goal="{event: post.created}", steps="[{reach: 3, promise: [{points: 5}]}]",
                           budget="{points: 50}", counts_from=None))  # fmt: skip
    for page in PAGES:
        phone.get(page)
        with CaptureQueriesContext(connection) as captured:
            phone.get(page)
        statements = capture.statements(captured)
        assert len(statements) <= MOST_STATEMENTS, (page, statements)


def test_teaches_when_nothing_runs(db):
    house = tea.open_house()
    page = Phone(house, house.member()).get("today")
    assert "Nothing is running right now" in page


def test_checks_in_with_one_tap_and_says_what_it_brought(phone):
    for day in ("01", "02"):
        phone.house.taps(phone.member_id, f"2030-05-{day} 09:00")
    phone.house.says("2030-05-03 09:00")
    assert "Check in</button>" in phone.get("today")
    answer = phone.post("today/morning-tea/check-in", text="晨光里的第一泡", shared="yes")
    assert (answer.status_code, answer["Location"]) == (
        303,
        phone.address("today") + "?done=morning-tea#challenge-morning-tea",
    )
    page = phone.get("today?done=morning-tea")
    assert "Checked in: day 3 in a row. You got +10 points." in page
    assert "landed" in page
    assert page.index('id="challenge-morning-tea"') < page.index("Checked in: day 3"), (
        "said where the page has jumped to"
    )
    assert "Done for today" in page
    assert "Check in</button>" not in page
    assert phone.house.points(phone.member_id) == 10
    assert "晨光里的第一泡" in phone.get("challenge/morning-tea")


def test_says_what_a_quest_asks_before_what_it_gives(phone):
    phone.house.launch(
        tea.quest("say", goal="{event: comment.created}", each="[{points: 2}]", budget="{points: 50}"),
        tea.quest("buy", goal="{event: order.delivered}", each="[{points: 1, for_each: 100, of: sum_cents}]",
                  ceiling_per_day="{points: 50}"),
        tea.quest("write", goal="{event: post.created}", steps="[{reach: 3, promise: [{points: 5}]}]",
                  budget="{points: 50}"),
    )  # fmt: skip
    page = phone.get("today")
    assert "Write a comment: 2 points each time" in page
    assert "Receive an order: 1 point for every ¥1.00<" in page
    assert "Publish a post 3 times: 5 points" in page
    assert "0 of 3" in page


def test_says_of_what_is_paused_that_it_is(phone):
    house = phone.house
    house.launch(tea.quest("say", goal="{event: comment.created}", each="[{points: 2}]", budget="{points: 50}"))
    told = "Paused: what you do counts, and what you earn waits until it goes on."
    assert told not in phone.get("today")
    for slug in ("say", "morning-tea"):
        quests.pause(space_id=house.space_id, slug=slug, actor=house.actor)
    assert phone.get("today").count(told) == 2
    assert told in phone.get("challenge/morning-tea")


def test_calls_a_tier_by_its_name(phone):
    house = phone.house
    house.launch(tea.quest("tiers", goal="{event: comment.created}", steps="[{reach: 1, promise: [{tier: bronze}]}]",
                           tiers="{keep_days: 30, grace_days: 2}"))  # fmt: skip
    titles = {"zh-hans": "青铜茶友", "en": "Friend in bronze"}
    spaces_actions.name_thing(space_id=house.space_id, code="tier:bronze", titles=titles, actor=house.actor)
    house.says("2030-05-01 10:00")
    house.record(house.event(phone.member_id, "2030-05-01 09:00", "comment.created"))
    assert "<span>Friend in bronze</span>" in phone.get("me")
    assert "Your tier is “Friend in bronze” now." in phone.get("messages")


def test_keeps_what_was_typed_when_it_is_too_short(phone):
    phone.house.sets_up(text_least=10)
    answer = phone.post("today/morning-tea/check-in", text="<b>早")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "at least 10 characters" in page
    assert "&lt;b&gt;早" in page


def test_takes_a_picture_along(phone):
    phone.house.sets_up(picture="required")
    assert "A picture belongs to this check-in" in phone.post("today/morning-tea/check-in").content.decode()
    file = io.BytesIO()
    Image.new("RGB", (40, 40), "green").save(file, "PNG")
    file.seek(0)
    file.name = "tea.png"
    assert phone.post("today/morning-tea/check-in", pictures=file).status_code == 303
    bad = io.BytesIO(b"<svg onload=alert(1)>")
    bad.name = "x.svg"
    phone.house.says("2030-05-02 09:00")
    assert phone.post("today/morning-tea/check-in", pictures=bad).status_code == 422
    assert phone.house.mine(phone.member_id).total == 1


def test_makes_up_and_takes_back(phone):
    phone.house.sets_up(makeup_cards=1)
    phone.house.taps(phone.member_id, "2030-05-01 09:00")
    phone.house.says("2030-05-03 09:00")
    assert "A card makes up for it" in phone.get("today")
    assert "Use a card" in phone.get("challenge/morning-tea")
    assert phone.post("today/morning-tea/check-in", for_date="2030-05-02").status_code == 303
    assert phone.house.mine(phone.member_id).streak == 2
    assert phone.post("today/morning-tea/check-in", for_date="2030-05-02").status_code == 422
    phone.house.taps(phone.member_id)
    assert phone.post("challenge/morning-tea/take-back").status_code == 303
    assert "is taken back" in phone.get("challenge/morning-tea")


def test_hides_from_rankings_with_one_tap(phone):
    phone.house.taps(phone.member_id)
    assert "Take me off all rankings" in phone.get("challenge/morning-tea/ranking")
    phone.post("challenge/morning-tea/ranking/choose", shown="no")
    page = phone.get("challenge/morning-tea/ranking")
    assert "Show me on rankings" in page
    assert "Nobody is on it yet" in page


def test_asks_on_the_ranking_where_a_challenge_asks_first(phone):
    phone.house.sets_up(ranking="asks")
    phone.house.taps(phone.member_id)
    page = phone.get("challenge/morning-tea/ranking")
    assert "This ranking shows only who agrees to this" in page
    assert "My nickname and picture may appear on rankings that other members see." in page
    phone.post("challenge/morning-tea/ranking/choose", shown="yes")
    assert "Take me off all rankings" in phone.get("challenge/morning-tea/ranking")
    assert "Take back: My name on rankings" in phone.get("me/consents")


def test_tells_in_the_wallet_where_each_point_came_from(phone):
    for day in ("01", "02", "03"):
        phone.house.taps(phone.member_id, f"2030-05-{day} 09:00")
    page = phone.get("wallet")
    assert "Seven mornings" in page
    assert "+10" in page
    assert "was reached by the check-in of 3 May 2030" in page
    assert phone.client.get(phone.address("wallet?unit=coupon:none")).status_code == 404
    assert phone.client.get(phone.address("wallet?unit=%3Cscript%3E")).status_code == 404


def test_says_why_something_waits(phone):
    house = phone.house
    house.launch(
        tea.quest(
            "late",
            goal="{event: review.written}",
            counts_from=None,
            steps="[{reach: 1, promise: [{points: 8, pending_days: 7}]}]",
            budget="{points: 80}",
        )
    )
    house.says("2030-05-01 08:30")
    house.record(house.event(phone.member_id, "2030-05-01 08:30", "review.written", length=3))
    page = phone.get("wallet")
    assert "yours on 8 May 2030, when its waiting time is over" in page
    assert "On the way: 8 points" in phone.get("today")


def test_keeps_gifts_with_where_they_came_from(phone):
    for day in range(1, 8):
        phone.house.taps(phone.member_id, f"2030-05-0{day} 09:00")
    page = phone.get("wallet/rewards")
    assert "cup" in page
    assert "from “Seven mornings”" in page
    assert "reserved for you" in phone.get("today")


def test_marks_messages_as_seen_by_looking(phone):
    for day in ("01", "02", "03"):
        phone.house.taps(phone.member_id, f"2030-05-{day} 09:00")
    assert "1 new message" in phone.get("today")
    page = phone.get("messages")
    assert "You reached a step of “Seven mornings”: 10 points." in page
    assert ">new<" in page
    assert notices.unseen(space_id=phone.house.space_id, member_id=phone.member_id) == 0
    assert ">new<" not in phone.get("messages")
    told = phone.house.board()[0]
    challenges.hide(space_id=phone.house.space_id, event_id=told.event_id, reason="names a guest", actor="staff:1")
    assert "was taken off the board: names a guest" in phone.get("messages")


def test_keeps_a_nickname_and_answers(phone):
    space_id = phone.house.space_id
    members.define_field(
        space_id=space_id, slug="talent", type_="text", label="Talent", purpose="to know you", actor="a"
    )
    members.define_field(space_id=space_id, slug="leaf", type_="choice", label="Leaf", purpose="samples", actor="a",
                         personal=False, options=["green", "black"])  # fmt: skip
    members.define_field(space_id=space_id, slug="home", type_="address", label="Home", purpose="parcels", actor="a")
    assert phone.post("me/profile/face", name="山间一叶").status_code == 303
    assert "山间一叶" in phone.get("me")
    assert phone.post("me/profile/face", name="官方小二").status_code == 422
    answers = {"talent": "<i>茶艺", "leaf": "green", "home__city": "杭州"}
    assert phone.post("me/profile/answers", **answers).status_code == 303
    page = phone.get("me/profile")
    assert "&lt;i&gt;茶艺" in page
    assert "杭州" in page
    assert queries.member(space_id=space_id, member_id=phone.member_id).facts == {"leaf": "green"}
    assert phone.post("me/profile/answers", leaf="white").status_code == 422


def test_hands_out_everything_at_once(phone):
    phone.house.taps(phone.member_id, text="=cmd()", shared=False)
    answer = phone.post("me/data/export")
    assert answer["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    everything = json.loads(archive.read("everything.json"))
    assert everything["challenges"]["checkins"][0]["text"] == "=cmd()"
    assert {"events.csv", "challenges-checkins.csv", "member.csv"} <= set(archive.namelist())
    assert "'=cmd()" in archive.read("challenges-checkins.csv").decode("utf-8-sig")


def test_refuses_personalisation_with_one_tap(phone):
    who = {"space_id": phone.house.space_id, "member_id": phone.member_id}
    phone.post("me/data/choose", purpose="personalisation", agree="yes")
    assert queries.has_consent(**who, purpose="personalisation")
    phone.post("me/data/choose", purpose="personalisation", agree="no")
    assert not queries.has_consent(**who, purpose="personalisation")


def test_lets_go_and_shows_the_way_back(phone):
    answer = phone.post("me/data/leave")
    assert (answer.status_code, answer["Location"]) == (303, phone.address("goodbye") + "?why=left")
    assert "you are back" in phone.get("goodbye?why=left")
    assert phone.client.get(phone.address("today")).status_code == 302


def test_erases_in_two_steps_with_the_loss_in_words(phone):
    for day in ("01", "02", "03"):
        phone.house.taps(phone.member_id, f"2030-05-{day} 09:00")
    page = phone.get("me/data/erase")
    assert "10 points" in page
    assert phone.post("me/data/erase").status_code == 422
    assert phone.house.points(phone.member_id) == 10
    answer = phone.post("me/data/erase", sure="on")
    assert (answer.status_code, answer["Location"]) == (303, phone.address("goodbye") + "?why=erased")
    assert "You are erased" in phone.get("goodbye?why=erased")
    assert phone.client.get(phone.address("me")).status_code == 302
    assert phone.house.points(phone.member_id) == 0


def test_tells_what_moderators_decided_and_lets_the_member_object(phone):
    space_id = phone.house.space_id
    phone.house.taps(phone.member_id, text="今天的白茶回甘很好")
    event_id = phone.house.board()[0].event_id
    case_id = moderation.report(
        space_id=space_id, kind="checkin", subject_id=event_id, member_id=phone.house.member("谷雨"), reason="privacy"
    )
    moderation.decide(
        space_id=space_id,
        case_id=case_id,
        outcome="hide",
        ground="law_privacy",
        reason="names a guest",
        actor="staff:1",
    )
    assert "1 new message" in phone.get("today")
    page = phone.get("messages")
    assert "Your check-in was hidden." in page
    assert "names a guest" in page
    assert "new message" not in phone.get("today")
    assert phone.post(f"messages/{case_id}/appeal", text="nobody is named").status_code == 303
    assert "I object" not in phone.get("messages")
    assert phone.post("messages/987654/appeal", text="nobody is named").status_code == 404
