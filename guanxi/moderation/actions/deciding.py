"""Deciding a case, with a reason that its author reads, and taking a decision back."""

from datetime import datetime, timedelta

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.moderation import errors, events, hooks, models, words
from guanxi.moderation.actions import cases

_TOLD = {words.HIDE: "hidden", words.WARN: "warned", words.MUTE: "muted", words.KEEP: "shown"}
_MOST_REPORTERS_TOLD = 200


def decide(
    *,
    space_id: int,
    case_id: int,
    outcome: str,
    reason: str,
    actor: str,
    ground: str | None = None,
    mute_days: int | None = None,
    everywhere: bool = False,
    at: datetime | None = None,
) -> int:
    """Decide a case and return the decision. Outcome: keep, warn, hide, or mute (hides, and silences the author).

      1. Wait for the thing's turn and lock the case; whoever comes second is told who was first.
      2. Hide the thing, or show it again when it was held.
      3. Mute the author for `mute_days`, in the place where it was written or `everywhere`.
      4. Record it; tell the author why, and those who reported it that it was looked at.
    An appeal against a decision is answered by `answer_appeal`; one against being held is answered by this.
    Refuses with UnknownCase, AlreadyDecided, OutcomeUnclear, ReasonMissing, GroundMissing, GroundNotLegal.
    """
    with tenancy.acting_in(space_id):
        row = cases.locked(space_id, case_id)
        subject = hooks.subject(row.kind)
        _refuse_decided(space_id, row)
        _refuse_unclear(row, outcome, mute_days)
        words_ = cases.reason(reason)
        given = _ground(subject, outcome, ground)
        moment = at or journal.now(space_id=space_id)
        _apply(space_id, subject, row, outcome, words_, actor=actor, at=at)
        event_id = cases.record(
            space_id,
            events.DECIDED,
            row,
            actor=actor,
            at=at,
            member_id=row.author_id,
            personal={"reason": words_},
            kind=row.kind,
            subject=row.subject_id,
            outcome=outcome,
            ground=given,
            days=mute_days,
        )
        decision = models.Decision.objects.create(
            space_id=space_id,
            case_id=row.id,
            outcome=outcome,
            ground=given,
            reason=words_,
            mute_days=mute_days if outcome == words.MUTE else None,
            was_held=row.is_held,
            actor=actor,
            at=moment,
            event_id=event_id,
        )
        until = _mute(space_id, row, decision, everywhere=everywhere, moment=moment)
        _tell(space_id, row, decision, until=until, moment=moment)
        models.Appeal.objects.filter(space_id=space_id, case_id=row.id, answered_at=None).update(
            answered_at=moment, answered_by=actor, is_granted=outcome not in words.HIDING, answer=words_
        )
        models.Case.objects.filter(space_id=space_id, id=row.id).update(state=models.DECIDED, is_held=False)
    return decision.id


def undo(
    *, space_id: int, case_id: int, reason: str, actor: str, at: datetime | None = None, anew: bool = True
) -> None:
    """Take the decision of a case back, and what it did; the case waits to be decided `anew`, or is closed.

    Closed, an appeal that waits is granted by it. What another decision hides stays hidden.

    Refuses with UnknownCase, NothingToUndo, ReasonMissing; a member with DecidedByStaff: they take back what members
    decided, and only while nothing else keeps the thing hidden.
    """
    with tenancy.acting_in(space_id):
        row = cases.locked(space_id, case_id)
        words_ = cases.reason(reason)
        revoke(space_id, row, words_, actor=actor, at=at, state=models.OPEN if anew else models.DECIDED, told="undone")
        if not anew:
            models.Appeal.objects.filter(space_id=space_id, case_id=case_id, answered_at=None).update(
                answered_at=at or journal.now(space_id=space_id), answered_by=actor, is_granted=True, answer=words_
            )


