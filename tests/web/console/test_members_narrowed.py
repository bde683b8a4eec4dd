"""What the list of members shows is what is counted, tagged and taken away; and nobody, where that cannot be said."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from guanxi.kernel import statements, tenancy
from guanxi.members import actions, bulk, queries, segments
from guanxi.spaces import actions as spaces
from tests import cast
from tests.web import faces


@pytest.fixture
def people(tea) -> dict[str, int]:
    """One of each state; the keeper is here as well."""
    here, left, erased, merged = cast.members_of(tea.space_id, 4)
    actions.leave(space_id=tea.space_id, member_id=left, actor=None)
    actions.erase(space_id=tea.space_id, member_id=erased, reason="asked", actor=tea.actor)
    actions.merge(space_id=tea.space_id, keep=here, lose=merged, actor=tea.actor)
    return {"active": here, "left": left, "erased": erased, "merged": merged}


@pytest.fixture
def unreadable(tea) -> str:
    """A segment that reads a field which is gone."""
    slug = segments.save(space_id=tea.space_id, name="Old", predicate="member.tier = 'x'", actor=tea.actor)
    with tenancy.acting_in(tea.space_id):
        statements.run("UPDATE members_segment SET predicate = 'member.gone = 1'", [])
    return slug


def _at(name: str, *args: object, **query: str) -> str:
    address = reverse(f"console:{name}", args=["spring-tea", *args])
    return f"{address}?{urlencode(query)}" if query else address


def _text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def _ids(page: str) -> set[int]:
    return {int(number) for number in re.findall(r'<tr id="row-(\d+)"', page)}


def _table(client: Client, **query: str) -> set[int]:
    response: Any = client.get(_at("members", format="csv", **query))
    lines = b"".join(response.streaming_content).decode().splitlines()
    return {int(line.split(",")[0]) for line in lines[2:]}


def test_calls_a_tier_by_the_name_that_members_read(tea, owner, people) -> None:
    spaces.name_thing(space_id=tea.space_id, code="tier:gold", titles={"en": "Golden friend"}, actor=tea.actor)
    with tenancy.acting_in(tea.space_id):
        actions.set_tier(space_id=tea.space_id, member_id=people["active"], tier="gold", until=None)

    page = _text(owner, _at("members", tier="gold"))
    assert '<option value="gold" selected>Golden friend</option>' in page
    assert "<td>Golden friend</td>" in page
    assert "Golden friend" in _text(owner, _at("member", people["active"]))


def test_says_that_no_choice_means_those_who_are_here(tea, owner, people) -> None:
    page = _text(owner, _at("members"))
    assert '<option value="">Here</option>' in page
    assert '<option value="everybody">Everybody</option>' in page
    assert _ids(page) == _table(owner) == {people["active"]}
    assert "1 member<" not in page
    assert _text(owner, _at("members-count")).strip() == "1 member"


@pytest.mark.parametrize("state", ["left", "erased", "merged", "everybody"])
def test_counts_and_takes_away_whom_it_shows(tea, owner, people, state) -> None:
    wanted = set(people.values()) if state == "everybody" else {people[state]}
    page = _text(owner, _at("members", state=state))
    assert _ids(page) == _table(owner, state=state) == wanted
    assert f'<option value="{state}" selected>' in page
    assert _text(owner, _at("members-count", state=state)).split()[0] == str(len(wanted))


def test_says_what_the_list_is_narrowed_to_before_tagging(tea, owner, people) -> None:
    slug = segments.save(space_id=tea.space_id, name="Teatime", predicate="member.tier IS NULL", actor=tea.actor)
    page = _text(owner, _at("members-tag", query=f"?state=everybody&segment={slug}"))
    assert "State: Everybody" in page
    assert "Segment: Teatime" in page
    assert "2 members" in page
    assert "Who was erased or merged cannot be tagged" in page
    assert "State: Here" in _text(owner, _at("members-tag", query=""))
    given = {"query": "?state=everybody", "kind": "tag", "tag": "tea", "sure": "tag:tea"}
    started = owner.post(_at("members-tag"), given)
    (work,) = bulk.latest(space_id=tea.space_id)
    assert "Waiting for the worker" in _text(owner, _at("members"))
    assert started["Location"] in _text(owner, _at("members"))
    bulk.work(space_id=tea.space_id, bulk_id=work.id)
    tagged = queries.page(space_id=tea.space_id, state=None, tag="tea")
    assert {one.id for one in tagged} == {people["active"], people["left"]}


def test_takes_a_work_back_from_its_page(tea, owner, people) -> None:
    given = {"query": "", "kind": "tag", "tag": "tea", "sure": "tag:tea"}
    address = owner.post(_at("members-tag"), given)["Location"]
    (work,) = bulk.latest(space_id=tea.space_id)
    assert "Take it back" not in _text(owner, address)
    bulk.work(space_id=tea.space_id, bulk_id=work.id)
    assert "Take it back" in _text(owner, address)
    assert owner.get(_at("members-work-undo", work.id)).status_code == 405
    back = owner.post(_at("members-work-undo", work.id))
    assert back["Location"] != address
    assert "takes back an earlier work" in _text(owner, back["Location"])
    assert "This work is taken back" in _text(owner, address)
    bulk.work(space_id=tea.space_id, bulk_id=bulk.latest(space_id=tea.space_id)[0].id)
    assert "1 member lost the tag" in _text(owner, back["Location"])
    again = owner.post(_at("members-work-undo", work.id), follow=True).content.decode()
    assert "cannot be taken back" in again
    assert faces.desk(tea, "analyst").post(_at("members-work-undo", work.id)).status_code == 403


def test_says_on_the_list_that_a_work_failed_and_why(tea, owner, people) -> None:
    given = {"query": "", "kind": "tag", "tag": "tea", "sure": "tag:tea"}
    address = owner.post(_at("members-tag"), given)["Location"]
    (work,) = bulk.latest(space_id=tea.space_id)
    bulk.fail(space_id=tea.space_id, bulk_id=work.id, why="")
    for page in (_text(owner, address), _text(owner, _at("members"))):
        assert "its log says why" in page
    assert "hx-trigger" not in _text(owner, address).split('id="work"')[1].split(">")[0]
    assert "its log says why" not in _text(faces.desk(tea, "analyst"), _at("members"))


def test_does_nothing_with_a_list_whose_segment_cannot_be_read(tea, owner, people, unreadable) -> None:
    page = _text(owner, _at("members", segment=unreadable))
    assert "cannot be read any more" in page
    assert _ids(page) == set()
    assert "Tag all of them" not in page
    assert "format=csv" not in page
    table = owner.get(_at("members", segment=unreadable, format="csv"))
    assert "cannot be read any more" in table.content.decode()
    query = f"?segment={unreadable}"
    assert owner.get(_at("members-count", segment=unreadable)).content.decode().strip() == ""
    for name, given in (
        ("members-tag", {"kind": "tag", "tag": "tea", "sure": "tag:tea"}),
        ("members-export", {"fields_": "", "reason": "the courier asks"}),
    ):
        assert owner.get(_at(name, query=query)).status_code == 422
        refused = owner.post(_at(name), {**given, "query": query})
        assert refused.status_code == 422
        assert "Nothing was done" in refused.content.decode()
    assert bulk.latest(space_id=tea.space_id) == ()
    assert owner.get(_at("members", segment="no-such")).status_code == 404
