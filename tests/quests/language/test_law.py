"""What the law forbids cannot be written, however indirectly (QL-15 to QL-20; QU-11, QU-13)."""

# ruff: noqa: E501 - a message stands in one piece, as people get it

import pytest

from tests.quests.language import samples
from tests.quests.language.samples import file, quest, refusal

RIGHT = {"steps": "[{reach: 1, promise: [{right: distribution}]}]", "ceiling_per_day": None}
CASH = {
    "steps": "[{reach: 3, promise: [{granted_cents: 500}]}]",
    "budget": "{granted: 5000}",
    "ceiling_per_day": None,
}
GROWTH_FOR_SPENDING = quest(
    "spending",
    goal="{event: order.delivered}",
    steps=None,
    each="[{growth: 1, for_each: 100, of: sum_cents}]",
    ceiling_per_day="{growth: 1000}",
)
TIERS = quest(
    "tiers",
    goal="{event: [quest.granted, quest.step_reached], measure: {sum: growth}}",
    period="{rolling_days: 365}",
    steps="[{reach: 100, promise: [{tier: silver}]}, {reach: 900, promise: [{tier: gold}]}]",
    tiers="{keep_days: 365}",
    ceiling_per_day=None,
)


def test_refuses_cash_for_heads():
    text = file(quest(goal="{event: referral.qualified, measure: {distinct: invitee}}", **CASH))
    assert refusal(text) == (
        "5:34 quests[0].steps[0].promise[0]: cash for heads is refused: referral.qualified counts invitees (QU-13); "
        "promise points or a coupon, or rest it on delivered orders"
    )


def test_refuses_cash_for_heads_through_another_quest():
    text = file(
        quest("bring", goal="{event: referral.qualified}"),
        quest("paid", goal="{event: quest.step_reached, where: \"props.quest = 'bring'\"}", **CASH),
    )
    assert "cash for heads is refused: referral.qualified → bring counts invitees (QU-13)" in refusal(text)


def test_refuses_cash_for_heads_of_an_event_of_the_spaces_own():
    types = {**samples.EVENT_TYPES, "club.grew": {"invited": "integer"}}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samples, "EVENT_TYPES", types)
        assert "cash for heads is refused: club.grew counts invitees" in refusal(
            file(quest(goal="{event: club.grew}", **CASH))
        )


@pytest.mark.parametrize(
    "goals",
    [
        {"goal": "{event: checkin.made}"},
        {"goal": "{event: order.paid}"},
        {"goal": "{event: [order.delivered, order.paid]}"},
        {
            "goal": None,
            "goals": "{any: [{event: order.delivered, reach: 1}, {event: checkin.made, reach: 1}]}",
            "steps": "[{promise: [{granted_cents: 500}]}]",
        },
    ],
    ids=str,
)
def test_refuses_cash_that_rests_on_no_delivered_order(goals):
    assert "cash rests on a delivered, unrefunded order (QU-13)" in refusal(file(quest(**{**CASH, **goals})))


def test_refuses_cash_that_a_refund_does_not_take_back():
    assert refusal(file(quest(goal="{event: order.delivered}", undo="keep", **CASH))).startswith(
        "6:11 quests[0].undo: cash that a refund does not take back is refused (QU-13)"
    )


def test_allows_cash_on_a_delivered_order():
    samples.definition(goal="{event: order.delivered}", **CASH)


@pytest.mark.parametrize(
    ("words", "way"),
    [
        ({"goal": "{event: order.delivered}"}, "the member's own orders or payments: order.delivered → tea"),
        (
            {"goal": "{event: order.paid, measure: {sum: sum_cents}}"},
            "the member's own orders or payments: order.paid → tea",
        ),
        ({"goal": "{event: referral.qualified}"}, "recruiting: referral.qualified → tea"),
        ({"goal": "{event: review.written}"}, "the member's own orders or payments: review.written → tea"),
        ({"audience": "member.plan = 'year'"}, "the member's own orders or payments: member.plan → tea"),
        (
            {
                "goal": None,
                "goals": "{all: [{event: checkin.made, reach: 9}, {event: order.paid, reach: 1}]}",
                "steps": "[{promise: [{right: distribution}]}]",
            },
            "the member's own orders or payments: order.paid → tea",
        ),
    ],
    ids=str,
)
def test_refuses_a_right_to_distribute_that_is_bought_or_recruited(words, way):
    assert f"the right to distribute would be earned by {way} (QU-13)" in refusal(file(quest(**{**RIGHT, **words})))


