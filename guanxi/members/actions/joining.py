"""Becoming a member: one from a phone, thousands from a file, by the same path."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from django.db import IntegrityError, connection, transaction

from guanxi import journal
from guanxi.journal import errors as journal_errors
from guanxi.journal import keyring
from guanxi.kernel import constraints, crypto, tenancy
from guanxi.kernel.errors import Refusal
from guanxi.members import errors, queries, values
from guanxi.members.actions import consenting, people, profile

type Name = tuple[str, bytes]
"""A system and the keyed hash of what somebody is called there."""

_SYSTEM = re.compile(r"[a-z][a-z0-9_.-]{0,39}")
_LONGEST_VALUE = 200
_TRIES = 3
_FUTURE_ALLOWED = timedelta(minutes=5)
_ID_PLACE = "members.external_id"


@dataclass(frozen=True, kw_only=True)
class Joining:
    """Somebody who joins: what they are called elsewhere (system to value), when (None: now), over which channel.

    `profile` and `consents` are kept with it, for somebody new; `key` is the journal's idempotency key.
    """

    external_ids: Mapping[str, str]
    at: datetime | None = None
    channel: str | None = None
    profile: Mapping[str, object] = field(default_factory=dict)
    consents: tuple[consenting.Given, ...] = ()
    key: str | None = None


@dataclass(frozen=True, kw_only=True)
class Joined:
    """What became of a Joining: whose it is, whether they are new here, or why it was refused.

    `returning`: new as a row, but somebody who was here before and was erased (RE-5).
    """

    member_id: int | None
    new: bool = False
    returning: bool = False
    refusal: Refusal | None = None


@dataclass(frozen=True, kw_only=True)
class _Ready:
    """A Joining that has been checked."""

    joining: Joining
    names: Mapping[Name, str]
    channel: str | None
    answers: Mapping[str, values.Value | None]
    contacts: tuple[Name, ...]
    consents: tuple[consenting.Given, ...]


@dataclass(frozen=True, kw_only=True)
class _Newcomer:
    """Somebody for whom there is no member yet, and under which number of the batch they stand."""

    number: int
    ready: _Ready
    returning: bool


def join(
    *,
    space_id: int,
    external_ids: Mapping[str, str],
    actor: str | None,
    at: datetime | None = None,
    channel: str | None = None,
    answers: Mapping[str, object] | None = None,
    consents: Sequence[consenting.Given] = (),
    source: str = "app",
    key: str | None = None,
) -> int:
    """The member with these external ids, who joins now if nobody has them. Records `member.joined` once.

    Ids that are not known yet are added to the member who has the others. Refuses with ExternalIdMissing,
    ExternalIdUnreadable, ExternalIdsDisagree, ErasedEarlier, FieldUnknown, FieldTypeWrong, ConsentMissing.
    """
    joining = Joining(
        external_ids=external_ids, at=at, channel=channel, profile=answers or {}, consents=tuple(consents), key=key
    )
    joined = join_many(space_id=space_id, joinings=[joining], actor=actor, source=source)[0]
    if joined.member_id is None:
        raise joined.refusal or errors.ExternalIdMissing
    return joined.member_id


def add_external_id(*, space_id: int, member_id: int, system: str, value: str) -> None:
    """Let the member be called `value` in `system`, too; whoever has the name already keeps it.

    Refuses with ExternalIdUnreadable.
    """
    with tenancy.acting_in(space_id):
        name, clean = _name(journal.space_key(space_id), system, value)
        if queries.member_by_external_id(space_id=space_id, system=system, value=clean) is None:
            _write_names(space_id, [(member_id, name, clean)])


def join_many(
    *,
    space_id: int,
    joinings: Sequence[Joining],
    actor: str | None,
    source: str = "app",
    settle: Literal["inline", "queue"] = "inline",
) -> list[Joined]:
    """`join` for a batch in a fixed number of statements; one Joined for each, in their order.

    A row that is refused does not stop the others.
      1. Check each row alone.
      2. Look up all names and all tombstones.
      3. Row by row: known, new, or refused. Two rows of one batch that share a name are one person.
      4. Write members, names, answers, consents; record the events.
    Should somebody else take one of the names meanwhile, all of it starts again and finds them.
    """
    for attempt in range(_TRIES):
        try:
            with tenancy.acting_in(space_id), transaction.atomic():
                return _joined(space_id, joinings, actor, source, settle)
        except IntegrityError as error:
            if constraints.broken_constraint(error) != "members_externalid_pkey" or attempt + 1 == _TRIES:
                raise
    return []


def _joined(
    space_id: int,
    joinings: Sequence[Joining],
    actor: str | None,
    source: str,
    settle: Literal["inline", "queue"],
) -> list[Joined]:
    fields = profile.held_fields(space_id=space_id, slugs={slug for one in joinings for slug in one.profile})
    now = journal.now(space_id=space_id)
    key = journal.space_key(space_id)
    rows = [_checked(key, fields, now, number, joining) for number, joining in enumerate(joinings, start=1)]
    ready = [row for row in rows if isinstance(row, _Ready)]
    known: dict[Name, int] = _known(space_id, ready)
    erased = _erased(space_id, ready)

    outcomes: list[Joined | _Newcomer] = []
    newcomers: list[_Newcomer] = []
    added: list[tuple[int, Name, str]] = []
    for row in rows:
        outcome = _outcome(row, known, erased, len(newcomers))
        outcomes.append(outcome)
        if isinstance(outcome, _Newcomer):
            newcomers.append(outcome)
        if isinstance(row, _Ready) and (isinstance(outcome, _Newcomer) or outcome.member_id is not None):
            # Until newcomers have ids, the n-th of them goes by -n.
            who = -outcome.number if isinstance(outcome, _Newcomer) else outcome.member_id or 0
            added += [(who, name, value) for name, value in row.names.items() if name not in known]
            known |= dict.fromkeys(row.names, who)
    ids = journal.open_subjects(space_id=space_id, count=len(newcomers)) if newcomers else []
    _write_members(space_id, newcomers, ids, now)
    _write_names(space_id, [(_resolved(who, ids), name, value) for who, name, value in added])
    events = _write_rest(space_id, newcomers, ids, fields, now, actor, source)
    journal.record(space_id=space_id, events=events, settle=settle)
    return [_final(outcome, ids) for outcome in outcomes]


def _checked(
    key: bytes, fields: Mapping[str, queries.Field], now: datetime, number: int, joining: Joining
) -> _Ready | Refusal:
    """The row in the form in which it is kept, or why it cannot be."""
    try:
        if not joining.external_ids:
            return errors.ExternalIdMissing()
        if joining.at is not None and joining.at > now + _FUTURE_ALLOWED:
            return journal_errors.ClockInTheFuture(number=number, at=joining.at.isoformat())
        consents = tuple(consenting.checked(given) for given in joining.consents)
        agreed = frozenset(given.purpose for given in consents)
        answers = profile.check(fields=fields, answers=joining.profile, agreed=agreed)
        return _Ready(
            joining=joining,
            names=dict(_name(key, system, value) for system, value in joining.external_ids.items()),
            channel=people.word("channel", joining.channel) if joining.channel is not None else None,
            answers=answers,
            contacts=tuple(
                (f"contact:{fields[slug].type}", crypto.hmac128(key, values.blind_text(fields[slug].type, value)))
                for slug, value in answers.items()
                if value is not None and fields[slug].type in values.FOUND_BY_VALUE
            ),
            consents=consents,
        )
    except Refusal as refusal:
        return refusal


def _name(key: bytes, system: str, value: str) -> tuple[Name, str]:
    clean = values.clean_text(value, longest=_LONGEST_VALUE)
    if not _SYSTEM.fullmatch(system) or clean is None:
        raise errors.ExternalIdUnreadable(system=system[:40])
    return (system, crypto.hmac128(key, values.external_text(system, clean))), clean


def _known(space_id: int, ready: Sequence[_Ready]) -> dict[Name, int]:
    names = {name for row in ready for name in row.names}
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.system, e.value_hash, e.member_id FROM unnest(%s::text[], %s::bytea[]) n(system, value_hash)
            JOIN members_externalid e ON e.space_id = %s AND e.system = n.system AND e.value_hash = n.value_hash
            """,
            [*_columns(names), space_id],
        )
        return {(system, bytes(hash_)): member_id for system, hash_, member_id in cursor.fetchall()}


