"""A definition becomes SQL that says which events match, what they add, in which group, and what they are worth."""

import json

import pytest
from django.db import connection

from guanxi.kernel import predicates
from guanxi.quests import compile as compiling
from tests.quests.language import samples

BIGINT_MAX = 2**63 - 1


def goal(**words):
    definition = samples.definition(**words)
    return compiling.goals(definition, event_types=samples.EVENT_TYPES, member_fields=samples.MEMBER_FIELDS)[0]


def each(**words):
    definition = samples.definition(steps=None, **words)
    return compiling.each(definition, event_types=samples.EVENT_TYPES)[0].amount_sql


def answers(expression, *props):
    """The value of an SQL expression for events with these props."""
    readings = compiling.prop_readings(samples.EVENT_TYPES).items()
    columns = ", ".join(f"{reading} AS {column.removeprefix('e.')}" for column, reading in readings)
    events = f"(SELECT {columns} FROM jsonb_array_elements(%s) AS e(props)) AS e"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression} FROM {events}", [json.dumps(props)])
        return [answer for (answer,) in cursor.fetchall()]


def test_counts_one_for_each_event_by_default():
    assert goal() == compiling.GoalSql(
        type_names=("checkin.made",),
        where_sql="TRUE",
        amount_sql="1::bigint",
        value_sql=None,
        group_sql="''",
        audience_sql=None,
    )


@pytest.mark.django_db
def test_sums_a_prop_and_leaves_out_events_that_lack_it():
    found = goal(goal="{event: order.paid, measure: {sum: sum_cents}}")
    props: tuple[dict[str, object], ...] = (
        {"sum_cents": 250},
        {"sum_cents": -50},
        {},
        {"sum_cents": "250"},
        {"sum_cents": 2.5},
        {"sum_cents": 10**30},
    )
    assert answers(found.where_sql, *props) == [True, True, False, False, False, False]
    assert answers(found.amount_sql, *props) == [250, -50, None, None, None, None]


@pytest.mark.django_db
def test_tells_values_apart_as_text_within_their_group():
    found = goal(goal="{event: post.created, where: props.length > 3, measure: {distinct: length}, per: post}")
    props: tuple[dict[str, object], ...] = (
        {"length": 7, "post": "a"},
        {"length": 7},
        {"post": "a"},
        {"length": 1, "post": "a"},
    )
    assert answers(found.where_sql, *props) == [True, False, False, False]
    assert answers(found.value_sql, props[0]) == ["7"]
    assert answers(found.group_sql, props[0]) == ["a"]


@pytest.mark.django_db
def test_rounds_a_proportion_down_and_never_below_nothing():
    amount = each(goal="{event: order.paid}", each="[{points: 3, for_each: 100, of: sum_cents}]")
    props: tuple[dict[str, object], ...] = (
        {"sum_cents": 99},
        {"sum_cents": 199},
        {"sum_cents": 33},
        {"sum_cents": -500},
        {},
        {"sum_cents": "x"},
    )
    assert answers(amount, *props) == [2, 5, 0, 0, 0, 0]


@pytest.mark.django_db
def test_stops_a_proportion_at_the_largest_amount_there_is():
    amount = each(goal="{event: order.paid}", each=f"[{{points: {BIGINT_MAX}, for_each: 1, of: sum_cents}}]")
    assert answers(amount, {"sum_cents": 10**18 - 1}) == [BIGINT_MAX]


@pytest.mark.django_db
def test_judges_the_audience_by_the_members_row():
    found = goal(audience="member.tier = 'gold' AND has(member.tags, 'tea') AND member.city = 'Chengdu'")
    rows = "(VALUES ('gold', ARRAY['tea'], %s::jsonb), ('gold', NULL, '{}'), (NULL, ARRAY['tea'], NULL))"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {found.audience_sql} FROM {rows} AS m(tier, tags, facts)", [json.dumps({"city": "Chengdu"})]
        )
        assert [answer for (answer,) in cursor.fetchall()] == [True, False, False]


@pytest.mark.django_db
def test_counts_a_members_days_up_to_the_event():
    found = goal(audience="days_since(member.joined_at) < 7")
    rows = "(VALUES (timestamptz '2026-11-14 12:00:00+00'), ('2026-11-14 12:00:01+00'), (NULL)) AS m(joined_at)"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {found.audience_sql} FROM {rows}, (SELECT timestamptz '2026-11-21 12:00:00+00' AS at) e"
        )
        assert [answer for (answer,) in cursor.fetchall()] == [False, True, False]


def test_refuses_a_stored_condition_whose_prop_is_no_longer_declared():
    definition = samples.definition(goal="{event: checkin.made, where: props.local_hour < 8}")
    with pytest.raises(predicates.PredicateRefused, match="local_hour"):
        compiling.goals(definition, event_types={"checkin.made": {}}, member_fields={})
