"""The sentences of a balance name no code: every deed that can earn has words, and so has what was spent."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from guanxi.circles import actions as circles
from guanxi.circles import entry
from guanxi.insight import telling, why
from guanxi.journal.types import DECLARED
from guanxi.web import happenings
from tests import cast
from tests.circles.conftest import CANVAS, CHARTER

AT = datetime(2030, 5, 2, 1, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")
# What happens to a member, or what they undo: nobody earns by it.
NO_DEEDS = {
    "challenge.ranking_chosen", "checkin.hidden", "checkin.shown_again", "consent.withdrawn", "member.left",
    "order.refunded", "post.moderated", "profile.revealed",
}  # fmt: skip
NO_ROOMS = ("journal.", "ledger.", "member.", "moderation.", "certificate.", "quest.", "referral.")
NEVER = re.compile(r"(declined|muted|unmuted|left|revoked|hidden)$")


def line(type_, **props):
    told = why.Told(id=1, type=type_, at=AT, recorded_at=AT, props=props, actor=None)
    return why.Line(
        number=1, event=told, causes=(), changes={}, change=0, worth_after=0, wallet_after=0, reverses=None,
        restores=False, quest_title={},
    )  # fmt: skip


def test_has_a_sentence_for_what_members_do():
    deeds = {
        name
        for name in DECLARED
        if name in happenings.OF_MEMBERS
        and name not in NO_DEEDS
        and not name.startswith(NO_ROOMS)
        and not NEVER.search(name)
    }
    assert {"checkin.made", "circle.entered", "poll.voted", "reaction.given", "checkin.featured"} <= deeds
    assert deeds - telling.DEEDS.keys() == set()


@pytest.mark.parametrize("type_", ["question.answer_accepted", "tea.brewed", "x.y"])
def test_tells_no_code(type_):
    said = telling.what(line(type_), unit="points", currency="CNY", zone=ZONE)
    assert type_ not in said
    assert "2 May 2030" in said


def test_falls_back_to_words_that_are_true_of_everything():
    assert telling.what(line("tea.brewed"), unit="points", currency="CNY", zone=ZONE) == "what was done on 2 May 2030"


def test_tells_the_name_of_the_circle_that_something_was_spent_for(db):
    house = cast.spring_tea()
    circles.open_circle(
        space_id=house.space_id,
        canvas=CANVAS,
        look=circles.Look(name="老茶友", trait="都爱生普"),
        charter=CHARTER,
        rule=entry.Rule(),
        actor=house.actor,
        slug="tea",
    )
    spent = [line("ledger.spent", **{"for": purpose}) for purpose in ("circle:tea", "circle:gone", "Seven mornings")]
    names = telling.named(space_id=house.space_id, lines=spent)
    assert [telling.what(one, unit="points", currency="CNY", zone=ZONE, names=names) for one in spent] == [
        "spent for entering “老茶友”",
        "spent for entering a circle",
        "spent for Seven mornings",
    ]


def test_asks_nothing_where_nothing_was_spent(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert telling.named(space_id=1, lines=[line("checkin.made")]) == {}
