"""What becomes of reports, notices and mutes when a member is merged, erased or exported."""

from collections.abc import Sequence
from datetime import datetime

from guanxi.journal import keyring
from guanxi.kernel import statements
from guanxi.moderation import models
from guanxi.moderation.actions import appealing, reporting


def carry_over(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
    """Let what concerns `lose` concern `keep`. What both have reported stays with whom it was."""
    del event_id, actor
    for statement in (_CASES, _NOTICES, _MUTES, _APPEALS, _REPORTS):
        statements.run(statement, [keep, space_id, lose])


def forget(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """Delete what somebody who is erased was told, and lift their mutes.

    That something was reported and decided stays, without their words: those were sealed under their key.
    """
    models.Notice.objects.filter(space_id=space_id, member_id=member_id).delete()
    models.ReportCount.objects.filter(space_id=space_id, member_id=member_id).delete()
    models.Mute.objects.filter(space_id=space_id, member_id=member_id, lifted_at=None).update(lifted_at=at)
    models.Report.objects.filter(space_id=space_id, reporter_id=member_id).update(sealed_note=None)
    models.Appeal.objects.filter(space_id=space_id, member_id=member_id).update(sealed_text=None)
    del actor


def exported(*, space_id: int, member_id: int) -> object:
    """What a member has reported, was told, and said in appeals."""
    reports = list(models.Report.objects.filter(space_id=space_id, reporter_id=member_id).order_by("id"))
    notices = models.Notice.objects.filter(space_id=space_id, member_id=member_id).order_by("id")
    appeals = list(models.Appeal.objects.filter(space_id=space_id, member_id=member_id).order_by("at"))
    notes = _opened(space_id, member_id, reporting.NOTE_PLACE, [row.sealed_note for row in reports])
    texts = _opened(space_id, member_id, appealing.PLACE, [row.sealed_text for row in appeals])
    return {
        "reports": [
            {"case": row.case_id, "reason": row.reason, "note": note, "at": row.at.isoformat()}
            for row, note in zip(reports, notes, strict=True)
        ],
        "notices": [
            {"what": row.what, "ground": row.ground, "reason": row.reason, "at": row.at.isoformat()} for row in notices
        ],
        "appeals": [
            {"case": row.case_id, "text": text, "answer": row.answer, "at": row.at.isoformat()}
            for row, text in zip(appeals, texts, strict=True)
        ],
    }


def _opened(space_id: int, member_id: int, place: str, sealed: Sequence[bytes | memoryview | None]) -> list[str | None]:
    values = [
        keyring.Personal(subject_id=member_id, place=place, value=bytes(value)) for value in sealed if value is not None
    ]
    clear = iter(keyring.unseal_many(space_id=space_id, values=values))
    return [None if value is None else (next(clear) or b"").decode() for value in sealed]


_CASES = "UPDATE moderation_case SET author_id = %s WHERE space_id = %s AND author_id = %s"
_NOTICES = "UPDATE moderation_notice SET member_id = %s WHERE space_id = %s AND member_id = %s"
_MUTES = "UPDATE moderation_mute SET member_id = %s WHERE space_id = %s AND member_id = %s"
_APPEALS = "UPDATE moderation_appeal SET member_id = %s, sealed_text = NULL WHERE space_id = %s AND member_id = %s"
_REPORTS = """
    UPDATE moderation_report r SET reporter_id = k.keep, sealed_note = NULL FROM (SELECT %s::bigint AS keep) k
    WHERE r.space_id = %s AND r.reporter_id = %s AND NOT EXISTS (
        SELECT FROM moderation_report o WHERE o.case_id = r.case_id AND o.reporter_id = k.keep)
"""
