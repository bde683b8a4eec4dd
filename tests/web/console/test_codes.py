"""The operator's codes: opened, counted, printed, written, closed; and never another brand's."""

import io

import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from guanxi.referral import actions, browsing, queries
from guanxi.referral.actions import landing
from guanxi.spaces import queries as spaces
from guanxi.web import access
from guanxi.web.console import codes_page
from tests import cast
from tests.web import faces


@pytest.fixture
def house(db):
    return cast.spring_tea()


@pytest.fixture
def bob(house):
    return faces.staff(house.staff["Bob"])


@pytest.fixture
def card(house):
    return actions.create_channel_code(
        space_id=house.space_id, channel="parcel-card", bait="一包试饮茶", bait_cost_cents=300, actor=house.actor
    )


def at(name, *parts):
    return reverse(f"console:{name}", args=["spring-tea", *parts])


def read(image):
    """What a phone reads in a picture; nothing when it finds no code."""
    found = zxingcpp.read_barcode(image)
    return found.text if found else ""


def is_open(house, code):
    """Whether a code takes visitors."""
    found = queries.code(space_id=house.space_id, code=code)
    assert found is not None
    return found.closed_at is None


def picture(png):
    image = Image.open(io.BytesIO(png))
    image.load()
    return image


def test_teaches_when_there_is_no_code_yet(bob):
    assert "Make the first code" in bob.get(at("codes")).content.decode()


def test_opens_a_code_with_its_gift_and_cost(bob, house):
    answer = bob.post(at("codes-new"), {"channel": "shop-door", "bait": "a cup of tea", "cost": "1.50"})

    (made,) = queries.channel_codes(space_id=house.space_id)
    assert answer.status_code == 303
    assert (made.channel, made.bait, made.bait_cost_cents) == ("shop-door", "a cup of tea", 150)


def test_says_beside_the_field_what_is_missing(bob):
    answer = bob.post(at("codes-new"), {"channel": "", "cost": "-1"})

    assert answer.status_code == 422
    assert answer.content.decode().count('class="invalid"') == 2


def test_lists_codes_with_figures_counted_just_now(bob, house, card):
    actions.record_touch(space_id=house.space_id, code=card.code, visitor="a")
    member_id = cast.member(house.space_id)
    actions.bind(space_id=house.space_id, member_id=member_id, visitor="a")

    text = bob.get(at("codes")).content.decode()

    assert "parcel-card" in text
    assert "Counted just now." in text


def test_hands_the_list_out_as_a_table_without_formulas(bob, house):
    actions.create_channel_code(space_id=house.space_id, channel="=cmd()", actor=house.actor)

    text = b"".join(bob.get(at("codes") + "?format=csv").streaming_content).decode()

    assert ",'=cmd()," in text


def test_continues_a_list_by_keyset(bob, house):
    for number in range(53):
        actions.create_channel_code(space_id=house.space_id, channel=f"c{number}", actor=house.actor)

    first = bob.get(at("codes")).content.decode()
    address = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = bob.get(at("codes") + address).content.decode()

    assert first.count('id="row-') == 50
    assert rest.count('id="row-') == 3


def test_shows_one_code_with_its_preview(bob, card):
    text = bob.get(at("code", card.code)).content.decode()

    assert f"/i/{card.code}/" in text
    assert "Join, and you get: 一包试饮茶." in text


def test_writes_what_visitors_see(bob, house, card):
    picture_file = io.BytesIO()
    Image.new("RGB", (60, 40), "#2f6f5e").save(picture_file, "PNG")
    picture_file.seek(0)
    picture_file.name = "tea.png"

    answer = bob.post(
        at("code", card.code), {"title": "春茶到了", "text": "来喝第一口。", "is_ad": "on", "picture": picture_file}
    )

    shown = browsing.landing_of(space_id=house.space_id, code_id=card.id)
    assert answer.status_code == 303
    assert shown is not None
    assert (shown.title, shown.text, shown.is_ad) == ("春茶到了", "来喝第一口。", True)
    assert faces.anonymous().get(reverse("invitation-picture", args=[card.code]))["Content-Type"] == "image/webp"