def test_refuses_a_right_to_distribute_fed_by_own_orders_through_a_tier():
    right = quest("sell", audience="member.tier = 'gold'", goal="{event: checkin.made}", **RIGHT)
    assert refusal(file(GROWTH_FOR_SPENDING, TIERS, right)) == (
        "16:34 quests[2].steps[0].promise[0]: the right to distribute would be earned by the member's own orders or "
        "payments: order.delivered → spending → tiers → sell (QU-13); "
        "let service earn it, such as check-ins, answers or lessons"
    )


def test_refuses_it_also_when_the_tier_is_in_the_space_already():
    others = tuple(samples.read(file(GROWTH_FOR_SPENDING, TIERS)))
    right = quest("sell", audience="member.tier = 'gold'", goal="{event: checkin.made}", **RIGHT)
    assert "order.delivered → spending → tiers → sell" in refusal(file(right), others)


def test_refuses_it_also_through_the_audience_of_a_quest_that_it_counts():
    host = quest("host", audience="member.tier IN ('silver')", goal="{event: checkin.made}")
    right = quest("sell", goal="{event: quest.step_reached, where: \"props.quest = 'host'\"}", **RIGHT)
    assert "order.delivered → spending → tiers → host → sell" in refusal(file(GROWTH_FOR_SPENDING, TIERS, host, right))


def test_allows_a_right_to_distribute_that_service_earns():
    helping = quest(
        "helping",
        goal="{event: comment.created}",
        steps=None,
        each="[{growth: 1}]",
        ceiling_per_day="{growth: 1000}",
    )
    right = quest("sell", audience="member.tier = 'gold'", goal="{event: checkin.made}", **RIGHT)
    assert len(samples.read(file(helping, TIERS, right))) == 3


def test_follows_only_the_tiers_that_the_audience_means():
    right = quest("sell", audience="member.tier IS NULL", goal="{event: checkin.made}", **RIGHT)
    assert len(samples.read(file(GROWTH_FOR_SPENDING, TIERS, right))) == 3


def test_refuses_quests_that_feed_each_other():
    one = quest("one", goal="{event: quest.step_reached, where: \"props.quest = 'two'\"}")
    two = quest("two", goal="{event: quest.step_reached, where: \"props.quest = 'one'\"}")
    assert refusal(file(one, two)) == (
        "4:11 quests[0].goal: these quests feed each other: one → two → one (QU-11); let one of them watch something else"
    )


def test_refuses_a_quest_that_feeds_itself_through_growth_and_tiers():
    gift = quest(
        "gift",
        goal="{event: member.tier_changed}",
        steps="[{reach: 1, promise: [{growth: 5}]}]",
        ceiling_per_day="{growth: 10}",
    )
    assert "these quests feed each other: tiers → gift → tiers (QU-11)" in refusal(file(TIERS, gift))


def test_allows_a_gift_for_a_tier_that_brings_no_growth():
    assert len(samples.read(file(TIERS, quest("gift", goal="{event: member.tier_changed}")))) == 2


def test_refuses_five_quests_in_a_row():
    rows = [quest("q0")] + [
        quest(f"q{no}", goal=f"{{event: quest.step_reached, where: \"props.quest = 'q{no - 1}'\"}}")
        for no in range(1, 5)
    ]
    assert len(samples.read(file(*rows[:4]))) == 4
    assert refusal(file(*rows)) == (
        "24:11 quests[4].goal: 5 quests in a row lead here, and at most 4 may (QU-11); watch the first event itself"
    )


@pytest.mark.parametrize(
    ("goal", "path"),
    [
        ("{event: review.written, where: props.rating >= 4}", "4:42 quests[0].goal.where"),
        ("{event: review.written, measure: {sum: rating}}", "4:50 quests[0].goal.measure.sum"),
        ("{event: review.written, measure: {distinct: rating}}", "4:55 quests[0].goal.measure.distinct"),
        ("{event: review.written, per: rating}", "4:40 quests[0].goal.per"),
    ],
)
def test_refuses_to_read_how_somebody_rated(goal, path):
    assert refusal(file(quest(goal=goal))) == (
        f"{path}: props.rating tells how somebody rated, and no reward may depend on that (P-20); reward the review itself"
    )


def test_refuses_a_proportion_to_the_rating():
    words = {"goal": "{event: review.written}", "each": "[{points: 1, for_each: 1, of: rating}]"}
    assert "props.rating tells how somebody rated" in refusal(file(quest(**words)))
