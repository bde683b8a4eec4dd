"""What members tell about themselves, and who may look (ME-6 to ME-11)."""

from datetime import timedelta
from typing import Any

import pytest

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.members import actions, errors, hooks, models, queries, values
from guanxi.members.actions import profile
from tests import cast
from tests.members.conftest import Events


@pytest.fixture
def house(tea: cast.House) -> cast.House:
    def define(slug: str, type_: str, **more: object) -> None:
        facts: dict[str, Any] = {"label": slug, "purpose": "service", "actor": tea.actor, "personal": False} | more
        actions.define_field(space_id=tea.space_id, slug=slug, type_=type_, **facts)

    define("phone", "phone", personal=True)
    define("mail", "email", personal=True)
    define("home", "address", personal=True)
    define("city", "text")
    define("visits", "integer")
    define("skin", "choice", options=["dry", "oily"])
    define("teas", "choices", options=["green", "white", "black"])
    define("birthday", "date", personal=True, purpose="birthday", basis="consent")
    return tea


def test_keeps_what_is_personal_sealed_and_the_rest_as_facts(house: cast.House) -> None:
    member_id = cast.member(house.space_id)
    answers = {"phone": "138 0013 8000", "city": "杭州", "visits": 3, "teas": ["white", "green"]}
    actions.set_profile(space_id=house.space_id, member_id=member_id, answers=answers, actor=None)
    told = {item.field: item.value for item in queries.profile(space_id=house.space_id, member_id=member_id)}
    assert told == {"phone": queries.MASK, "city": "杭州", "visits": 3, "teas": ["green", "white"]}
    member = queries.member(space_id=house.space_id, member_id=member_id)
    assert member.facts == {"city": "杭州", "visits": 3, "teas": ["green", "white"]}


def test_clears_an_answer(house: cast.House, events: Events) -> None:
    member_id = cast.member(house.space_id)
    for answers in ({"phone": "13800138000", "city": "杭州"}, {"phone": None, "city": None}):
        actions.set_profile(space_id=house.space_id, member_id=member_id, answers=answers, actor=None)
    assert queries.profile(space_id=house.space_id, member_id=member_id) == ()
    assert queries.member(space_id=house.space_id, member_id=member_id).facts == {}
    assert events(house.space_id)[-1][2] == {"fields": [], "cleared": ["city", "phone"]}


def test_tells_the_journal_which_answers_changed_and_not_to_what(house: cast.House, events: Events) -> None:
    member_id = cast.member(house.space_id)
    actions.set_profile(space_id=house.space_id, member_id=member_id, answers={"phone": "13800138000"}, actor=None)
    assert events(house.space_id)[-1] == ("profile.changed", member_id, {"fields": ["phone"], "cleared": []})


@pytest.mark.parametrize(
    ("slug", "value"),
    [
        ("visits", "3"),
        ("visits", True),
        ("visits", 2**63),
        ("visits", 1.5),
        ("city", ""),
        ("city", "x" * 2001),
        ("city", "a\x00b"),
        ("city", 5),
        ("skin", "green"),
        ("teas", ["green", "coffee"]),
        ("teas", "green"),
        ("phone", "call me"),
        ("mail", "not an address"),
        ("home", {"street": "1", "planet": "Mars"}),
        ("home", "somewhere"),
        ("home", {}),
    ],
)
def test_refuses_a_value_of_another_type_without_repeating_it(house: cast.House, slug: str, value: object) -> None:
    member_id = cast.member(house.space_id)
    with pytest.raises(errors.FieldTypeWrong) as caught:
        actions.set_profile(space_id=house.space_id, member_id=member_id, answers={slug: value}, actor=None)
    assert str(value) not in str(caught.value) or not str(value)
    assert queries.profile(space_id=house.space_id, member_id=member_id) == ()


def test_refuses_a_field_that_the_space_has_not_defined(house: cast.House) -> None:
    member_id = cast.member(house.space_id)
    with pytest.raises(errors.FieldUnknown, match="id_card"):
        actions.set_profile(space_id=house.space_id, member_id=member_id, answers={"id_card": "1"}, actor=None)


def test_refuses_what_rests_on_a_consent_that_is_missing(house: cast.House) -> None:
    member_id = cast.member(house.space_id)
    answers = {"birthday": "1990-05-21"}
    with pytest.raises(errors.ConsentMissing, match="birthday"):
        actions.set_profile(space_id=house.space_id, member_id=member_id, answers=answers, actor=None)
    actions.give_consent(
        space_id=house.space_id, member_id=member_id, purpose="birthday", text_version="1", channel="h5", actor=None
    )
    actions.set_profile(space_id=house.space_id, member_id=member_id, answers=answers, actor=None)


def test_finds_members_by_phone_however_it_was_typed(house: cast.House, owl: cast.House) -> None:
    member_id = cast.member(house.space_id)
    actions.set_profile(space_id=house.space_id, member_id=member_id, answers={"phone": "138-0013-8000"}, actor=None)
    found = queries.members_by_contact(space_id=house.space_id, type_="phone", value="+86 138 0013 8000")
    assert found == (member_id,)
    assert queries.members_by_contact(space_id=owl.space_id, type_="phone", value="+8613800138000") == ()


