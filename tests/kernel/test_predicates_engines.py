"""A condition means the same in PostgreSQL, in DuckDB and in our own evaluation, on any JSON (PR-10 to PR-12)."""

import json
import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.kernel import predicates
from guanxi.kernel.predicates import PredicateRefused, columns

FIELDS: dict[str, predicates.FieldType] = {
    "props.n": "integer",
    "props.order": "integer",
    "props.kind": "text",
    "props.name": "text",
    "props.on": "boolean",
    "props.at": "instant",
    "props.day": "date",
    "props.tags": "texts",
}
AT = datetime(2026, 11, 21, 12, 30, 15, 250_000, tzinfo=UTC)
LETTERS = "aAbÄäЖж啊%_!'\\\"$;-/*\n"
TEXTS = st.text(alphabet=LETTERS, max_size=5)
INSTANTS = st.datetimes(
    datetime.fromisoformat("1600-01-01"),
    datetime.fromisoformat("2400-01-01"),
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-9, minutes=-30))]),
)
DAYS = st.dates(date(1600, 1, 1), date(2400, 1, 1))
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**19), 10**19),
    st.sampled_from(
        [
            "2026-02-30",
            "2026-13-01T00:00:00Z",
            "2026-01-01 00:00:00",
            "12",
            "true",
            "",
            "0001-01-01",
            [],
            {},
            [1, None, "a"],
            1.5,
        ]
    ),
)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def escaped(pattern: str) -> str:
    return re.sub(r"[%_#]", lambda found: "#" + found[0], pattern)


NUMBER_ATOMS = st.one_of(
    st.sampled_from(["props.n", "props.order", "length(props.kind)", "days_since(props.at)", "coalesce(props.n, 7)"]),
    st.integers(-50, 50).map(str),
    st.integers(0, 2**63 - 1).map(str),
)
NUMBERS = st.recursive(
    NUMBER_ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda three: f"({three[0]} {three[1]} {three[2]})"),
        inner.map(lambda one: f"-({one})"),
    ),
    max_leaves=3,
)
WORDS = st.one_of(
    st.sampled_from(["props.kind", "props.name", "lower(props.name)", "coalesce(props.kind, props.name, 'a')"]),
    TEXTS.map(quoted),
)
MOMENTS = st.one_of(st.just("props.at"), INSTANTS.map(lambda at: f"timestamptz '{at.isoformat()}'"))
CALENDAR = st.one_of(st.just("props.day"), DAYS.map(lambda day: f"date '{day.isoformat()}'"))
SIGNS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
ANY_OF_A_KIND = st.sampled_from([NUMBERS, WORDS, MOMENTS, CALENDAR])


def compared(kind):
    return st.one_of(
        st.tuples(kind, SIGNS, kind).map(" ".join),
        st.tuples(kind, st.sampled_from([" BETWEEN ", " NOT BETWEEN "]), kind, st.just(" AND "), kind).map("".join),
        st.tuples(kind, st.sampled_from([" IS NULL", " IS NOT NULL"])).map("".join),
    )


TRUTHS = st.one_of(
    st.sampled_from(["props.on", "TRUE", "FALSE", "props.on = FALSE"]),
    ANY_OF_A_KIND.flatmap(compared),
    st.tuples(WORDS, st.sampled_from(["", "NOT "]), st.lists(TEXTS, min_size=1, max_size=3)).map(
        lambda three: f"{three[0]} {three[1]}IN ({', '.join(map(quoted, three[2]))})"
    ),
    st.tuples(WORDS, TEXTS).map(lambda two: f"{two[0]} LIKE {quoted(two[1])}"),
    st.tuples(WORDS, TEXTS).map(lambda two: f"{two[0]} NOT LIKE {quoted('%' + escaped(two[1]) + '_')} ESCAPE '#'"),
    TEXTS.map(lambda text: f"has(props.tags, {quoted(text)})"),
)
CONDITIONS = st.recursive(
    TRUTHS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"NOT ({one})"),
        inner.map(lambda one: f"NOT {one}"),
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(lambda three: f"{three[0]} {three[1]} {three[2]}"),
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
            lambda three: f"({three[0]}) {three[1]} ({three[2]})"
        ),
    ),
    max_leaves=5,
)
PROPS = st.fixed_dictionaries(
    {},
    optional={
        "n": st.one_of(st.integers(-60, 60), JUNK),
        "order": st.one_of(st.integers(-(10**18) + 1, 10**18 - 1), JUNK),
        "kind": st.one_of(TEXTS, JUNK),
        "name": st.one_of(TEXTS, JUNK),
        "on": st.one_of(st.booleans(), JUNK),
        "at": st.one_of(INSTANTS.map(datetime.isoformat), JUNK),
        "day": st.one_of(DAYS.map(date.isoformat), JUNK),
        "tags": st.one_of(st.lists(TEXTS, max_size=3), JUNK),
    },
)
ROWS = st.lists(PROPS, min_size=1, max_size=8)


