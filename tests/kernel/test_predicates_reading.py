"""A condition is read, or refused with its place, the reason and what to write instead (PR-1 to PR-9)."""

import re

import pytest
from django.utils import translation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from guanxi.kernel import predicates
from guanxi.kernel.predicates import PredicateRefused

FIELDS: dict[str, predicates.FieldType] = {
    "props.length": "integer",
    "props.kind": "text",
    "props.on": "boolean",
    "props.day": "date",
    "member.tier": "text",
    "member.tags": "texts",
    "member.joined_at": "instant",
}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def refusal(text):
    with pytest.raises(PredicateRefused) as caught:
        predicates.parse(text, fields=FIELDS)
    return caught.value


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("props.length>=20 and props.kind='post'", "props.length >= 20 AND props.kind = 'post'"),
        ("((props.on)) or not (props.on and props.on)", "props.on OR NOT (props.on AND props.on)"),
        ("props.kind in ('a','b')", "props.kind IN ('a', 'b')"),
        ("not props.kind in ('a')", "props.kind NOT IN ('a')"),
        ("props.length between 1 and 3", "props.length BETWEEN 1 AND 3"),
        ("props.kind is not null", "props.kind IS NOT NULL"),
        ("props.kind like 'a!_%' escape '!'", "props.kind LIKE 'a!_%' ESCAPE '!'"),
        ("props.kind like 'a\\_%' escape '\\'", "props.kind LIKE 'a!_%' ESCAPE '!'"),
        ("has(member.tags, 'vip')", "has(member.tags, 'vip')"),
        ("lower(props.kind) <> 'x'", "lower(props.kind) <> 'x'"),
        ("length(props.kind) * 2 - 1 > -3", "length(props.kind) * 2 - 1 > -3"),
        ("props.length - (1 - 2) = 0", "props.length - (1 - 2) = 0"),
        ("coalesce(props.length, 0) < 5", "coalesce(props.length, 0) < 5"),
        ("days_since(member.joined_at) >= 7", "days_since(member.joined_at) >= 7"),
        ("props.day >= date '2026-02-28'", "props.day >= DATE '2026-02-28'"),
        (
            "member.joined_at < timestamptz '2026-01-01T00:00:00+08:00'",
            "member.joined_at < TIMESTAMPTZ '2025-12-31T16:00:00+00:00'",
        ),
    ],
)
def test_says_it_in_one_canonical_way(text, canonical):
    assert predicates.parse(text, fields=FIELDS).text == canonical


def test_names_the_fields_it_reads():
    predicate = predicates.parse("props.length > 1 AND has(member.tags, 'x') OR props.length < 0", fields=FIELDS)
    assert predicate.fields == {"props.length", "member.tags"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("props.lenght > 1", "line 1, column 1: there is no field props.lenght; did you mean props.length?"),
        (
            "props.on\nAND membr.tier = 'gold'",
            "line 2, column 5: there is no field membr.tier; did you mean member.tier?",
        ),
        (
            "props.zzz = 1",
            "line 1, column 1: there is no field props.zzz; there are: props.day, props.kind, props.length, props.on",
        ),
    ],
)
def test_refuses_an_unknown_field_and_names_the_nearest(text, message):
    caught = refusal(text)
    assert (caught.fault, str(caught)) == ("unknown_field", message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "pg_sleep(10) = 1",
            (
                "line 1, column 1: the function pg_sleep is not allowed; "
                "there are: lower, length, coalesce, has, days_since"
            ),
        ),
        (
            "props.kind = upper(props.kind)",
            "line 1, column 14: the function upper is not allowed; there are: lower, length, coalesce, has, days_since",
        ),
        ("props.kind ~ '^a+$'", "line 1, column 1: ~ is not allowed in a condition; use LIKE"),
        (
            "props.kind ILIKE 'a'",
            "line 1, column 1: ILIKE is not allowed in a condition; write lower(field) LIKE 'x%'",
        ),
        (
            "props.length / 2 > 1",
            "line 1, column 14: division is not allowed; multiply the other side instead",
        ),
        (
            "props.length > 1.5",
            "line 1, column 16: only whole numbers are allowed; use the smaller unit, such as cents",
        ),
        (
            "props.kind::int = 1",
            "line 1, column 1: CAST is not allowed in a condition; compare with a literal of the field's own type",
        ),
        ("props.kind = (SELECT 1)", "line 1, column 22: SELECT is not allowed in a condition"),
        ("EXISTS (SELECT 1)", "line 1, column 16: EXISTS is not allowed in a condition"),
        (
            "count(*) OVER () = 1",
            "line 1, column 1: OVER is not allowed in a condition; let the goal's measure do the counting",
        ),
        ("props.kind = $1", "line 1, column 14: parameters are not allowed; write the value itself"),
        ("props.kind = %s", "line 1, column 14: '%' is not allowed outside of a text; leave it out"),
        ("props.kind = :name", "line 1, column 14: parameters are not allowed; write the value itself"),
        ("props.on -- really", "line 1, column 10: comments are not allowed; leave it out"),
        ("/* x */ props.on", "line 1, column 1: comments are not allowed; leave it out"),
        ("props.on; DROP TABLE x", "line 1, column 9: ';' is not allowed; write one condition"),
        ("props.kind = E'\\n'", "line 1, column 14: only plain text literals are allowed; write it as '…'"),
        ("props.kind = $$x$$", "line 1, column 14: only plain text literals are allowed; write it as '…'"),
        ("props.kind = NULL", "line 1, column 1: NULL cannot be compared; write IS NULL or IS NOT NULL"),
        (
            "props.on IS TRUE",
            "line 1, column 1: after IS only NULL and NOT NULL are allowed; leave IS TRUE out, write NOT for IS FALSE",
        ),
        ("props.kind LIKE props.kind", "line 1, column 1: LIKE takes a pattern between quotation marks"),
        ("props.kind IN (member.tier)", "line 1, column 16: IN takes a list of plain values"),
    ],
)
def test_refuses_what_is_not_on_the_list(text, message):
    assert str(refusal(text)) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("props.length", "line 1, column 1: props.length is integer where boolean is needed"),
        (
            "props.length = '20'",
            "line 1, column 16: '20' is text where integer is needed; write it like 1",
        ),
        ("props.kind > props.length", "line 1, column 14: props.length is integer where text is needed"),
        (
            "props.day > '2026-01-01'",
            "line 1, column 13: '2026-01-01' is text where date is needed; write it like date '2026-12-31'",
        ),
        ("props.on > TRUE", "line 1, column 1: boolean cannot be compared by >; use = or <>"),
        ("member.tags = member.tags", "line 1, column 1: texts cannot be compared by =; write has(field, 'x')"),
        ("has(props.kind, 'x')", "line 1, column 5: props.kind is text where texts is needed"),
        ("days_since(props.day) > 1", "line 1, column 12: props.day is date where instant is needed"),
    ],
)
def test_refuses_values_of_the_wrong_type(text, message):
    caught = refusal(text)
    assert (caught.fault, str(caught)) == ("wrong_type", message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("props.day = date '2026-02-30'", "this is not a day; write date '2026-12-31'"),
        (
            "member.joined_at < timestamptz '2026-01-01T00:00:00'",
            "this is not an instant with its offset; write timestamptz '2026-12-31T18:00:00+08:00'",
        ),
        ("props.length < 9223372036854775808", "this number is larger than 9223372036854775807"),
        (
            f"props.kind LIKE '{'%' * 9}'",
            "this pattern is too long, has too many % or a stray escape; at most 200 characters and 8 times %",
        ),
    ],
)
def test_refuses_literals_that_are_none(text, message):
    caught = refusal(text)
    assert (caught.fault, caught.problem) == ("bad_literal", message)


