"""Segments: rows and text say the same, both ways; counted while one looks; kept, used, dropped."""

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kernel import predicates
from guanxi.members import actions, segments
from guanxi.web.console import conditions
from tests import cast
from tests.web import faces, payloads

ZONE = ZoneInfo("Asia/Shanghai")
TYPES: Mapping[str, predicates.FieldType] = {
    "member.tier": "text",
    "member.tags": "texts",
    "member.joined_at": "instant",
    "member.visits": "integer",
    "member.vip": "boolean",
    "member.born": "date",
}
WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"], exclude_characters=";；"), min_size=1, max_size=20
)


@st.composite
def rows(draw) -> conditions.Row:
    field = draw(st.sampled_from(sorted(TYPES)))
    kind = TYPES[field]
    operator = draw(st.sampled_from(sorted(conditions.OPERATORS[kind])))
    if operator in conditions.VALUELESS:
        return conditions.Row(field=field, operator=operator)
    if kind == "integer" or operator in {"within", "longer"}:
        number = draw(st.integers(0 if kind == "instant" else -(10**9), 10**9))
        return conditions.Row(field=field, operator=operator, value=str(number))
    if kind in {"date", "instant"}:
        return conditions.Row(field=field, operator=operator, value=draw(st.dates(min_value=_DAY)).isoformat())
    return conditions.Row(field=field, operator=operator, value=draw(WORDS))


_DAY = date(1970, 1, 1)


@given(row=rows())
def test_reads_every_row_again_from_what_it_wrote(row) -> None:
    build = conditions.Build(join="all", groups=(conditions.Group(join="all", rows=(row,)),))
    text = conditions.text_of(build, types=TYPES, zone=ZONE)
    assert conditions.read(predicates.parse(text, fields=TYPES).root, zone=ZONE) == build


@given(
    groups=st.lists(st.lists(rows(), min_size=2, max_size=4), min_size=2, max_size=4),
    outer=st.sampled_from(["all", "any"]),
)
def test_reads_groups_again(groups, outer) -> None:
    inner: conditions.Join = "any" if outer == "all" else "all"
    build = conditions.Build(
        join=outer, groups=tuple(conditions.Group(join=inner, rows=tuple(group)) for group in groups)
    )
    text = conditions.text_of(build, types=TYPES, zone=ZONE)
    assert conditions.read(predicates.parse(text, fields=TYPES).root, zone=ZONE) == build


@pytest.mark.parametrize(
    "text",
    [
        "length(member.tier) > 3",
        "member.visits + 1 > 3",
        "NOT (member.tier = 'a' AND member.vip = TRUE)",
        "member.tier LIKE 'a_c'",
        "member.tier LIKE '%x%y%'",
        "member.visits BETWEEN 1 AND 3",
        "member.joined_at >= timestamptz '2026-05-01T03:00:00+08:00'",
        "(member.tier = 'a' OR (member.tier = 'b' AND member.vip = TRUE)) AND member.visits > 1",
        "member.tier <> 'a'",
    ],
)
def test_shows_as_text_what_rows_cannot_say(text) -> None:
    assert conditions.read(predicates.parse(text, fields=TYPES).root, zone=ZONE) is None


def _at(name: str, *args: object) -> str:
    return reverse(f"console:{name}", args=["spring-tea", *args])


def _row(number: int = 0, place: int = 0, /, **parts: str) -> dict[str, str]:
    return {f"g{number}-r{place}-{name}": value for name, value in parts.items()}


def test_counts_whom_a_condition_finds_and_keeps_it(tea, owner) -> None:
    first, second, third = cast.members_of(tea.space_id, 3)
    actions.tag(space_id=tea.space_id, member_ids=[first, second], name="tea", actor="t:1")
    form = {"name": "Tea people", "join": "all", **_row(field="member.tags", operator="has", value="tea")}
    page = owner.post(_at("segment-new"), {**form, "act": "show"}).content.decode()
    assert "2 members" in page
    assert "has(member.tags, &#x27;tea&#x27;)" in page
    assert _at("member", first) in page
    assert _at("member", third) not in page
    assert owner.post(_at("segment-new"), {**form, "act": "save"}).status_code == 303
    assert "Tea people" in owner.get(_at("segments")).content.decode()
    found = owner.get(f"{_at('members')}?segment=tea-people").content.decode()
    assert found.count('<tr id="row-') == 2
    page = owner.get(_at("segment", "tea-people")).content.decode()
    assert 'value="tea"' in page


def test_adds_and_removes_rows_and_groups_by_buttons(tea, owner) -> None:
    form = {"name": "", **_row(field="member.tier", operator="is", value="gold")}
    page = owner.post(_at("segment-new"), {**form, "act": "row-add:0"}).content.decode()
    assert "g0-r1-field" in page
    assert 'value="gold"' in page
    page = owner.post(_at("segment-new"), {**form, "act": "group-add"}).content.decode()
    assert "g1-r0-field" in page
    both = {**form, **_row(0, 1, field="member.plan", operator="is", value="year")}
    page = owner.post(_at("segment-new"), {**both, "act": "row-drop:0:0"}).content.decode()
    assert 'value="gold"' not in page
    assert "g0-r1-field" not in page


def test_gives_a_newly_chosen_field_an_operator_of_its_type(tea, owner) -> None:
    page = owner.post(_at("segment-new"), {**_row(field="member.joined_at", operator="has", value="x"), "act": "show"})
    assert "in the last … days" in page.content.decode()


def test_says_beside_the_row_what_is_missing(tea, owner) -> None:
    form = {"name": "x", **_row(field="member.tags", operator="has", value="")}
    response = owner.post(_at("segment-new"), {**form, "act": "save"})
    assert response.status_code == 422
    assert "Say with what to compare." in response.content.decode()
    assert 'aria-invalid="true"' in response.content.decode()


def test_takes_text_and_shows_rows_where_it_can(tea, owner) -> None:
    text = "member.tier = 'gold' OR member.plan IS NULL"
    page = owner.post(_at("segment-new"), {"name": "x", "text": text, "act": "read"}).content.decode()
    assert "g0-r1-field" in page
    free = owner.post(_at("segment-new"), {"text": "length(member.tier) > 3", "act": "read"}).content.decode()
    assert "more than rows can show" in free
    assert "0 members" in free
    bad = owner.post(_at("segment-new"), {"name": "x", "text": "member.phone = '1'", "mode": "text", "act": "save"})
    assert bad.status_code == 422
    assert "there is no field" in bad.content.decode()


def test_is_for_those_who_may(tea) -> None:
    slug = segments.save(space_id=tea.space_id, name="Gold", predicate="member.tier = 'gold'", actor="t:1")
    for role, status in (("analyst", 403), ("agent", 403), ("operator", 200), ("owner", 200)):
        client = faces.desk(tea, role)
        assert client.get(_at("segments")).status_code == 200
        assert client.get(_at("segment", slug)).status_code == status
    owner = faces.staff(tea.owner)
    assert owner.get(_at("segment", "nothing")).status_code == 404
    assert "Delete" in owner.get(_at("segment-drop", slug)).content.decode()
    assert owner.post(_at("segment-drop", slug)).status_code == 303
    assert segments.segments(space_id=tea.space_id) == ()


def test_runs_nothing_of_what_is_typed(tea, owner) -> None:
    for payload in payloads.tried(step=7):
        form = {"name": payload, **_row(field="member.tier", operator="is", value=payload), "act": "show"}
        page = owner.post(_at("segment-new"), form).content.decode()
        if "<" in payload:
            assert payload.strip() not in page