def read(value, kind):  # noqa: PLR0911 - one return for each kind
    """What a prop of the declared kind reads as: the Python counterpart of the guarded columns."""
    match kind:
        case "integer":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return value if whole and re.fullmatch(columns.WHOLE, str(value)) else None
        case "text":
            return value if isinstance(value, str) else None
        case "boolean":
            return value if isinstance(value, bool) else None
        case "instant" if isinstance(value, str) and re.fullmatch(columns.INSTANT, value):
            return instant(value)
        case "date" if isinstance(value, str) and re.fullmatch(columns.DAY, value):
            return day(value)
        case "texts" if isinstance(value, list):
            return tuple(str(entry) for entry in value if entry is not None)
        case _:
            return None


def instant(value):
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def day(value):
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def known(props):
    return {name: read(props.get(name[6:]), kind) for name, kind in FIELDS.items()} | {"at": AT}


def allowed(text):
    try:
        return predicates.parse(text, fields=FIELDS)
    except PredicateRefused as refusal:
        assert refusal.fault == "too_large", (text, str(refusal))  # noqa: PT017 - any other fault is ours
        return None


@given(text=CONDITIONS)
@settings(max_examples=400, deadline=None)
def test_reads_its_own_spelling_back_unchanged(text):
    predicate = allowed(text)
    if predicate is not None:
        again = predicates.parse(predicate.text, fields=FIELDS)
        assert again == predicate
        assert again.text == predicate.text


@pytest.mark.django_db
@given(text=CONDITIONS, rows=ROWS)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_means_in_postgres_what_it_means_here(text, rows):
    predicate = allowed(text)
    if predicate is None:
        return
    sql = predicate.to_postgres(predicates.jsonb_columns("e.props", FIELDS) | {"at": "e.at"})
    rows_sql = (
        "SELECT value AS props, ordinality AS no, %s::timestamptz AS at FROM jsonb_array_elements(%s) WITH ORDINALITY"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sql.replace('%', '%%')} FROM ({rows_sql}) AS e ORDER BY no", [AT.isoformat(), json.dumps(rows)]
        )
        answers = [answer for (answer,) in cursor.fetchall()]
    assert answers == [predicate.holds(known(props)) for props in rows], predicate.text


@given(text=CONDITIONS, rows=ROWS)
@settings(max_examples=100, deadline=None)
def test_means_in_duckdb_what_it_means_here(text, rows):
    duckdb = pytest.importorskip("duckdb")
    predicate = allowed(text)
    if predicate is None:
        return
    sql = predicate.to_duckdb(predicates.json_columns("e.props", FIELDS) | {"at": "e.happened_at"})
    with duckdb.connect() as lake:
        lake.execute("CREATE TABLE events (no integer, props json, happened_at timestamptz)")
        lake.executemany(
            "INSERT INTO events VALUES (?, ?, ?)",
            [(no, json.dumps(props), AT.isoformat()) for no, props in enumerate(rows)],
        )
        answers = [answer for (answer,) in lake.execute(f"SELECT {sql} FROM events AS e ORDER BY no").fetchall()]
    assert answers == [predicate.holds(known(props)) for props in rows], predicate.text
