"""What members told about themselves: the questions, the answers, and who looked at them."""

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import crypto, statements, tenancy
from guanxi.members import errors, hooks, models, queries, values
from guanxi.members.actions import people

AT_ONCE = 1_000
"""How many members' answers are deleted or sealed in one transaction."""

REVEALS_PER_HOUR = 60

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SHORTEST_REASON, _LONGEST_REASON = 5, 200
_MOST_OPTIONS = 200
_LONGEST_RETENTION_DAYS = 36_500


@dataclass(frozen=True, kw_only=True)
class Answers:
    """Checked answers of one member; a field whose value is None is to be cleared."""

    member_id: int
    values: Mapping[str, values.Value | None]


def define_field(
    *,
    space_id: int,
    slug: str,
    type_: str,
    label: str,
    purpose: str,
    actor: str,
    personal: bool = True,
    basis: str = "contract",
    retention_days: int | None = None,
    options: Sequence[str] = (),
    at: datetime | None = None,
) -> None:
    """Let the space ask its members something. Again, it changes the words but never the type or who may read it.

    Refuses with FieldUnreadable, FieldMustBePersonal, FieldTaken.
    """
    if type_ in values.ALWAYS_PERSONAL and not personal:
        raise errors.FieldMustBePersonal(type=type_)
    problem = _problem(slug, type_, basis, retention_days, options)
    if problem:
        raise errors.FieldUnreadable(field=slug, problem=problem)
    if slug in hooks.facts():
        raise errors.FieldTaken(field=slug)
    words = {
        "label": people.word("label", label),
        "purpose": people.word("purpose", purpose),
        "basis": basis,
        "retention_days": retention_days,
        "options": list(options),
    }
    with tenancy.acting_in(space_id):
        row, _ = models.ProfileField.objects.get_or_create(
            space_id=space_id, slug=slug, defaults={"type": type_, "personal": personal, **words}
        )
        if row.dropped or (row.type, row.personal) != (type_, personal):
            raise errors.FieldTaken(field=slug)
        models.ProfileField.objects.filter(space_id=space_id, slug=slug).update(**words)
        described = {"type": type_, "personal": personal, "purpose": words["purpose"], "basis": basis}
        props = {"field": slug, "retention_days": retention_days, **described}
        journal.record(
            space_id=space_id, events=[journal.Event(type="profile.field_defined", at=at, props=props, actor=actor)]
        )


def set_profile(
    *,
    space_id: int,
    member_id: int,
    answers: Mapping[str, object],
    actor: str | None,
    at: datetime | None = None,
    source: str = "app",
) -> None:
    """Keep a member's answers; None clears one. Fields that are not named stay as they are.

    Refuses with UnknownMember, MemberGone, FieldUnknown, FieldTypeWrong, ConsentMissing.
    """
    with tenancy.acting_in(space_id):
        people.locked_here(space_id=space_id, member_id=member_id)
        fields = held_fields(space_id=space_id, slugs=answers)
        agreed = _agreed(space_id, member_id, fields, answers)
        checked = check(fields=fields, answers=answers, agreed=agreed)
        moment = at or journal.now(space_id=space_id)
        write(space_id=space_id, answers=[Answers(member_id=member_id, values=checked)], fields=fields, at=moment)
        props = {
            "fields": sorted(slug for slug, value in checked.items() if value is not None),
            "cleared": sorted(slug for slug, value in checked.items() if value is None),
        }
        event = journal.Event(
            type="profile.changed", at=at, member_id=member_id, props=props, actor=actor, source=source
        )
        journal.record(space_id=space_id, events=[event])


def reveal(*, space_id: int, member_id: int, field: str, reason: str, actor: str, at: datetime | None = None) -> object:
    """A personal answer in clear, or None when there is none. Looking is recorded, and counted by the hour (P-16).

    Refuses with UnknownMember, FieldUnknown, ReasonMissing, TooManyReveals.
    """
    clean = values.clean_text(reason, longest=_LONGEST_REASON)
    if clean is None or len(clean) < _SHORTEST_REASON:
        raise errors.ReasonMissing
    with tenancy.acting_in(space_id):
        queries.member(space_id=space_id, member_id=member_id)
        asked = queries.fields(space_id=space_id).get(field)
        if asked is None:
            raise errors.FieldUnknown(field=field)
        row = models.ProfileValue.objects.filter(space_id=space_id, member_id=member_id, field=field).first()
        if row is None or not asked.personal:
            return None if row is None else row.plain
        count_reveal(space_id=space_id, actor=actor)
        event = journal.Event(
            type="profile.revealed", at=at, member_id=member_id, props={"field": field, "reason": clean}, actor=actor
        )
        journal.record(space_id=space_id, events=[event])
        if row.sealed is None:  # the field became personal a moment ago, and the worker has not come to it
            return row.plain
        return opened(space_id=space_id, member_id=member_id, sealed={field: bytes(row.sealed)})[field]


