"""Members, and the staff, point at something that should be looked at."""

from datetime import datetime

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.moderation import errors, events, hooks, models, words
from guanxi.moderation.actions import cases

MOST_REPORTS_A_DAY = 20
LONGEST_NOTE = 500
NOTE_PLACE = "moderation.note"
"""Where a note belongs, for its seal."""
_URGENT_REPORTS = 3


def report(
    *,
    space_id: int,
    member_id: int,
    kind: str,
    subject_id: int,
    reason: str,
    note: str = "",
    at: datetime | None = None,
) -> int:
    """Report something; returns the case. Reporting it again changes nothing. Nothing is hidden by being reported.

    Refuses with UnknownSubject, OwnSubject, ReasonUnknown, TooManyReports.
    """
    subject = hooks.subject(kind)
    if not subject.by_members:
        raise errors.UnknownSubject
    if reason not in words.REASONS:
        raise errors.ReasonUnknown
    with tenancy.acting_in(space_id):
        hooks.wait_for_turn(space_id=space_id, kind=kind, subject_id=subject_id)
        thing = hooks.described(space_id=space_id, kind=kind, subject_id=subject_id)
        if not thing.is_seen:
            raise errors.UnknownSubject
        if thing.author_id == member_id:
            raise errors.OwnSubject
        moment = at or journal.now(space_id=space_id)
        row = cases.opened(space_id, subject, subject_id, thing, origin="report", at=moment)
        if models.Report.objects.filter(space_id=space_id, case_id=row.id, reporter_id=member_id).exists():
            return row.id
        _count(space_id, member_id)
        sealed = _sealed(space_id, member_id, note)
        models.Report.objects.create(
            space_id=space_id, case_id=row.id, reporter_id=member_id, reason=reason, sealed_note=sealed, at=moment
        )
        row.reports += 1
        row.severity = max(row.severity, words.SEVERITY[reason])
        if row.reports >= _URGENT_REPORTS:
            row.severity = words.HIGH
        row.save(update_fields=["reports", "severity"])
        cases.record(
            space_id,
            events.REPORTED,
            row,
            actor=None,
            at=at,
            member_id=member_id,
            kind=kind,
            subject=subject_id,
            reason=reason,
        )
    return row.id


def open_case(*, space_id: int, kind: str, subject_id: int, actor: str, at: datetime | None = None) -> int:
    """Open a case of the actor's own accord, to decide about it; returns the one that is open already.

    Staff look at what is hidden, too; members do not: it is hidden already, by whomever. Refuses with UnknownSubject.
    """
    subject = hooks.subject(kind)
    with tenancy.acting_in(space_id):
        hooks.wait_for_turn(space_id=space_id, kind=kind, subject_id=subject_id)
        thing = hooks.described(space_id=space_id, kind=kind, subject_id=subject_id)
        if cases.is_member(actor) and not thing.is_seen:
            raise errors.UnknownSubject
        moment = at or journal.now(space_id=space_id)
        return cases.opened(space_id, subject, subject_id, thing, origin="staff", at=moment).id


def _sealed(space_id: int, member_id: int, note: str) -> bytes | None:
    clean = note.replace("\x00", "").strip()[:LONGEST_NOTE]
    if not clean:
        return None
    value = keyring.Personal(subject_id=member_id, place=NOTE_PLACE, value=clean.encode())
    return keyring.seal_many(space_id=space_id, values=[value])[0]


def _count(space_id: int, member_id: int) -> None:
    """Take one of the member's reports of this day, or refuse: one statement, so that no burst passes the limit."""
    counted = statements.value(
        """
        INSERT INTO moderation_reportcount AS c (space_id, member_id, date, count)
        SELECT s.space_id, %s, (guanxi_now(s.space_id) AT TIME ZONE s.time_zone)::date, 1
        FROM spaces_public_space s WHERE s.space_id = %s
        ON CONFLICT (space_id, member_id, date) DO UPDATE SET count = c.count + 1 WHERE c.count < %s
        RETURNING count
        """,
        [member_id, space_id, MOST_REPORTS_A_DAY],
    )
    if counted is None:
        raise errors.TooManyReports(limit=MOST_REPORTS_A_DAY)