def _erased(space_id: int, ready: Sequence[_Ready]) -> dict[Name, datetime]:
    names = {name for row in ready for name in (*row.names, *row.contacts)}
    if not names:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT t.system, t.value_hash, t.erased_at FROM unnest(%s::text[], %s::bytea[]) n(system, value_hash)
            JOIN members_tombstone t ON t.space_id = %s AND t.system = n.system AND t.value_hash = n.value_hash
            """,
            [*_columns(names), space_id],
        )
        return {(system, bytes(hash_)): erased_at for system, hash_, erased_at in cursor.fetchall()}


def _outcome(
    row: _Ready | Refusal, known: Mapping[Name, int], erased: Mapping[Name, datetime], newcomers: int
) -> Joined | _Newcomer:
    if isinstance(row, Refusal):
        return Joined(member_id=None, refusal=row)
    owners = {known[name] for name in row.names if name in known}
    if len(owners) > 1:
        named = ", ".join(str(owner) for owner in sorted(owners) if owner > 0) or "of this file"
        return Joined(member_id=None, refusal=errors.ExternalIdsDisagree(members=named))
    if owners:
        return Joined(member_id=owners.pop())
    ends = [erased[name] for name in (*row.names, *row.contacts) if name in erased]
    if ends and row.joining.at is not None and row.joining.at <= max(ends):
        return Joined(member_id=None, refusal=errors.ErasedEarlier(erased_at=f"{max(ends):%Y-%m-%d}"))
    return _Newcomer(number=newcomers + 1, ready=row, returning=bool(ends))


def _write_members(space_id: int, newcomers: Sequence[_Newcomer], ids: Sequence[int], now: datetime) -> None:
    if not newcomers:
        return
    rows = [
        (member_id, new.ready.joining.at or now, new.returning, new.ready.channel)
        for member_id, new in zip(ids, newcomers, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO members_member (space_id, id, joined_at, is_returning, channel)
            SELECT %s, n.* FROM unnest(%s::bigint[], %s::timestamptz[], %s::boolean[], %s::text[]) n
            """,
            [space_id, *_columns(rows)],
        )


