"""Grants and the ledger: what was given, what is held and decided, what moved and what is owed."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi import journal, ledger
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import actions as quests
from tests import cast
from tests.web import faces

MOST_STATEMENTS = 15
OVERHEAD_OF_TESTS = 3
QUEST = """
quests:
  - quest: cups
    title: {zh-hans: 喝两杯, en: Two cups}
    goal: {event: checkin.made}
    counts_from: 2020-01-01
    steps:
      - {reach: 1, promise: [{points: 30, expires_days: 60}]}
      - {reach: 2, promise: [{item: 盖碗}]}
    budget: {points: 3000, "item:盖碗": 5}
"""
BOTH = """
quests:
  - quest: both
    title: Both
    goal: {event: checkin.made}
    counts_from: 2020-01-01
    steps: [{reach: 1, promise: [{points: 5}, {growth: 7}]}]
    budget: {points: 50, growth: 70}
"""


@pytest.fixture
def tea(db) -> cast.House:
    tea = cast.spring_tea()
    with acting_in(tea.space_id):
        for unit, amount in (("points", 3000), ("item:盖碗", 5)):
            ledger.fund(space_id=tea.space_id, unit=unit, amount=amount, actor=tea.actor)
        for definition in quests.read_file(space_id=tea.space_id, text=QUEST):
            quests.apply_definition(space_id=tea.space_id, definition=definition, actor=tea.actor)
            quests.launch(space_id=tea.space_id, slug=definition.slug, actor=tea.actor)
    return tea


def check_in(tea, member: int, *, days: int) -> None:
    at = datetime.now(UTC) - timedelta(days=days)
    with acting_in(tea.space_id):
        journal.record(space_id=tea.space_id, events=[journal.Event(type="checkin.made", member_id=member, at=at)])


@pytest.fixture
def held(tea) -> int:
    """The event that granted 30 points which are held, because the quest was paused."""
    member = cast.member(tea.space_id)
    quests.pause(space_id=tea.space_id, slug="cups", actor=tea.actor)
    check_in(tea, member, days=1)
    with acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT event_id FROM quests_public_grant WHERE state = 'held'")
        return int(cursor.fetchone()[0])


def text(response) -> str:
    return str(response.content, "utf-8")


def wallet(tea, member: int) -> int:
    with acting_in(tea.space_id):
        return ledger.balance(space_id=tea.space_id, member_id=member)


def test_teaches_what_grants_are_when_there_is_none(tea, owner):
    assert "Nothing granted yet" in text(owner.get("/s/spring-tea/grants/"))


def test_lists_what_was_granted_by_quest_unit_and_state(tea, owner):
    member = cast.member(tea.space_id)
    check_in(tea, member, days=2)
    check_in(tea, member, days=1)

    page = text(owner.get("/s/spring-tea/grants/"))
    assert "30 points" in page
    assert "1 × “盖碗”" in page
    assert f"Member {member}" in page
    only = text(owner.get("/s/spring-tea/grants/?unit=item:盖碗"))
    assert "30 points" not in only.split("<tbody>")[1]
    assert "Nothing fits" in text(owner.get("/s/spring-tea/grants/?state=denied"))
    lines = b"".join(owner.get("/s/spring-tea/grants/?format=csv").streaming_content).decode()
    assert lines.count("\n") == 3


def test_goes_through_all_grants_page_by_page(tea, owner, monkeypatch):
    monkeypatch.setattr("guanxi.web.listing.PAGE", 1)
    for name in cast.NAMES[:3]:
        check_in(tea, cast.member(tea.space_id, name), days=1)

    seen, address = [], "/s/spring-tea/grants/"
    while address:
        page = text(owner.get(address))
        seen.append(page.split("<tbody>")[1].split("Member ")[1].split("<")[0])
        rest = page.split('rel="next" href="')
        address = "/s/spring-tea/grants/" + rest[1].split('"')[0].replace("&amp;", "&") if len(rest) > 1 else ""

    assert len(set(seen)) == len(seen) == 3


def test_releases_what_is_held_with_a_reason(tea, owner, held):
    page = text(owner.get("/s/spring-tea/grants/"))
    assert "Held: your decision" in page
    assert "the quest was paused" in page

    owner.post("/s/spring-tea/grants/decide/", {"event": held, "decision": "release", "reason": ""})
    assert wallet(tea, cast.member(tea.space_id)) == 0
    response = owner.post(
        "/s/spring-tea/grants/decide/", {"event": held, "decision": "release", "reason": "looked at it"}
    )

    assert response.status_code == 303
    assert wallet(tea, cast.member(tea.space_id)) == 30
    assert "Held: your decision" not in text(owner.get("/s/spring-tea/grants/"))


def test_denies_what_is_held_after_saying_what_is_lost(tea, owner, held):
    back = "/s/spring-tea/grants/?quest=cups"
    facts = {"event": held, "decision": "deny", "reason": "twenty accounts", "back": back}
    asked = owner.post("/s/spring-tea/grants/decide/", facts)

    assert asked.status_code == 200
    assert "Taken from members for good: 1 grant, 30 points." in text(asked)
    assert 'value="twenty accounts"' in text(asked)
    assert "Held: your decision" in text(owner.get(back))

    response = owner.post("/s/spring-tea/grants/decide/", {**facts, "sure": "yes"})
    assert response["Location"] == back
    assert "1 grant is denied. What came from a budget is in it again" in text(owner.get(back))
    assert wallet(tea, cast.member(tea.space_id)) == 0


def test_says_what_the_reserve_lacks_for_what_a_settled_quest_owes_again(tea, owner):
    check_in(tea, cast.member(tea.space_id), days=1)
    quests.end(space_id=tea.space_id, slug="cups", actor=tea.actor)
    quests.settle(space_id=tea.space_id, slug="cups", actor=tea.actor)
    with acting_in(tea.space_id):
        (told,) = [one.id for one in journal.timeline(space_id=tea.space_id, member_id=cast.member(tea.space_id))
                   if one.type == "checkin.made"]  # fmt: skip
        journal.void(space_id=tea.space_id, event_id=told, reason="a slip", actor=tea.actor)
        for definition in quests.read_file(space_id=tea.space_id, text=BOTH.replace("points: 50", "points: 3000")):
            quests.apply_definition(space_id=tea.space_id, definition=definition, actor=tea.actor)
        ledger.fund(space_id=tea.space_id, unit="growth", amount=70, actor=tea.actor)
        quests.launch(space_id=tea.space_id, slug="both", actor=tea.actor)
        journal.drain_all(space_id=tea.space_id)
        journal.reinstate(space_id=tea.space_id, event_id=told, reason="it was right", actor=tea.actor)
        journal.drain_all(space_id=tea.space_id)

    page = text(owner.get("/s/spring-tea/grants/?quest=cups"))
    assert "the quest is settled, and the reserve had too little" in page
    event = page.split('name="event" value="')[1].split('"')[0]
    owner.post("/s/spring-tea/grants/decide/", {"event": event, "decision": "release", "reason": "as promised"})
    said = "Nothing was decided: it takes 30 points, and the reserve has 0 points."
    assert said in text(owner.get("/s/spring-tea/grants/"))
    ledger.fund(space_id=tea.space_id, unit="points", amount=30, actor=tea.actor)
    owner.post("/s/spring-tea/grants/decide/", {"event": event, "decision": "release", "reason": "as promised"})
    assert "1 grant is released to the member." in text(owner.get("/s/spring-tea/grants/"))


def test_shows_as_one_what_one_decision_decides(tea, owner):
    with acting_in(tea.space_id):
        for definition in quests.read_file(space_id=tea.space_id, text=BOTH):
            quests.apply_definition(space_id=tea.space_id, definition=definition, actor=tea.actor)
            for unit in ("points", "growth"):
                ledger.fund(space_id=tea.space_id, unit=unit, amount=70, actor=tea.actor)
            quests.launch(space_id=tea.space_id, slug="both", actor=tea.actor)
    quests.pause(space_id=tea.space_id, slug="both", actor=tea.actor)
    check_in(tea, cast.member(tea.space_id), days=1)

    page = text(owner.get("/s/spring-tea/grants/?unit=growth"))

    cards = page.split('id="held-title"')[1].split("</section>")[0]
    assert cards.count("<form") == 1
    assert "7 growth" in cards
    assert "5 points" in cards
    event = cards.split('name="event" value="')[1].split('"')[0]
    owner.post("/s/spring-tea/grants/decide/", {"event": event, "decision": "release", "reason": "seen"})
    assert "2 grants are released to the members." in text(owner.get("/s/spring-tea/grants/"))
    assert "Held: your decision" not in text(owner.get("/s/spring-tea/grants/"))


@pytest.fixture
def many(tea) -> list[int]:
    """Three members to whom 30 points each are held."""
    people = cast.members_of(tea.space_id, 3)
    quests.pause(space_id=tea.space_id, slug="cups", actor=tea.actor)
    for member in people:
        check_in(tea, member, days=1)
    return people


def test_decides_about_a_page_of_them_at_once(tea, owner, many):
    assert "/s/spring-tea/grants/held/" in text(owner.get("/s/spring-tea/grants/"))
    address = "/s/spring-tea/grants/held/?quest=cups"
    page = text(owner.get(address))
    assert "3 grants on this page: 90 points." in page
    events = re.findall(r'name="event" value="(\d+)"', page)
    assert len(events) == 3

    facts = {"event": events, "decision": "release", "reason": "all looked at", "back": address}
    assert owner.post("/s/spring-tea/grants/decide/", facts)["Location"] == address

    assert [wallet(tea, member) for member in many] == [30, 30, 30]
    assert "Nothing is held here any more." in text(owner.get(address))


def test_goes_through_what_is_held_page_by_page_and_leaves_alone_what_is_decided_meanwhile(
    tea, owner, many, monkeypatch
):
    monkeypatch.setattr("guanxi.quests.actions.MOST_AT_ONCE", 2)
    first = text(owner.get("/s/spring-tea/grants/held/"))
    events = re.findall(r'name="event" value="(\d+)"', first)
    rest = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert len(events) == 2
    assert len(re.findall(r'name="event" value="(\d+)"', text(owner.get(rest)))) == 1

    quests.release_held(space_id=tea.space_id, event_id=int(events[0]), reason="before", actor=tea.actor)
    facts = {"event": events, "decision": "deny", "reason": "copied", "sure": "yes"}
    owner.post("/s/spring-tea/grants/decide/", facts)

    page = text(owner.get("/s/spring-tea/grants/"))
    assert "1 grant is denied." in page
    assert "Of 1 event nothing was held any more." in page


def test_refuses_more_at_once_than_a_page_has(tea, owner, held):
    facts = {"event": [str(held + number) for number in range(51)], "decision": "release", "reason": "all"}

    assert owner.post("/s/spring-tea/grants/decide/", facts).status_code == 404


def test_writes_the_titles_of_a_table_in_the_language_of_who_asks(tea, owner):
    check_in(tea, cast.member(tea.space_id), days=1)

    table = owner.get("/s/spring-tea/grants/?format=csv", headers={"accept-language": "zh-CN"})

    lines = b"".join(table.streaming_content).decode()
    assert "喝两杯" in lines
    assert "Two cups" not in lines


def test_sends_nobody_to_another_site(tea, owner, held):
    facts = {"event": held, "decision": "deny", "reason": "no", "back": "https://example.com/", "sure": "yes"}

    assert owner.post("/s/spring-tea/grants/decide/", facts)["Location"] == "/s/spring-tea/grants/"


def test_lets_nobody_decide_who_only_looks(tea, owner, held):
    agent = faces.desk(tea, "agent")

    assert "Release" not in text(agent.get("/s/spring-tea/grants/"))
    facts = {"event": held, "decision": "release", "reason": "me"}
    assert agent.post("/s/spring-tea/grants/decide/", facts).status_code == 403
    charlie = faces.staff(cast.night_owl().owner)
    assert charlie.post("/s/night-owl/grants/decide/", facts).status_code == 422


def test_shows_what_the_brand_holds_and_owes(tea, owner):
    check_in(tea, cast.member(tea.space_id), days=1)

    page = text(owner.get("/s/spring-tea/ledger/"))

    accounts = page.split('id="accounts-title"')[1].split("</table>")[0]
    assert "3,000" in accounts
    assert "2,970" in accounts
    assert "30 points" in page.split('id="expiring-title"')[1]
    assert "a step was reached" in page
    assert "Wallet of member" in page


def test_shows_the_moves_of_one_kind_of_account(tea, owner):
    page = text(owner.get("/s/spring-tea/ledger/?kind=escrow"))

    assert "a quest was launched" in page
    assert "the reserve was filled" not in page
    lines = b"".join(owner.get("/s/spring-tea/ledger/?format=csv").streaming_content).decode()
    assert "ledger.funded" in lines


def test_lets_the_owner_alone_fill_the_reserve(tea, owner):
    facts = {"kind": "item", "name": "茶饼", "amount": "12"}
    assert faces.staff(tea.staff["Bob"]).post("/s/spring-tea/ledger/fund/", facts).status_code == 403

    assert owner.post("/s/spring-tea/ledger/fund/", facts).status_code == 303

    with acting_in(tea.space_id):
        assert ledger.system_balance(space_id=tea.space_id, kind="reserve", unit="item:茶饼") == 12


@pytest.mark.parametrize(
    "facts",
    [
        {"kind": "item", "name": "", "amount": "1"},
        {"kind": "points", "amount": "0"},
        {"kind": "points", "amount": "-5"},
        {"kind": "gold", "amount": "5"},
        {"kind": "item", "name": "<script>", "amount": "5"},
    ],
)
def test_refuses_to_fill_the_reserve_with_nothing(tea, owner, facts):
    assert owner.post("/s/spring-tea/ledger/fund/", facts).status_code == 422


@pytest.mark.parametrize(
    "address", ["grants/", "grants/?state=held&quest=cups", "grants/held/", "ledger/", "ledger/?kind=escrow"]
)
def test_asks_as_many_questions_however_much_there_is(tea, owner, address):
    def asked() -> int:
        owner.get(f"/s/spring-tea/{address}")
        with CaptureQueriesContext(connection) as few:
            assert owner.get(f"/s/spring-tea/{address}").status_code == 200
        return len(few)

    before = asked()
    for name in cast.NAMES:
        check_in(tea, cast.member(tea.space_id, name), days=1)

    assert asked() <= before <= MOST_STATEMENTS + OVERHEAD_OF_TESTS