def test_refuses_words_that_reward_sharing_beside_the_field(bob, house, card):
    answer = bob.post(at("code", card.code), {"title": "茶", "text": "分享到朋友圈即可领红包"})

    assert answer.status_code == 422
    assert "cannot be said" in answer.content.decode()
    assert browsing.landing_of(space_id=house.space_id, code_id=card.id) is None


def test_refuses_a_picture_that_is_none(bob, card):
    fake = io.BytesIO(b"<svg onload=alert(1)>")
    fake.name = "tea.svg"

    assert bob.post(at("code", card.code), {"title": "茶", "text": "", "picture": fake}).status_code == 422


@pytest.mark.parametrize("form", ["a4", "card"])
def test_prints_a_sheet_whose_code_is_the_link(bob, card, form):
    png = bob.get(at("code-printed", card.code, form, "png"))
    pdf = bob.get(at("code-printed", card.code, form, "pdf"))

    assert read(picture(png.content)).endswith(f"/i/{card.code}/")
    assert pdf.content.startswith(b"%PDF")


def test_hands_the_bare_code_out_for_designers(bob, card):
    png = bob.get(at("code-symbol", card.code, "png"))
    svg = bob.get(at("code-symbol", card.code, "svg"))

    assert read(picture(png.content).convert("RGB")).endswith(f"/i/{card.code}/")
    assert b"<svg" in svg.content
    assert bob.get(at("code-symbol", card.code, "gif")).status_code == 404


def test_asks_with_the_consequence_before_it_closes(bob, house, card):
    text = bob.get(at("code-close", card.code)).content.decode()
    assert "still counts for this channel" in text
    assert is_open(house, card.code)

    bob.post(at("code-close", card.code))

    assert not is_open(house, card.code)


def test_lets_an_analyst_read_and_not_write(house, card):
    analyst = faces.desk(house, "analyst")

    assert analyst.get(at("codes")).status_code == 200
    assert analyst.get(at("codes-new")).status_code == 403
    assert analyst.post(at("code", card.code), {"title": "x"}).status_code == 403
    assert analyst.post(at("code-close", card.code)).status_code == 403


def test_knows_nothing_of_another_brand_s_codes(bob, house):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.space', '', true)")
    other = cast.night_owl()
    theirs = actions.create_channel_code(space_id=other.space_id, channel="wall", actor=other.actor)

    assert bob.get(at("code", theirs.code)).status_code == 404
    assert bob.get(at("code-symbol", theirs.code, "svg")).status_code == 404


def test_asks_the_database_fifteen_times_at_most(bob, house, card):
    for number in range(20):
        actions.create_channel_code(space_id=house.space_id, channel=f"c{number}", actor=house.actor)
    for page in (at("codes"), at("code", card.code)):
        bob.get(page)
        with CaptureQueriesContext(connection) as asked:
            bob.get(page)
        ours = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config"))]
        assert len(ours) <= 15, ours


def test_refuses_a_gift_that_rewards_sharing_beside_its_field(bob, house):
    answer = bob.post(at("codes-new"), {"channel": "parcel", "bait": "转发朋友圈领茶样", "cost": "1"})

    form = answer.context["form"]
    assert answer.status_code == 422
    assert list(form.errors) == ["bait"]
    assert "cannot be said" in form.errors["bait"][0]
    assert queries.channel_codes(space_id=house.space_id) == ()


def test_refuses_a_title_that_rewards_sharing_beside_its_field(bob, card):
    answer = bob.post(at("code", card.code), {"title": "转发朋友圈领茶样", "text": "好茶"})

    assert list(answer.context["form"].errors) == ["title"]


def test_prints_no_gift_that_could_not_be_said_today(house, rf, monkeypatch):
    monkeypatch.setattr(landing, "check", lambda *_: None)  # written before the words were checked
    old = actions.create_channel_code(
        space_id=house.space_id, channel="wall", bait="转发朋友圈领茶样", actor=house.actor
    )
    found = browsing.channel_code(space_id=house.space_id, code=old.code)
    desk = access.Desk(space=spaces.space(space_id=house.space_id), user_id=house.owner, name="Alice", role="owner")

    assert found is not None
    assert codes_page.printed(rf.get("/"), desk, found).bait == ""
