"""Reading moderation: the queue, a case, its history, what a member is told, and whether somebody may write."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import keyset, statements, tenancy
from guanxi.moderation import errors, hooks, models
from guanxi.moderation.actions import appealing, reporting

_LARGEST_PAGE = 500
_MOST_REPORTS_SHOWN = 20
_MOST_NOTICES = 50


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a reporter said: the reason from the list, and their own words (None: erased, or none)."""

    reason: str
    note: str | None
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Decided:
    """A decision: what, why, by whom; `undone_at` when it was taken back."""

    id: int
    case_id: int
    kind: str
    subject_id: int
    author_id: int | None
    outcome: str
    ground: str | None
    reason: str
    mute_days: int | None
    actor: str
    at: datetime
    undone_at: datetime | None
    undone_by: str | None
    undo_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Appealed:
    """What an author said against a decision, and the answer."""

    text: str | None
    at: datetime
    is_granted: bool | None
    answer: str | None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A case as a moderator sees it; `thing` is None when what it is about is gone."""

    id: int
    kind: str
    subject_id: int
    author_id: int | None
    origin: str
    state: str
    severity: int
    reports: int
    is_held: bool
    score: int | None
    evidence: tuple[tuple[str, int, str], ...]
    opened_at: datetime
    legal_only: bool
    thing: hooks.Description | None = None
    said: tuple[Said, ...] = field(default=())
    appeal: Appealed | None = None
    decision: Decided | None = None


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a member is told. `can_appeal`: they may still say that it is wrong."""

    id: int
    case_id: int
    kind: str
    what: str
    ground: str | None
    reason: str
    until: datetime | None
    at: datetime
    is_read: bool
    can_appeal: bool


@dataclass(frozen=True, kw_only=True)
class Mute:
    """Somebody may not write until a moment; `scope_id` 0 is the whole space."""

    scope_id: int
    until: datetime
    reason: str


QUEUE_ORDERS = {
    "worst": keyset.Order(("(-c.severity)", "bigint"), ("c.id", "bigint")),
    "opened": keyset.Order(("c.id", "bigint")),
    "reports": keyset.Order(("c.reports", "bigint"), ("c.id", "bigint")),
}
HISTORY_ORDERS = {
    "when": keyset.Order(("d.id", "bigint")),
    "decision": keyset.Order(("d.outcome", "text"), ("d.id", "bigint")),
    "by": keyset.Order(("d.actor", "text"), ("d.id", "bigint")),
}
_CASE = (
    "c.id, c.space_id, c.kind, c.subject_id, c.author_id, c.scope_id, c.origin, c.state, c.severity, c.reports,"
    " c.is_held, c.score, c.evidence, c.opened_at"
)
WORST = keyset.Wanted(sort="worst", descending=False, limit=20)
"""The worst first, and then the oldest."""


