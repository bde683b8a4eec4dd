"""What a check-in would be refused for, asked before its pictures are taken in: those cost, words do not."""

from datetime import date, datetime

from guanxi.challenges.actions import checking_in, making_up, recording
from guanxi.kernel import tenancy


def refuse_early(
    *,
    space_id: int,
    member_id: int,
    challenge: str,
    text: str,
    pictures: int,
    shared: bool,
    for_date: date | None = None,
    at: datetime | None = None,
) -> bool:
    """Refuse what `check_in`, or with `for_date` `make_up`, would refuse with so many pictures; say whether it is new.

    Not new is a check-in of a day that has one: its pictures are of no use. Refuses with UnknownChallenge, NotRunning,
    NotForYou, OutsideHours, NothingToMakeUp, TextTooShort, TextTooLong, PictureMissing, TooManyPictures, Muted,
    MemberGone.
    """
    with tenancy.acting_in(space_id):
        mine, moment = recording.begun(space_id=space_id, member_id=member_id, challenge=challenge, at=at)
        if for_date is not None:
            making_up.judge_day(mine, for_date)
        elif mine.done_today:
            return False
        else:
            checking_in.judge_hour(mine, moment)
        recording.told(space_id=space_id, member_id=member_id, mine=mine, text=text, pictures=pictures, shared=shared)
        return True
