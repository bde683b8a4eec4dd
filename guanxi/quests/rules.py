"""The rules of a space: one generated SQL function that says which events match which goals.

`rules.match_<space>_<number>` is one UNION ALL of a branch for each goal of each version that counts. It is
generated because PostgreSQL then plans it once in a session, however many quests there are, and because
conditions are SQL already. The schema `rules` holds nothing else, and the application may create there.
"""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import connection
from psycopg import sql

from guanxi.quests import compile as compiling
from guanxi.quests import queries
from guanxi.quests.definition import Definition, Edge

_PERIODS = {
    "once": "'-infinity'::date",
    "rolling": "'-infinity'::date",
    "day": "{day}",
    "week": "date_trunc('week', {day})::date",
    "month": "date_trunc('month', {day})::date",
    "year": "date_trunc('year', {day})::date",
}
_FOR_DATE = "CASE WHEN e.props ->> 'for_date' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN (e.props ->> 'for_date')::date END"

_FUNCTION = """
CREATE FUNCTION rules.{name}(p_facts journal_fact[], p_void bigint[], p_types integer[]) RETURNS quests_match[]
LANGUAGE plpgsql STABLE AS $rules$
DECLARE
    matches quests_match[] := '{{}}';
BEGIN
    {parts}
    RETURN matches;
END $rules$
"""
# One statement for each type: a tap runs the one of its own type, with the props that its conditions read.
_PART = """
    IF {type} = ANY (p_types) THEN
        matches := matches || (WITH event AS MATERIALIZED (
            SELECT e.id, e.type_id, e.member_id, e.depth, e.at, e.order_key, e.props,
                (e.at AT TIME ZONE {zone})::date AS local_date{readings}
            FROM unnest(p_facts) e
            WHERE e.type_id = {type} AND e.member_id IS NOT NULL AND (p_void = '{{}}' OR e.id <> ALL (p_void))
        ), matched AS (
        {branches}
        )
        SELECT coalesce(array_agg(match), '{{}}') FROM matched);
    END IF;
"""
_BRANCH = """SELECT ROW({goal}::bigint, {version}::bigint, e.id, e.member_id, e.depth, e.at, e.order_key,
        {day}, {period}, {group}, {amount}, {value}, {counted}, {worth}, {facts},
        NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)::quests_match AS match
    FROM event e {members}
    WHERE {conditions}"""


def rebuild(*, space_id: int) -> int:
    """Generate the rules anew from the quests that count; returns their number.

    The caller holds the space's rules exclusively (`exclusively`), so nobody settles by the old ones meanwhile.
    """
    zone = queries.time_zone(space_id=space_id)
    event_types = queries.event_types(space_id=space_id)
    member_fields = queries.member_fields(space_id=space_id)
    type_ids = queries.type_ids(space_id=space_id)
    branches: dict[int, list[str]] = {}
    for version in queries.counting_versions(space_id=space_id):
        goals = compiling.goals(version.definition, event_types=event_types, member_fields=member_fields)
        worth = [each.amount_sql for each in compiling.each(version.definition, event_types=event_types)]
        for number, (goal, goal_id) in enumerate(zip(goals, version.goal_ids, strict=True)):
            text = _branch(version, goal, goal_id, worth, zone, _facts(version.definition, number))
            for type_id in sorted(type_ids[name] for name in goal.type_names if name in type_ids):
                branches.setdefault(type_id, []).append(text)
    return _install(
        space_id,
        {type_id: "\n    UNION ALL ".join(found) for type_id, found in sorted(branches.items())},
        compiling.prop_readings(event_types),
        zone,
    )


def _branch(
    version: queries.CountingVersion,
    goal: compiling.GoalSql,
    goal_id: int,
    worth: list[str],
    zone: ZoneInfo,
    facts: str,
) -> str:
    day = "e.local_date"
    if version.definition.goals[0].measure.kind == "streak":
        day = f"coalesce({_FOR_DATE}, e.local_date)"
    return _BRANCH.format(
        goal=goal_id,
        version=version.version_id,
        day=day,
        period=_PERIODS[version.definition.period].format(day=day),
        group=goal.group_sql,
        amount=goal.amount_sql,
        value="NULL::bigint" if goal.value_sql is None else f"hashtextextended({goal.value_sql}, 0)",
        counted="TRUE" if goal.audience_sql is None else f"coalesce(({goal.audience_sql}), false)",
        worth=f"ARRAY[{', '.join(worth)}]::bigint[]",
        facts=facts,
        members=""
        if goal.audience_sql is None
        else f"LEFT JOIN members_public_member m ON m.space_id = {version.space_id} AND m.member_id = e.member_id",
        conditions=" AND ".join([f"({goal.where_sql})", *_window(version, zone), *_terms(version)]),
    )


