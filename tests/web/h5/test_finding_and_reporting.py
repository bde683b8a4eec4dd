"""A member finds what was written, reports what is wrong, and sees the pictures of their own space."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.circles import actions, entry, queries
from guanxi.media import actions as media
from guanxi.moderation import queries as moderation
from tests import cast
from tests.media import attacks
from tests.web import faces, payloads

BASE = "/m/spring-tea/"


@pytest.fixture
def people(tea) -> list[int]:
    return cast.members_of(tea.space_id, 3)


def opened(tea: cast.House, people: list[int], rule: entry.Rule | None = None) -> queries.Circle:
    number = actions.open_circle(
        space_id=tea.space_id,
        canvas=actions.Canvas(
            background="老客人彼此不认识",
            purpose="seed_users",
            goal="一百位",
            goal_number=100,
            goal_date=date(2027, 3, 31),
        ),
        look=actions.Look(name="老茶友", trait="都爱生普"),
        charter="好好说话。",
        rule=rule or entry.Rule(),
        actor=tea.actor,
        host_member_id=people[0],
    )
    return queries.circle_by_id(space_id=tea.space_id, circle_id=number)


@pytest.fixture
def circle(tea, people) -> queries.Circle:
    return opened(tea, people)


def written(tea: cast.House, circle: queries.Circle, author: int, text: str) -> int:
    return actions.write_post(
        space_id=tea.space_id, circle_id=circle.id, draft=actions.Draft(text=text), author_id=author
    )


def test_finds_with_marks(tea, circle, people):
    written(tea, circle, people[0], "这台筆記本電腦很轻")
    page = faces.member(tea.space_id, people[1]).get(BASE + "search/", {"q": "电脑"})
    assert page.status_code == 200
    assert "<mark>電腦</mark>" in page.content.decode()


def test_teaches_when_nothing_was_asked_or_found(tea, people):
    phone = faces.member(tea.space_id, people[1])
    assert "What are you looking for?" in phone.get(BASE + "search/").content.decode()
    assert "Nothing was found" in phone.get(BASE + "search/", {"q": "电脑"}).content.decode()


def test_finds_nothing_in_a_closed_circle(tea, people):
    closed = opened(tea, people, rule=entry.Rule(name="request"))
    written(tea, closed, people[0], "密谈里的龙井")
    inside, outside = faces.member(tea.space_id, people[0]), faces.member(tea.space_id, people[1])
    for within in ("", str(closed.id)):
        assert "龙井</mark>" in inside.get(BASE + "search/", {"q": "龙井", "in": within}).content.decode()
        assert "龙井</mark>" not in outside.get(BASE + "search/", {"q": "龙井", "in": within}).content.decode()


def test_asks_few_statements_however_much_there_is(tea, circle, people):
    phone = faces.member(tea.space_id, people[1])

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert phone.get(BASE + "search/", {"q": "岩茶 好喝"}).status_code == 200
        return len([one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))])

    written(tea, circle, people[0], "一泡岩茶好喝")
    few = statements()
    for number in range(15):
        written(tea, circle, people[number % 1], f"第{number}泡岩茶好喝")
    assert statements() == few <= 8


def test_pages_the_hits(tea, circle, people):
    for number in range(15):
        written(tea, circle, people[0], f"第{number}泡岩茶")
    phone = faces.member(tea.space_id, people[1])
    first = phone.get(BASE + "search/", {"q": "岩茶"}).content.decode()
    assert first.count("<mark>") == 12
    address = first.split('class="btn quiet wide" href="')[1].split('"')[0].replace("&amp;", "&")
    second = phone.get(BASE + "search/" + address).content.decode()
    assert second.count("<mark>") == 3


def test_runs_nothing_that_was_written_or_asked(tea, circle, people):
    for payload in payloads.tried(step=9):
        written(tea, circle, people[0], f"岩茶 {payload}"[:4000])
        page = faces.member(tea.space_id, people[1]).get(BASE + "search/", {"q": f"岩茶 {payload}"})
        assert payload not in page.content.decode() or "<" not in payload


def test_reports_once_and_thanks(tea, circle, people):
    post_id = written(tea, circle, people[0], "你这个笨蛋")
    phone = faces.member(tea.space_id, people[1])
    address = f"{BASE}report/post/{post_id}/"
    assert "你这个笨蛋" in phone.get(address).content.decode()
    done = phone.post(address, {"reason": "insult", "note": "他总是这样"})
    assert done.status_code == 303
    assert done["Location"].endswith(f"/{post_id}/")
    [case] = moderation.queue(space_id=tea.space_id).rows
    assert [(one.reason, one.note) for one in case.said] == [("insult", "他总是这样")]


def test_asks_for_a_reason(tea, circle, people):
    post_id = written(tea, circle, people[0], "你这个笨蛋")
    phone = faces.member(tea.space_id, people[1])
    for given in ({}, {"reason": "dislike"}):
        assert phone.post(f"{BASE}report/post/{post_id}/", given).status_code == 422
    assert moderation.queue(space_id=tea.space_id).rows == ()


def test_shows_a_member_no_report_form_for_what_they_cannot_read(tea, people):
    closed = opened(tea, people, rule=entry.Rule(name="request"))
    post_id = written(tea, closed, people[0], "密谈里的龙井")
    phone = faces.member(tea.space_id, people[1])
    for address in (f"report/post/{post_id}/", "report/post/987654321/", f"report/stone/{post_id}/"):
        assert phone.get(BASE + address).status_code == 404
        assert phone.post(BASE + address, {"reason": "ad"}).status_code == 404


def test_shows_pictures_to_its_own_members_and_lets_them_keep_them(tea, people):
    picture = media.take(
        space_id=tea.space_id, member_id=people[0], content=attacks.with_position(), actor=f"member:{people[0]}"
    )
    address = f"{BASE}pictures/{picture.id}/small.webp"
    assert faces.anonymous().get(address).status_code == 302
    phone = faces.member(tea.space_id, people[1])
    shown = phone.get(address)
    assert shown["Content-Type"] == "image/webp"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Cache-Control"] == "private, max-age=600"
    assert shown.content[:4] == b"RIFF"
    again = phone.get(address, headers={"if-none-match": shown["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert phone.get(f"{BASE}pictures/{picture.id}/original.webp").status_code == 404
    assert phone.get(f"{BASE}pictures/{picture.id + 1}/small.webp").status_code == 404


def test_shows_no_picture_of_another_space(tea, people):
    picture = media.take(
        space_id=tea.space_id, member_id=people[0], content=attacks.with_position(), actor=f"member:{people[0]}"
    )
    owl = cast.night_owl()
    stranger = faces.member(owl.space_id, cast.member(owl.space_id))
    assert stranger.get(f"/m/night-owl/pictures/{picture.id}/small.webp").status_code == 404
    assert stranger.get(f"{BASE}pictures/{picture.id}/small.webp").status_code == 302
