"""Becoming a member (ME-1 to ME-5)."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guanxi import journal
from guanxi.members import actions, errors, models, queries
from guanxi.members.actions import Given, Joining, joining
from tests import cast
from tests.members.conftest import Events

SPRING = datetime(2026, 3, 20, 8, tzinfo=UTC)


def test_makes_one_member_of_one_external_id(tea: cast.House, events: Events) -> None:
    first = cast.member(tea.space_id, "小满")
    assert cast.member(tea.space_id, "小满") == first
    assert cast.member(tea.space_id, "谷雨") != first
    member = queries.member(space_id=tea.space_id, member_id=first)
    assert (member.state, member.channel, member.returning) == ("active", "parcel-card", False)
    assert events(tea.space_id)[0][:2] == ("member.joined", first)
    assert len(events(tea.space_id)) == 2


def test_finds_a_member_by_external_id_in_this_space_only(tea: cast.House, owl: cast.House) -> None:
    found = cast.member(tea.space_id, "小满")
    assert queries.member_by_external_id(space_id=tea.space_id, system="shop", value=" 小满 ") == found
    assert queries.member_by_external_id(space_id=tea.space_id, system="forum", value="小满") is None
    assert queries.member_by_external_id(space_id=owl.space_id, system="shop", value="小满") is None


def test_learns_a_further_external_id(tea: cast.House) -> None:
    first = cast.member(tea.space_id, "小满")
    both = {"shop": "小满", "wechat": "wx-1"}
    assert actions.join(space_id=tea.space_id, external_ids=both, actor=None) == first
    assert actions.join(space_id=tea.space_id, external_ids={"wechat": "wx-1"}, actor=None) == first


def test_refuses_ids_of_two_members(tea: cast.House) -> None:
    first = cast.member(tea.space_id, "小满")
    second = actions.join(space_id=tea.space_id, external_ids={"wechat": "wx-2"}, actor=None)
    with pytest.raises(errors.ExternalIdsDisagree, match=f"{first}, {second}"):
        actions.join(space_id=tea.space_id, external_ids={"shop": "小满", "wechat": "wx-2"}, actor=None)


@pytest.mark.parametrize(
    "ids", [{"shop": " "}, {"shop": "x" * 201}, {"Shop!": "1"}, {"shop": "a\x00b"}, {"shop": "\ud800"}]
)
def test_refuses_an_id_that_cannot_be_read(tea: cast.House, ids: dict[str, str]) -> None:
    with pytest.raises(errors.ExternalIdUnreadable):
        actions.join(space_id=tea.space_id, external_ids=ids, actor=None)
    assert queries.page(space_id=tea.space_id) == ()


def test_refuses_somebody_without_any_id(tea: cast.House) -> None:
    with pytest.raises(errors.ExternalIdMissing):
        actions.join(space_id=tea.space_id, external_ids={}, actor=None)


def test_refuses_a_clock_in_the_future(tea: cast.House) -> None:
    later = journal.now(space_id=tea.space_id) + timedelta(minutes=6)
    with pytest.raises(journal.errors.ClockInTheFuture):
        actions.join(space_id=tea.space_id, external_ids={"shop": "1"}, actor=None, at=later)


def test_keeps_the_time_of_an_old_record(tea: cast.House) -> None:
    member_id = actions.join(space_id=tea.space_id, external_ids={"shop": "1"}, actor=cast.ACTOR, at=SPRING)
    assert queries.member(space_id=tea.space_id, member_id=member_id).joined_at == SPRING


def test_takes_a_batch_and_refuses_single_rows(tea: cast.House) -> None:
    known = cast.member(tea.space_id, "小满")
    rows = [
        Joining(external_ids={"shop": "小满"}),
        Joining(external_ids={"shop": "谷雨"}),
        Joining(external_ids={}),
        Joining(external_ids={"shop": "谷雨", "forum": "7"}),
        Joining(external_ids={"forum": "7"}),
        Joining(external_ids={"shop": "小满", "forum": "7"}),
        Joining(external_ids={"shop": "白露"}, profile={"nothing": 1}),
        Joining(external_ids={"shop": "白露"}),
    ]
    joined = actions.join_many(space_id=tea.space_id, joinings=rows, actor=cast.ACTOR, source="import:members")
    new = joined[1].member_id
    assert [item.member_id for item in joined[:6]] == [known, new, None, new, new, None]
    assert [item.new for item in joined] == [False, True, False, False, False, False, False, True]
    assert [type(item.refusal) for item in joined if item.refusal] == [
        errors.ExternalIdMissing,
        errors.ExternalIdsDisagree,
        errors.FieldUnknown,
    ]


def test_adds_nothing_the_second_time(tea: cast.House, events: Events) -> None:
    rows = [Joining(external_ids={"forum": str(n)}, at=SPRING, key=f"user:{n}") for n in range(50)]
    first = actions.join_many(space_id=tea.space_id, joinings=rows, actor=cast.ACTOR, source="import:forum")
    again = actions.join_many(space_id=tea.space_id, joinings=rows, actor=cast.ACTOR, source="import:forum")
    assert [item.member_id for item in first] == [item.member_id for item in again]
    assert not any(item.new for item in again)
    assert len(events(tea.space_id)) == 50


def test_needs_as_many_statements_for_a_thousand_as_for_two(tea: cast.House) -> None:
    actions.define_field(
        space_id=tea.space_id, slug="mail", type_="email", label="Mail", purpose="news", actor=tea.actor
    )

    def statements(start: int, count: int) -> int:
        rows = [
            Joining(
                external_ids={"forum": str(n)},
                profile={"mail": f"m{n}@example.com"},
                consents=(Given(purpose="news", text_version="1", channel="mail"),),
            )
            for n in range(start, start + count)
        ]
        with CaptureQueriesContext(connection) as captured:
            joined = actions.join_many(space_id=tea.space_id, joinings=rows, actor=cast.ACTOR, settle="queue")
        assert all(item.new for item in joined)
        return len(captured)

    statements(0, 1)
    assert statements(10, 2) == statements(100, 1000)


def test_waits_for_nobody_who_takes_the_same_name_meanwhile(tea: cast.House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else commits between our look-up and our write: the second try finds them."""
    look, tries = joining._known, list[int]()

    def blind_at_first(space_id: int, ready: Sequence[joining._Ready]) -> dict[joining.Name, int]:
        tries.append(1)
        return {} if len(tries) == 1 else look(space_id, ready)

    there = cast.member(tea.space_id, "小满")
    monkeypatch.setattr(joining, "_known", blind_at_first)
    assert cast.member(tea.space_id, "小满") == there
    assert len(tries) == 2
    assert models.Member.objects.count() == 0


