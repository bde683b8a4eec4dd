"""An author says that a decision is wrong, once, and a person answers."""

from datetime import datetime

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import tenancy
from guanxi.moderation import errors, events, models, words
from guanxi.moderation.actions import cases, deciding

PLACE = "moderation.appeal"
"""Where the words of an appeal belong, for their seal."""


def appeal(*, space_id: int, case_id: int, member_id: int, text: str, at: datetime | None = None) -> None:
    """Appeal against what was decided about something of one's own, or against its being held.

    Refuses with UnknownCase, NotYourCase, AppealedAlready, ReasonMissing.
    """
    with tenancy.acting_in(space_id):
        row = cases.locked(space_id, case_id)
        if row.author_id != member_id:
            raise errors.UnknownCase(case=case_id)  # that it is there is nobody else's business
        decision = cases.standing(space_id, case_id)
        if not row.is_held and (decision is None or decision.outcome == words.KEEP):
            raise errors.NotYourCase
        if models.Appeal.objects.filter(space_id=space_id, case_id=case_id).exists():
            raise errors.AppealedAlready
        value = keyring.Personal(subject_id=member_id, place=PLACE, value=cases.reason(text).encode())
        models.Appeal.objects.create(
            space_id=space_id,
            case_id=case_id,
            member_id=member_id,
            sealed_text=keyring.seal_many(space_id=space_id, values=[value])[0],
            at=at or journal.now(space_id=space_id),
        )
        changed = {"severity": max(row.severity, words.MIDDLE)}
        if decision is not None and not deciding.moved_on(space_id, row, models.APPEALED):
            changed["state"] = models.APPEALED  # type: ignore[assignment]
        models.Case.objects.filter(space_id=space_id, id=case_id).update(**changed)
        cases.record(
            space_id,
            events.APPEALED,
            row,
            actor=None,
            at=at,
            member_id=member_id,
            kind=row.kind,
            subject=row.subject_id,
        )


def answer_appeal(
    *, space_id: int, case_id: int, granted: bool, reason: str, actor: str, at: datetime | None = None
) -> None:
    """Answer an appeal. Granted, the decision is taken back and what it did; the author is told either way.

    Refuses with UnknownCase, NoAppeal, ReasonMissing.
    """
    with tenancy.acting_in(space_id):
        row = cases.locked(space_id, case_id)
        waiting = models.Appeal.objects.filter(space_id=space_id, case_id=case_id, answered_at=None)
        if row.state != models.APPEALED or not waiting.exists():
            raise errors.NoAppeal
        words_ = cases.reason(reason)
        moment = at or journal.now(space_id=space_id)
        waiting.update(answered_at=moment, answered_by=actor, is_granted=granted, answer=words_)
        cases.record(
            space_id, events.APPEAL_ANSWERED, row, actor=actor, at=at, member_id=row.author_id, granted=granted
        )
        if granted:
            deciding.revoke(space_id, row, words_, actor=actor, at=at, state=models.DECIDED, told="appeal_granted")
            return
        models.Case.objects.filter(space_id=space_id, id=case_id).update(state=models.DECIDED)
        if row.author_id is not None:
            cases.tell(space_id, [row.author_id], row, "appeal_refused", at=moment, reason=words_)
