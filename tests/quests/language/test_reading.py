"""A quest file becomes definitions that can be stored and read back without loss (QL-1 to QL-14)."""

import json
from datetime import UTC, date, datetime

import pytest

from guanxi.quests.definition import (
    Budget,
    Canvas,
    Cap,
    Ceiling,
    Definition,
    Goal,
    Measure,
    Promise,
    Step,
    TierRule,
    WorstCase,
    worst_case,
)
from guanxi.quests.language import warnings
from tests.quests.language import samples


def test_reads_every_word():
    text = """
quests:
  - quest: everything
    title: {zh-hans: 全部, en: Everything}
    canvas: {background: quiet, purpose: seeds, goal: a hundred}
    audience: member.city = 'Chengdu' and has(member.tags, 'tea')
    goal:
      event: [post.created, comment.created]
      where: props.length >= 20
      measure: {distinct: post}
      per: kind
    period: month
    counts_from: 2026-01-01
    window: {from: 2026-10-01, to: 2026-12-31T18:00:00+08:00}
    steps:
      - reach: 3
        promise: [{points: 10, pending_days: 7, expires_days: 365}, {item: cup}, {coupon: ten, amount: 2}]
      - reach: 9
        promise: [{certificate: writer}, {right: host}, {membership_days: 30}]
    each: [{growth: 1}, {points: 1, for_each: 10, of: length}]
    budget: {"item:cup": 200, "coupon:ten": 400, membership_days: 3000}
    ceiling_per_day: {points: 5000, growth: 100}
    caps: {member: {points: 100}, member_day: {growth: 5}, day: {points: 900}, channel: {poster: {points: 50}}}
    undo: keep
    terms: {en: Be kind.}
"""
    assert samples.read(text) == [
        Definition(
            slug="everything",
            title={"zh-hans": "全部", "en": "Everything"},
            canvas=Canvas(background="quiet", purpose="seeds", goal="a hundred"),
            audience="member.city = 'Chengdu' AND has(member.tags, 'tea')",
            goals=(
                Goal(
                    events=("post.created", "comment.created"),
                    where="props.length >= 20",
                    measure=Measure("distinct", "post"),
                    per="kind",
                ),
            ),
            period="month",
            counts_from=date(2026, 1, 1),
            window_from=date(2026, 10, 1),
            window_to=datetime(2026, 12, 31, 10, tzinfo=UTC),
            steps=(
                Step(
                    no=1,
                    reach=3,
                    promises=(
                        Promise("points", "points", 10, pending_days=7, expires_days=365),
                        Promise("item", "item:cup"),
                        Promise("coupon", "coupon:ten", 2),
                    ),
                ),
                Step(
                    no=2,
                    reach=9,
                    promises=(
                        Promise("certificate", "writer"),
                        Promise("right", "host"),
                        Promise("membership_days", "membership_days", 30),
                    ),
                ),
            ),
            each=(Promise("growth", "growth", 1), Promise("points", "points", 1, for_each=10, of="length")),
            budgets=(Budget("item:cup", 200), Budget("coupon:ten", 400), Budget("membership_days", 3000)),
            ceilings=(Ceiling("points", 5000), Ceiling("growth", 100)),
            caps=(
                Cap("member", "points", 100),
                Cap("member_day", "growth", 5),
                Cap("day", "points", 900),
                Cap("channel", "points", 50, "poster"),
            ),
            undo="keep",
            terms={"en": "Be kind."},
        )
    ]


def test_reads_several_goals_with_one_step():
    goals = "{any: [{event: checkin.made, reach: 7, measure: streak}, {event: post.created, reach: 2}]}"
    read = samples.definition(goal=None, goals=goals, steps="[{promise: [{points: 5}]}]")
    assert read.combine == "any"
    assert [(goal.events, goal.measure.kind, goal.reach) for goal in read.goals] == [
        (("checkin.made",), "streak", 7),
        (("post.created",), "count", 2),
    ]
    assert [(step.no, step.reach) for step in read.steps] == [(1, 1)]


def test_reads_tiers_over_a_rolling_period():
    read = samples.definition(
        goal="{event: [quest.granted, quest.step_reached], measure: {sum: growth}}",
        period="{rolling_days: 365}",
        steps="[{reach: 10, promise: [{tier: silver}]}, {reach: 50, promise: [{tier: gold}]}]",
        tiers="{keep_days: 365, grace_days: 30}",
        ceiling_per_day=None,
    )
    assert (read.period, read.rolling_days, read.tier) == ("rolling", 365, TierRule(365, 30))
    assert read.records == ("quest.step_reached", "quest.granted", "member.tier_changed")


def test_reads_granted_cash_in_cents():
    read = samples.definition(
        goal="{event: order.delivered}",
        steps="[{reach: 1, promise: [{granted_cents: 500}]}]",
        budget="{granted_cents: 5000}",
        ceiling_per_day=None,
    )
    assert read.promises == (Promise("granted", "granted", 500),)
    assert read.budget("granted") == 5000


def test_reads_an_alias_where_it_stands():
    text = samples.file(samples.quest("a", terms="&terms {en: Be kind.}"), samples.quest("b", terms="*terms"))
    assert [read.terms for read in samples.read(text)] == [{"en": "Be kind."}] * 2


@pytest.mark.parametrize("path", ["tea-brand.yaml"])
def test_reads_the_examples_and_stores_them_without_loss(path):
    text = (samples.EXAMPLES / path).read_text(encoding="utf-8")
    for read in samples.read(text):
        assert Definition.from_json(json.loads(json.dumps(read.to_json()))) == read
        assert warnings(read) == []


def test_stores_instants_and_days_without_loss():
    read = samples.definition(window="{from: 2026-10-01, to: 2026-12-31T18:00:00+08:00}", counts_from="2026-01-01")
    again = Definition.from_json(json.loads(json.dumps(read.to_json())))
    assert again == read
    assert type(again.window_from) is date


def test_warns_of_a_budget_that_leaves_a_rest():
    read = samples.definition(budget="{points: 12}", ceiling_per_day=None)
    assert warnings(read) == ["12 points make 2 whole grants of 5 points; the rest is cut or returned"]


def test_bounds_what_a_quest_may_cost():
    capped = samples.definition(budget="{points: 1000}", ceiling_per_day=None)
    assert worst_case(capped) == (WorstCase("points", 1000, None),)
    assert worst_case(capped, audience_size=30) == (WorstCase("points", 150, None),)
    assert worst_case(samples.definition()) == (WorstCase("points", None, 10),)
    monthly = samples.definition(period="month", caps="{member: {points: 60}}")
    assert worst_case(monthly, audience_size=10) == (WorstCase("points", 600, 10),)
