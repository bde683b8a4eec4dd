"""What is rendered is built anew: no word of the condition reaches a database as it was written (PR-13)."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlglot
from django.db import connection
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlglot import exp

from guanxi.kernel import predicates

FIELDS: dict[str, predicates.FieldType] = {"props.kind": "text", "props.length": "integer", "member.tags": "texts"}
HOSTILE = [
    "'",
    "''",
    "\\",
    "\\' OR TRUE --",
    "' OR TRUE --",
    "'; DROP TABLE journal_event; --",
    "E'\\x27'",
    "$$",
    "/*",
    "%s",
    "%(x)s",
    "{0}",
    "\n\r\t",
    "\u2028",
    "'",
    "＇",
    "💥",
    "\\u0027",
]


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


@pytest.mark.parametrize("dialect", ["postgres", "duckdb"])
@given(value=st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40))
@example(value="'")
@example(value="\\")
@example(value="\\' OR TRUE --")
@settings(deadline=None)
def test_keeps_any_text_one_literal(dialect, value):
    predicate = predicates.parse(f"props.kind = {quoted(value)}", fields=FIELDS)
    render = predicate.to_postgres if dialect == "postgres" else predicate.to_duckdb
    sql = render({"props.kind": "k"})
    tree = sqlglot.parse_one(sql, read=dialect)
    assert [str(literal.this) for literal in tree.find_all(exp.Literal)] == [value]
    assert not list(tree.find_all(exp.Or))


@pytest.mark.django_db
@pytest.mark.parametrize("value", HOSTILE)
def test_sends_hostile_text_to_postgres_as_itself(value):
    for text in (
        f"props.kind = {quoted(value)}",
        f"props.kind IN ('a', {quoted(value)})",
        f"has(member.tags, {quoted(value)})",
    ):
        predicate = predicates.parse(text, fields=FIELDS)
        sql = predicate.to_postgres({"props.kind": "e.kind", "member.tags": "ARRAY[e.kind]"})
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {sql.replace('%', '%%')} FROM (VALUES (1, %s), (2, 'other')) AS e(no, kind) ORDER BY no",
                [value],
            )
            assert cursor.fetchall() == [(True,), (False,)], text


def test_reads_a_backslash_in_a_pattern_as_itself():
    predicate = predicates.parse("props.kind LIKE '100\\%'", fields=FIELDS)
    assert predicate.to_postgres({"props.kind": "k"}) == r"coalesce(((k) LIKE '100\%' ESCAPE '!'), FALSE)"
    assert predicate.holds({"props.kind": "100\\ and more"})
    assert not predicate.holds({"props.kind": "100%"})


def test_turns_null_into_false():
    predicate = predicates.parse("NOT props.length > 5", fields=FIELDS)
    assert predicate.to_postgres({"props.length": "n"}) == "coalesce((NOT ((n) > 5)), FALSE)"
    assert not predicate.holds({"props.length": None})


def test_guards_what_it_reads_from_json():
    assert predicates.jsonb_columns("e.props", {"props.length": "integer"}) == {
        "props.length": "CASE WHEN jsonb_typeof(e.props->'length') = 'number' "
        "AND (e.props->>'length') ~ '^-?[0-9]{1,18}$' THEN (e.props->>'length')::bigint END"
    }


def test_refuses_to_read_a_field_whose_name_is_no_name():
    with pytest.raises(ValueError, match="not a field name"):
        predicates.jsonb_columns("e.props", {"props.x' OR '1": "text"})


def test_counts_whole_days_up_to_the_event():
    predicate = predicates.parse("days_since(member.joined_at) >= 7", fields={"member.joined_at": "instant"})
    at = datetime(2026, 11, 21, tzinfo=UTC)
    assert predicate.holds({"member.joined_at": at - timedelta(days=7), "at": at})
    assert not predicate.holds({"member.joined_at": at - timedelta(days=7) + timedelta(microseconds=1), "at": at})


@pytest.mark.parametrize(
    ("text", "known", "could"),
    [
        ("props.kind = 'a'", {"props.kind": "a"}, True),
        ("props.kind = 'a'", {"props.kind": "b"}, False),
        ("props.kind = 'a' AND props.length > 3", {"props.kind": "a"}, True),
        ("props.kind = 'a' OR props.length > 3", {"props.kind": "b"}, True),
        ("props.kind <> 'a'", {"props.kind": None}, False),
        ("props.kind IS NULL", {"props.kind": None}, True),
        ("NOT (props.kind IN ('a', 'b') OR props.length = 1)", {"props.kind": "b"}, False),
        ("coalesce(props.kind, 'x') = 'x'", {"props.kind": None}, True),
    ],
)
def test_tells_what_could_still_hold(text, known, could):
    assert predicates.parse(text, fields=FIELDS).could_hold(known) is could
