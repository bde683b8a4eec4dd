"""Reviews in the console: read with their pictures, and taken out by a decision of moderation alone."""

import io

import pytest
from django.test import Client
from PIL import Image

from guanxi.circles import actions as circles
from guanxi.media import actions as media
from guanxi.moderation import queries as moderation
from guanxi.shop import queries, reviewing
from tests import cast
from tests.web import faces
from tests.web.h5 import circle_people

BASE = "/s/spring-tea/reviews/"
HONEST = "苦得很，第三泡才有一点甜。"


@pytest.fixture
def agent(tea) -> Client:
    return faces.desk(tea, "agent")


@pytest.fixture
def tester(tea) -> int:
    return cast.member(tea.space_id)


@pytest.fixture
def review(tea, tester) -> queries.Review:
    return reviewing.write_review(space_id=tea.space_id, member_id=tester, text=HONEST, product="冰岛")


def text(response) -> str:
    return str(response.content, "utf-8")


def picture(tea: cast.House, member: int) -> int:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(file, "PNG")
    taken = media.take(space_id=tea.space_id, member_id=member, content=file.getvalue(), actor=f"member:{member}")
    return taken.id


def test_leads_from_a_review_to_its_case_and_takes_it_out_on_a_ground_in_law(tea, agent, review):
    address = f"{BASE}{review.id}/moderate/"
    assert address in text(agent.get(BASE))

    case = agent.post(address, {"what": "review"})["Location"]

    assert HONEST in text(agent.get(case))
    facts = {"outcome": "hide", "reason": "A telephone number"}
    assert agent.post(f"{case}decide/", {**facts, "ground": "house_charter"}).status_code == 422
    assert agent.post(f"{case}decide/", {**facts, "ground": "law_privacy"}).status_code == 303
    page = text(agent.get(BASE))
    assert "nobody: it was taken out" in page
    assert address not in page
    assert "/s/spring-tea/moderation/history/" in page


def test_judges_apart_a_review_and_the_post_as_which_it_stands_in_a_circle(tea, agent, tester, review):
    circle = circle_people.circle(tea)
    circles.enter(space_id=tea.space_id, circle_id=circle, member_id=tester, charter_version=1)
    address = f"{BASE}{review.id}/moderate/"
    assert agent.post(address, {"what": "post"}).status_code == 404
    draft = circles.Draft(text=HONEST)
    post = circles.write_post(space_id=tea.space_id, circle_id=circle, draft=draft, author_id=tester)
    reviewing.keep_post(space_id=tea.space_id, review_id=review.id, member_id=tester, post_id=post)
    assert "Moderate its post" in text(agent.get(BASE))

    numbers = [
        agent.post(address, {"what": what})["Location"].rstrip("/").rsplit("/", 1)[1] for what in ("review", "post")
    ]

    cases = [moderation.case(space_id=tea.space_id, case_id=int(number)) for number in numbers]
    assert [(case.kind, case.subject_id) for case in cases] == [("review", review.id), ("post", post)]


def test_lets_nobody_take_out_a_review_who_only_looks_or_works_elsewhere(tea, review):
    analyst, charlie = faces.desk(tea, "analyst"), faces.staff(cast.night_owl().owner)
    assert "Moderate" not in text(analyst.get(BASE)).split("<tbody>")[1]
    assert analyst.post(f"{BASE}{review.id}/moderate/").status_code == 403
    assert charlie.post(f"/s/night-owl/reviews/{review.id}/moderate/").status_code == 404


def test_shows_the_pictures_of_a_review_small(tea, agent, tester):
    number = picture(tea, tester)
    reviewing.write_review(space_id=tea.space_id, member_id=tester, text=HONEST, product="冰岛", picture_ids=[number])
    page = text(agent.get(BASE))
    assert f'<img src="/s/spring-tea/pictures/{number}/small.webp"' in page
    assert agent.get(f"/s/spring-tea/pictures/{number}/small.webp").status_code == 200