def forget_expired(*, space_id: int, actor: str = "system:retention") -> int:
    """Delete the answers that are older than their field's retention, and return how many. Idempotent.

    A transaction a batch: again, it goes on where it was interrupted.
    """
    with tenancy.acting_in(space_id):
        now = journal.now(space_id=space_id)
        limits = {
            field.slug: now - timedelta(days=field.retention_days)
            for field in queries.fields(space_id=space_id).values()
            if field.retention_days is not None
        }
    done = 0
    for slug, before in limits.items():
        while (batch := _forget(space_id, slug, before, actor)) is not None:
            done += batch
    return done


def held_fields(*, space_id: int, slugs: Collection[str]) -> dict[str, queries.Field]:
    """The questions of the space; those named stay what they are until the transaction ends (see members.fields)."""
    if slugs:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT FROM members_profilefield WHERE space_id = %s AND slug = ANY(%s) ORDER BY slug FOR KEY SHARE",
                [space_id, list(slugs)],
            )
    return queries.fields(space_id=space_id)


def check(
    *, fields: Mapping[str, queries.Field], answers: Mapping[str, object], agreed: frozenset[str]
) -> dict[str, values.Value | None]:
    """The answers in the form in which they are kept; `agreed` are the purposes with consent.

    Refuses with FieldUnknown, FieldTypeWrong, ConsentMissing.
    """
    checked: dict[str, values.Value | None] = {}
    for slug, value in answers.items():
        field = fields.get(slug)
        if field is None:
            raise errors.FieldUnknown(field=slug)
        if value is None:
            checked[slug] = None
            continue
        if field.basis == "consent" and field.purpose not in agreed:
            raise errors.ConsentMissing(field=slug, purpose=field.purpose)
        checked[slug] = values.checked(field=slug, type_=field.type, options=list(field.options), value=value)
    return checked


def write(*, space_id: int, answers: Sequence[Answers], fields: Mapping[str, queries.Field], at: datetime) -> None:
    """Keep checked answers of many members in a fixed number of statements."""
    given = [
        (item.member_id, fields[slug], value)
        for item in answers
        for slug, value in item.values.items()
        if value is not None
    ]
    cleared = [(item.member_id, slug) for item in answers for slug, value in item.values.items() if value is None]
    if given:
        _upsert(space_id, given, at)
    with connection.cursor() as cursor:
        if cleared:
            cursor.execute(
                """
                DELETE FROM members_profilevalue v USING unnest(%s::bigint[], %s::text[]) n(member_id, field)
                WHERE v.space_id = %s AND v.member_id = n.member_id AND v.field = n.field
                """,
                [*_transposed(cleared), space_id],
            )
        facts = [
            (item.member_id, json.dumps(plain))
            for item in answers
            if (plain := {slug: value for slug, value in item.values.items() if not fields[slug].personal})
        ]
        if facts:
            members, objects = _transposed(facts)
            cursor.execute("SELECT members_set_facts(%s, %s::bigint[], %s::jsonb[])", [space_id, members, objects])


def opened(*, space_id: int, member_id: int, sealed: Mapping[str, bytes]) -> dict[str, object]:
    """Sealed answers of a member in clear, by field; without those whose key is destroyed."""
    sealed_values = [
        keyring.Personal(subject_id=member_id, place=place(field), value=value) for field, value in sealed.items()
    ]
    clear = keyring.unseal_many(space_id=space_id, values=sealed_values)
    return {field: json.loads(value) for field, value in zip(sealed, clear, strict=True) if value is not None}


def place(field: str) -> str:
    """Where the answer to a field belongs, for its seal."""
    return f"members.profile:{field}"


def blind(space_id: int, field_type: str, value: values.Value) -> bytes | None:
    """The keyed hash by which a contact is found; None for what is not one."""
    if field_type not in values.FOUND_BY_VALUE:
        return None
    return crypto.hmac128(journal.space_key(space_id), values.blind_text(field_type, value))