def revoke(
    space_id: int, row: models.Case, reason: str, *, actor: str, at: datetime | None, state: str, told: str
) -> None:
    """Take back the decision that stands, its hiding and its mute; then the case is in `state`.

    The caller holds the lock of the case. Refuses with NothingToUndo, AlreadyDecided, DecidedByStaff.
    """
    decision = cases.standing(space_id, row.id)
    if decision is None:
        raise errors.NothingToUndo
    if moved_on(space_id, row, state):
        raise errors.AlreadyDecided(by=decision.actor)
    is_hidden_otherwise = cases.is_hidden_otherwise(space_id, row)
    if cases.is_member(actor) and (is_hidden_otherwise or not cases.is_member(decision.actor)):
        raise errors.DecidedByStaff
    moment = at or journal.now(space_id=space_id)
    if decision.outcome in words.HIDING and not is_hidden_otherwise:
        hooks.subject(row.kind).show(space_id=space_id, subject_id=row.subject_id, reason=reason, actor=actor, at=at)
    models.Mute.objects.filter(space_id=space_id, decision_id=decision.id, lifted_at=None).update(lifted_at=moment)
    models.Decision.objects.filter(space_id=space_id, id=decision.id).update(
        undone_at=moment, undone_by=actor, undo_reason=reason
    )
    cases.record(
        space_id,
        events.UNDONE,
        row,
        actor=actor,
        at=at,
        member_id=row.author_id,
        personal={"reason": reason},
        kind=row.kind,
        subject=row.subject_id,
        outcome=decision.outcome,
    )
    if row.author_id is not None and decision.outcome != words.KEEP:
        cases.tell(space_id, [row.author_id], row, told, at=moment, reason=reason)
    models.Case.objects.filter(space_id=space_id, id=row.id).update(state=state)


def moved_on(space_id: int, row: models.Case, state: str) -> bool:
    """Whether the thing has a newer case that is open: two cases of one thing cannot both be."""
    return (
        state != models.DECIDED
        and models.Case.objects.exclude(state=models.DECIDED)
        .exclude(id=row.id)
        .filter(space_id=space_id, kind=row.kind, subject_id=row.subject_id)
        .exists()
    )


def _refuse_decided(space_id: int, row: models.Case) -> None:
    standing = cases.standing(space_id, row.id)
    if row.state != models.OPEN or standing is not None:
        raise errors.AlreadyDecided(by=standing.actor if standing else "")


def _refuse_unclear(row: models.Case, outcome: str, mute_days: int | None) -> None:
    if outcome not in words.OUTCOMES:
        raise errors.OutcomeUnclear
    if outcome == words.MUTE and (mute_days not in words.MUTE_DAYS or row.author_id is None):
        raise errors.OutcomeUnclear
    if outcome == words.WARN and row.author_id is None:
        raise errors.OutcomeUnclear


def _ground(subject: hooks.Subject, outcome: str, ground: str | None) -> str | None:
    if outcome not in words.HIDING:
        return ground if ground in words.grounds(legal_only=False) else None
    if not ground:
        raise errors.GroundMissing
    if ground not in words.grounds(legal_only=subject.legal_only):
        raise errors.GroundNotLegal if ground in words.HOUSE_GROUNDS else errors.GroundMissing
    return ground


def _apply(
    space_id: int,
    subject: hooks.Subject,
    row: models.Case,
    outcome: str,
    reason: str,
    *,
    actor: str,
    at: datetime | None,
) -> None:
    if outcome in words.HIDING:
        if not row.is_held:
            subject.hide(space_id=space_id, subject_id=row.subject_id, reason=reason, actor=actor, at=at)
    elif row.is_held:
        subject.show(space_id=space_id, subject_id=row.subject_id, reason=reason, actor=actor, at=at)


def _mute(
    space_id: int, row: models.Case, decision: models.Decision, *, everywhere: bool, moment: datetime
) -> datetime | None:
    if decision.mute_days is None or row.author_id is None:
        return None
    until = moment + timedelta(days=decision.mute_days)
    scope_id = models.WHOLE_SPACE if everywhere or row.scope_id is None else row.scope_id
    models.Mute.objects.create(
        space_id=space_id,
        member_id=row.author_id,
        scope_id=scope_id,
        until=until,
        reason=decision.reason,
        decision_id=decision.id,
    )
    return until


def _tell(
    space_id: int, row: models.Case, decision: models.Decision, *, until: datetime | None, moment: datetime
) -> None:
    """The author learns what was done; not that somebody reported what stays as it is."""
    if row.author_id is not None and (decision.outcome != words.KEEP or decision.was_held):
        cases.tell(
            space_id,
            [row.author_id],
            row,
            _TOLD[decision.outcome],
            at=moment,
            reason=decision.reason,
            ground=decision.ground,
            until=until,
        )
    reporters = models.Report.objects.filter(space_id=space_id, case_id=row.id).order_by("id")
    told = list(reporters.values_list("reporter_id", flat=True)[:_MOST_REPORTERS_TOLD])
    if told:
        cases.tell(space_id, told, row, "report_answered", at=moment, reason="")
