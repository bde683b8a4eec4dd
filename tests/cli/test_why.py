"""guanxi why: the story of a balance, told with the names that the space gives to its things."""

import pytest
from click.testing import CliRunner
from django.utils import translation

from guanxi import ledger
from guanxi.cli import context
from guanxi.cli.why import why
from guanxi.kernel.tenancy import acting_in
from guanxi.spaces import actions as spaces
from guanxi.spaces import queries
from tests import cast
from tests.insight import world
from tests.quests import tea

CUP = "item:cup"
TITLES = {"en": "gaiwan", "zh-hans": "手作盖碗"}

pytestmark = pytest.mark.django_db


def test_calls_a_thing_by_its_name_in_the_language_of_the_reader(monkeypatch):
    life = world.live()
    spaces.name_thing(space_id=life.space_id, code=CUP, titles=TITLES, actor=cast.ACTOR)
    slug = queries.space(space_id=life.space_id).slug
    monkeypatch.setattr(context, "database", lambda: None)

    for language, name in TITLES.items():
        with translation.override(language):
            done = CliRunner().invoke(
                why, [str(life.people["guyu"]), "--space", slug, "--unit", CUP], catch_exceptions=False
            )
        assert f"+1 {name}" in done.output
        assert f"1 {name}" in done.output.rpartition("+1")[2]
        assert CUP not in done.output


def test_writes_money_as_money(db, monkeypatch):
    house = tea.open_house()
    with acting_in(house.space_id):
        ledger.fund(space_id=house.space_id, unit="granted", amount=5000, actor=house.actor)
    house.launch(
        tea.quest(
            "packet",
            goal="{event: order.delivered}",
            steps="[{reach: 1, promise: [{granted_cents: 1250}]}]",
            budget="{granted_cents: 5000}",
        )
    )
    member = house.member()
    order = house.order(member, "2026-05-01 09:00", 8800)
    house.spend(member, 1000, "granted")
    house.void(order)
    monkeypatch.setattr(context, "database", lambda: None)
    slug = queries.space(space_id=house.space_id).slug

    with translation.override("en"):
        done = CliRunner().invoke(why, [str(member), "--space", slug, "--unit", "granted"], catch_exceptions=False)

    for said in ("+¥12.50", "−¥10.00", "¥10.00 is owed, because it is gone already", "owed: −¥10.00", "¥2.50"):
        assert said in " ".join(done.output.split())
    assert "1,000" not in done.output


@pytest.mark.django_db(databases=["default", "owner"])
def test_refuses_what_is_not_a_unit(house, guanxi):
    member = cast.member(house.space_id)
    for wrong in ("cups", "item:", "points:x"):
        done = guanxi("why", member, "--space", "tea", "--unit", wrong)
        assert (done.code, done.out) == (1, "")
        assert f"“{wrong}” is not a unit. Units are points, " in done.err
    assert guanxi("why", member, "--space", "tea", "--unit", CUP).out == "Nothing has moved yet.\n"
