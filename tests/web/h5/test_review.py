"""Trial and review, from the recipe to the points: a member tells how it was, and others read it where they put it."""

import io
import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from guanxi import journal
from guanxi.circles import actions as circles
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from guanxi.members import queries as people
from guanxi.moderation import hooks
from guanxi.quests import recipes
from guanxi.quests.recipes import actions
from guanxi.shop import errors, queries, reviewing
from tests import cast
from tests.quests.recipes.conftest import open_house
from tests.web import capture, faces
from tests.web.h5 import circle_people

pytestmark = pytest.mark.django_db
HONEST = "苦得很，第三泡才有一点甜，杯子倒是好看。下次我会少放两克茶叶，水温也低一点，再等等看。"
MOST_STATEMENTS = 8


@pytest.fixture
def tea(db):
    return open_house("2026-05-02 10:00")


@pytest.fixture
def trial(tea) -> str:
    """A trial for those with the tag: 50 points for a review of 30 characters."""
    answers = {**recipes.defaults(recipes.named(name="trial"), today=date(2026, 5, 1)), "tag": "tester"}
    saved = actions.save(space_id=tea.space_id, name="trial", answers=answers, actor=tea.actor)
    actions.launch(space_id=tea.space_id, slug=saved.slug, actor=tea.actor, funding=True)
    return saved.slug


@pytest.fixture
def tester(tea):
    member = tea.member()
    members.tag(space_id=tea.space_id, member_ids=[member], name="tester", actor=tea.actor)
    return member


@pytest.fixture
def circle(tea, tester) -> int:
    made = circle_people.circle(tea, "old-friends")
    for member in (tester, tea.member("谷雨")):
        circles.enter(space_id=tea.space_id, circle_id=made, member_id=member, charter_version=1)
    return made


def text(response):
    return str(response.content, "utf-8")


def picture() -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(file, "PNG")
    file.seek(0)
    file.name = "cup.png"
    return file


def once(page):
    return re.findall(r'name="once" value="([^"]+)"', page)[0]


def reviews(tea, member):
    return queries.own(space_id=tea.space_id, member_id=member)


def test_fulfils_the_trial_from_today_to_the_points(tea, trial, tester, circle):
    phone = faces.member(tea.space_id, tester)
    today = text(phone.get("/m/spring-tea/today/"))
    assert 'href="/m/spring-tea/reviews/write/"' in today

    form = text(phone.get("/m/spring-tea/reviews/write/"))
    assert "50 points" in form
    assert "at least 30 characters" in form
    facts = {"product": "手作盖碗", "text": HONEST, "circle": str(circle), "once": once(form), "pictures": [picture()]}
    sent = phone.post("/m/spring-tea/reviews/write/", facts)
    assert sent["Location"] == "/m/spring-tea/reviews/"

    assert tea.points(tester) == 50
    page = text(phone.get("/m/spring-tea/reviews/"))
    assert "Thank you for telling how it was. You got +50 points." in page
    assert "手作盖碗" in page
    assert "Rewarded review" in page
    (review,) = reviews(tea, tester)
    other = faces.member(tea.space_id, tea.member("谷雨"))
    post = text(other.get(f"/m/spring-tea/posts/{review.post_id}/"))
    assert HONEST in post
    assert "Rewarded review: praise and blame earn the same." in post
    assert f"/picture/{review.picture_ids[0]}" in post or str(review.picture_ids[0]) in post


def test_records_what_is_declared_and_none_of_the_words(tea, tester):
    with acting_in(tea.space_id):
        order = journal.Event(type="order.delivered", member_id=tester, props={"order": "A-7", "sum_cents": 9900})
        journal.record(space_id=tea.space_id, events=[order])
    phone = faces.member(tea.space_id, tester)
    form = text(phone.get("/m/spring-tea/reviews/write/"))
    assert "A-7" in form

    phone.post("/m/spring-tea/reviews/write/", {"order": "A-7", "text": HONEST, "once": once(form)})

    (review,) = reviews(tea, tester)
    with acting_in(tea.space_id):
        event = journal.event(space_id=tea.space_id, event_id=review.event_id)
    assert event is not None
    assert (event.type, event.member_id, event.props) == ("review.written", tester, {"length": 43, "order": "A-7"})


def test_says_before_it_is_sent_that_too_few_words_would_not_count(tea, trial, tester):
    phone = faces.member(tea.space_id, tester)

    refused = phone.post("/m/spring-tea/reviews/write/", {"product": "盖碗", "text": "好"})

    assert refused.status_code == 422
    assert "Write at least 30 characters, so that it counts; there are 1." in text(refused)
    assert reviews(tea, tester) == ()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"text": HONEST}, "Say what it is about"),
        ({"product": "盖碗", "text": ""}, "This field is required"),
        ({"product": "盖碗", "text": HONEST, "pictures": [1, 2, 3, 4]}, "A review has at most 3 pictures."),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(tea, tester, facts, said):
    if "pictures" in facts:
        facts = {**facts, "pictures": [picture() for _ in facts["pictures"]]}

    refused = faces.member(tea.space_id, tester).post("/m/spring-tea/reviews/write/", facts)

    assert refused.status_code == 422
    assert said in text(refused)
    assert facts["text"] in text(refused)
    assert reviews(tea, tester) == ()


def test_knows_no_order_of_somebody_else(tea, tester):
    with pytest.raises(errors.UnknownOrder):
        reviewing.write_review(space_id=tea.space_id, member_id=tester, text=HONEST, order="B-1")


