"""A member invites: the poster, the link, the friends with their states, and nothing more about them."""

import io
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.members import signin
from guanxi.posters import actions as posters
from guanxi.posters import content, jobs
from guanxi.quests import actions as quests
from guanxi.referral import actions as referral
from guanxi.referral import friends, queries
from tests import cast
from tests.web import faces


@pytest.fixture
def house(db):
    return cast.spring_tea()


@pytest.fixture
def xiaoman(house):
    member_id = cast.member(house.space_id)
    members.set_face(space_id=house.space_id, member_id=member_id, name="小满", avatar_id=None, actor=None)
    return member_id


@pytest.fixture
def phone(house, xiaoman):
    return faces.member(house.space_id, xiaoman)


def bring(house, xiaoman, *, name=None, who="谷雨"):
    code = referral.personal_code(space_id=house.space_id, member_id=xiaoman).code
    friend = cast.member(house.space_id, who)
    if name:
        members.set_face(space_id=house.space_id, member_id=friend, name=name, avatar_id=None, actor=None)
    referral.bind(space_id=house.space_id, member_id=friend, code=code)
    return friend


def code_of(house, member_id):
    return friends.summary(space_id=house.space_id, member_id=member_id).code


def page_of(phone):
    return phone.get(reverse("h5:invite", args=["spring-tea"]))


def test_shows_the_poster_first_with_words_for_who_cannot_see_it(phone):
    text = page_of(phone).content.decode()

    assert text.index('class="poster') < text.index('id="my-link"')
    assert 'alt="Poster: ' in text


def test_gives_a_link_that_leads_to_the_member(phone, house, xiaoman):
    assert code_of(house, xiaoman) is None

    text = page_of(phone).content.decode()

    assert f"/i/{code_of(house, xiaoman)}/" in text


def test_draws_a_poster_whose_code_is_the_link(phone, house, xiaoman):
    answer = phone.get(reverse("h5:invite-poster", args=["spring-tea"]))

    picture = Image.open(io.BytesIO(answer.content))
    assert answer["Content-Type"] == "image/jpeg"
    assert picture.size == (1080, 1920)
    found = zxingcpp.read_barcode(picture)
    assert found is not None
    assert found.text.endswith(f"/i/{code_of(house, xiaoman)}/")