def test_keeps_answers_and_consents_of_somebody_new(tea: cast.House) -> None:
    actions.define_field(
        space_id=tea.space_id,
        slug="city",
        type_="text",
        label="City",
        purpose="events",
        personal=False,
        actor=tea.actor,
    )
    member_id = actions.join(
        space_id=tea.space_id,
        external_ids={"shop": "1"},
        answers={"city": "杭州"},
        consents=[Given(purpose="events", text_version="2026-1", channel="wecom")],
        actor=None,
    )
    assert queries.member(space_id=tea.space_id, member_id=member_id).facts == {"city": "杭州"}
    assert queries.has_consent(space_id=tea.space_id, member_id=member_id, purpose="events")


def test_pages_through_members_by_id(tea: cast.House) -> None:
    ids = cast.members_of(tea.space_id, 5)
    first = queries.page(space_id=tea.space_id, limit=2)
    second = queries.page(space_id=tea.space_id, after=first[-1].id, limit=2)
    assert [member.id for member in first + second] == ids[:4]


def test_lets_a_member_leave_and_come_back_once(tea: cast.House, events: Events) -> None:
    member_id = cast.member(tea.space_id)
    for _ in range(2):
        actions.leave(space_id=tea.space_id, member_id=member_id, actor=None)
    assert queries.member(space_id=tea.space_id, member_id=member_id).state == "left"
    assert queries.page(space_id=tea.space_id) == ()
    for _ in range(2):
        actions.rejoin(space_id=tea.space_id, member_id=member_id, actor=None)
    assert [name for name, _, _ in events(tea.space_id)] == ["member.joined", "member.left", "member.rejoined"]


def test_links_a_user_to_one_member(tea: cast.House) -> None:
    first, second = cast.members_of(tea.space_id, 2)
    user_id = cast.user("Dora")
    actions.link_user(space_id=tea.space_id, member_id=first, user_id=user_id, actor=None)
    assert queries.member_of_user(space_id=tea.space_id, user_id=user_id) == first
    with pytest.raises(errors.UserTaken):
        actions.link_user(space_id=tea.space_id, member_id=second, user_id=user_id, actor=None)
