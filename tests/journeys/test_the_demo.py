"""The whole demo: a brand that the audit finds whole, and every page of it as its people see it.

One telling serves all of it; the books are looked at first, before anybody opens a page. It is a new space in a
house whose statistics have seen others only: on a launch day the first pages are opened before anybody looks again.
"""

from collections.abc import Iterator

import pytest
from django.db import connections

from guanxi import journal
from guanxi.cli import demo as demos
from guanxi.cli import demonstration
from guanxi.insight import purse, showing
from guanxi.members import faces
from guanxi.spaces import queries as spaces
from tests import databases
from tests.cli.telling import UNTIL, rows, told
from tests.conftest import SESSION_DATABASE
from tests.journeys import looking
from tests.journeys.conftest import Site, serving


@pytest.fixture(scope="module")
def whole(emptying, server, django_db_blocker) -> Iterator[str]:
    """The demo, told and committed."""
    days: list[int] = []
    with django_db_blocker.unblock():
        slug = demonstration.build(days.append, until=UNTIL)
        assert len(days) == demonstration.DAYS
        with databases.statistics_of_others(server, SESSION_DATABASE):
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

    has_history(whole)
    before = told(whole)
    demos.ensure()
    assert capsys.readouterr().err == "The demo space spring-mountain is there already.\n"
    assert told(whole) == before


def has_history(slug: str) -> None:
    """What there is to look at, beside the numbers: words of others, reviews as many as were counted, and somebody."""
    ((check_ins, writers),) = rows(
        slug, "SELECT count(*), count(DISTINCT member_id) FROM challenges_checkin WHERE shared"
    )
    assert (check_ins > 30, writers > 20) == (True, True)
    ((reviews, counted),) = rows(
        slug,
        "SELECT (SELECT count(*) FROM shop_review), (SELECT count(*) FROM journal_public_event"
        " WHERE type = 'review.written')",
    )
    assert reviews == counted > 30
    space_id = spaces.space_by_slug(slug=slug).id
    shown = showing.liveliest(space_id=space_id)
    assert shown is not None
    held = {one.unit for one in purse.holdings(space_id=space_id, member_id=shown) if one.kind == "wallet"}
    assert {"points", "item:cup"} <= held
    assert faces.faces(space_id=space_id, member_ids=[shown])[shown].name[:2] != "成员"


def test_lets_a_member_write_in_a_field_that_they_made_larger(demo: Site):
    page = looking.enter(demo, "member", "laptop", "zh-CN", "light")
    page.goto(f"{demo.address}/m/{looking.SLUG}/circles/tea-lovers/")
    page.locator("a[href*='/posts/']").first.click()
    page.evaluate("document.getElementById('say').style.height = '140px'")  # as who draws at its corner
    page.fill("#say", "第四泡最甜，谢谢分享。")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#comments form[hx-post] button.primary").click()
    page.get_by_text("第四泡最甜，谢谢分享。").wait_for()
    assert demo.complaints == []
    page.context.close()


@pytest.mark.parametrize("role", ["owner", "member"])
def test_shows_every_page_to_everybody(demo: Site, role: str):
    """On both screens, in both languages, light and dark."""
    found = looking.look(demo, role)

    assert not found, "\n".join(["", *found])
