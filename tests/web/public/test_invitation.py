"""Somebody comes by a code: the visit counts once, previews never, and what is wrong is told kindly."""

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.members import signin
from guanxi.referral import actions as referral
from guanxi.referral import queries
from tests import cast
from tests.web import faces

PHONE = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36"
WECHAT = PHONE + " MicroMessenger/8.0.47 NetType/WIFI Language/zh_CN"


@pytest.fixture
def house(db):
    return cast.spring_tea()


@pytest.fixture
def card(house):
    return referral.create_channel_code(
        space_id=house.space_id, channel="parcel-card", bait="a sample", bait_cost_cents=300, actor=house.actor
    )


@pytest.fixture
def personal(house):
    member_id = cast.member(house.space_id)
    members.set_face(space_id=house.space_id, member_id=member_id, name="小满", avatar_id=None, actor=None)
    return referral.personal_code(space_id=house.space_id, member_id=member_id)


def visit(code, *, agent=PHONE, client=None, **more):
    client = client or Client(headers={**faces.ENGLISH, "user-agent": agent}, REMOTE_ADDR=faces.OUTSIDE)
    return client.get(reverse("invitation", args=[code]), **more)


def touches(house):
    with acting_in(house.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM referral_touch")
        return cursor.fetchone()[0]


def test_notes_a_visit_and_gives_the_browser_an_id_that_scripts_cannot_read(house, card):
    answer = visit(card.code)

    cookie = answer.cookies["guanxi_touch"]
    assert answer.status_code == 200
    assert touches(house) == 1
    assert cookie["httponly"]
    assert cookie["max-age"] == 180 * 24 * 60 * 60


def test_counts_one_browser_once(house, card):
    client = Client(headers={**faces.ENGLISH, "user-agent": PHONE}, REMOTE_ADDR=faces.OUTSIDE)

    visit(card.code, client=client)
    visit(card.code, client=client)

    assert touches(house) == 1


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "facebookexternalhit/1.1",
        "Twitterbot/1.0",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "WhatsApp/2.23",
        "TelegramBot (like TwitterBot)",
        "Mozilla/5.0 (compatible; Baiduspider/2.0)",
        "Slackbot-LinkExpanding 1.0",
        "curl/8.5.0",
        "python-requests/2.31",
        "Mozilla/5.0 DingTalkBot-LinkService/1.0",
    ],
)
def test_does_not_count_a_preview(house, card, agent):
    answer = visit(card.code, agent=agent)

    assert answer.status_code == 200
    assert touches(house) == 0
    assert "guanxi_touch" not in answer.cookies


def test_does_not_count_a_head_request_or_a_prefetch(house, card):
    client = Client(headers={**faces.ENGLISH, "user-agent": PHONE}, REMOTE_ADDR=faces.OUTSIDE)

    client.head(reverse("invitation", args=[card.code]))
    visit(card.code, client=client, headers={"sec-purpose": "prefetch;prerender"})

    assert touches(house) == 0


def test_counts_somebody_in_wechat_s_own_browser(house, card):
    visit(card.code, agent=WECHAT)

    assert touches(house) == 1


def test_reads_a_code_as_a_person_types_it(house, card):
    assert visit(card.code.lower().replace("0", "o")).status_code == 200


def test_leads_to_joining_with_one_button(card):
    text = visit(card.code).content.decode()

    assert text.count('class="btn primary') == 1
    assert "/m/spring-tea/join/" in text


def test_shows_what_was_written_for_the_code(house, card):
    referral.write_landing(
        space_id=house.space_id,
        code=card.code,
        title="Tea from the first week of April",
        text="Taste it with us.\n<script>alert(1)</script>",
        is_ad=True,
        actor=house.actor,
    )

    text = visit(card.code).content.decode()

    assert "Tea from the first week of April" in text
    assert "<script>alert" not in text
    assert 'class="ad"' in text


def test_names_nobody_without_consent(personal):
    text = visit(personal.code).content.decode()

    assert "小满" not in text
    assert "You are invited" in text


def test_names_the_inviter_who_agreed_and_says_that_they_may_gain(house, personal):
    signin.choose(
        space_id=house.space_id, member_id=personal.member_id, purpose="poster_picture", agree=True, actor=None
    )

    text = visit(personal.code).content.decode()

    assert "小满 invites you" in text
    assert "Whoever shares this may get a reward" in text


def test_says_of_a_personal_code_always_that_the_inviter_may_gain(personal):
    assert "Whoever shares this may get a reward" in visit(personal.code).content.decode()


def test_tells_kindly_that_a_code_is_closed(house, card):
    referral.close_code(space_id=house.space_id, code=card.code, actor=house.actor)

    answer = visit(card.code)

    assert answer.status_code == 410
    assert "This invitation is closed" in answer.content.decode()


def test_answers_a_code_of_nobody_like_any_other(db):
    answer = visit("0000000000")

    assert answer.status_code == 404
    assert "We do not know this code" in answer.content.decode()


def test_stops_an_address_that_guesses_also_before_a_right_code(committed_db):
    house = cast.spring_tea()
    card = referral.create_channel_code(space_id=house.space_id, channel="wall", actor=house.actor)
    for number in range(20):
        visit(f"000000{number:04}")

    answer = visit(card.code)

    assert answer.status_code == 429
    with acting_in(house.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_public_event WHERE type = 'referral.guessing'")
        assert cursor.fetchone() == (1,)


def test_finds_the_space_of_a_code_among_several(house, card):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '', true)")
    other = cast.night_owl()
    theirs = referral.create_channel_code(space_id=other.space_id, channel="wall", actor=other.actor)

    assert "/m/night-owl/join/" in visit(theirs.code).content.decode()
    assert "/m/spring-tea/join/" in visit(card.code).content.decode()


def test_shows_only_the_row_of_the_very_code(house, card):
    referral.create_channel_code(space_id=house.space_id, channel="wall", actor=house.actor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '', true), set_config('app.code', %s, true)", [card.code])
        cursor.execute("SELECT code FROM referral_code")
        assert cursor.fetchall() == [(card.code,)]
        cursor.execute("SELECT set_config('app.code', '', true)")


def test_binds_by_the_link_when_the_visitor_joins(house, personal):
    client = Client(headers={**faces.ENGLISH, "user-agent": PHONE}, REMOTE_ADDR=faces.OUTSIDE)
    visit(personal.code, client=client)
    newcomer = cast.member(house.space_id, "谷雨")

    referral.bind(space_id=house.space_id, member_id=newcomer, visitor=client.cookies["guanxi_touch"].value)

    binding = queries.binding_of(space_id=house.space_id, member_id=newcomer)
    assert binding is not None
    assert binding.inviter_id == personal.member_id


def test_keeps_quiet_in_wechat_about_words_that_are_not_allowed_there(house, card):
    from guanxi.referral import models  # noqa: PLC0415 - written before the words were checked

    referral.write_landing(space_id=house.space_id, code=card.code, title="茶", text="好茶", actor=house.actor)
    with acting_in(house.space_id):
        models.Landing.objects.update(text="分享到朋友圈即可领红包")

    assert "分享到朋友圈" not in visit(card.code, agent=WECHAT).content.decode()
