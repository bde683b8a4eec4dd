"""The operator names gifts and honours; members read the names wherever a unit is named."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions as quests
from guanxi.referral import actions as referral
from guanxi.spaces import queries as spaces
from tests import cast
from tests.web import faces
from tests.web.console.test_quests import WORDS

QUEST = """
quests:
  - quest: tea-week
    title: {en: A week of tea}
    goal: {event: checkin.made}
    counts_from: 2026-01-01
    steps:
      - {reach: 1, promise: [{item: cup}, {certificate: early}]}
    budget: {"item:cup": 5}
"""


@pytest.fixture
def house(db):
    house = cast.spring_tea()
    with acting_in(house.space_id):
        ledger.fund(space_id=house.space_id, unit="item:cup", amount=5, actor=house.actor)
        for definition in quests.read_file(space_id=house.space_id, text=QUEST):
            quests.apply_definition(space_id=house.space_id, definition=definition, actor=house.actor)
    quests.launch(space_id=house.space_id, slug="tea-week", actor=house.actor)
    return house


@pytest.fixture
def bob(house):
    return faces.staff(house.staff["Bob"])


def at(name, *parts):
    return reverse(f"console:{name}", args=["spring-tea", *parts])


def named(bob):
    bob.post(at("thing", "item:cup"), {"zh": "手作茶杯", "en": "Hand-made cup"})
    bob.post(at("thing", "certificate:early"), {"zh": "早起证书", "en": "Early bird"})


def test_lists_what_quests_promise_with_what_members_read(bob):
    before = bob.get(at("things")).content.decode()
    named(bob)
    after = bob.get(at("things")).content.decode()
    missing = bob.get(at("things"), {"names": "missing"}).content.decode()

    assert "item:cup" in before
    assert "certificate:early" in before
    assert "points" not in before.split("<tbody>")[1]
    assert "Hand-made cup" in after
    assert "手作茶杯" in after
    assert "item:cup" not in missing


def test_hands_the_names_out_as_a_table_after_the_page_is_over(bob):
    named(bob)

    text = b"".join(bob.get(at("things") + "?format=csv").streaming_content).decode()

    assert "Hand-made cup,Gift,手作茶杯,Hand-made cup,item:cup" in text


@pytest.mark.parametrize("page", ["today", "invite"])
def test_calls_a_gift_by_its_name_to_members(house, bob, page):
    member_id = cast.member(house.space_id)
    phone = faces.member(house.space_id, member_id)
    before = phone.get(reverse(f"h5:{page}", args=["spring-tea"])).content.decode()

    named(bob)
    after = phone.get(reverse(f"h5:{page}", args=["spring-tea"])).content.decode()

    assert "“cup”" in before
    assert "“cup”" not in after
    assert "“Hand-made cup”" in after
    assert "“Early bird”" in after


def test_calls_it_by_its_name_in_the_wallet_and_in_chinese(house, bob):
    member_id = cast.member(house.space_id)
    with acting_in(house.space_id):
        event = journal.Event(type="checkin.made", member_id=member_id, key="1", props={})
        journal.record(space_id=house.space_id, events=[event], settle="inline")
    named(bob)
    phone = faces.member(house.space_id, member_id)

    english = phone.get(reverse("h5:rewards", args=["spring-tea"])).content.decode()
    chinese = phone.get(reverse("h5:rewards", args=["spring-tea"]), headers={"accept-language": "zh-hans"})

    assert "Hand-made cup" in english
    assert "手作茶杯" in chinese.content.decode()


def test_calls_it_by_its_name_to_somebody_who_comes_by_an_invitation(house, bob):
    named(bob)
    code = referral.personal_code(space_id=house.space_id, member_id=cast.member(house.space_id))

    text = faces.anonymous().get(reverse("invitation", args=[code.code]), {"q": "tea-week"}).content.decode()

    assert "Hand-made cup" in text


def test_costs_a_page_no_statement(house, bob):
    phone = faces.member(house.space_id, cast.member(house.space_id))
    address = reverse("h5:today", args=["spring-tea"])
    phone.get(address)
    with CaptureQueriesContext(connection) as before:
        phone.get(address)
    named(bob)

    with CaptureQueriesContext(connection) as after:
        phone.get(address)

    assert len(after) == len(before)


def test_refuses_a_name_that_rewards_sharing_beside_its_field(house, bob):
    answer = bob.post(at("thing", "item:cup"), {"zh": "转发朋友圈领茶样", "en": "Cup"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["zh"]
    assert spaces.space(space_id=house.space_id).thing_titles == {}


def test_names_nothing_that_is_not_there(bob):
    assert bob.get(at("thing", "item:pot")).status_code == 404
    assert bob.get(at("thing", "points")).status_code == 404


def test_lets_an_analyst_read_and_not_write(house):
    analyst = faces.desk(house, "analyst")

    assert analyst.get(at("things")).status_code == 200
    assert analyst.post(at("thing", "item:cup"), {"en": "x"}).status_code == 403


def test_asks_the_database_fifteen_times_at_most(bob):
    for address in (at("things"), at("thing", "item:cup")):
        bob.get(address)
        with CaptureQueriesContext(connection) as asked:
            bob.get(address)
        ours = [one["sql"] for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE", "SELECT set_config"))]
        assert len(ours) <= 15, ours


def test_keeps_what_was_typed_into_a_recipe_as_the_first_name(house, bob):
    today = journal.now(space_id=house.space_id).date()
    days = {"first_day": today.isoformat(), "last_day": (today + timedelta(days=20)).isoformat()}
    answer = bob.post(at("quest-recipe", "checkin"), {**WORDS, **days, "draft": "yes"})

    assert answer.status_code == 303, answer.context["page"]
    named = spaces.space(space_id=house.space_id).thing_titles
    assert named["item:手作盖碗"] == {"zh-hans": "手作盖碗"}
    assert named["certificate:checkin"] == {"zh-hans": "七日早茶", "en": "Seven early teas"}
