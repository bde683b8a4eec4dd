"""Circles in the console: the canvas first, then people, places, posts; by role, within fifteen statements."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi.circles import actions, entry, queries
from guanxi.kernel import keyset
from guanxi.referral import queries as referral
from guanxi.web import listing
from tests import cast
from tests.circles.conftest import CANVAS, CHARTER
from tests.web import faces

MOST_STATEMENTS = 15
CANVAS_FIELDS = {
    "background": "老客人彼此不认识",
    "purpose": "seed_users",
    "goal": "一百人每周说话",
    "goal_number": "100",
    "goal_date": "2099-03-31",
}
LOOK_FIELDS = {"name": "老茶友", "trait": "都爱生普", "rule": "open", "charter": "好好说话"}


@pytest.fixture
def tea(db):
    return cast.spring_tea()


@pytest.fixture
def people(tea):
    return cast.members_of(tea.space_id, 4)


@pytest.fixture
def bob(tea):
    return faces.staff(tea.staff["Bob"])


@pytest.fixture
def circle(tea, people):
    number = actions.open_circle(
        space_id=tea.space_id,
        canvas=CANVAS,
        look=actions.Look(name="老茶友", trait="都爱生普"),
        charter=CHARTER,
        rule=entry.Rule(),
        actor=tea.actor,
        slug="tea",
    )
    for member_id in people[:3]:
        actions.enter(space_id=tea.space_id, circle_id=number, member_id=member_id, charter_version=1)
    return number


def _get(client, path, status=200):
    answer = client.get(f"/s/spring-tea/{path}")
    assert answer.status_code == status, answer.content.decode()[:1500]
    return answer.content.decode()


def _post(client, path, status=303, **fields):
    answer = client.post(f"/s/spring-tea/{path}", fields)
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer


def test_teaches_what_a_circle_is_when_there_is_none(tea, bob):
    assert "Open the first circle" in _get(bob, "circles/")


def test_opens_a_circle_only_from_a_whole_canvas(tea, bob):
    page = _get(bob, "circles/new/")
    assert "Charter" not in page
    for missing in CANVAS_FIELDS:
        wrong = {name: value for name, value in CANVAS_FIELDS.items() if name != missing}
        _post(bob, "circles/new/", 422, step="canvas", **wrong)
        _post(bob, "circles/new/", 422, step="open", **wrong, **LOOK_FIELDS)
    assert "We talk to one another" in _post(bob, "circles/new/", 200, step="canvas", **CANVAS_FIELDS).content.decode()
    answer = _post(bob, "circles/new/", step="open", **CANVAS_FIELDS, **LOOK_FIELDS)
    (made,) = queries.circles(space_id=tea.space_id)
    assert answer["location"] == f"/s/spring-tea/circles/{made.slug}/"
    assert (made.host_user_id, made.goal_number) == (tea.staff["Bob"], 100)
    assert "老茶友" in _get(bob, f"circles/{made.slug}/")
    assert "老茶友" in _get(bob, "circles/")


def test_refuses_a_goal_whose_day_is_over_and_lets_one_stay_that_a_circle_has(tea, bob, circle):
    over = {**CANVAS_FIELDS, "goal_date": "2020-01-31"}
    assert "This day is over." in _post(bob, "circles/new/", 422, step="canvas", **over).content.decode()
    _post(bob, "circles/new/", 422, step="open", **over, **LOOK_FIELDS)
    assert len(queries.circles(space_id=tea.space_id)) == 1

    _post(bob, "circles/tea/edit/", 422, **over, **LOOK_FIELDS)
    changed = replace(CANVAS, goal_date=date(2020, 1, 31))
    look = actions.Look(name="老茶友", trait="都爱生普")
    actions.change_circle(
        space_id=tea.space_id, circle_id=circle, canvas=changed, look=look, rule=entry.Rule(), actor=tea.actor
    )
    _post(bob, "circles/tea/edit/", **over, **LOOK_FIELDS)


def test_says_which_survey_or_ticket_is_missing(tea, bob):
    fields = {**CANVAS_FIELDS, **LOOK_FIELDS, "rule": "ticket"}
    assert "Say which ticket" in _post(bob, "circles/new/", 422, step="open", **fields).content.decode()
    _post(bob, "circles/new/", step="open", **{**fields, "ticket": "salon"})
    (made,) = queries.circles(space_id=tea.space_id)
    assert made.rule.ticket == "salon"


def test_edits_and_keeps_the_versions_of_the_charter(tea, bob, circle):
    assert "都爱生普" in _get(bob, "circles/tea/edit/")
    _post(bob, "circles/tea/edit/", **CANVAS_FIELDS, **{**LOOK_FIELDS, "name": "新名字", "charter": "新的约定"})
    found = queries.circle(space_id=tea.space_id, slug="tea")
    assert (found.name, found.charter_version, found.charter) == ("新名字", 2, "新的约定")


def test_asks_before_it_closes_and_opens_again(tea, bob, circle):
    assert "can still read everything" in _get(bob, "circles/tea/archive/")
    _post(bob, "circles/tea/archive/", 422, reason=" ")
    _post(bob, "circles/tea/archive/", reason="活动结束")
    assert queries.circle(space_id=tea.space_id, slug="tea").state == "archived"
    _post(bob, "circles/tea/archive/")
    assert queries.circle(space_id=tea.space_id, slug="tea").state == "open"


def test_gives_each_group_outside_a_code_and_counts_its_people(tea, bob, circle):
    _post(bob, "circles/tea/places/", kind="wecom", name="企微一群")
    place = queries.places(space_id=tea.space_id, circle_id=circle)[1]
    code = referral.code(space_id=tea.space_id, code=place.code)
    assert code is not None
    assert code.campaign == "tea"
    _post(bob, f"circles/tea/places/{place.id}/heads/", count="196")
    assert "196" in _get(bob, "circles/tea/")
    assert "196" in _get(bob, f"circles/tea/places/{place.id}/")
    _post(bob, f"circles/tea/places/{place.id}/")
    assert queries.place(space_id=tea.space_id, place_id=place.id).closed_at is not None
    _get(bob, "circles/tea/places/987654321/", 404)


def test_lets_in_and_declines_with_a_reason(tea, bob, people):
    number = actions.open_circle(
        space_id=tea.space_id,
        canvas=CANVAS,
        look=actions.Look(name="内圈", trait="老客"),
        charter=CHARTER,
        rule=entry.Rule(name="request"),
        actor=tea.actor,
        slug="inner",
    )
    asked = [
        actions.ask_to_enter(space_id=tea.space_id, circle_id=number, member_id=member_id, charter_version=1)
        for member_id in people[:2]
    ]
    assert "Waiting to come in" in _get(bob, "circles/inner/")
    _post(bob, "circles/inner/requests/", request=str(asked[0]), act="approve")
    _post(bob, "circles/inner/requests/", request=str(asked[1]), act="decline")
    assert "Say why" in _get(bob, "circles/inner/")
    _post(bob, "circles/inner/requests/", request=str(asked[1]), act="decline", reason="先来茶会")
    assert queries.requests(space_id=tea.space_id, circle_id=number) == ()
    assert queries.role_of(space_id=tea.space_id, circle_id=number, member_id=people[0]) == "member"


def test_rules_over_members(tea, bob, circle, people):
    path = f"circles/tea/members/{people[0]}/"
    _get(bob, "circles/tea/members/")
    _get(bob, path)
    _post(bob, path, act="moderator")
    assert queries.role_of(space_id=tea.space_id, circle_id=circle, member_id=people[0]) == "moderator"
    _post(bob, path, act="mute", days="3", reason="刷屏")
    assert "刷屏" in _get(bob, path)
    _post(bob, path, act="unmute")
    _post(bob, path, act="remove", reason="多次刷屏")
    assert queries.role_of(space_id=tea.space_id, circle_id=circle, member_id=people[0]) is None


def test_writes_in_the_brands_name_and_puts_posts_forward(tea, bob, circle, people):
    _post(bob, "circles/tea/posts/write/", 422, text="来 https://jd.com/1")
    _post(bob, "circles/tea/posts/write/", text="新茶到了")
    post_id = actions.write_post(
        space_id=tea.space_id, circle_id=circle, draft=actions.Draft(text="冰岛真香"), author_id=people[0]
    )
    page = _get(bob, "circles/tea/posts/")
    assert "新茶到了" in page
    assert "冰岛真香" in page
    _post(bob, f"circles/tea/posts/{post_id}/honour/", act="feature")
    _post(bob, f"circles/tea/posts/{post_id}/honour/", act="pin")
    seen = queries.posts(space_id=tea.space_id, post_ids=[post_id], member_id=None)[post_id]
    assert seen.featured_at is not None
    assert seen.pinned_at is not None


def test_takes_a_post_to_the_moderators(tea, bob, circle, people):
    post_id = actions.write_post(
        space_id=tea.space_id, circle_id=circle, draft=actions.Draft(text="冰岛真香"), author_id=people[0]
    )
    answer = _post(bob, f"circles/tea/posts/{post_id}/moderate/")
    assert "冰岛真香" in bob.get(answer["location"]).content.decode()
    _post(bob, "circles/tea/posts/987654321/moderate/", 404)


def test_lets_an_analyst_look_and_change_nothing(tea, circle, people):
    analyst = faces.desk(tea, "analyst")
    _get(analyst, "circles/tea/")
    _get(analyst, "circles/new/", 403)
    _post(analyst, "circles/tea/places/", 403, kind="qq", name="x")
    _post(analyst, f"circles/tea/members/{people[0]}/", 200, act="remove", reason="不行")
    assert queries.role_of(space_id=tea.space_id, circle_id=circle, member_id=people[0]) == "member"


def test_knows_no_circle_of_another_space(tea, circle):
    owl = cast.night_owl()
    charlie = faces.staff(owl.owner)
    assert charlie.get("/s/night-owl/circles/tea/").status_code == 404
    assert charlie.get("/s/spring-tea/circles/tea/").status_code == 404


def test_hands_the_list_out_as_a_table(tea, bob, circle):
    answer = bob.get("/s/spring-tea/circles/?format=csv")
    assert "老茶友" in b"".join(answer.streaming_content).decode()


def test_hands_out_all_of_a_list_not_only_the_page(tea, bob, circle, people, monkeypatch):
    monkeypatch.setattr(listing, "PAGE", 1)
    monkeypatch.setattr(keyset, "LARGEST_PAGE", 2)
    answer = bob.get("/s/spring-tea/circles/tea/members/?format=csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    inside = [
        one
        for page in keyset.everything(
            lambda wanted: queries.insiders(space_id=tea.space_id, circle_id=circle, wanted=wanted), keyset.Wanted()
        )
        for one in page
    ]
    assert len(inside) > 2
    assert len(lines) == 1 + len(inside)


@pytest.mark.parametrize(
    "page", ["circles/", "circles/tea/", "circles/tea/members/", "circles/tea/posts/", "circles/tea/edit/"]
)
def test_asks_the_database_fifteen_times_at_most(tea, bob, circle, people, page):
    def statements():
        with CaptureQueriesContext(connection) as seen:
            _get(bob, page)
        return len([one for one in seen.captured_queries if "SAVEPOINT" not in one["sql"]])

    actions.write_post(space_id=tea.space_id, circle_id=circle, draft=actions.Draft(text="一"), author_id=people[0])
    actions.refresh_figures(space_id=tea.space_id)
    few = statements()
    for number in range(5):
        actions.write_post(
            space_id=tea.space_id, circle_id=circle, draft=actions.Draft(text=f"{number}"), author_id=people[0]
        )
        actions.add_place(
            space_id=tea.space_id, circle_id=circle, kind="qq", name=f"{number}", code="", actor=tea.actor
        )
    assert statements() == few <= MOST_STATEMENTS