def _facts(definition: Definition, number: int) -> str:
    """What counting must know of a goal: is it a streak, can it not be run on, and where its steps lie."""
    goal = definition.goals[number]
    streak = goal.measure.kind == "streak"
    recount = goal.measure.kind == "distinct" or definition.rolling_days is not None
    alone = definition.combine == "one"
    reaches = [step.reach for step in definition.steps] if alone or goal.reach is None else [goal.reach]
    bounds = (None if alone else goal.reach, min(reaches, default=None), max(reaches, default=None))
    return ", ".join([str(streak), str(recount), *("NULL" if bound is None else str(bound) for bound in bounds)])


def _window(version: queries.CountingVersion, zone: ZoneInfo) -> list[str]:
    definition = version.definition
    since = [_moment(definition.counts_from, zone) or version.launched_at, _moment(definition.window_from, zone)]
    until = [_moment(definition.window_to, zone), version.ended_at]
    return [f"e.at >= {_literal(moment)}" for moment in since if moment] + [
        f"e.at < {_literal(moment)}" for moment in until if moment
    ]


def _terms(version: queries.CountingVersion) -> list[str]:
    """Who keeps the older terms is matched by the older version only."""
    if not version.has_siblings:
        return []
    there = (
        f"EXISTS (SELECT FROM quests_under_way u WHERE u.space_id = {version.space_id}"
        f" AND u.quest_id = {version.quest_id} AND u.member_id = e.member_id"
    )
    return [f"{there} AND u.version_id = {version.version_id})"] if version.retired else [f"NOT {there})"]


def instant(edge: date, zone: ZoneInfo) -> datetime:
    """The moment that the edge of a window means: a day begins with its local midnight."""
    return edge if isinstance(edge, datetime) else datetime(edge.year, edge.month, edge.day, tzinfo=zone)


def _moment(edge: Edge, zone: ZoneInfo) -> datetime | None:
    return None if edge is None else instant(edge, zone)


def _literal(moment: datetime) -> str:
    return f"'{moment.isoformat()}'::timestamptz"


def _install(space_id: int, texts: Mapping[int, str], readings: Mapping[str, str], zone: ZoneInfo) -> int:
    # The texts were rendered and escaped by kernel.predicates.
    parts = [
        sql.SQL(_PART).format(
            type=sql.Literal(type_id),
            zone=sql.Literal(zone.key),
            branches=sql.SQL(text),
            readings=sql.SQL(
                "".join(f", {reading} AS {column[2:]}" for column, reading in readings.items() if column in text)
            ),
        )
        for type_id, text in texts.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM quests_rules WHERE space_id = %s", [space_id])
        row = cursor.fetchone()
        number = int(row[0]) if row else 1
        name = sql.Identifier(f"match_{space_id}_{number}")
        cursor.execute(
            sql.SQL(_FUNCTION).format(name=name, parts=sql.SQL("").join(parts)).as_string(connection.connection)
        )
        cursor.execute(_KEEP, [space_id, number, list(texts)])
        cursor.execute(
            sql.SQL("DROP FUNCTION IF EXISTS rules.{}(journal_fact[], bigint[], integer[])")
            .format(sql.Identifier(f"match_{space_id}_{number - 2}"))
            .as_string(connection.connection)
        )
    return number


_KEEP = """
    INSERT INTO quests_rules (space_id, number, listens, void_type, reinstate_type)
    VALUES (%s, %s, %s::integer[], journal_type_id('journal.voided'), journal_type_id('journal.reinstated'))
    ON CONFLICT (space_id) DO UPDATE SET number = excluded.number, listens = excluded.listens,
        void_type = excluded.void_type, reinstate_type = excluded.reinstate_type
"""


def exclusively(*, space_id: int) -> None:
    """Wait until nobody settles in the space, and let nobody begin until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '65s'")
        cursor.execute("SELECT pg_advisory_xact_lock(7201, %s)", [space_id])