def test_answers_with_nothing_new_when_the_browser_has_the_picture(phone):
    address = reverse("h5:invite-poster", args=["spring-tea"])
    first = phone.get(address)

    again = phone.get(address, headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "private, no-cache"
    assert again.status_code == 304


def test_says_who_invites_only_with_consent(phone, house, xiaoman):
    address = reverse("h5:invite-poster", args=["spring-tea"])
    before = phone.get(address)["ETag"]

    phone.post(reverse("h5:invite-show-me", args=["spring-tea"]), {"agree": "yes"})

    assert phone.get(address)["ETag"] != before
    assert "Hide who I am" in page_of(phone).content.decode()


def test_takes_the_consent_back_with_one_tap(phone, house, xiaoman):
    address = reverse("h5:invite-show-me", args=["spring-tea"])
    phone.post(address, {"agree": "yes"})

    phone.post(address, {"agree": "no"})

    chosen = signin.chosen(space_id=house.space_id, member_id=xiaoman)
    assert "poster_picture" not in chosen


def test_shows_a_friend_by_the_name_they_chose_and_what_is_missing(phone, house, xiaoman):
    bring(house, xiaoman, name="谷雨")
    referral.set_qualification_rule(space_id=house.space_id, event_types=["post.created"], actor=cast.ACTOR)

    text = page_of(phone).content.decode()

    assert "谷雨" in text
    assert "joined; still to do: publish a post" in text
    assert "1 friend came by your link" in text


def test_shows_a_friend_without_a_name_as_a_friend(phone, house, xiaoman):
    friend = bring(house, xiaoman)

    text = page_of(phone).content.decode()

    assert "A friend" in text
    assert f"Member {friend}" not in text


@pytest.mark.parametrize("goes", ["leave", "erase"])
def test_tells_nothing_about_a_friend_who_goes(phone, house, xiaoman, goes):
    friend = bring(house, xiaoman)
    before = page_of(phone).content.decode()
    if goes == "leave":
        members.leave(space_id=house.space_id, member_id=friend, actor=None)
    else:
        members.erase(space_id=house.space_id, member_id=friend, reason="asked", actor=cast.ACTOR)

    after = page_of(phone).content.decode()

    part = lambda text: text[text.index("friends-head") :]  # noqa: E731 - the list, without tokens that change
    assert part(after).split("</section>")[0] == part(before).split("</section>")[0]


def test_says_when_a_friend_does_not_count(phone, house, xiaoman):
    friend = bring(house, xiaoman)
    referral.set_qualification_rule(space_id=house.space_id, event_types=["post.created"], actor=cast.ACTOR)
    referral.disqualify(space_id=house.space_id, member_id=friend, reason="same person", actor=house.actor)

    assert "does not count: the brand found" in page_of(phone).content.decode()


def test_teaches_when_nobody_came_yet(phone):
    assert "Nobody yet." in page_of(phone).content.decode()


def test_shows_nothing_to_a_stranger(house):
    answer = page_of(faces.anonymous())

    assert answer.status_code == 302
    assert "/join/" in answer["Location"]


def test_gives_each_member_their_own_code(house, xiaoman):
    other = cast.member(house.space_id, "白露")

    page_of(faces.member(house.space_id, xiaoman))
    page_of(faces.member(house.space_id, other))

    codes = [code_of(house, one) for one in (xiaoman, other)]
    assert codes[0] != codes[1]
    first = queries.code(space_id=house.space_id, code=codes[0])
    assert first is not None
    assert first.member_id == xiaoman


def test_asks_the_database_eight_times_at_most(phone, house, xiaoman):
    bring(house, xiaoman, name="谷雨")
    page_of(phone)

    with CaptureQueriesContext(connection) as asked:
        page_of(phone)

    # The test is one transaction itself: its savepoint, and leaving the space, are not there in earnest.
    ours = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config"))]
    assert len(ours) <= 8, ours


def test_continues_a_long_list(phone, house, xiaoman):
    for number in range(23):
        bring(house, xiaoman, who=f"friend {number}")

    text = page_of(phone).content.decode()

    assert "Show more" in text
    more = phone.get(text.split('<a class="btn wide" href="')[1].split('"')[0].replace("&amp;", "&")).content.decode()
    assert more.count('class="row"') == 3


def test_ignores_a_cursor_that_nobody_gave_out(phone):
    answer = phone.get(reverse("h5:invite-friends", args=["spring-tea"]) + "?after=WzEsMl0")

    assert answer.status_code == 200


def test_keeps_the_moment_of_a_friend_in_the_space_s_zone(phone, house, xiaoman):
    code = referral.personal_code(space_id=house.space_id, member_id=xiaoman).code
    friend = cast.member(house.space_id, "立春")
    referral.bind(space_id=house.space_id, member_id=friend, code=code)
    today = datetime.now(tz=ZoneInfo("Asia/Shanghai"))

    assert f"{today.day} {today:%b} {today.year}" in page_of(phone).content.decode()


def test_says_that_it_takes_a_moment_while_many_are_drawn(phone, house, monkeypatch):
    monkeypatch.setattr(posters, "PATIENCE_S", 0.01)
    address = reverse("h5:invite-poster", args=["spring-tea"])

    with posters._drawing:
        busy = phone.get(address)

    assert (busy.status_code, busy["Retry-After"]) == (503, "2")
    with acting_in(house.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT encode(key, 'hex') FROM posters_poster WHERE sealed_picture IS NULL")
        (key,) = cursor.fetchone()
        cursor.execute("SELECT args ->> 'key' FROM procrastinate_jobs WHERE task_name = 'posters.draw'")
        assert cursor.fetchone() == (key,)
    assert jobs.draw(space_id=house.space_id, key=key)
    assert phone.get(address)["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize("look", content.LOOKS)
def test_draws_each_look_in_chinese_too(phone, look):
    answer = phone.get(
        reverse("h5:invite-poster", args=["spring-tea"]) + f"?look={look}&size=card",
        headers={"accept-language": "zh-hans"},
    )

    assert Image.open(io.BytesIO(answer.content)).size == (1080, 1350)


CHECK_IN = """
quests:
  - quest: tea-week
    title: {en: A week of tea}
    goal: {event: checkin.made}
    counts_from: 2026-01-01
    steps: [{reach: 2, promise: [{certificate: tea}]}]
"""


def test_leads_from_a_poster_to_the_quest_that_it_promises(phone, house, xiaoman):
    with acting_in(house.space_id):
        for definition in quests.read_file(space_id=house.space_id, text=CHECK_IN):
            quests.apply_definition(space_id=house.space_id, definition=definition, actor=house.actor)
    quests.launch(space_id=house.space_id, slug="tea-week", actor=house.actor)

    answer = phone.get(reverse("h5:invite-poster", args=["spring-tea"]), {"what": "tea-week"})
    page = phone.get(reverse("h5:invite", args=["spring-tea"]), {"what": "tea-week"}).content.decode()

    found = zxingcpp.read_barcode(Image.open(io.BytesIO(answer.content)))
    assert found is not None
    address = f"/i/{code_of(house, xiaoman)}/?q=tea-week"
    assert found.text.endswith(address)
    assert address in page
    landing = faces.anonymous().get(found.text)
    assert "<h1>A week of tea</h1>" in landing.content.decode()


def test_promises_no_quest_that_is_paused(phone, house, xiaoman):
    with acting_in(house.space_id):
        for definition in quests.read_file(space_id=house.space_id, text=CHECK_IN):
            quests.apply_definition(space_id=house.space_id, definition=definition, actor=house.actor)
    quests.launch(space_id=house.space_id, slug="tea-week", actor=house.actor)
    quests.pause(space_id=house.space_id, slug="tea-week", actor=house.actor)

    assert "?q=" not in page_of(phone).content.decode()


BRING = """
quests:
  - quest: bring
    title: {en: Bring a friend}
    goal: {event: referral.qualified}
    steps: [{reach: 1, promise: [{certificate: friend}]}]
"""


def test_says_on_the_poster_that_one_may_gain_only_while_a_quest_rewards_it(phone, house, monkeypatch):
    said = []

    def drawn(**given):
        said.append(given["invitation"].may_gain)
        return b""

    monkeypatch.setattr(posters, "picture", drawn)
    address = reverse("h5:invite-poster", args=["spring-tea"])
    phone.get(address)
    with acting_in(house.space_id):
        for definition in quests.read_file(space_id=house.space_id, text=BRING):
            quests.apply_definition(space_id=house.space_id, definition=definition, actor=house.actor)
    quests.launch(space_id=house.space_id, slug="bring", actor=house.actor)
    phone.get(address)
    quests.pause(space_id=house.space_id, slug="bring", actor=house.actor)
    phone.get(address)
    quests.end(space_id=house.space_id, slug="bring", actor=house.actor)
    phone.get(address)

    assert said == [False, True, True, False]
