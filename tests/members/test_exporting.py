"""An export tells a person everything about them, and nothing about anybody else (S9)."""

import json

import pytest

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.members import actions, errors, hooks
from guanxi.members.actions import exporting
from tests import cast
from tests.members.conftest import Events
from tests.members.test_erasing import CANARIES, _define, _full_member


def _balance(*, space_id: int, member_id: int) -> dict[str, int]:
    return {"points": 8}


def test_holds_every_canary_of_the_member_and_none_of_others(
    tea: cast.House, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "_export_parts", {"balance": _balance})
    _define(tea.space_id)
    member_id = _full_member(tea.space_id)
    other = actions.join(
        space_id=tea.space_id, external_ids={"shop": "other-1"}, answers={"note": "other-2"}, actor=None
    )
    actions.tag(space_id=tea.space_id, member_ids=[member_id], name=CANARIES["tag"], actor="staff:1")
    with tenancy.acting_in(tea.space_id):
        journal.record(
            space_id=tea.space_id,
            events=[journal.Event(type="custom.thing", member_id=other, props={"said": "other-3"})],
        )
    exported = actions.export(space_id=tea.space_id, member_id=member_id, actor=None)
    told = json.dumps(exported, default=str, ensure_ascii=False)
    assert {name for name, canary in CANARIES.items() if canary not in told} == set()
    assert "other-" not in told
    assert exported["balance"] == {"points": 8}
    assert events(tea.space_id)[-1][0] == "member.exported"


def test_tells_events_in_full_however_many(tea: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "_EVENTS_A_PAGE", 3)
    member_id = cast.member(tea.space_id)
    with tenancy.acting_in(tea.space_id):
        journal.record(
            space_id=tea.space_id,
            events=[journal.Event(type="custom.step", member_id=member_id, props={"n": n}) for n in range(10)],
        )
    told = actions.export(space_id=tea.space_id, member_id=member_id, actor=None)["events"]
    assert isinstance(told, list)
    assert sorted(event["props"]["n"] for event in told if event["type"] == "custom.step") == list(range(10))


def test_says_little_about_the_erased(tea: cast.House) -> None:
    _define(tea.space_id)
    member_id = _full_member(tea.space_id)
    actions.erase(space_id=tea.space_id, member_id=member_id, reason="asked", actor="staff:1")
    told = json.dumps(actions.export(space_id=tea.space_id, member_id=member_id, actor=None), default=str)
    assert not any(canary in told for canary in CANARIES.values())


def test_refuses_another_space_s_member(tea: cast.House, owl: cast.House) -> None:
    with pytest.raises(errors.UnknownMember):
        actions.export(space_id=owl.space_id, member_id=cast.member(tea.space_id), actor=None)