def queue(
    *, space_id: int, wanted: keyset.Wanted = WORST, kind: str = "", origin: str = "", state: str = ""
) -> keyset.Found[Case]:
    """What waits, in one of QUEUE_ORDERS."""
    way = keyset.way(QUEUE_ORDERS, wanted)
    facts = {"space": space_id, "kind": kind, "origin": origin, "state": state, **way.facts}
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT {_CASE}, {way.keys} FROM moderation_case c
            WHERE c.space_id = %(space)s AND c.state <> 'decided' AND (%(kind)s = '' OR c.kind = %(kind)s)
                AND (%(origin)s = '' OR c.origin = %(origin)s) AND (%(state)s = '' OR c.state = %(state)s)
                AND {way.seek}
            ORDER BY {way.order}
            """,  # noqa: S608 - constants
            facts,
        )
        found = way.found(rows, one=_row)
        cases = _full(space_id, found.rows)
    return keyset.Found(rows=cases, next=found.next, previous=found.previous)


def waiting(*, space_id: int, most: int = 100) -> int:
    """How many cases wait, counted up to `most`."""
    with tenancy.reading_in(space_id):
        return int(
            statements.value(
                "SELECT count(*) FROM ("
                "SELECT FROM moderation_case WHERE space_id = %s AND state <> 'decided' LIMIT %s) c",
                [space_id, most],
            )
        )


def case(*, space_id: int, case_id: int) -> Case:
    """One case. Refuses with UnknownCase."""
    with tenancy.reading_in(space_id):
        rows = list(models.Case.objects.filter(space_id=space_id, id=case_id))
        if not rows:
            raise errors.UnknownCase(case=case_id)
        return _full(space_id, rows)[0]


def history(
    *, space_id: int, wanted: keyset.Wanted | None = None, outcome: str = "", actor: str = ""
) -> keyset.Found[Decided]:
    """What was decided, in one of HISTORY_ORDERS, at first the latest; one statement."""
    way = keyset.way(HISTORY_ORDERS, wanted or keyset.Wanted())
    facts = {"space": space_id, "outcome": outcome, "actor": actor, **way.facts}
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            f"""
            SELECT d.id, d.case_id, c.kind, c.subject_id, c.author_id, d.outcome, d.ground, d.reason, d.mute_days,
                d.actor, d.at, d.undone_at, d.undone_by, d.undo_reason, {way.keys}
            FROM moderation_decision d JOIN moderation_case c ON c.space_id = d.space_id AND c.id = d.case_id
            WHERE d.space_id = %(space)s AND (%(outcome)s = '' OR d.outcome = %(outcome)s)
                AND (%(actor)s = '' OR d.actor = %(actor)s) AND {way.seek}
            ORDER BY {way.order}
            """,  # noqa: S608 - constants
            facts,
        )
    return way.found(rows, one=_decided)


def notices(*, space_id: int, member_id: int, before: int | None = None, limit: int = 20) -> tuple[Notice, ...]:
    """What a member was told, the latest first; one statement."""
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            """
            SELECT n.id, n.case_id, c.kind, n.what, n.ground, n.reason, n.until, n.at, n.read_at IS NOT NULL,
                c.author_id = n.member_id AND n.what = ANY(%s) AND NOT EXISTS (
                    SELECT FROM moderation_appeal a WHERE a.space_id = n.space_id AND a.case_id = n.case_id)
                AND (c.is_held OR EXISTS (
                    SELECT FROM moderation_decision d
                    WHERE d.case_id = n.case_id AND d.undone_at IS NULL AND d.outcome <> 'keep'))
            FROM moderation_notice n JOIN moderation_case c ON c.space_id = n.space_id AND c.id = n.case_id
            WHERE n.space_id = %s AND n.member_id = %s AND n.id < %s ORDER BY n.id DESC LIMIT %s
            """,
            [
                ["held", "hidden", "warned", "muted"],
                space_id,
                member_id,
                before if before is not None else 2**62,
                min(max(limit, 1), _MOST_NOTICES),
            ],
        )
    return tuple(
        Notice(
            id=row[0],
            case_id=row[1],
            kind=row[2],
            what=row[3],
            ground=row[4],
            reason=row[5],
            until=row[6],
            at=row[7],
            is_read=row[8],
            can_appeal=bool(row[9]),
        )
        for row in rows
    )


def unread(*, space_id: int, member_id: int) -> int:
    """How many notices a member has not seen, counted up to 100."""
    with tenancy.reading_in(space_id):
        return int(
            statements.value(
                "SELECT count(*) FROM (SELECT FROM moderation_notice"
                " WHERE space_id = %s AND member_id = %s AND read_at IS NULL LIMIT 100) n",
                [space_id, member_id],
            )
        )


def mute_of(*, space_id: int, member_id: int, scope_id: int | None = None, at: datetime | None = None) -> Mute | None:
    """The longest mute that keeps a member from writing now, in the scope or anywhere; None when they may."""
    with tenancy.reading_in(space_id):
        moment = at or journal.now(space_id=space_id)
        row = (
            models.Mute.objects.filter(
                space_id=space_id,
                member_id=member_id,
                lifted_at=None,
                until__gt=moment,
                scope_id__in={models.WHOLE_SPACE, scope_id or models.WHOLE_SPACE},
            )
            .order_by("-until")
            .first()
        )
    return None if row is None else Mute(scope_id=row.scope_id, until=row.until, reason=row.reason)


def _row(row: Sequence[object]) -> models.Case:
    facts = dict(zip(_CASE.replace("c.", "").split(", "), row, strict=True))
    evidence = facts["evidence"]
    return models.Case(**{**facts, "evidence": json.loads(evidence) if isinstance(evidence, str) else evidence})


def _full(space_id: int, rows: Sequence[models.Case]) -> tuple[Case, ...]:
    """Cases with what they are about, in a fixed number of statements for each kind."""
    if not rows:
        return ()
    ids = [row.id for row in rows]
    things = _things(space_id, rows)
    decisions = {
        row.case_id: row for row in models.Decision.objects.filter(space_id=space_id, case_id__in=ids, undone_at=None)
    }
    reports = list(models.Report.objects.filter(space_id=space_id, case_id__in=ids).order_by("-id")[:_LARGEST_PAGE])
    appeals = list(models.Appeal.objects.filter(space_id=space_id, case_id__in=ids))
    notes, texts = _unsealed(space_id, reports, appeals)
    return tuple(
        _case(
            row,
            thing=things.get((row.kind, row.subject_id)),
            said=[
                Said(reason=one.reason, note=notes.get(one.id), at=one.at) for one in reports if one.case_id == row.id
            ],
            appeal=next((_appealed(one, texts) for one in appeals if one.case_id == row.id), None),
            decision=decisions.get(row.id),
        )
        for row in rows
    )


def _things(space_id: int, rows: Sequence[models.Case]) -> Mapping[tuple[str, int], hooks.Description]:
    found: dict[tuple[str, int], hooks.Description] = {}
    for kind in sorted({row.kind for row in rows} & set(hooks.kinds())):
        ids = [row.subject_id for row in rows if row.kind == kind]
        described = hooks.subject(kind).describe(space_id=space_id, subject_ids=ids)
        found |= {(kind, subject_id): thing for subject_id, thing in described.items()}
    return found


def _unsealed(
    space_id: int, reports: Sequence[models.Report], appeals: Sequence[models.Appeal]
) -> tuple[dict[int, str | None], dict[int, str | None]]:
    """The words of reports (by report) and appeals (by case) in clear, in one statement for all."""
    noted = [row for row in reports if row.sealed_note is not None]
    worded = [row for row in appeals if row.sealed_text is not None]
    values = [
        keyring.Personal(subject_id=row.reporter_id, place=reporting.NOTE_PLACE, value=bytes(row.sealed_note or b""))
        for row in noted
    ] + [
        keyring.Personal(subject_id=row.member_id, place=appealing.PLACE, value=bytes(row.sealed_text or b""))
        for row in worded
    ]
    clear = [
        None if value is None else value.decode() for value in keyring.unseal_many(space_id=space_id, values=values)
    ]
    notes = dict(zip((row.id for row in noted), clear, strict=False))
    return notes, dict(zip((row.case_id for row in worded), clear[len(noted) :], strict=True))


def _case(
    row: models.Case,
    *,
    thing: hooks.Description | None,
    said: Sequence[Said],
    appeal: Appealed | None,
    decision: models.Decision | None,
) -> Case:
    return Case(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        author_id=row.author_id,
        origin=row.origin,
        state=row.state,
        severity=row.severity,
        reports=row.reports,
        is_held=row.is_held,
        score=row.score,
        evidence=tuple((str(code), int(points), str(found)) for code, points, found in row.evidence),
        opened_at=row.opened_at,
        legal_only=row.kind in hooks.kinds() and hooks.subject(row.kind).legal_only,
        thing=thing,
        said=tuple(said[:_MOST_REPORTS_SHOWN]),
        appeal=appeal,
        decision=None if decision is None else _standing(row, decision),
    )


def _appealed(row: models.Appeal, texts: Mapping[int, str | None]) -> Appealed:
    return Appealed(text=texts.get(row.case_id), at=row.at, is_granted=row.is_granted, answer=row.answer)


def _standing(row: models.Case, decision: models.Decision) -> Decided:
    return Decided(
        id=decision.id,
        case_id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        author_id=row.author_id,
        outcome=decision.outcome,
        ground=decision.ground,
        reason=decision.reason,
        mute_days=decision.mute_days,
        actor=decision.actor,
        at=decision.at,
        undone_at=None,
        undone_by=None,
        undo_reason=None,
    )


def _decided(row: Sequence[object]) -> Decided:
    names = (
        "id", "case_id", "kind", "subject_id", "author_id", "outcome", "ground", "reason", "mute_days", "actor", "at",
        "undone_at", "undone_by", "undo_reason",
    )  # fmt: skip
    return Decided(**dict(zip(names, row, strict=True)))  # type: ignore[arg-type]
