"""What the page behind a code has room for: the whole promise, and whose page it is."""

import html

import pytest
from django.urls import reverse

from guanxi import ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions as quests
from guanxi.referral import actions as referral
from guanxi.web.h5 import invite_poster
from tests import cast
from tests.web import faces

STEPS = """
quests:
  - quest: long
    title: {en: A long month of tea}
    goal: {event: checkin.made, measure: {streak: days}}
    counts_from: 2026-01-01
    steps:
      - {reach: 4, promise: [{points: 10}]}
      - {reach: 7, promise: [{points: 30}, {certificate: tea}]}
      - {reach: 30, promise: [{points: 300}]}
    budget: {points: 3400}
"""


@pytest.fixture
def house(db):
    """With a quest whose sentence is too long for a poster."""
    house = cast.spring_tea()
    with acting_in(house.space_id):
        for definition in quests.read_file(space_id=house.space_id, text=STEPS):
            assert invite_poster.promise_of(definition, "en") == "See inside what to do and what it gives."
            quests.apply_definition(space_id=house.space_id, definition=definition, actor=house.actor)
        ledger.fund(space_id=house.space_id, unit="points", amount=3400, actor=house.actor)
    quests.launch(space_id=house.space_id, slug="long", actor=house.actor)
    return house


@pytest.fixture
def code(house):
    member_id = cast.member(house.space_id)
    return referral.personal_code(space_id=house.space_id, member_id=member_id).code


def visit(code, **query):
    return html.unescape(faces.anonymous().get(reverse("invitation", args=[code]), query).content.decode())


def test_says_in_full_what_the_poster_had_to_shorten(code):
    text = visit(code, q="long")

    assert "See inside" not in text
    for step in ("on 4 days in a row and get 10 points", "on 7 days in a row and get 30 points", "get 300 points"):
        assert step in text


def test_begins_with_the_seal_and_the_name_of_the_space(house, code):
    seal = '<span class="seal two" aria-hidden="true">春山</span>'

    assert f"{seal}<span>春山茶</span>" in visit(code, q="long")
    plain = visit(code)
    assert seal in plain
    assert "<span>春山茶</span>" not in plain, "the title says it already"
