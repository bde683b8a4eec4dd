"""What comes in wrong is refused in words, and no row has changed afterwards.

Broken rows of files are in tests/connectors (test_importing_events, test_importing_orders, test_importing_members):
an import goes on without them and keeps them, with the reason, in a reject file.
"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import translation

from guanxi import journal, ledger
from guanxi.kernel.errors import Refusal
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions as quests
from guanxi.referral import actions as referral
from tests.quests import tea

pytestmark = pytest.mark.django_db

TABLES = """
SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p') AND NOT relispartition
    AND relname ~ '^(journal|ledger|spaces|members|referral|quests|insight|circles|shop)_' ORDER BY relname
"""


@pytest.fixture
def house() -> tea.House:
    opened = tea.open_house()
    opened.launch(
        tea.quest(
            goal="{event: order.delivered, measure: {sum: sum_cents}}",
            steps="[{reach: 10, promise: [{item: cup}]}]",
            budget='{"item:cup": 2}',
        )
    )
    opened.order(opened.member(), "2026-05-01 08:00", 5)
    return opened


def contents(house: tea.House) -> dict[str, tuple[int, str]]:
    """How many rows each table shows to the space, and a digest of them."""
    found = {}
    for (table,) in house.rows(TABLES):
        digest = f"SELECT count(*), md5(coalesce(string_agg(t::text, ';' ORDER BY t::text), '')) FROM {table} t"
        found[str(table)] = house.rows(digest)[0]
    return found


def refused(house: tea.House, act) -> str:
    """What `act` is answered. It may not have changed a row."""
    before = contents(house)
    assert len(before) > 30
    with translation.override("en"):
        with pytest.raises(Refusal) as caught, transaction.atomic():
            act()
        said = str(caught.value)
    assert contents(house) == before
    return said


def test_refuses_wrong_yaml(house):
    assert refused(house, lambda: house.apply("  - quest: [tea\n")).startswith("3:1 ")


def test_refuses_a_word_that_no_quest_has(house):
    text = refused(house, lambda: house.apply(tea.quest(stepps="[{reach: 1, promise: [{points: 1}]}]")))
    assert text.splitlines()[0] == "6:5 quests[0]: there is no word stepps here; did you mean steps?"


def test_refuses_a_field_that_no_event_has(house):
    text = refused(house, lambda: house.apply(each_of("props.text_lenght > 9")))
    assert text == "4:41 quests[0].goal.where: there is no field props.text_lenght; did you mean props.text_length?"


def test_refuses_a_function_that_a_condition_may_not_call(house):
    text = refused(house, lambda: house.apply(each_of("pg_sleep(9) = 1")))
    assert text == (
        "4:41 quests[0].goal.where: the function pg_sleep is not allowed; "
        "there are: lower, length, coalesce, has, days_since"
    )


def each_of(condition: str) -> str:
    goal = f"{{event: checkin.made, where: '{condition}'}}"
    return tea.quest(goal=goal, each="[{points: 1}]", ceiling_per_day="{points: 9}")


@pytest.mark.parametrize("amount", [-5, 0])
def test_refuses_to_spend_or_fund_less_than_something(house, amount):
    member = house.member()
    said = (
        f"{amount} is not an amount: give a positive whole number, in the smallest part of the unit. Nothing was moved."
    )
    assert refused(house, lambda: house.spend(member, amount)) == said
    assert (
        refused(house, lambda: ledger.fund(space_id=house.space_id, unit="points", amount=amount, actor="staff:1"))
        == said
    )


def test_refuses_an_amount_beyond_a_bigint(house):
    member, amount = house.member(), 2**63
    said = f"{amount} is more than can be counted exactly (9223372036854775807). Nothing was moved."
    assert refused(house, lambda: house.spend(member, amount)) == said
    assert (
        refused(house, lambda: ledger.fund(space_id=house.space_id, unit="points", amount=amount, actor="staff:1"))
        == said
    )


def test_refuses_a_prop_beyond_a_bigint(house):
    member = house.member()
    said = "Event 1 (order.delivered): sum_cents is too large to be counted exactly. Nothing was recorded."
    assert refused(house, lambda: house.order(member, "2026-05-01 09:00", 2**63)) == said


def test_refuses_to_spend_what_is_not_there(house):
    member = house.member()
    said = "There are 0 points to spend, and 5 are asked for. Nothing was moved."
    assert refused(house, lambda: house.spend(member, 5)) == said


@pytest.mark.parametrize("unit", ["gold", "item", "points:red", "commission:1"])
def test_refuses_a_unit_that_is_none(house, unit):
    text = refused(house, lambda: ledger.fund(space_id=house.space_id, unit=unit, amount=1, actor="staff:1"))
    assert text.startswith(f"“{unit}” is not a unit. ")


def test_refuses_the_code_of_another_space_as_one_that_nobody_has(house):
    other = tea.open_house("night-owl", "Europe/Berlin")
    stranger = other.member()
    with acting_in(other.space_id):
        code = referral.personal_code(space_id=other.space_id, member_id=stranger).code
    member = house.member("谷雨")

    def bind(code: str) -> None:
        with acting_in(house.space_id):
            referral.bind(space_id=house.space_id, member_id=member, code=code)

    theirs, nobodys = refused(house, lambda: bind(code)), refused(house, lambda: bind("ABCDEFGHJK"))
    assert theirs.replace(code, "…") == nobodys.replace("ABCDEFGHJK", "…")


def test_refuses_a_member_of_another_space(house):
    stranger = tea.open_house("night-owl", "Europe/Berlin").member()
    said = f"Event 1: this space has no member {stranger}. Nothing was recorded."
    assert refused(house, lambda: house.check_in(stranger, "2026-05-01 08:00")) == said


def test_refuses_a_clock_in_the_future(house):
    member, later = house.member(), datetime.now(UTC) + timedelta(minutes=6)
    ahead = journal.Event(type="checkin.made", member_id=member, at=later)
    text = refused(house, lambda: house.record(house.event(member, "2026-05-01 08:00"), ahead))
    assert text.startswith("Event 2: its time ")
    assert text.endswith(
        " lies in the future. Nothing was recorded. Correct the clock of the sender, or the time zone of the file."
    )


def test_takes_a_clock_that_is_a_little_ahead(house):
    soon = journal.Event(type="checkin.made", member_id=house.member(), at=datetime.now(UTC) + timedelta(minutes=4))
    assert len(house.record(soon)) == 1


def test_refuses_a_quest_that_nobody_wrote(house):
    said = "This space has no quest “gold”. `guanxi quest list` shows those it has."
    assert refused(house, lambda: quests.launch(space_id=house.space_id, slug="gold", actor="staff:1")) == said


def test_refuses_to_void_what_never_happened(house):
    assert refused(house, lambda: house.void(7)) == "This space has no event 7."