def _write_names(space_id: int, added: Sequence[tuple[int, Name, str]]) -> None:
    if not added:
        return
    added = sorted(added, key=lambda item: item[1])  # in one order, so that two batches cannot block each other
    seals = keyring.seal_many(
        space_id=space_id,
        values=[
            keyring.Personal(subject_id=member_id, place=f"{_ID_PLACE}:{system}", value=value.encode())
            for member_id, (system, _), value in added
        ],
    )
    rows = [
        (system, hash_, member_id, sealed) for (member_id, (system, hash_), _), sealed in zip(added, seals, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO members_externalid (space_id, system, value_hash, member_id, sealed)
            SELECT %s, n.* FROM unnest(%s::text[], %s::bytea[], %s::bigint[], %s::bytea[]) n
            """,
            [space_id, *_columns(rows)],
        )


def _write_rest(
    space_id: int,
    newcomers: Sequence[_Newcomer],
    ids: Sequence[int],
    fields: Mapping[str, queries.Field],
    now: datetime,
    actor: str | None,
    source: str,
) -> list[journal.Event]:
    """Answers and consents of the newcomers; returns the events of all that was written."""
    pairs = list(zip(ids, newcomers, strict=True))
    answers = [profile.Answers(member_id=member_id, values=new.ready.answers) for member_id, new in pairs]
    profile.write(space_id=space_id, answers=answers, fields=fields, at=now)
    given = [
        (member_id, consent, new.ready.joining.at or now) for member_id, new in pairs for consent in new.ready.consents
    ]
    joined = [_event(member_id, new, actor, source) for member_id, new in pairs]
    return joined + consenting.write(space_id=space_id, given=given, actor=actor, source=source)


def _event(member_id: int, new: _Newcomer, actor: str | None, source: str) -> journal.Event:
    return journal.Event(
        type="member.joined",
        at=new.ready.joining.at,
        member_id=member_id,
        props={
            "channel": new.ready.channel,
            "returning": new.returning,
            "systems": sorted({system for system, _ in new.ready.names}),
            "fields": sorted(slug for slug, value in new.ready.answers.items() if value is not None),
        },
        key=new.ready.joining.key,
        source=source,
        actor=actor,
    )


def _final(outcome: Joined | _Newcomer, ids: Sequence[int]) -> Joined:
    if isinstance(outcome, _Newcomer):
        return Joined(member_id=ids[outcome.number - 1], new=True, returning=outcome.returning)
    if outcome.member_id is None:
        return outcome
    return Joined(member_id=_resolved(outcome.member_id, ids))


def _resolved(who: int, ids: Sequence[int]) -> int:
    return who if who > 0 else ids[-who - 1]


def _columns(rows: Sequence[tuple[object, ...]] | set[Name]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]
