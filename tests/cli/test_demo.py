"""The demo: the same story for everybody, told by the real actions, and nothing in it that the audit would mind."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from guanxi import journal
from guanxi.cli import demo, demonstration
from guanxi.cli.demonstration import plot
from guanxi.kernel.tenancy import acting_in
from guanxi.spaces import queries as spaces
from tests.databases import ROOT

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNTIL = datetime(2026, 11, 20, 21, 30, tzinfo=SHANGHAI)


def rows(slug: str, query: str) -> list[tuple[Any, ...]]:
    space_id = spaces.space_by_slug(slug=slug).id
    with acting_in(space_id), connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def told(slug: str) -> tuple[object, ...]:
    """What can be compared between two tellings: who holds what, who reached what, how often what happened."""
    ranked = (
        "(SELECT member_id, row_number() OVER (ORDER BY joined_at) AS n FROM members_public_member) m USING (member_id)"
    )
    return (
        rows(slug, f"SELECT n, unit, kind, balance FROM ledger_public_balance JOIN {ranked} ORDER BY 1, 2, 3"),
        rows(slug, f"SELECT n, step_no, count(*) FROM quests_public_reached JOIN {ranked} GROUP BY 1, 2 ORDER BY 1, 2"),
        rows(slug, "SELECT type, voided, count(*) FROM journal_public_event GROUP BY 1, 2 ORDER BY 1, 2"),
    )


@pytest.mark.django_db
def test_tells_the_same_story_twice():
    for slug in ("first", "second"):
        demonstration.build(lambda _: None, slug=slug, until=UNTIL, days=12)
    first, second = told("first"), told("second")
    assert first == second
    assert all(first)


@pytest.fixture
def whole(db: None) -> str:
    days: list[int] = []
    slug = demonstration.build(days.append, until=UNTIL)
    assert len(days) == demonstration.DAYS
    return slug


def test_is_a_believable_brand_that_the_audit_finds_whole(whole: str, capsys: pytest.CaptureFixture[str]):
    assert demonstration.audit() == []
    space = spaces.space_by_slug(slug=whole)
    assert (whole, space.name, space.is_demo) == ("spring-mountain", "春山茶", True)
    assert abs((journal.now(space_id=space.id) - UNTIL).total_seconds()) < 120
    assert rows(whole, "SELECT count(*) FROM journal_pending") == [(0,)]
    assert rows(whole, "SELECT count(*) FROM journal_set_aside") == [(0,)]

    members = dict(rows(whole, "SELECT state, count(*) FROM members_public_member GROUP BY 1"))
    assert 250 < sum(members.values()) < 350
    assert members["left"]
    assert members["erased"] == 1
    channels = {str(channel) for (channel,) in rows(whole, "SELECT DISTINCT channel FROM members_public_member")}
    assert channels == {"wechat-official", "parcel-card", "store", "xiaohongshu", "member"}
    assert rows(whole, "SELECT max(depth) > 2 FROM referral_public_binding") == [(True,)]

    states = dict(rows(whole, "SELECT slug, state FROM quests_public_quest"))
    assert (len(states), states["help-a-newcomer"], states["autumn-sample"]) == (10, "paused", "settled")
    assert rows(whole, "SELECT every(reached > 0) FROM quests_public_step WHERE step_no = 1") == [(True,)]
    reasons = {reason for (reason,) in rows(whole, "SELECT DISTINCT reason FROM quests_public_grant")}
    assert {"cap member_day", "ceiling", "paused", "settled"} <= reasons
    happened = {kind for (kind,) in rows(whole, "SELECT DISTINCT type FROM journal_public_event WHERE NOT voided")}
    assert {
        "journal.voided", "journal.reinstated", "ledger.matured", "ledger.expired", "ledger.spent", "member.tagged",
        "referral.disqualified", "quest.hold_released", "quest.hold_denied", "consent.withdrawn", "member.tier_changed",
    } <= happened  # fmt: skip

    before = told(whole)
    demo.ensure()
    assert capsys.readouterr().err == "The demo space spring-mountain is there already.\n"
    assert told(whole) == before


@pytest.mark.django_db
def test_leaves_nothing_behind_when_it_is_interrupted():
    def interrupt(_days: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demonstration.build(interrupt, until=UNTIL)
    assert not demonstration.exists()


def test_plans_the_same_for_the_same_day_and_something_else_for_another_seed():
    def planned(seed: int) -> list[plot.Entry]:
        return plot.entries(first_day=date(2026, 10, 3), zone=SHANGHAI, seed=seed)

    assert planned(1) == planned(1) != planned(2)


def test_gives_everything_an_instant_of_its_own():
    entries = plot.entries(first_day=date(2026, 10, 3), zone=SHANGHAI)
    assert Counter(entry.at for entry in entries).most_common(1)[0][1] == 1


def test_runs_on_the_quests_of_the_documentation():
    folder = Path(demonstration.__file__).parent
    assert (folder / "tea-brand.yaml").read_bytes() == (ROOT / "docs/examples/tea-brand.yaml").read_bytes()
