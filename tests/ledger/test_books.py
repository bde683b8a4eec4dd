"""The books of a space: what system accounts hold by checkpoints, and what moved page by page."""

import time
from dataclasses import replace

import pytest
from django.db import connections

from guanxi import ledger
from guanxi.kernel import keyset
from guanxi.kernel.tenancy import acting_in
from guanxi.ledger import books, moves
from tests.quests import tea

PATIENCE_S = 90
NEWEST = keyset.Wanted(sort="when")
QUEST = tea.quest("tea", steps="[{reach: 1, promise: [{points: 10}]}]", budget="{points: 1000}")


@pytest.fixture
def house(db):
    house = tea.open_house()
    house.launch(QUEST)
    return house


def held(house) -> dict[tuple[str, str], int]:
    return {(one.unit, one.kind): one.balance for one in books.accounts(space_id=house.space_id) if one.balance}


def test_says_what_the_system_accounts_hold(house):
    house.check_in(house.member(), "2026-05-01 08:00")

    assert held(house) == {
        ("points", "issuance"): -10_000,
        ("points", "reserve"): 9_000,
        ("points", "escrow"): 990,
        ("item:cup", "issuance"): -5,
        ("item:cup", "reserve"): 5,
    }


def advance(house, **most: int) -> int:
    """Go on as soon as whoever is at work on this server is done: other workers test beside us."""
    deadline = time.monotonic() + PATIENCE_S
    while not (moved := books.advance_checkpoints(space_id=house.space_id, actor="system:test", **most)):
        assert time.monotonic() < deadline, "somebody has held a transaction open all the time"
        time.sleep(0.05)
    return moved


def test_says_the_same_with_checkpoints_and_without(committed_db):
    house = tea.open_house()
    house.launch(QUEST)
    before = held(house)

    assert advance(house, most=2) == 2
    assert held(house) == before
    while books.advance_checkpoints(space_id=house.space_id, actor="system:test"):
        pass
    assert held(house) == before
    house.check_in(house.member(), "2026-05-01 08:00")
    assert held(house)["points", "escrow"] == 990


def test_never_passes_over_a_transaction_that_is_still_open(committed_db):
    house = tea.open_house()
    other = connections["default"].copy("late")
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_current_xact_id()")
        books.advance_checkpoints(space_id=house.space_id, actor="system:test")
        assert books.advance_checkpoints(space_id=house.space_id, actor="system:test") == 0
        cursor.execute("ROLLBACK")
    other.close()

    assert advance(house) == 2
    assert books.advance_checkpoints(space_id=house.space_id, actor="system:test") == 0


def test_lists_what_moved_page_by_page(house):
    def read(wanted: keyset.Wanted) -> keyset.Found[books.Transfer]:
        return moves.transfers(space_id=house.space_id, wanted=replace(wanted, limit=1))

    found = list(keyset.everything(read, NEWEST))

    assert [(one.unit, one.amount, one.source.kind, one.target.kind, one.event_type) for (one,) in found] == [
        ("points", 1_000, "reserve", "escrow", "quest.launched"),
        ("item:cup", 5, "issuance", "reserve", "ledger.funded"),
        ("points", 10_000, "issuance", "reserve", "ledger.funded"),
    ]


def amounts(house, wanted=NEWEST, **narrowed) -> list[int]:
    return [one.amount for one in moves.transfers(space_id=house.space_id, wanted=wanted, **narrowed).rows]


@pytest.mark.parametrize("sort", moves.ORDERS)
def test_lists_what_moved_on_one_kind_of_account(house, sort):
    wanted = replace(NEWEST, sort=sort)

    assert amounts(house, wanted, kind="escrow") == [1_000]
    assert amounts(house, wanted, unit="item:cup") == [5]
    assert amounts(house, wanted, unit="item:cup", kind="escrow") == []
    assert sorted(amounts(house, wanted)) == [5, 1_000, 10_000]


def test_shows_nothing_of_another_space(house):
    other = tea.open_house("night-owl", "Europe/Berlin")
    with acting_in(other.space_id):
        ledger.fund(space_id=other.space_id, unit="points", amount=7, actor=other.actor)

    assert 7 not in amounts(house)
