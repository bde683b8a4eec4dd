"""Two members turn out to be one person (ME-14 to ME-16)."""

from datetime import UTC, datetime
from typing import Any

import pytest

from guanxi.members import actions, errors, hooks, queries
from guanxi.members.actions import Given
from tests import cast
from tests.members.conftest import Events

EARLY = datetime(2026, 3, 1, tzinfo=UTC)
LATE = datetime(2026, 6, 1, tzinfo=UTC)
STAFF: dict[str, Any] = {"actor": "staff:1"}


@pytest.fixture
def house(tea: cast.House) -> cast.House:
    for slug, type_, personal in (("phone", "phone", True), ("note", "text", True), ("city", "text", False)):
        actions.define_field(
            space_id=tea.space_id, slug=slug, type_=type_, label=slug, purpose="service", personal=personal, **STAFF
        )
    return tea


@pytest.fixture
def pair(house: cast.House) -> tuple[int, int]:
    """The keeper, who came later, and the one who is found to be the same."""
    keep = actions.join(
        space_id=house.space_id,
        external_ids={"shop": "k"},
        at=LATE,
        channel="poster",
        answers={"phone": "13800138000", "city": "杭州"},
        consents=[Given(purpose="news", text_version="1", channel="sms")],
        actor=None,
    )
    lose = actions.join(
        space_id=house.space_id,
        external_ids={"wechat": "l"},
        at=EARLY,
        channel="weibo",
        answers={"phone": "13900139000", "note": "likes white tea", "city": "成都"},
        consents=[
            Given(purpose="news", text_version="1", channel="sms"),
            Given(purpose="gift", text_version="1", channel="sms"),
        ],
        actor=None,
    )
    actions.tag(space_id=house.space_id, member_ids=[keep, lose], name="both", **STAFF)
    actions.tag(space_id=house.space_id, member_ids=[lose], name="lost", **STAFF)
    return keep, lose


def test_finds_the_keeper_under_both_names(house: cast.House, pair: tuple[int, int]) -> None:
    keep, lose = pair
    actions.merge(space_id=house.space_id, keep=keep, lose=lose, **STAFF)
    for system, value in (("shop", "k"), ("wechat", "l")):
        assert queries.member_by_external_id(space_id=house.space_id, system=system, value=value) == keep
        assert actions.join(space_id=house.space_id, external_ids={system: value}, actor=None) == keep
    assert queries.current(space_id=house.space_id, member_id=lose) == keep
    assert queries.member(space_id=house.space_id, member_id=lose).state == "merged"


def test_carries_over_what_the_keeper_has_not(house: cast.House, pair: tuple[int, int], events: Events) -> None:
    keep, lose = pair
    event_id = actions.merge(space_id=house.space_id, keep=keep, lose=lose, **STAFF)
    member = queries.member(space_id=house.space_id, member_id=keep)
    assert (member.joined_at, member.channel, member.tags) == (EARLY, "weibo", ("both", "lost"))
    assert member.facts == {"city": "杭州"}
    exported = actions.export(space_id=house.space_id, member_id=keep, **STAFF)
    assert exported["profile"] == {"phone": "+8613800138000", "note": "likes white tea", "city": "杭州"}
    assert exported["external_ids"] == [{"system": "shop", "value": "k"}, {"system": "wechat", "value": "l"}]
    assert queries.has_consent(space_id=house.space_id, member_id=keep, purpose="gift")
    assert ("member.merged", keep, {"lost_id": lose}) in events(house.space_id)
    assert event_id


def test_leads_an_older_alias_to_the_last_keeper(house: cast.House, pair: tuple[int, int]) -> None:
    keep, lose = pair
    last = cast.member(house.space_id, "清明")
    actions.merge(space_id=house.space_id, keep=keep, lose=lose, **STAFF)
    actions.merge(space_id=house.space_id, keep=last, lose=keep, **STAFF)
    assert queries.current(space_id=house.space_id, member_id=lose) == last
    assert actions.export(space_id=house.space_id, member_id=last, **STAFF)["profile"] != {}


def test_refuses_when_a_module_above_objects(
    house: cast.House, pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    keep, lose = pair

    def ancestor(*, space_id: int, keep: int, lose: int) -> str | None:
        return "one invited the other"

    monkeypatch.setattr(hooks, "_merge_checks", [ancestor])
    with pytest.raises(errors.MergeRefused, match="one invited the other"):
        actions.merge(space_id=house.space_id, keep=keep, lose=lose, **STAFF)
    assert queries.member(space_id=house.space_id, member_id=lose).state == "active"


def test_lets_modules_above_carry_over_theirs(
    house: cast.House, pair: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[int, int, int]] = []

    def carry(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
        heard.append((keep, lose, event_id))

    monkeypatch.setattr(hooks, "_merge_steps", [carry])
    event_id = actions.merge(space_id=house.space_id, keep=pair[0], lose=pair[1], **STAFF)
    assert heard == [(*pair, event_id)]


def test_refuses_oneself_the_erased_and_the_merged(house: cast.House, pair: tuple[int, int]) -> None:
    keep, lose = pair
    third = cast.member(house.space_id, "谷雨")
    with pytest.raises(errors.MergeRefused):
        actions.merge(space_id=house.space_id, keep=keep, lose=keep, **STAFF)
    actions.merge(space_id=house.space_id, keep=keep, lose=lose, **STAFF)
    with pytest.raises(errors.MergeRefused):
        actions.merge(space_id=house.space_id, keep=third, lose=lose, **STAFF)
    actions.erase(space_id=house.space_id, member_id=third, reason="asked", **STAFF)
    with pytest.raises(errors.MergeRefused):
        actions.merge(space_id=house.space_id, keep=keep, lose=third, **STAFF)


def test_refuses_another_space_s_member(house: cast.House, owl: cast.House, pair: tuple[int, int]) -> None:
    theirs = cast.member(owl.space_id)
    with pytest.raises(errors.UnknownMember):
        actions.merge(space_id=house.space_id, keep=pair[0], lose=theirs, **STAFF)
    with pytest.raises(errors.UnknownMember):
        actions.merge(space_id=house.space_id, keep=theirs, lose=pair[0], **STAFF)


def test_lets_the_user_of_either_sign_in_as_the_keeper(house: cast.House, pair: tuple[int, int]) -> None:
    keep, lose = pair
    user_id = cast.user("Dora")
    actions.link_user(space_id=house.space_id, member_id=lose, user_id=user_id, actor=None)
    actions.merge(space_id=house.space_id, keep=keep, lose=lose, **STAFF)
    assert queries.member_of_user(space_id=house.space_id, user_id=user_id) == keep