def test_makes_one_review_of_a_form_that_was_sent_twice(tea, trial, tester):
    phone = faces.member(tea.space_id, tester)
    facts = {"product": "盖碗", "text": HONEST, "once": "the-same"}

    for _ in range(2):
        assert phone.post("/m/spring-tea/reviews/write/", facts).status_code == 303

    assert len(reviews(tea, tester)) == 1
    assert tea.points(tester) == 50


def test_keeps_a_review_between_its_writer_and_the_brand_until_it_is_put_into_a_circle(tea, tester, circle):
    phone = faces.member(tea.space_id, tester)
    phone.post("/m/spring-tea/reviews/write/", {"product": "盖碗", "text": HONEST, "pictures": [picture()]})
    (review,) = reviews(tea, tester)
    other = faces.member(tea.space_id, tea.member("谷雨"))
    assert HONEST not in text(other.get("/m/spring-tea/circles/old-friends/"))
    assert other.get(f"/m/spring-tea/report/review/{review.id}/").status_code == 404
    assert other.post(f"/m/spring-tea/reviews/{review.id}/share/", {"circle": str(circle)}).status_code == 404

    for _ in range(2):
        phone.post(f"/m/spring-tea/reviews/{review.id}/share/", {"circle": str(circle)})

    assert text(other.get("/m/spring-tea/circles/old-friends/")).count(HONEST) == 1


def test_offers_no_circle_that_is_closed(tea, tester, circle):
    phone = faces.member(tea.space_id, tester)
    phone.post("/m/spring-tea/reviews/write/", {"product": "盖碗", "text": HONEST})
    pages = ("/m/spring-tea/reviews/", "/m/spring-tea/reviews/write/")
    assert all("老茶友" in text(phone.get(page)) for page in pages)

    circles.archive(space_id=tea.space_id, circle_id=circle, reason="没人了", actor=tea.actor)

    assert not any("老茶友" in text(phone.get(page)) for page in pages)
    assert "Only the brand reads it." in text(phone.get("/m/spring-tea/reviews/"))


def test_is_taken_out_with_what_it_earned_and_comes_back_with_it(tea, trial, tester):
    faces.member(tea.space_id, tester).post("/m/spring-tea/reviews/write/", {"product": "盖碗", "text": HONEST})
    (review,) = reviews(tea, tester)
    subject = hooks.subject("review")
    assert subject.legal_only
    told_of = {"space_id": tea.space_id, "subject_id": review.id, "actor": tea.actor, "at": None}

    with acting_in(tea.space_id):
        subject.hide(reason="bought", **told_of)
    assert tea.points(tester) == 0
    assert "It was taken out" in text(faces.member(tea.space_id, tester).get("/m/spring-tea/reviews/"))

    with acting_in(tea.space_id):
        subject.show(reason="a mistake", **told_of)
    assert tea.points(tester) == 50


def test_lets_a_moderator_look_at_what_reads_like_an_ad(tea, tester):
    ad = "加微信 tea-8888 领优惠券，全场五折包邮，代理招募日赚三百，名额有限先到先得，点击 http://x.example 下单"

    review = reviewing.write_review(space_id=tea.space_id, member_id=tester, text=ad, product="盖碗")

    cases = tea.rows("SELECT kind, subject_id, is_held FROM moderation_case WHERE kind = 'review'")
    assert cases == [("review", review.id, False)]
    assert queries.review(space_id=tea.space_id, review_id=review.id, member_id=tester).hidden_at is None


def test_goes_with_its_writer(tea, tester):
    reviewing.write_review(space_id=tea.space_id, member_id=tester, text=HONEST, product="盖碗")
    other = tea.member("谷雨")
    members.merge(space_id=tea.space_id, keep=other, lose=tester, actor=cast.ACTOR)
    assert [one.text for one in reviews(tea, other)] == [HONEST]

    with acting_in(tea.space_id):
        reviewing.forget(space_id=tea.space_id, member_id=other, at=tea.at("2026-05-03 10:00"), actor=cast.ACTOR)

    assert queries.everybodys(space_id=tea.space_id).rows == ()
    assert people.member(space_id=tea.space_id, member_id=other).state == "active"


@pytest.mark.parametrize("page", ["reviews", "reviews/write"])
def test_takes_few_statements(tea, trial, tester, circle, page):
    for number in range(3):
        reviewing.write_review(space_id=tea.space_id, member_id=tester, text=HONEST, product=f"盖碗 {number}")
    phone = faces.member(tea.space_id, tester)
    phone.get(f"/m/spring-tea/{page}/")

    with CaptureQueriesContext(connection) as captured:
        assert phone.get(f"/m/spring-tea/{page}/").status_code == 200

    statements = capture.statements(captured)
    assert len(statements) <= MOST_STATEMENTS, statements


def test_lets_the_staff_read_them_and_take_them_away_as_a_table(tea, trial, tester):
    alice = faces.staff(int(tea.actor.removeprefix("staff:")))
    assert "No review yet" in text(alice.get("/s/spring-tea/reviews/"))
    faces.member(tea.space_id, tester).post("/m/spring-tea/reviews/write/", {"product": "=盖碗", "text": HONEST})

    page = text(alice.get("/s/spring-tea/reviews/"))
    assert HONEST in page
    assert "only the brand · rewarded" in page
    table: Any = alice.get("/s/spring-tea/reviews/?format=csv")
    lines = b"".join(table.streaming_content).decode()
    assert "'=盖碗" in lines
