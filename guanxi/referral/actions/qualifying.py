"""Which act makes an invitee count; and the finding that somebody must not."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection
from psycopg import sql

from guanxi import journal
from guanxi.journal import own_types, types
from guanxi.kernel import predicates
from guanxi.kernel.predicates import FieldType
from guanxi.kernel.tenancy import acting_in
from guanxi.referral import errors, events, models, queries

_RULES_LOCK = 7201  # the journal's: settling shares it, a change of rules holds it alone
_INVITEE: Mapping[str, FieldType] = {
    "member.tier": "text",
    "member.plan": "text",
    "member.channel": "text",
    "member.tags": "texts",
    "member.joined_at": "instant",
}


def set_qualification_rule(
    *,
    space_id: int,
    event_types: Sequence[str],
    predicate: str = "",
    invitee_predicate: str = "",
    invitee_fields: Mapping[str, FieldType] | None = None,
    actor: str,
    at: datetime | None = None,
) -> int:
    """Choose the verified act (QU-12) and return the version of the rule.

    It judges what is settled from now on, and what invitees who count for nobody yet did before. No event
    types: nobody qualifies any more.

    `predicate` is over `props.x` of the events, `invitee_predicate` over `member.x` of the invitee, where
    `invitee_fields` names the space's own profile facts. Refuses EventTypesRefused, PredicateRefused.
    """
    with acting_in(space_id):
        chosen = _declared(space_id, event_types)
        condition = _condition(predicate, invitee_predicate, chosen, invitee_fields or {})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_RULES_LOCK, space_id])
        version = 1 + models.QualificationRule.objects.filter(space_id=space_id).count()
        rule = models.QualificationRule.objects.create(
            space_id=space_id,
            version=version,
            event_types=sorted(chosen),
            predicate=predicate,
            invitee_predicate=invitee_predicate,
            function_name=f"referral_{space_id}_{version}",
            actor=actor,
            created_at=at or journal.now(space_id=space_id),
        )
        _compile(rule.function_name, [number for number, _ in chosen.values()], condition)
        props = {
            "version": version,
            "event_types": rule.event_types,
            "predicate": predicate,
            "invitee_predicate": invitee_predicate,
        }
        journal.record(
            space_id=space_id,
            events=[journal.Event(type=events.RULE_CHANGED.name, at=at, props=props, actor=actor, source="decision")],
        )
        _judge_those_who_wait(space_id)
    return version


def disqualify(*, space_id: int, member_id: int, reason: str, actor: str, at: datetime | None = None) -> int:
    """Find that an invitee must count for nobody (fraud); returns the event. `clear` takes it back.

    Refuses ReasonMissing, MemberUnknown.
    """
    return _say(space_id, events.DISQUALIFIED.name, member_id, reason, actor, at)


def clear(*, space_id: int, member_id: int, reason: str, actor: str, at: datetime | None = None) -> int:
    """Say that the findings against an invitee did not hold; what they did counts again. Returns the event.

    Refuses ReasonMissing, MemberUnknown.
    """
    return _say(space_id, events.CLEARED.name, member_id, reason, actor, at)


def _say(space_id: int, name: str, member_id: int, reason: str, actor: str, at: datetime | None) -> int:
    if not reason.strip():
        raise errors.ReasonMissing
    with acting_in(space_id):
        if queries.binding_of(space_id=space_id, member_id=member_id) is None:
            raise errors.MemberUnknown(member=member_id)
        event = journal.Event(
            type=name, at=at, member_id=member_id, props={"reason": reason.strip()}, actor=actor, source="decision"
        )
        return journal.record(space_id=space_id, events=[event]).ids[0]


type _Types = dict[str, tuple[int, dict[str, FieldType]]]


def _declared(space_id: int, names: Sequence[str]) -> _Types:
    """The declared event types of these names, Guanxi's or the space's own: number and readable props of each."""
    own = own_types.known(space_id=space_id, names=[name for name in names if name not in types.DECLARED])
    for name in names:
        if (name not in types.DECLARED and name not in own) or name.startswith(("referral.", "journal.")):
            raise errors.EventTypesRefused(type=name)
    ours = {name: (types.type_id(name), types.DECLARED[name]) for name in names if name in types.DECLARED}
    return {name: (number, _readable(declared.props)) for name, (number, declared) in (ours | own).items()}


def _readable(props: Mapping[str, types.PropType | journal.Personal]) -> dict[str, FieldType]:
    # A personal prop is sealed, and what is `json` has no type that a condition could compare.
    return {
        f"props.{name}": kind
        for name, kind in props.items()
        if not isinstance(kind, journal.Personal) and kind != "json"
    }


def _condition(predicate: str, invitee_predicate: str, chosen: _Types, invitee_fields: Mapping[str, FieldType]) -> str:
    parts = ["TRUE"]
    if predicate.strip():
        fields = {name: kind for _, props in chosen.values() for name, kind in props.items()}
        columns = predicates.jsonb_columns("e.props", fields) | {"at": "e.at"}
        parts.append(predicates.parse(predicate, fields=fields).to_postgres(columns))
    if invitee_predicate.strip():
        columns = predicates.jsonb_columns("m.facts", invitee_fields)
        columns |= {name: f"m.{name.removeprefix('member.')}" for name in _INVITEE} | {"at": "e.at"}
        fields = {**invitee_fields, **_INVITEE}
        judged = predicates.parse(invitee_predicate, fields=fields).to_postgres(columns)
        parts.append(
            f"(SELECT {judged} FROM members_public_member AS m"  # noqa: S608 - rendered by predicates
            " WHERE m.space_id = p_space AND m.member_id = e.member_id)"
        )
    return " AND ".join(parts)


def _compile(function_name: str, type_ids: list[int], condition: str) -> None:
    numbers = ", ".join(str(number) for number in sorted(type_ids)) or "NULL"
    # Every word of the body is ours or was rendered by predicates; a text in a condition may hold any quoting, so
    # the body goes as one literal. No parameters: % stays what it is.
    body = f"""
        BEGIN
            RETURN QUERY SELECT e.id FROM unnest(p_events) AS asked(id)
            CROSS JOIN LATERAL (
                SELECT * FROM journal_public_fact AS j WHERE j.space_id = p_space AND j.id = asked.id OFFSET 0
            ) AS e
            WHERE e.type_id IN ({numbers}) AND NOT e.voided AND {condition};
        END
    """  # noqa: S608
    with connection.cursor() as cursor:
        statement = sql.SQL(
            "CREATE FUNCTION {}(p_space integer, p_events bigint[]) RETURNS SETOF bigint"
            " LANGUAGE plpgsql STABLE SET enable_nestloop = off AS {}"
        ).format(sql.Identifier("rules", function_name), sql.Literal(body))
        cursor.execute(statement.as_string(connection.connection))


def _judge_those_who_wait(space_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT journal_enqueue(%s, referral_judge(%s, array_agg(b.member_id ORDER BY b.member_id), '{}'))
            FROM referral_binding AS b
            WHERE b.space_id = %s AND b.merged_into_id IS NULL AND NOT EXISTS (
                SELECT FROM referral_qualification AS q
                WHERE q.space_id = b.space_id AND q.member_id = b.member_id AND q.voided_id IS NULL)
            HAVING count(*) > 0
            """,
            [space_id, space_id, space_id],
        )
