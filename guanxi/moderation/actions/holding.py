"""What the check for undeclared ads does with a text that somebody writes."""

from datetime import datetime

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.moderation import ad_check, events, hooks, models, words
from guanxi.moderation.actions import cases

ACTOR = "system:ad-check"


def check_text(
    *, space_id: int, kind: str, subject_id: int, text: str, at: datetime | None = None, actor: str = ACTOR
) -> ad_check.Verdict:
    """Judge a text that says it is no ad.

    Where the check is sure, the text waits hidden for a person, and its author is told. Where it only suspects, a
    moderator is told and nothing else happens. What a person has decided about the same words is not asked again.
    """
    verdict = ad_check.judge(text)
    if not verdict.is_suspect:
        return verdict
    subject = hooks.subject(kind)
    with tenancy.acting_in(space_id):
        evidence = [[reason.code, reason.points, reason.found] for reason in verdict.reasons]
        if models.Case.objects.filter(
            space_id=space_id, kind=kind, subject_id=subject_id, state=models.DECIDED, evidence=evidence
        ).exists():
            return verdict
        thing = hooks.described(space_id=space_id, kind=kind, subject_id=subject_id)
        moment = at or journal.now(space_id=space_id)
        row = cases.opened(space_id, subject, subject_id, thing, origin="ad_check", at=moment)
        row.score = verdict.score
        row.evidence = evidence
        if verdict.is_sure and not row.is_held and not subject.legal_only:
            _hold(space_id, subject, row, verdict.score, at=at, moment=moment, actor=actor)
        row.save(update_fields=["score", "evidence", "is_held", "severity"])
    return verdict


def _hold(
    space_id: int,
    subject: hooks.Subject,
    row: models.Case,
    score: int,
    *,
    at: datetime | None,
    moment: datetime,
    actor: str,
) -> None:
    row.is_held = True
    row.severity = max(row.severity, words.MIDDLE)
    subject.hide(
        space_id=space_id, subject_id=row.subject_id, reason=f"looks like an ad ({score} points)", actor=actor, at=at
    )
    cases.record(
        space_id,
        events.HELD,
        row,
        actor=actor,
        at=at,
        member_id=row.author_id,
        kind=row.kind,
        subject=row.subject_id,
        score=score,
    )
    if row.author_id is not None:
        cases.tell(space_id, [row.author_id], row, "held", at=moment)