@pytest.mark.parametrize(
    "text",
    [
        "props.kind = '" + "x" * 1001 + "'",
        " AND ".join(["props.on"] * 200),
        "(" * 21 + "props.on" + ")" * 21,
        "(" * 50_000,
        "NOT " * 21 + "props.on",
        "NOT " * 5_000 + "props.on",
        " + ".join(["props.length"] * 40) + " > 1",
        "props.length * props.length * props.length > 1",
        "props.kind = 'x' OR " * 5_000 + "props.on",
        "x" * 9_000,
    ],
    ids=lambda text: f"{text[:24]}… {len(text)}",
)
def test_refuses_what_is_too_large_before_it_costs_anything(text):
    assert refusal(text).fault == "too_large"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "props.on AND",
        "props.kind = 'x",
        "AND",
        "props.on props.on",
        "(props.on",
        "props.select = 1",
        "\x00",
        "😀",
        "props.on = = 1",
    ],
)
def test_refuses_what_is_no_sentence(text):
    assert refusal(text).fault in {"syntax", "bad_literal", "forbidden", "unknown_field"}


WORDS = """props.length props.kind member.tags props.on 1 .5 1.5 'x' '' ' " $$ ( ) , . * + - / % = <> < >= != ~ ^ !
and or not in between like is null true date timestamptz '2026-01-01' escape has( lower( days_since( coalesce( select
case when end cast :: $1 ? :x -- /* */ ; || [ ] { } @ # & interval exists any all array over as from where union E'x'
N'x' => -> ->> :: 😀 ` \\"""


@given(words=st.lists(st.sampled_from(re.split(r"\s", WORDS)), max_size=12), glue=st.sampled_from([" ", "", "\n"]))
@example(words=["lower(", "(", "=>", "as"], glue=" ")
@example(words=[".", "5"], glue=" ")
@example(words=["$$", "x"], glue="")
@settings(max_examples=500, deadline=None)
def test_reads_or_refuses_any_words_whatever(words, glue):
    text = glue.join(words)
    try:
        predicate = predicates.parse(text, fields=FIELDS)
    except PredicateRefused as refused:
        assert 0 <= refused.position <= len(text)  # noqa: PT017 - a refusal is one of two right answers
    else:
        assert predicates.parse(predicate.text, fields=FIELDS) == predicate


def test_tells_the_place_inside_several_lines():
    caught = refusal("props.on\n  AND props.length > 1\n  AND props.nope = 1")
    assert (caught.line, caught.column, caught.position) == (3, 7, 38)