def _upsert(space_id: int, given: Sequence[tuple[int, queries.Field, values.Value]], at: datetime) -> None:
    personal = [
        keyring.Personal(subject_id=member_id, place=place(field.slug), value=json.dumps(value).encode())
        for member_id, field, value in given
        if field.personal
    ]
    seals = iter(keyring.seal_many(space_id=space_id, values=personal))
    rows = [
        (
            member_id,
            field.slug,
            None if field.personal else json.dumps(value),
            next(seals) if field.personal else None,
            blind(space_id, field.type, value) if field.personal else None,
        )
        for member_id, field, value in given
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO members_profilevalue (space_id, member_id, field, plain, sealed, blind, set_at)
            SELECT %s, n.*, %s FROM unnest(%s::bigint[], %s::text[], %s::jsonb[], %s::bytea[], %s::bytea[]) n
            ON CONFLICT (space_id, member_id, field) DO UPDATE
            SET plain = excluded.plain, sealed = excluded.sealed, blind = excluded.blind, set_at = excluded.set_at
            """,
            [space_id, at, *_transposed(rows)],
        )


def _transposed(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _forget(space_id: int, field: str, before: datetime, actor: str) -> int | None:
    """Delete one batch of answers given before then; whose they are is locked first, in order. None at the end."""
    with tenancy.acting_in(space_id):
        told = statements.rows(
            "SELECT member_id FROM members_profilevalue WHERE space_id = %s AND field = %s AND set_at < %s LIMIT %s",
            [space_id, field, before, AT_ONCE],
        )
        member_ids = sorted(member_id for (member_id,) in told)
        if not member_ids:
            return None
        people.locked(space_id=space_id, member_ids=member_ids)
        old = statements.rows(
            """
            DELETE FROM members_profilevalue WHERE space_id = %s AND field = %s AND set_at < %s AND member_id = ANY(%s)
            RETURNING member_id
            """,
            [space_id, field, before, member_ids],
        )
        gone = sorted(member_id for (member_id,) in old)
        if not gone:  # all have answered anew meanwhile
            return 0
        statements.run(
            "SELECT members_set_facts(%s, %s::bigint[], array_fill(jsonb_build_object(%s::text, NULL), ARRAY[%s]))",
            [space_id, gone, field, len(gone)],
        )
        event = journal.Event(type="profile.expired", props={"field": field, "members": len(gone)}, actor=actor)
        journal.record(space_id=space_id, events=[event])
    return len(gone)


def count_reveal(*, space_id: int, actor: str) -> None:
    """Take one of the actor's reveals of this hour: one statement, so that no burst passes the limit.

    Refuses with TooManyReveals.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO members_revealcount AS r (space_id, actor, hour, count)
            VALUES (%s, %s, date_trunc('hour', guanxi_now(%s)), 1)
            ON CONFLICT (space_id, actor, hour) DO UPDATE SET count = r.count + 1 WHERE r.count < %s
            RETURNING count
            """,
            [space_id, actor, space_id, REVEALS_PER_HOUR],
        )
        if cursor.fetchone() is None:
            raise errors.TooManyReveals(actor=actor, limit=REVEALS_PER_HOUR)


def _agreed(
    space_id: int, member_id: int, fields: Mapping[str, queries.Field], answers: Mapping[str, object]
) -> frozenset[str]:
    if not any(fields[slug].basis == "consent" for slug in answers if slug in fields):
        return frozenset()
    rows = models.Consent.objects.filter(space_id=space_id, member_id=member_id, withdrawn_at__isnull=True)
    return frozenset(rows.values_list("purpose", flat=True))


def _problem(slug: str, type_: str, basis: str, retention_days: int | None, options: Sequence[str]) -> str | None:
    """What is wrong with a definition, in words, or None."""
    rules = {
        gettext("the short name needs 1 to 40 small letters, digits and underscores, a letter first"): bool(
            _SLUG.fullmatch(slug)
        ),
        gettext("the type must be one of %(known)s") % {"known": ", ".join(values.TYPES)}: type_ in values.TYPES,
        gettext("the basis must be one of %(known)s") % {"known": ", ".join(values.BASES)}: basis in values.BASES,
        gettext("the retention must be 1 to %(most)s days") % {"most": _LONGEST_RETENTION_DAYS}: retention_days is None
        or 1 <= retention_days <= _LONGEST_RETENTION_DAYS,
        gettext("a choice has options, and nothing else has"): (type_ in {"choice", "choices"}) == bool(options),
        gettext("there can be %(most)s different options") % {"most": _MOST_OPTIONS}: len(set(options))
        == len(options)
        <= _MOST_OPTIONS,
        gettext("an option cannot be read"): all(values.clean_text(option) == option for option in options),
    }
    return next((problem for problem, kept in rules.items() if not kept), None)
