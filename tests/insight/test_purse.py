"""What a member holds and is told, page by page; bounded however long the history is."""

from typing import Any

import pytest

from guanxi.insight import notices, purse, telling, why
from guanxi.kernel.tenancy import acting_in
from guanxi.members import actions as members
from tests.challenges import tea as challenged
from tests.quests import tea

pytestmark = pytest.mark.django_db

EACH = {"each": "[{points: 10, expires_days: 365}]", "budget": "{points: 5000}"}


@pytest.fixture
def house(db):
    house = tea.open_house()
    house.launch(tea.quest("daily", **EACH))
    return house


def test_has_nothing_to_tell_of_somebody_new(house):
    member = house.member()
    assert purse.holdings(space_id=house.space_id, member_id=member) == ()
    assert purse.movements(space_id=house.space_id, member_id=member, unit="points").lines == ()
    assert notices.unseen(space_id=house.space_id, member_id=member) == 0


def test_tells_what_the_whole_story_tells(house):
    member = house.member()
    first, *_ = house.check_in(member, "2026-05-01 09:00", "2026-05-02 09:00", "2026-05-03 09:00")
    house.spend(member, 12)
    house.void(first)
    whole = why.story(space_id=house.space_id, member_id=member)
    page = purse.movements(space_id=house.space_id, member_id=member, unit="points")
    told = [
        (telling.what(line, unit="points", currency="CNY", zone=house.zone), line.change, line.changes)
        for line in page.lines
    ]
    assert [(what, change) for what, change, _ in told] == [
        (
            telling.what(line, unit="points", currency="CNY", zone=house.zone).replace("; takes back line 1", ""),
            line.change,
        )
        for line in reversed(whole.lines)
    ]
    (wallet,) = purse.holdings(space_id=house.space_id, member_id=member)
    assert (wallet.unit, wallet.kind, wallet.balance) == ("points", "wallet", 8)
    assert sum(lot.remaining for lot in wallet.lots) == 8


def test_turns_pages_without_missing_or_repeating(house):
    member = house.member()
    house.check_in(member, *[f"2026-05-{day:02d} 09:00" for day in range(1, 24)])
    seen, before = [], None
    while True:
        page = purse.movements(space_id=house.space_id, member_id=member, unit="points", before=before, limit=5)
        seen += [line.event.id for line in page.lines]
        before = page.more
        if before is None:
            break
    assert (len(seen), len(set(seen)), seen) == (23, 23, sorted(seen, reverse=True))


def test_costs_one_statement_each(house):
    member = house.member()
    house.check_in(member, "2026-05-01 09:00", "2026-05-02 09:00")
    with acting_in(house.space_id):
        for read in (
            lambda: purse.holdings(space_id=house.space_id, member_id=member),
            lambda: purse.movements(space_id=house.space_id, member_id=member, unit="points"),
            lambda: notices.unseen(space_id=house.space_id, member_id=member),
        ):
            assert challenged.statements_of(read) == 1


def test_knows_what_was_seen(house):
    member = house.member()
    house.launch(tea.quest("steps", steps="[{reach: 1, promise: [{points: 1}]}]", budget="{points: 10}"))
    told = house.check_in(member, "2026-05-01 09:00")
    page = notices.page(space_id=house.space_id, member_id=member)
    (notice,) = page.notices
    assert (notice.type, next(iter(notice.title.values())), [grant.amount for grant in notice.granted]) == (
        "quest.step_reached", "A quest of tea", [1],
    )  # fmt: skip
    assert notices.unseen(space_id=house.space_id, member_id=member) == 1
    notices.saw(space_id=house.space_id, member_id=member, event_id=notice.event_id)
    notices.saw(space_id=house.space_id, member_id=member, event_id=0)
    assert notices.unseen(space_id=house.space_id, member_id=member) == 0
    house.void(*told)
    assert notices.page(space_id=house.space_id, member_id=member).notices[0].type == "journal.voided"
    assert notices.unseen(space_id=house.space_id, member_id=member) == 1


def test_exports_what_moved_and_forgets_what_was_seen(house):
    member = house.member()
    house.check_in(member, "2026-05-01 09:00")
    notices.saw(space_id=house.space_id, member_id=member, event_id=5)
    value: Any = members.export(space_id=house.space_id, member_id=member, actor=None)["value"]
    assert value["balances"] == [{"unit": "points", "kind": "wallet", "amount": 10}]
    assert [(one["change"], one["because"]) for one in value["transfers"]] == [(10, "quest.granted")]
    members.erase(space_id=house.space_id, member_id=member, reason="asked", actor="member")
    assert house.rows("SELECT count(*) FROM insight_seen") == [(0,)]
