"""Who sees a picture: its sender always, others while it is shown, and only who may read the circle it is in."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.challenges import actions as challenges
from guanxi.circles import actions, entry
from guanxi.circles import queries as circles
from guanxi.kernel import tenancy
from guanxi.media import actions as media
from guanxi.media import models, safety
from guanxi.members import actions as members
from guanxi.surveys import actions as surveys
from guanxi.surveys.questions import Question
from tests import cast
from tests.challenges import tea as challenged
from tests.circles.conftest import CANVAS, CHARTER
from tests.media import attacks
from tests.web import capture, faces
from tests.web.h5.challenge_phone import Phone

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 8


@pytest.fixture
def tea(db):
    return cast.spring_tea()


@pytest.fixture
def people(tea):
    return cast.members_of(tea.space_id, 3)


def opened(tea, people, rule=None):
    number = actions.open_circle(
        space_id=tea.space_id,
        canvas=CANVAS,
        look=actions.Look(name="老茶友", trait="都爱生普"),
        charter=CHARTER,
        rule=rule or entry.Rule(),
        actor=tea.actor,
    )
    for member_id in people:
        let_in = {"space_id": tea.space_id, "circle_id": number, "member_id": member_id}
        if rule is None:
            actions.enter(**let_in, charter_version=1)
        else:
            actions.let_in(**let_in, actor=tea.actor)
    return number


def posted(tea, circle, author):
    picture = media.take(
        space_id=tea.space_id, member_id=author, content=attacks.with_position(), actor=f"member:{author}"
    )
    post_id = actions.write_post(
        space_id=tea.space_id,
        circle_id=circle,
        draft=actions.Draft(text="今天的茶", pictures=(picture.id,)),
        author_id=author,
    )
    return post_id, f"/m/spring-tea/pictures/{picture.id}/small.webp"


def status(tea, member_id, address, **headers):
    return faces.member(tea.space_id, member_id).get(address, headers=headers).status_code


def test_shows_no_picture_of_a_post_that_was_deleted_until_it_is_back(tea, people):
    post_id, address = posted(tea, opened(tea, people), people[0])
    tag = faces.member(tea.space_id, people[1]).get(address)["ETag"]
    who = {"space_id": tea.space_id, "post_id": post_id, "author_id": people[0]}
    actions.delete_post(**who)
    assert status(tea, people[1], address) == 404
    assert status(tea, people[1], address, **{"if-none-match": tag}) == 404
    assert status(tea, people[0], address) == 200
    actions.restore_post(**who)
    assert status(tea, people[1], address, **{"if-none-match": tag}) == 304


def test_shows_no_picture_of_a_post_that_was_hidden_but_to_the_staff(tea, people):
    post_id, address = posted(tea, opened(tea, people), people[0])
    post = {"space_id": tea.space_id, "post_id": post_id}
    actions.hide_post(**post, reason="names a guest", actor=tea.actor)
    actions.delete_post(**post, author_id=people[0])
    actions.restore_post(**post, author_id=people[0])
    assert status(tea, people[1], address) == 404
    desk = faces.desk(tea, "agent")
    assert desk.get(address.replace("/m/", "/s/")).status_code == 200
    actions.show_post(**post, reason="a pseudonym", actor=tea.actor)
    assert status(tea, people[1], address) == 200


def test_shows_a_picture_only_to_who_may_read_its_circle(tea, people):
    circle = opened(tea, people[:2], entry.Rule(name="request"))
    _, address = posted(tea, circle, people[0])
    assert [status(tea, one, address) for one in people] == [200, 200, 404]
    actions.leave(space_id=tea.space_id, circle_id=circle, member_id=people[1])
    assert status(tea, people[1], address) == 404


def test_takes_few_statements(tea, people):
    _, address = posted(tea, opened(tea, people), people[0])
    phone = faces.member(tea.space_id, people[1])
    phone.get(address)
    with CaptureQueriesContext(connection) as captured:
        phone.get(address)
    statements = capture.statements(captured)
    assert len(statements) <= MOST_STATEMENTS, statements


@pytest.fixture
def told(db):
    """A check-in with a picture, its author, somebody else, and the address of the picture."""
    house = challenged.open_challenge()
    author, other = house.member(), house.member("谷雨")
    number = house.picture(author)
    house.taps(author, text="第一泡", picture_ids=[number])
    return house, Phone(house, author), Phone(house, other), f"pictures/{number}/small.webp"


def seen(phone, address):
    return phone.client.get(f"/m/{phone.slug}/{address}").status_code


def test_shows_no_picture_of_a_check_in_that_was_hidden(told):
    house, author, other, address = told
    event_id = house.board()[0].event_id
    given = {"space_id": house.space_id, "event_id": event_id, "actor": house.actor}
    assert seen(other, address) == 200
    challenges.hide(**given, reason="names a guest")
    assert (seen(author, address), seen(other, address)) == (200, 404)
    challenges.show_again(**given, reason="a pseudonym")
    assert seen(other, address) == 200


def test_shows_no_picture_of_a_check_in_that_was_taken_back(told):
    house, author, other, address = told
    house.takes_back(author.member_id)
    assert seen(other, address) == 404


def test_shows_no_picture_of_a_check_in_that_was_kept_to_oneself(told):
    house, author, other, _ = told
    number = house.picture(author.member_id)
    house.taps(author.member_id, "2030-05-02 09:00", text="只给自己", picture_ids=[number], shared=False)
    address = f"pictures/{number}/small.webp"
    assert (seen(author, address), seen(other, address)) == (200, 404)


def test_shows_on_no_board_what_somebody_told_who_left(told):
    house, author, other, _ = told
    assert "第一泡" in other.get("challenge/morning-tea")
    members.leave(space_id=house.space_id, member_id=author.member_id, actor=None)
    assert "第一泡" not in other.get("challenge/morning-tea")
    members.rejoin(space_id=house.space_id, member_id=author.member_id, actor=None)
    assert "第一泡" in other.get("challenge/morning-tea")


def test_shows_the_picture_of_an_answer_to_nobody_else(tea, people):
    here = {"space_id": tea.space_id, "actor": tea.actor}
    survey_id = surveys.create(title="Spring", why="To choose.", purpose="taste", **here)
    asked = Question(key="", kind="picture", title="Your cup")
    key = surveys.add_question(survey_id=survey_id, question=asked, **here)
    surveys.open_(survey_id=survey_id, **here)
    file = io.BytesIO(attacks.with_position())
    file.name = "cup.jpg"
    given = {f"{key}-file": file, key: "", "consent": "yes"}
    answer = faces.member(tea.space_id, people[0]).post(f"/m/spring-tea/surveys/{survey_id}/", given)
    assert answer.status_code == 303
    with tenancy.acting_in(tea.space_id):
        number = models.Picture.objects.get().id
    address = f"/m/spring-tea/pictures/{number}/small.webp"
    assert [status(tea, one, address) for one in people[:2]] == [200, 404]


def sends(tea, circle, author, count=1, **given):
    """A post from the phone with so many pictures."""
    files = []
    for number in range(count):
        file = io.BytesIO(attacks.encoded("PNG"))
        file.name = f"{number}.png"
        files.append(file)
    slug = circles.circle_by_id(space_id=tea.space_id, circle_id=circle).slug
    phone = faces.member(tea.space_id, author)
    return phone.post(f"/m/spring-tea/circles/{slug}/write/", {"kind": "post", "pictures": files, **given})


def test_unpacks_no_picture_for_a_post_that_it_refuses(tea, people, monkeypatch):
    circle = opened(tea, people)
    unpacked: list[int] = []
    monkeypatch.setattr(safety, "make_safe", lambda content: unpacked.append(len(content)))
    shop = "https://item.taobao.com/item.htm?id=1"
    assert sends(tea, circle, people[0], text=f"买这个 {shop}").status_code == 422
    assert "at most 9 pictures" in sends(tea, circle, people[0], count=10, text="十张").content.decode()
    actions.mute(space_id=tea.space_id, circle_id=circle, member_id=people[0], days=3, reason="吵架了", actor=tea.actor)
    assert sends(tea, circle, people[0], text="今天的茶").status_code == 422
    assert unpacked == []


def test_counts_the_pictures_of_a_post_that_it_refuses(tea, people, monkeypatch):
    monkeypatch.setattr(media, "MOST_A_DAY", 2)
    circle = opened(tea, people)
    monkeypatch.setattr(attacks, "encoded", lambda _format: b"<svg/>")
    assert "not a picture" in sends(tea, circle, people[0], count=2, text="今天的茶").content.decode()
    assert "You have sent 2 pictures today" in sends(tea, circle, people[0], text="今天的茶").content.decode()
