"""A space names its things in the languages of its readers; the codes of its rules stay as they are."""

import pytest
from django.db import connection
from django.utils import translation

from guanxi.kernel.tenancy import acting_in
from guanxi.spaces import actions, errors, naming, queries
from tests import cast


@pytest.fixture
def house(db):
    return cast.spring_tea()


def name(house, code="item:cup", /, **titles):
    said = {language.replace("_", "-"): title for language, title in titles.items()}
    actions.name_thing(space_id=house.space_id, code=code, titles=said, actor=house.actor)


def titles(house):
    return queries.space(space_id=house.space_id).thing_titles


def events(house):
    with acting_in(house.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT props ->> 'code' FROM journal_public_event WHERE type = 'space.thing_named'")
        return [code for (code,) in cursor.fetchall()]


@pytest.mark.parametrize(
    ("said", "language", "read"),
    [
        ({"en": "Cup", "zh-hans": "茶杯"}, "en", "Cup"),
        ({"en": "Cup", "zh-hans": "茶杯"}, "zh-hans", "茶杯"),
        ({"zh-hans": "茶杯"}, "en", "茶杯"),
        ({"en": "Cup"}, "zh-hans", "Cup"),
        ({}, "en", ""),
    ],
)
def test_says_a_name_in_the_language_of_the_reader(said, language, read):
    with naming.speaking({"item:cup": said}), translation.override(language):
        assert naming.title("item:cup") == read
        assert naming.title("item:pot") == ""


def test_speaks_nothing_outside_of_a_space():
    with naming.speaking({"item:cup": {"en": "Cup"}}):
        pass

    assert naming.title("item:cup") == ""


def test_has_the_names_where_a_page_has_found_its_space(house):
    name(house, zh_hans=" 手作\u3000茶杯 ", en="Hand-made cup")

    with queries.acting_in(slug="spring-tea") as space, translation.override("zh-hans"):
        assert naming.title("item:cup") == "手作 茶杯"
        assert space.thing_titles["item:cup"]["en"] == "Hand-made cup"


def test_records_what_changes_and_nothing_else(house):
    name(house, en="Cup")
    name(house, en="Cup")
    name(house, en="Mug")

    assert events(house) == ["item:cup", "item:cup"]


def test_takes_a_name_away(house):
    name(house, en="Cup")
    name(house, en="")

    assert titles(house) == {}


def test_leaves_a_name_alone_that_somebody_chose(house):
    name(house, en="Cup")

    actions.suggest_name(space_id=house.space_id, code="item:cup", titles={"en": "cup-2"}, actor=house.actor)

    assert titles(house) == {"item:cup": {"en": "Cup"}}


@pytest.mark.parametrize(("code", "title"), [("points", "Leaves"), ("item:pot", "x" * 41), ("item:pot", "a\u200db")])
def test_suggests_nothing_that_cannot_be_a_name(house, code, title):
    actions.suggest_name(space_id=house.space_id, code=code, titles={"en": title}, actor=house.actor)

    assert titles(house) == {}


@pytest.mark.parametrize("title", ["x" * 41, "a\x00b", "\u202egnp"])
def test_refuses_what_cannot_be_read(house, title):
    with pytest.raises(errors.TitleUnreadable):
        name(house, en=title)


@pytest.mark.parametrize("code", ["points", "item:", ":cup", "item:" + "x" * 80])
def test_names_things_only(house, code):
    with pytest.raises(errors.ThingUnreadable):
        name(house, code, en="Cup")


@pytest.mark.parametrize(("text", "language"), [("手作茶杯", "zh-hans"), ("cup", "en"), ("Tee-Tasse", "en")])
def test_guesses_the_language_of_a_title(text, language):
    assert naming.language_of(text) == language