def test_reveals_a_value_with_a_reason_that_is_recorded(house: cast.House, events: Events) -> None:
    member_id = cast.member(house.space_id)
    actions.set_profile(space_id=house.space_id, member_id=member_id, answers={"phone": "13800138000"}, actor=None)
    look: dict[str, Any] = {"space_id": house.space_id, "member_id": member_id, "field": "phone", "actor": "staff:7"}
    with pytest.raises(errors.ReasonMissing):
        actions.reveal(**look, reason="  x ")
    assert actions.reveal(**look, reason="the courier cannot find the house") == "+8613800138000"
    name, who, props = events(house.space_id)[-1]
    assert (name, who, props) == ("profile.revealed", member_id, {"field": "phone"})


def test_reveals_no_more_than_the_hourly_limit(house: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "REVEALS_PER_HOUR", 2)
    member_id = cast.member(house.space_id)
    actions.set_profile(space_id=house.space_id, member_id=member_id, answers={"phone": "13800138000"}, actor=None)
    look: dict[str, Any] = {
        "space_id": house.space_id,
        "member_id": member_id,
        "field": "phone",
        "reason": "a parcel came back",
    }
    for _ in range(2):
        actions.reveal(**look, actor="staff:7")
    with pytest.raises(errors.TooManyReveals):
        actions.reveal(**look, actor="staff:7")
    actions.reveal(**look, actor="staff:8")


def test_forgets_answers_when_their_time_is_over(tea: cast.House) -> None:
    for slug, days in (("size", 30), ("city", None)):
        actions.define_field(
            space_id=tea.space_id, slug=slug, type_="text", label=slug, purpose="fit", personal=False,
            retention_days=days, actor=tea.actor,
        )  # fmt: skip
    member_id = cast.member(tea.space_id)
    actions.set_profile(space_id=tea.space_id, member_id=member_id, answers={"size": "M", "city": "成都"}, actor=None)
    assert actions.forget_expired(space_id=tea.space_id) == 0
    with tenancy.acting_in(tea.space_id):
        old = journal.now(space_id=tea.space_id) - timedelta(days=31)
        models.ProfileValue.objects.filter(space_id=tea.space_id).update(set_at=old)
    assert actions.forget_expired(space_id=tea.space_id) == 1
    assert queries.member(space_id=tea.space_id, member_id=member_id).facts == {"city": "成都"}
    assert actions.forget_expired(space_id=tea.space_id) == 0


@pytest.mark.parametrize(
    "change",
    [
        {"slug": "City"},
        {"type_": "colour"},
        {"basis": "curiosity"},
        {"retention_days": 0},
        {"type_": "choice"},
        {"options": ["a"]},
        {"type_": "choice", "options": ["a", "a"]},
        {"type_": "choice", "options": [" a"]},
    ],
)
def test_refuses_a_definition_that_cannot_be(tea: cast.House, change: dict[str, object]) -> None:
    facts: dict[str, Any] = {
        "slug": "city",
        "type_": "text",
        "label": "City",
        "purpose": "events",
        "actor": tea.actor,
    }
    with pytest.raises(errors.FieldUnreadable):
        actions.define_field(space_id=tea.space_id, **(facts | change))
    assert queries.fields(space_id=tea.space_id) == {}


def test_refuses_a_phone_that_is_not_personal(tea: cast.House) -> None:
    with pytest.raises(errors.FieldMustBePersonal):
        actions.define_field(
            space_id=tea.space_id, slug="p", type_="phone", label="P", purpose="p", personal=False, actor=tea.actor
        )


def test_refuses_to_make_a_field_something_else(house: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(errors.FieldTaken):
        actions.define_field(
            space_id=house.space_id, slug="city", type_="integer", label="C", purpose="p", personal=False, actor="x"
        )
    monkeypatch.setitem(hooks._facts, "rung", "how close they are")
    with pytest.raises(errors.FieldTaken):
        actions.define_field(
            space_id=house.space_id, slug="rung", type_="text", label="R", purpose="p", personal=False, actor="x"
        )


@pytest.mark.parametrize(
    ("type_", "given", "kept"),
    [
        ("decimal", "1.50", "1.50"),
        ("decimal", "1E3", "1000"),
        ("url", "https://example.com/a", "https://example.com/a"),
        ("email", " Alice@Example.COM ", "alice@example.com"),
        ("phone", "0044 20 7946 0000", "+442079460000"),
        ("address", {"city": " 杭州 ", "street": "西湖路1号"}, {"city": "杭州", "street": "西湖路1号"}),
    ],
)
def test_keeps_a_value_in_one_form(type_: str, given: object, kept: object) -> None:
    assert values.checked(field="f", type_=type_, options=[], value=given) == kept


@pytest.mark.parametrize(
    ("type_", "given"),
    [
        ("decimal", "NaN"),
        ("decimal", "1E999999"),
        ("decimal", 1.5),
        ("url", "javascript:alert(1)"),
        ("url", "http://[oops"),
        ("date", "20.3.2026"),
        ("date", "2026-02-30"),
        ("boolean", 1),
        ("text", "\ud800"),
    ],
)
def test_refuses_a_value_that_only_looks_right(type_: str, given: object) -> None:
    with pytest.raises(errors.FieldTypeWrong):
        values.checked(field="f", type_=type_, options=[], value=given)
