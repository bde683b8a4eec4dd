"""The check-in of today."""

from collections.abc import Sequence
from datetime import datetime

from guanxi.challenges import errors, queries
from guanxi.challenges.actions import recording
from guanxi.kernel import tenancy


def check_in(
    *,
    space_id: int,
    member_id: int,
    challenge: str,
    text: str = "",
    picture_ids: Sequence[int] = (),
    shared: bool = True,
    actor: str | None = None,
    at: datetime | None = None,
) -> recording.CheckedIn:
    """Make the member's check-in of the local day that it is, and say what came of it.

      1. Lock the member; only then read the clock and what they did: two taps come one after the other.
      2. A day has one check-in: a second one is answered like the first and changes nothing.
      3. Judge the proof and the hour, then record the event and settle it in the same transaction.
    With `shared` the text and pictures are on the challenge's board, else sealed under the member's key.
    Refuses with UnknownChallenge, NotRunning, NotForYou, OutsideCircle, OutsideHours, TextTooShort, TextTooLong,
    PictureMissing, TooManyPictures, WouldNotCount, MemberGone.
    """
    with tenancy.acting_in(space_id):
        mine, moment = recording.begun(space_id=space_id, member_id=member_id, challenge=challenge, at=at)
        if mine.done_today:
            event_id, new = mine.done[mine.today], False
        else:
            judge_hour(mine, moment)
            given = recording.proof(
                space_id=space_id, member_id=member_id, mine=mine, text=text, picture_ids=picture_ids, shared=shared
            )
            event_id, new = (
                recording.record(
                    space_id=space_id, member_id=member_id, mine=mine, given=given,
                    at=moment, for_date=None, spend_id=None, actor=actor,
                ),
                True,
            )  # fmt: skip
        return recording.happened(
            space_id=space_id, member_id=member_id, challenge=challenge, event_id=event_id, new=new, at=moment
        )


def judge_hour(mine: queries.Mine, moment: datetime) -> None:
    """Refuse with OutsideHours when the challenge takes no check-in at this hour."""
    local = moment.astimezone(mine.quest.zone)
    if not mine.rules.hour_from <= local.hour < mine.rules.hour_to:
        raise errors.OutsideHours(
            **{
                "from": f"{mine.rules.hour_from}:00",
                "until": f"{mine.rules.hour_to}:00",
                "now": f"{local.hour}:{local.minute:02d}",
            }
        )
