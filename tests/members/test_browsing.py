"""Finding members: two orders, pages by key both ways, filters, conditions, exact search, work on all of them."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi import journal
from guanxi.insight import actions as insight
from guanxi.insight import recency
from guanxi.kernel import statements, tenancy
from guanxi.kernel.predicates import PredicateRefused
from guanxi.members import actions, browsing, bulk, errors, queries, segments
from guanxi.quests import compile as quest_language
from tests import cast

MAY = datetime(2026, 5, 1, tzinfo=UTC)


def _joined(house: cast.House, count: int, *, step: timedelta, channel: str = "card") -> list[int]:
    joinings = [
        actions.Joining(external_ids={"shop": f"{channel}{n}"}, channel=channel, at=MAY + n * step)
        for n in range(count)
    ]
    joined = actions.join_many(space_id=house.space_id, joinings=joinings, actor=house.actor)
    return [item.member_id for item in joined if item.member_id is not None]


def _all(house: cast.House, filter_: browsing.Filter | None = None, *, limit: int, **order: Any) -> list[int]:
    """Every member of the list, page by page forwards; then the same backwards, which must be the same pages."""
    forwards: list[list[int]] = []
    after = None
    sort = order.get("sort", "joined")
    while True:
        found = browsing.page(
            space_id=house.space_id, filter_=filter_ or browsing.Filter(), after=after, limit=limit, **order
        )
        forwards.append([member.id for member in found.members])
        if not found.more:
            break
        last = found.members[-1]
        after = browsing.Place(at=browsing.moment_of(last, sort), member_id=last.id)
    if after is not None and found.members:
        first = found.members[0]
        before = browsing.Place(at=browsing.moment_of(first, sort), member_id=first.id)
        earlier = browsing.page(
            space_id=house.space_id, filter_=filter_ or browsing.Filter(), before=before, limit=limit, **order
        )
        assert [member.id for member in earlier.members] == forwards[-2]
    return [member_id for page in forwards for member_id in page]


@pytest.mark.parametrize("sort", browsing.SORTS)
@pytest.mark.parametrize("descending", [True, False])
def test_pages_by_key_both_ways_when_all_joined_at_once(tea, sort, descending) -> None:
    ids = _joined(tea, 11, step=timedelta())
    assert _all(tea, limit=3, sort=sort, descending=descending) == sorted(ids, reverse=descending)


def test_sorts_by_joining_and_by_the_last_activity(tea) -> None:
    first, second, third = _joined(tea, 3, step=timedelta(days=1))
    events = [journal.Event(type="checkin.made", member_id=first, at=MAY + timedelta(days=9), key="c1")]
    journal.record(space_id=tea.space_id, events=events)
    time.sleep(0.002)  # an event of the running millisecond is counted the next time
    insight.refresh(space_id=tea.space_id)
    assert recency.tell(space_id=tea.space_id) == 1
    assert recency.tell(space_id=tea.space_id) == 0
    assert _all(tea, limit=2, sort="joined", descending=True) == [third, second, first]
    assert _all(tea, limit=2, sort="active", descending=True) == [first, third, second]


def test_filters_by_what_is_known_of_everybody(tea) -> None:
    cards = _joined(tea, 3, step=timedelta(days=1))
    codes = _joined(tea, 2, step=timedelta(days=1), channel="code")
    actions.set_tier(space_id=tea.space_id, member_id=cards[0], tier="gold", until=None)
    actions.set_plan(space_id=tea.space_id, member_id=cards[1], plan="year", until=None)
    actions.tag(space_id=tea.space_id, member_ids=[cards[2], codes[0]], name="tea", actor=tea.actor)
    actions.leave(space_id=tea.space_id, member_id=codes[1], actor=None)

    def found(**parts: Any) -> list[int]:
        return _all(tea, browsing.Filter(**parts), limit=2, sort="joined", descending=False)

    assert found(channel="card") == cards
    assert found(tier="gold") == [cards[0]]
    assert found(plan="year") == [cards[1]]
    assert found(tag="tea") == [codes[0], cards[2]]
    assert found(states=("left",)) == [codes[1]]
    assert found(joined_from=MAY + timedelta(days=1), joined_before=MAY + timedelta(days=2)) == [cards[1]]
    assert browsing.choices(space_id=tea.space_id) == browsing.Choices(
        channels=("card", "code"), tiers=("gold",), plans=("year",), tags=("tea",)
    )


def test_counts_no_further_than_told(tea) -> None:
    _joined(tea, 5, step=timedelta())
    exact = browsing.count(space_id=tea.space_id, filter_=browsing.Filter())
    bounded = browsing.count(space_id=tea.space_id, filter_=browsing.Filter(), up_to=3)
    assert (exact, bounded) == (browsing.Count(n=5, is_more=False), browsing.Count(n=3, is_more=True))


def test_finds_exactly_who_is_meant(tea, owl) -> None:
    member_id = cast.member(tea.space_id, "小满")
    for slug, kind in (("phone", "phone"), ("mail", "email")):
        actions.define_field(
            space_id=tea.space_id, slug=slug, type_=kind, label=slug, purpose="service", actor=tea.actor
        )
    answers = {"phone": "138 0013 8000", "mail": "Lin@example.com"}
    actions.set_profile(space_id=tea.space_id, member_id=member_id, answers=answers, actor=None)
    for words in (str(member_id), f"#{member_id}", "小满", "+86 138-0013-8000", "13800138000", " lin@EXAMPLE.com "):
        assert browsing.called(space_id=tea.space_id, words=words) == (member_id,), words
    for words in ("", "小", "lin@", "1380013800", "9" * 30, "x" * 500):
        assert browsing.called(space_id=tea.space_id, words=words) == (), words
    assert browsing.called(space_id=owl.space_id, words="小满") == ()
    assert browsing.called(space_id=owl.space_id, words=str(member_id)) == ()


def test_speaks_the_language_of_a_quest_audience() -> None:
    assert segments.FIELDS == quest_language.MEMBER_COLUMNS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("has(member.tags, 'tea')", [0, 1]),
        ("NOT has(member.tags, 'tea') AND member.city = '杭州'", [2]),
        ("member.city LIKE '杭%'", [0, 2]),
        ("member.visits >= 3 OR member.channel = 'nowhere'", [1, 2]),
        ("days_since(member.joined_at) >= 0", [0, 1, 2]),
        ("member.city IS NULL", [1]),
        ("days_since(member.active_at) < 60", [0, 2]),
        ("days_since(member.active_at) >= 60", [1]),
        ("member.returning = TRUE", []),
        ("member.returning = FALSE AND member.visits IS NULL", [0]),
        ("has(member.tags, 'it''s 100% \"so\"')", []),
    ],
)
def test_finds_by_condition(tea, text, expected) -> None:
    for slug, kind in (("city", "text"), ("visits", "integer")):
        actions.define_field(
            space_id=tea.space_id, slug=slug, type_=kind, label=slug, purpose="taste", personal=False, actor=tea.actor
        )
    ids = _joined(tea, 3, step=timedelta(days=1))
    told: tuple[dict[str, object], ...] = ({"city": "杭州"}, {"visits": 3}, {"city": "杭州", "visits": 9})
    for member_id, answers in zip(ids, told, strict=True):
        actions.set_profile(space_id=tea.space_id, member_id=member_id, answers=answers, actor=None)
    actions.tag(space_id=tea.space_id, member_ids=ids[:2], name="tea", actor=tea.actor)
    with tenancy.acting_in(tea.space_id):  # who never did anything was last active when they joined, long ago
        active = "SELECT members_set_active(%s, %s::bigint[], array_fill(guanxi_now(%s), ARRAY[2]))"
        statements.run(active, [tea.space_id, [ids[0], ids[2]], tea.space_id])
    where = segments.parsed(space_id=tea.space_id, text=text)
    found = _all(tea, browsing.Filter(where=where), limit=10, sort="joined", descending=False)
    assert found == [ids[place] for place in expected]
    again = browsing.from_json(space_id=tea.space_id, stored=browsing.Filter(where=where).to_json())
    assert again.where == where


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(days=st.lists(st.integers(0, 2), min_size=1, max_size=9), limit=st.integers(1, 4), descending=st.booleans())
def test_shows_everybody_once_whatever_is_equal(tea, days, limit, descending) -> None:
    with tenancy.acting_in(tea.space_id):
        statements.run("UPDATE members_member SET state = 'left' WHERE space_id = %s", [tea.space_id])
        now = statements.value("SELECT count(*) FROM members_member WHERE space_id = %s", [tea.space_id])
    joinings = [
        actions.Joining(external_ids={"shop": f"{now}-{n}"}, at=MAY + timedelta(days=day)) for n, day in enumerate(days)
    ]
    joined = actions.join_many(space_id=tea.space_id, joinings=joinings, actor=tea.actor)
    keyed = sorted(((day, one.member_id) for day, one in zip(days, joined, strict=True)), reverse=descending)
    assert _all(tea, limit=limit, sort="joined", descending=descending) == [member_id for _, member_id in keyed]


def test_keeps_segments_by_name(tea, owl) -> None:
    slug = segments.save(space_id=tea.space_id, name="Tea people", predicate="has(member.tags,'tea')", actor=tea.actor)
    again = segments.save(space_id=tea.space_id, name="Tea people", predicate="member.tier = 'gold'", actor=tea.actor)
    assert (slug, again) == ("tea-people", "tea-people-2")
    assert segments.segment(space_id=tea.space_id, slug=slug).predicate == "has(member.tags, 'tea')"
    segments.save(space_id=tea.space_id, slug=slug, name="Tee", predicate="member.plan = 'year'", actor=tea.actor)
    assert [one.name for one in segments.segments(space_id=tea.space_id)] == ["Tea people", "Tee"]
    with pytest.raises(errors.UnknownSegment):
        segments.segment(space_id=owl.space_id, slug=slug)
    with pytest.raises(PredicateRefused):
        segments.save(space_id=tea.space_id, name="Bad", predicate="member.phone = '1'", actor=tea.actor)
    assert segments.drop(space_id=tea.space_id, slug=slug, actor=tea.actor).name == "Tee"
    with pytest.raises(errors.UnknownSegment):
        segments.drop(space_id=tea.space_id, slug=slug, actor=tea.actor)


def test_tags_everybody_whom_a_filter_finds_and_goes_on_after_a_stop(tea, monkeypatch) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    ids = _joined(tea, 5, step=timedelta())
    filter_ = browsing.Filter(channel="card")
    bulk_id = bulk.start(space_id=tea.space_id, kind="tag", tag="tea", filter_=filter_, actor=tea.actor)
    assert bulk._batch(tea.space_id, bulk_id)
    half = bulk.bulk(space_id=tea.space_id, bulk_id=bulk_id)
    assert (half.state, half.seen, half.expected) == ("running", 2, 5)
    assert bulk.work(space_id=tea.space_id, bulk_id=bulk_id) == 5
    assert bulk.work(space_id=tea.space_id, bulk_id=bulk_id) == 5
    done = bulk.bulk(space_id=tea.space_id, bulk_id=bulk_id)
    assert (done.state, done.seen, done.changed) == ("done", 5, 5)
    assert all(one.tags == ("tea",) for one in queries.members(space_id=tea.space_id, member_ids=ids).values())
    away = bulk.start(space_id=tea.space_id, kind="untag", tag="tea", filter_=filter_, actor=tea.actor)
    bulk.stop(space_id=tea.space_id, bulk_id=away, actor=tea.actor)
    assert bulk.work(space_id=tea.space_id, bulk_id=away) == 0
    assert [one.state for one in bulk.latest(space_id=tea.space_id)] == ["stopped", "done"]
    with pytest.raises(errors.NobodyFound):
        bulk.start(space_id=tea.space_id, kind="tag", tag="x", filter_=browsing.Filter(channel="none"), actor=tea.actor)
