"""Making up for a day that was missed, with a card."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext, pgettext

from guanxi import ledger
from guanxi.challenges import errors, queries, rules
from guanxi.challenges.actions import recording
from guanxi.kernel import tenancy
from guanxi.ledger import errors as ledger_errors


def make_up(
    *,
    space_id: int,
    member_id: int,
    challenge: str,
    for_date: date,
    text: str = "",
    picture_ids: Sequence[int] = (),
    shared: bool = True,
    actor: str | None = None,
    at: datetime | None = None,
) -> recording.CheckedIn:
    """Spend a card and record a check-in that counts for the missed day `for_date`.

    The challenge's own cards go first, then those in the wallet (`ticket:make-up`). The proof is that of any
    check-in; the hour is not asked for, which is what the card is for. Refuses with NothingToMakeUp, NoCardLeft, and
    what check_in refuses.
    """
    with tenancy.acting_in(space_id):
        mine, moment = recording.begun(space_id=space_id, member_id=member_id, challenge=challenge, at=at)
        judge_day(mine, for_date)
        given = recording.proof(
            space_id=space_id, member_id=member_id, mine=mine, text=text, picture_ids=picture_ids, shared=shared
        )
        spend_id = None if mine.own_cards else _spent(space_id, member_id, mine, actor)
        event_id = recording.record(
            space_id=space_id, member_id=member_id, mine=mine, given=given,
            at=moment, for_date=for_date, spend_id=spend_id, actor=actor,
        )  # fmt: skip
        return recording.happened(
            space_id=space_id, member_id=member_id, challenge=challenge, event_id=event_id, new=True, at=moment
        )


def judge_day(mine: queries.Mine, day: date) -> None:
    """Refuse with NothingToMakeUp a day for which no card is good."""
    problem = _problem(mine, day)
    if problem:
        raise errors.NothingToMakeUp(day=_said(day), problem=problem)


def _problem(mine: queries.Mine, day: date) -> str | None:
    """Why the day cannot be made up, in words, or None."""
    last = mine.quest.last_day
    if day >= mine.today:
        return gettext("it is not over")
    if day < mine.quest.first_day or (last is not None and day > last):
        return gettext("it does not belong to the challenge")
    if day in mine.done:
        return gettext("you checked in on it")
    if (mine.today - day).days > mine.rules.makeup_days:
        return gettext("a card is good for the last %(days)s days") % {"days": mine.rules.makeup_days}
    return None


def _spent(space_id: int, member_id: int, mine: queries.Mine, actor: str | None) -> int:
    try:
        return ledger.spend(
            space_id=space_id,
            member_id=member_id,
            unit=rules.CARD,
            amount=1,
            purpose=recording.title(mine),
            actor=actor,
        )
    except ledger_errors.InsufficientBalance as refusal:
        raise errors.NoCardLeft from refusal


def _said(day: date) -> str:
    return format_date(day, pgettext("date format", "j M Y"))
