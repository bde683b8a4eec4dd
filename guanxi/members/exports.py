"""Taking lists of members away: recorded, and with personal answers only a few, for a reason (P-16)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.members import browsing, errors, queries
from guanxi.members.actions import profile, revealing

MOST_WITH_ANSWERS = 500


@dataclass(frozen=True, kw_only=True)
class Line:
    """A member with the personal answers that were asked for, in the order of the fields; '' where there is none."""

    member: queries.Member
    answers: tuple[str, ...]


def record_list(*, space_id: int, filter_: browsing.Filter, actor: str) -> int:
    """Record that somebody took a list away without anything personal; the id of the event."""
    return _record(space_id, filter_, actor, fields=(), reason="")


def with_answers(
    *, space_id: int, filter_: browsing.Filter, fields: Sequence[str], reason: str, actor: str
) -> tuple[Line, ...]:
    """Everybody whom the filter finds with their answers to `fields` in clear. Recorded with the reason.

    Refuses with ReasonMissing, FieldUnknown, TooManyToReveal, TooManyTaken.
    """
    clean = revealing.checked_reason(reason=reason)
    with tenancy.acting_in(space_id):
        known = queries.fields(space_id=space_id)
        for slug in fields:
            if slug not in known:
                raise errors.FieldUnknown(field=slug)
        found = browsing.page(space_id=space_id, filter_=filter_, limit=MOST_WITH_ANSWERS)
        if found.more:
            raise errors.TooManyToReveal(most=MOST_WITH_ANSWERS)
        answers = _answers(space_id, [member.id for member in found.members], fields)
        revealing.count_rows(space_id=space_id, actor=actor, rows=len(found.members))
        _record(space_id, filter_, actor, fields=fields, reason=clean)
    return tuple(
        Line(member=member, answers=tuple(answers.get((member.id, slug), "") for slug in fields))
        for member in found.members
    )


def _answers(space_id: int, member_ids: Sequence[int], fields: Sequence[str]) -> dict[tuple[int, str], str]:
    rows = statements.rows(
        """
        SELECT member_id, field, plain::text, sealed FROM members_profilevalue
        WHERE space_id = %s AND member_id = ANY(%s::bigint[]) AND field = ANY(%s)
        """,
        [space_id, list(member_ids), list(fields)],
    )
    sealed = [
        keyring.Personal(subject_id=row[0], place=profile.place(row[1]), value=bytes(row[3])) for row in rows if row[3]
    ]
    clear = iter(keyring.unseal_many(space_id=space_id, values=sealed))
    return {(member_id, field): _words(next(clear) if value else plain) for member_id, field, plain, value in rows}


def _words(stored: bytes | str | None) -> str:
    value = json.loads(stored) if stored else ""
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values())
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _record(space_id: int, filter_: browsing.Filter, actor: str, *, fields: Sequence[str], reason: str) -> int:
    props = {"filter": json.dumps(filter_.to_json()), "fields": list(fields), "reason": reason}
    event = journal.Event(type="member.list_exported", props=props, actor=actor)
    return journal.record(space_id=space_id, events=[event]).ids[0]
