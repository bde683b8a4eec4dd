"""The staff's view of members: the list, one member's story, what each role may see and do."""

import json
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.ledger import queries as ledger
from guanxi.members import actions, bulk, queries
from guanxi.members.actions import profile, revealing
from tests import cast
from tests.quests import tea as tea_quests
from tests.web import capture, faces, payloads

MAY = datetime(2026, 5, 1, tzinfo=UTC)
MOST_STATEMENTS = 15


@pytest.fixture
def tea(db) -> cast.House:
    house = cast.spring_tea()
    for slug, kind, personal in (("phone", "phone", True), ("city", "text", False), ("note", "text", True)):
        actions.define_field(
            space_id=house.space_id,
            slug=slug,
            type_=kind,
            label=slug,
            purpose="service",
            personal=personal,
            actor="t:1",
        )
    return house


def _at(name: str, *args: object, **query: str) -> str:
    address = reverse(f"console:{name}", args=["spring-tea", *args])
    return address + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def _join(tea: cast.House, count: int) -> list[int]:
    joinings = [
        actions.Joining(external_ids={"shop": f"m{n}"}, channel="card", at=MAY + timedelta(hours=n // 3))
        for n in range(count)
    ]
    return [one.member_id or 0 for one in actions.join_many(space_id=tea.space_id, joinings=joinings, actor="t:1")]


def _ids(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<tr id="row-(\d+)"', page)]


def test_shows_the_list_page_by_page_both_ways(tea, owner) -> None:
    joined = _join(tea, 120)
    page = owner.get(_at("members")).content.decode()
    seen = [_ids(page)]
    while follow := re.search(r'rel="next" href="([^"]+)"', page):
        page = owner.get(_at("members") + follow[1].replace("&amp;", "&")).content.decode()
        seen.append(_ids(page))
    assert [one for ids in seen for one in ids] == sorted(joined, reverse=True)
    back = re.search(r'rel="prev" href="([^"]+)"', page)
    assert back is not None
    page = owner.get(_at("members") + back[1].replace("&amp;", "&")).content.decode()
    assert _ids(page) == seen[-2]
    back = re.search(r'rel="prev" href="([^"]+)"', page)
    assert back is not None
    page = owner.get(_at("members") + back[1].replace("&amp;", "&")).content.decode()
    assert _ids(page) == seen[0]
    assert 'rel="prev"' not in page


def test_narrows_the_list_and_counts_it(tea, owner) -> None:
    joined = _join(tea, 6)
    actions.tag(space_id=tea.space_id, member_ids=joined[:2], name="tea", actor="t:1")
    assert set(_ids(owner.get(_at("members", tag="tea")).content.decode())) == set(joined[:2])
    assert "2 members" in owner.get(_at("members-count", tag="tea")).content.decode()
    assert _ids(owner.get(_at("members", to="2026-05-01")).content.decode()) == joined[::-1]
    assert _ids(owner.get(_at("members", to="2026-04-30")).content.decode()) == []
    assert "Nothing fits" in owner.get(_at("members", channel="nowhere")).content.decode()


@pytest.mark.parametrize("rubbish", ["after=xxx", "before=W10", "from=yesterday", "sort=evil", "state=x&segment="])
def test_leaves_out_what_an_address_cannot_mean(tea, owner, rubbish) -> None:
    joined = _join(tea, 2)
    assert set(_ids(owner.get(f"{_at('members')}?{rubbish}").content.decode())) == set(joined)


def test_opens_the_one_who_is_searched_for(tea, owner) -> None:
    (member_id,) = _join(tea, 1)
    actions.set_profile(space_id=tea.space_id, member_id=member_id, answers={"phone": "13800138000"}, actor=None)
    number = str(member_id)
    for words in (number, f"%23{number}", f"Member {number}", f"成员 {number}", "m0", "%2B8613800138000"):
        assert owner.get(_at("members", q=words))["Location"] == _at("member", member_id)
    page = owner.get(_at("members", q="nobody")).content.decode()
    assert "Nothing fits" in page
    assert "sealed" in page


def test_takes_the_list_away_as_a_table_without_formulas_or_anything_personal(tea, owner) -> None:
    first, second = _join(tea, 2)
    actions.tag(space_id=tea.space_id, member_ids=[first], name="=cmd|' /C calc'!A0", actor="t:1")
    actions.set_profile(space_id=tea.space_id, member_id=first, answers={"phone": "13800138000"}, actor=None)
    response = owner.get(_at("members", format="csv"))
    text = b"".join(response.streaming_content).decode()
    lines = text.splitlines()
    assert "Alice" in lines[1]
    assert "'=cmd" in text
    assert "13800138000" not in text
    assert {line.split(",")[0] for line in lines[2:]} == {str(first), str(second)}
    with tenancy.acting_in(tea.space_id):
        kinds = [one for one in _types(tea) if one == "member.list_exported"]
    assert len(kinds) == 1


def test_takes_personal_answers_away_for_a_reason_only(tea, owner) -> None:
    (member_id,) = _join(tea, 1)
    actions.set_profile(
        space_id=tea.space_id, member_id=member_id, answers={"phone": "13800138000", "note": "=1+1"}, actor=None
    )
    form = {"fields_": ["phone", "note"], "reason": "", "query": ""}
    assert owner.post(_at("members-export"), form).status_code == 422
    response = owner.post(_at("members-export"), {**form, "reason": "the courier lost the list"})
    text = b"".join(response.streaming_content).decode()
    assert "+8613800138000" in text
    assert "'=1+1" in text
    assert "'+8613800138000" in text
    for role in ("agent", "analyst"):
        assert faces.desk(tea, role).get(_at("members-export")).status_code == 403


def test_tags_everybody_in_the_list(tea, owner) -> None:
    joined = _join(tea, 3)
    assert "3 members" in owner.get(_at("members-tag", query="%3Fchannel%3Dcard")).content.decode()
    asked = {"query": "?channel=card", "kind": "tag", "tag": "spring"}
    actions.tag(space_id=tea.space_id, member_ids=joined[:1], name="spring", actor="t:1")
    before = owner.post(_at("members-tag"), asked)
    assert "1 of them wears “spring” already" in before.content.decode()
    assert bulk.latest(space_id=tea.space_id) == ()
    other = owner.post(_at("members-tag"), {**asked, "sure": "tag:summer"})
    assert "Begin" in other.content.decode()
    response = owner.post(_at("members-tag"), {**asked, "sure": "tag:spring"})
    assert response.status_code == 303
    (work,) = bulk.latest(space_id=tea.space_id)
    assert "Waiting for the worker" in owner.get(response["Location"]).content.decode()
    bulk.work(space_id=tea.space_id, bulk_id=work.id)
    page = owner.get(response["Location"]).content.decode()
    assert "2 members got the tag “spring”." in page
    assert "hx-trigger" not in page
    assert all("spring" in one.tags for one in queries.members(space_id=tea.space_id, member_ids=joined).values())
    nobody = owner.post(_at("members-tag"), {"query": "?channel=x", "kind": "tag", "tag": "spring"})
    assert nobody.status_code == 422


def test_tells_the_story_of_a_member_with_its_reasons(tea, owner) -> None:
    member_id, event_id = _earned(tea)
    page = owner.get(_at("member", member_id)).content.decode()
    assert "This member checked in" in page
    assert "10 points" in page
    assert f"#e{event_id}" in page
    part = owner.get(_at("member-event", member_id, event_id), headers={"HX-Request": "true"}).content.decode()
    assert "It led to" in part
    assert "+10 points" in part
    assert "<html" not in part
    why = owner.get(_at("member-why", member_id, "points")).content.decode()
    assert "gives it for" in why
    assert owner.get(_at("member-why", member_id, "nothing")).status_code == 404


def test_orders_the_timeline_by_when_things_happened(tea, owner) -> None:
    (member_id,) = _join(tea, 1)
    moments = [journal.Event(type="tea.poured", member_id=member_id, at=MAY + timedelta(hours=n)) for n in (5, 7, 6)]
    five, seven, six = journal.record(space_id=tea.space_id, events=moments).ids
    page = owner.get(_at("member", member_id)).content.decode()
    assert [int(one) for one in re.findall(r'<li id="e(\d+)"', page)][:3] == [seven, six, five]


def test_continues_the_timeline_by_key(tea, owner) -> None:
    (member_id,) = _join(tea, 1)
    events = [
        journal.Event(type="tea.poured", member_id=member_id, at=MAY + timedelta(minutes=n), key=f"k{n}")
        for n in range(70)
    ]
    journal.record(space_id=tea.space_id, events=events)
    seen: list[str] = []
    address = _at("member", member_id)
    while True:
        page = owner.get(address).content.decode()
        seen += re.findall(r'<li id="e(\d+)"', page)
        follow = re.search(r'href="\?before=(\d+)"', page)
        if not follow:
            break
        address = _at("member", member_id, before=follow[1])
    assert len(seen) == len(set(seen)) == 71
    assert [int(one) for one in seen] == sorted(map(int, seen), reverse=True)


def test_voids_an_event_with_what_follows_in_words_and_counts_it_again(tea, owner) -> None:
    member_id, event_id = _earned(tea)
    assert "foretell" in owner.get(_at("member-void", member_id, event_id)).content.decode()
    page = owner.get(_at("member-void", member_id, event_id) + "?foretell=1").content.decode()
    assert "10 points → 0 points" in page
    assert _balance(tea, member_id) == 10
    assert owner.post(_at("member-void", member_id, event_id), {"reason": "no"}).status_code == 422
    assert owner.post(_at("member-void", member_id, event_id), {"reason": "made twice"}).status_code == 303
    assert _balance(tea, member_id) == 0
    again = owner.get(_at("member-void", member_id, event_id) + "?foretell=1").content.decode()
    assert "0 points → 10 points" in again
    owner.post(_at("member-void", member_id, event_id), {"reason": "it was right"})
    assert _balance(tea, member_id) == 10
    for role in ("agent", "analyst"):
        assert faces.desk(tea, role).get(_at("member-void", member_id, event_id)).status_code == 403


def test_reveals_one_answer_for_a_reason_and_records_it(tea) -> None:
    (member_id,) = _join(tea, 1)
    actions.set_profile(space_id=tea.space_id, member_id=member_id, answers={"phone": "13800138000"}, actor=None)
    agent, analyst = faces.desk(tea, "agent"), faces.desk(tea, "analyst")
    address = _at("member-reveal", member_id, "phone")
    for client in (agent, analyst):
        page = client.get(_at("member", member_id)).content.decode()
        assert "13800138000" not in page
        assert queries.MASK in page
    assert analyst.get(address).status_code == 403
    assert analyst.post(address, {"reason": "just because"}).status_code == 403
    assert "13800138000" not in agent.get(address).content.decode()
    assert agent.post(address, {"reason": ""}).status_code == 422
    shown = agent.post(address, {"reason": "she asked where her parcel is"})
    assert "+8613800138000" in shown.content.decode()
    assert "profile.revealed" in _types(tea)
    for _ in range(69):
        agent.post(address, {"reason": "she asked where her parcel is"})
    last = agent.post(address, {"reason": "she asked where her parcel is"})
    assert last.status_code == 422
    assert "in this hour" in last.content.decode()


def test_merges_two_entries_after_showing_what_happens(tea) -> None:
    keep, lose = _join(tea, 2)
    actions.tag(space_id=tea.space_id, member_ids=[lose], name="old", actor="t:1")
    operator = faces.desk(tea, "operator")
    page = operator.get(_at("member-merge", keep, other=str(lose))).content.decode()
    assert "Merge member" in page
    assert queries.member(space_id=tea.space_id, member_id=lose).state == "active"
    same = operator.get(_at("member-merge", keep, other=str(keep))).content.decode()
    assert "they are the same" in same
    assert 'name="sure"' not in same
    assert operator.post(_at("member-merge", keep), {"other": lose, "sure": "yes"}).status_code == 303
    assert queries.member(space_id=tea.space_id, member_id=lose).merged_into == keep
    assert "old" in operator.get(_at("member", keep)).content.decode()
    assert faces.desk(tea, "agent").get(_at("member-merge", keep)).status_code == 403


def test_erases_only_who_is_named_by_number(tea, owner) -> None:
    member_id, _ = _earned(tea)
    page = owner.get(_at("member-erase", member_id) + "?foretell=1").content.decode()
    assert "10 points → 0 points" in page
    wrong = owner.post(_at("member-erase", member_id), {"reason": "asked", "number": member_id + 1})
    assert wrong.status_code == 422
    assert owner.post(_at("member-erase", member_id), {"reason": "asked", "number": member_id}).status_code == 303
    assert queries.member(space_id=tea.space_id, member_id=member_id).state == "erased"
    assert "Erased" in owner.get(_at("member", member_id)).content.decode()
    assert "already" in owner.get(_at("member-erase", member_id) + "?foretell=1").content.decode()


def test_hands_out_all_data_of_a_member(tea, owner) -> None:
    (member_id,) = _join(tea, 1)
    actions.set_profile(space_id=tea.space_id, member_id=member_id, answers={"phone": "13800138000"}, actor=None)
    asked = owner.get(_at("member-export", member_id)).content.decode()
    assert "Why" in asked
    assert "13800138000" not in asked
    assert owner.post(_at("member-export", member_id)).status_code == 422
    assert "member.exported" not in _types(tea)
    told = json.loads(owner.post(_at("member-export", member_id), {"reason": "They asked by telephone"}).content)
    assert told["profile"]["phone"] == "+8613800138000"
    assert "member.exported" in _types(tea)


def test_hands_out_all_data_as_often_as_anybody_needs_it_and_no_more(tea, owner, monkeypatch) -> None:
    monkeypatch.setattr(revealing, "HAND_OUTS_PER_HOUR", 2)
    people = _join(tea, 3)
    answers = [owner.post(_at("member-export", one), {"reason": "They asked for it"}) for one in people]
    assert [one.status_code for one in answers] == [200, 200, 422]
    assert "all data of 2 members" in answers[-1].content.decode()
    assert _types(tea).count("member.exported") == 2


def test_counts_all_data_of_a_member_as_a_look_at_a_personal_value(tea, owner, monkeypatch) -> None:
    monkeypatch.setattr(profile, "REVEALS_PER_HOUR", 1)
    people = _join(tea, 2)
    answers = [owner.post(_at("member-export", one), {"reason": "They asked for it"}) for one in people]
    assert [one.status_code for one in answers] == [200, 422]


def test_limits_the_rows_with_personal_answers_of_an_hour(tea, owner, monkeypatch) -> None:
    monkeypatch.setattr(revealing, "ROWS_PER_HOUR", 5)
    _join(tea, 3)
    given = {"fields_": ["phone"], "reason": "Parcels of the spring", "query": ""}
    assert owner.post(_at("members-export"), given).status_code == 200
    refused = owner.post(_at("members-export"), given)
    assert refused.status_code == 422
    assert "5 rows" in refused.content.decode()
    assert _types(tea).count("member.list_exported") == 1


def test_tags_one_member(tea, owner) -> None:
    (member_id,) = _join(tea, 1)
    owner.post(_at("member-tag", member_id), {"tag": "春茶"})
    assert queries.member(space_id=tea.space_id, member_id=member_id).tags == ("春茶",)
    owner.post(_at("member-tag", member_id), {"tag": "春茶", "act": "off"})
    assert queries.member(space_id=tea.space_id, member_id=member_id).tags == ()


def test_answers_for_another_spaces_member_as_for_nobody(tea, owner) -> None:
    stranger = cast.member(cast.night_owl().space_id)
    for name in ("member", "member-merge", "member-erase"):
        assert owner.get(_at(name, stranger)).status_code == owner.get(_at(name, 99)).status_code == 404
    assert owner.get(_at("members", q=str(stranger))).content.decode().count("row-") == 0
    assert owner.post(_at("member-export", stranger)).status_code == 404


def test_shows_what_somebody_typed_and_runs_none_of_it(tea, owner) -> None:
    for payload in payloads.tried():
        tag = payload[:40].strip() or "x"
        member_id = actions.join(
            space_id=tea.space_id, external_ids={"shop": "x"}, channel=payload[:80].strip(), actor="t:1"
        )
        actions.tag(space_id=tea.space_id, member_ids=[member_id], name=tag, actor="t:1")
        actions.set_profile(space_id=tea.space_id, member_id=member_id, answers={"city": payload.strip()}, actor=None)
        for page in (owner.get(_at("member", member_id)), owner.get(_at("members"))):
            assert page.status_code == 200
            if "<" in payload:
                assert payload.strip() not in page.content.decode()


def test_asks_a_fixed_number_of_statements(tea, owner) -> None:
    few = _join(tea, 3)
    member_id, event_id = _earned(tea, few[0])
    pages = (
        _at("members"),
        _at("members", sort="-active", tag="tea"),
        _at("member", member_id),
        _at("member-event", member_id, event_id),
        _at("member-void", member_id, event_id),
        _at("member-erase", member_id),
        _at("member-why", member_id, "points"),
    )
    before = [_statements(owner, page) for page in pages]
    joinings = [actions.Joining(external_ids={"shop": f"n{n}"}, channel="card", at=MAY) for n in range(60)]
    actions.join_many(space_id=tea.space_id, joinings=joinings, actor="t:1")
    events = [journal.Event(type="checkin.made", member_id=member_id, key=f"more{n}") for n in range(20)]
    journal.record(space_id=tea.space_id, events=events)
    after = [_statements(owner, page) for page in pages]
    assert before == after
    assert max(after) <= MOST_STATEMENTS, after


def _statements(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(capture.statements(captured))


def _earned(tea: cast.House, member_id: int | None = None) -> tuple[int, int]:
    """A member with ten points for a check-in, and the event."""
    house = tea_quests.House(space_id=tea.space_id, actor=tea.actor, zone=ZoneInfo("Asia/Shanghai"))
    house.launch(
        tea_quests.quest(
            "checkin", each="[{points: 10}]", ceiling_per_day="{points: 100000}", terms="{en: Ten points.}"
        )
    )
    member_id = member_id or cast.member(tea.space_id)
    recorded = journal.record(
        space_id=tea.space_id, events=[journal.Event(type="checkin.made", member_id=member_id, key="first")]
    )
    return member_id, recorded.ids[0]


def _balance(tea: cast.House, member_id: int) -> int:
    with tenancy.acting_in(tea.space_id):
        return ledger.balance(space_id=tea.space_id, member_id=member_id)


def _types(tea: cast.House) -> list[str]:
    with tenancy.acting_in(tea.space_id), connection.cursor() as cursor:
        cursor.execute("SELECT type FROM journal_public_event WHERE space_id = %s ORDER BY id", [tea.space_id])
        return [row[0] for row in cursor.fetchall()]
