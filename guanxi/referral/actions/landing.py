"""Writing what somebody sees who comes by a channel's code."""

from datetime import datetime

from guanxi import journal
from guanxi.kernel.tenancy import acting_in
from guanxi.referral import codes, errors, events, models, wording

LONGEST_TITLE = 60
LONGEST_TEXT = 400


def write_landing(
    *,
    space_id: int,
    code: str,
    title: str,
    text: str,
    leads_to: str = "",
    picture_id: int | None = None,
    is_ad: bool = False,
    actor: str,
    at: datetime | None = None,
) -> None:
    """Let a channel's code show these words. `leads_to` is "circle:7", "quest:checkin-7" or empty: joining.

    Refuses CodeUnknown, LandingRefused, WordingInduces.
    """
    title, text = " ".join(title.split()), text.strip()
    if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT or "\x00" in title + text + leads_to:
        raise errors.LandingRefused
    check(title, text)
    with acting_in(space_id):
        row = models.Code.objects.filter(space_id=space_id, code=codes.read(code), kind=models.CHANNEL).first()
        if row is None:
            raise errors.CodeUnknown(code=codes.read(code))
        moment = at or journal.now(space_id=space_id)
        shown = {
            "title": title,
            "text": text,
            "leads_to": leads_to,
            "picture_id": picture_id,
            "is_ad": is_ad,
            "changed_at": moment,
        }
        models.Landing.objects.update_or_create(space_id=space_id, code_id=row.id, defaults=shown)
        props = {"code": row.code, "title": title, "leads_to": leads_to, "is_ad": is_ad}
        event = journal.Event(type=events.LANDING_CHANGED.name, at=at, props=props, actor=actor, source="decision")
        journal.record(space_id=space_id, events=[event])


def check(*texts: str) -> None:
    """Refuse with WordingInduces what rewards or forces the act of sharing."""
    found = [finding for text in texts for finding in wording.findings(text)]
    if found:
        raise errors.WordingInduces(words=found[0].words, why=found[0].why)
