"""From a definition to SQL fragments: what matches, what it counts, in which group, for whom.

The fragments are PostgreSQL expressions over two aliases. `e` is the event: e.at, e.member_id, and a column for each
prop (`prop_columns`). `m` is the member's row of members_public_member: m.tier, m.plan, m.tags (text[]),
m.joined_at, m.active_at, m.channel, m.facts (jsonb). They are complete in themselves: every literal is rendered
and escaped here, nothing is left to bind.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from guanxi.kernel import predicates
from guanxi.kernel.predicates import FieldType
from guanxi.quests.definition import Definition, Goal, Promise

type EventTypes = Mapping[str, Mapping[str, FieldType]]
"""Name of an event type → its readable props and their types."""

MEMBER_COLUMNS: Mapping[str, FieldType] = {
    "member.tier": "text",
    "member.plan": "text",
    "member.tags": "texts",
    "member.joined_at": "instant",
    "member.active_at": "instant",
    "member.returning": "boolean",
    "member.channel": "text",
}
"""The facts of every member. A space's own profile fields are `member.<name>`, read from m.facts."""
CIRCLES = "member.circles"
"""The short names of the circles that the member is in."""
MEMBER_FIELDS: Mapping[str, FieldType] = {**MEMBER_COLUMNS, CIRCLES: "texts"}
"""Every fact of every member that an audience may read."""
_INSIDE = (
    "ARRAY(SELECT i.slug FROM circles_public_inside i WHERE i.space_id = m.space_id AND i.member_id = m.member_id)"
)
_READ: Mapping[str, str] = {
    "member.active_at": "coalesce(m.active_at, m.joined_at)",
    "member.returning": 'm."returning"',
}
"""Where a fact is not read by its own name: who never did anything was last active when they joined."""


@dataclass(frozen=True, slots=True)
class GoalSql:
    """One goal as SQL. An event contributes when its type is in `type_names` and `where_sql` holds.

    `amount_sql` (bigint) is what it adds to a count or sum, 1 for distinct and streak. `value_sql`
    (text) tells contributions apart for distinct, else None. `group_sql` (text) is the group of `per`,
    "''" without one. An event whose prop for sum, distinct or per is missing does not match.
    `audience_sql` is the quest's predicate over `m`, judged when the event happens; None = everybody.
    """

    type_names: tuple[str, ...]
    where_sql: str
    amount_sql: str
    value_sql: str | None
    group_sql: str
    audience_sql: str | None


@dataclass(frozen=True, slots=True)
class EachSql:
    """What one matching event is worth: `amount_sql` is a bigint, 0 where nothing is owed."""

    promise: Promise
    amount_sql: str


def goals(
    definition: Definition, *, event_types: EventTypes, member_fields: Mapping[str, FieldType]
) -> tuple[GoalSql, ...]:
    """The goals of `definition` as SQL. Raises PredicateRefused where a prop or fact is not known any more."""
    audience_sql = audience(definition, member_fields=member_fields)
    return tuple(_goal(goal, event_types, audience_sql) for goal in definition.goals)


def each(definition: Definition, *, event_types: EventTypes) -> tuple[EachSql, ...]:
    """What every event that matches the goal is worth, one entry per promise of `each`."""
    props = props_of(definition.goals[0], event_types)
    return tuple(EachSql(promise=promise, amount_sql=_worth(promise, props)) for promise in definition.each)


def audience(definition: Definition, *, member_fields: Mapping[str, FieldType]) -> str | None:
    """The audience as a PostgreSQL expression over `m` and e.at, None for everybody."""
    if definition.audience is None:
        return None
    columns = member_columns(member_fields)
    fields = {**member_fields, **MEMBER_FIELDS}
    return predicates.parse(definition.audience, fields=fields).to_postgres(columns)


def member_columns(member_fields: Mapping[str, FieldType]) -> dict[str, str]:
    """Where each member field is read: own columns of `m`, the circles they are in, and guarded reads of m.facts."""
    facts = {name: kind for name, kind in member_fields.items() if name not in MEMBER_FIELDS}
    read = predicates.jsonb_columns("m.facts", facts)
    own = {name: _READ.get(name, f"m.{name.removeprefix('member.')}") for name in MEMBER_COLUMNS}
    return read | own | {CIRCLES: _INSIDE, "at": "e.at"}


def props_of(goal: Goal, event_types: EventTypes) -> dict[str, FieldType]:
    """The fields `props.x` that events of this goal may carry, with their types."""
    return {f"props.{name}": kind for event in goal.events for name, kind in event_types.get(event, {}).items()}


def prop_columns(props: Mapping[str, FieldType]) -> dict[str, str]:
    """Where each prop is read.

    A column of `e` named by type and prop, so that it is taken out of the JSON once an event.
    """
    return {field: f'e."{kind} {field.removeprefix("props.")}"' for field, kind in props.items()}


def prop_readings(event_types: EventTypes) -> dict[str, str]:
    """The columns that `prop_columns` names → how each is read from the jsonb e.props."""
    props = {(f"props.{name}", kind) for declared in event_types.values() for name, kind in declared.items()}
    return {
        prop_columns({field: kind})[field]: predicates.jsonb_columns("e.props", {field: kind})[field]
        for field, kind in sorted(props)
    }


def _goal(goal: Goal, event_types: EventTypes, audience_sql: str | None) -> GoalSql:
    props = props_of(goal, event_types)
    columns = prop_columns(props) | {"at": "e.at"}
    conditions = []
    if goal.where is not None:
        conditions.append(predicates.parse(goal.where, fields=props).to_postgres(columns))
    measure = goal.measure
    measured = None if measure.prop is None else columns[f"props.{measure.prop}"]
    group = None if goal.per is None else columns[f"props.{goal.per}"]
    conditions += [f"({needed}) IS NOT NULL" for needed in (measured, group) if needed is not None]
    return GoalSql(
        type_names=goal.events,
        where_sql=" AND ".join(conditions) or "TRUE",
        amount_sql=measured if measure.kind == "sum" and measured else "1::bigint",
        value_sql=f"({measured})::text" if measure.kind == "distinct" else None,
        group_sql="''" if group is None else f"({group})::text",
        audience_sql=audience_sql,
    )


def _worth(promise: Promise, props: Mapping[str, FieldType]) -> str:
    if promise.of is None:
        return f"{promise.amount}::bigint"
    prop = prop_columns(props)[f"props.{promise.of}"]
    share = f"floor(coalesce({prop}, 0)::numeric * {promise.amount} / {promise.for_each or 1})"
    return f"greatest(least({share}, 9223372036854775807), 0)::bigint"
