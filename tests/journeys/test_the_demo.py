"""The whole demo: a brand that the audit finds whole, and every page of it as its people see it.

One telling serves all of it; the books are looked at first, before anybody opens a page.
"""

from collections.abc import Iterator

import pytest
from django.db import connections

from guanxi import journal
from guanxi.cli import demo as demos
from guanxi.cli import demonstration
from guanxi.spaces import queries as spaces
from tests.cli.telling import UNTIL, rows, told
from tests.journeys import looking
from tests.journeys.conftest import Site, serving


@pytest.fixture(scope="module")
def whole(emptying, django_db_blocker) -> Iterator[str]:
    """The demo, told and committed."""
    days: list[int] = []
    with django_db_blocker.unblock():
        slug = demonstration.build(days.append, until=UNTIL)
        assert len(days) == demonstration.DAYS
        yield slug
        connections.close_all()
        emptying()


@pytest.fixture(scope="module")
def demo(whole, browser, server) -> Iterator[Site]:
    """The demo on a port."""
    with serving(browser, server) as site:
        yield site


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
    demos.ensure()
    assert capsys.readouterr().err == "The demo space spring-mountain is there already.\n"
    assert told(whole) == before


@pytest.mark.parametrize("role", ["owner", "member"])
def test_shows_every_page_to_everybody(demo: Site, role: str):
    """On both screens, in both languages, light and dark."""
    found = looking.look(demo, role)

    assert not found, "\n".join(["", *found])
