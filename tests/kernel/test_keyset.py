"""Pages by key of a list that is at hand, and what an address may say of a place."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from guanxi.kernel import keyset

ROWS = [(name, number) for number, name in enumerate("baabbc")]
ORDERS = {"name": lambda one: one, "number": lambda one: (one[1],)}
SQL = {"at": keyset.Order(("t.at", "timestamptz"), ("t.id", "bigint")), "name": keyset.Order(("t.name", "text"))}
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def read(wanted: keyset.Wanted) -> keyset.Found[tuple[str, int]]:
    return keyset.of_known(ROWS, replace(wanted, limit=2), orders=ORDERS)


@pytest.mark.parametrize("sort", ORDERS)
def test_goes_through_a_known_list_both_ways(sort):
    wanted = keyset.Wanted(sort=sort, descending=False)
    up = [one for page in keyset.everything(read, wanted) for one in page]
    down = [one for page in keyset.everything(read, replace(wanted, descending=True)) for one in page]

    assert up == sorted(ROWS, key=ORDERS[sort])
    assert down == up[::-1]
    last = read(replace(wanted, after=ORDERS[sort](up[3])))
    assert (list(last.rows), last.next) == (up[4:], None)
    assert list(read(replace(wanted, before=last.previous)).rows) == up[2:4]


@pytest.mark.parametrize(
    "place",
    [(1,), ("2026-05-01", 7), ("2026-05-01T00:00:00", 7), ("x", 7), (NOON, 2**63), (NOON, True), (NOON, "7"), ()],
)
def test_begins_where_a_place_can_be_none(place):
    way = keyset.way(SQL, keyset.Wanted(sort="at", after=place))

    assert (way.seek, dict(way.facts), way.begun) == ("TRUE", {"keyset_limit": 51}, False)


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_takes_no_text_that_the_database_cannot_hold(text):
    assert keyset.way(SQL, keyset.Wanted(sort="name", after=(text,))).seek == "TRUE"


def test_reads_the_other_way_before_a_place():
    way = keyset.way(SQL, keyset.Wanted(sort="at", before=(NOON.isoformat(), 7), limit=2))

    assert way.seek == "(t.at, t.id) > (%(keyset_0)s::timestamptz, %(keyset_1)s::bigint)"
    assert way.order == "t.at ASC, t.id ASC LIMIT %(keyset_limit)s"
    found = way.found([("x", NOON, 8), ("y", NOON, 9), ("z", NOON, 10)], one=lambda row: row[0])
    assert found == keyset.Found(rows=("y", "x"), next=(NOON, 8), previous=(NOON, 9))


def test_takes_the_first_order_for_one_that_is_not_known():
    assert keyset.way(SQL, keyset.Wanted(sort="nothing")).order.startswith("t.at DESC")
