"""Taking back a check-in on the day on which it was made."""

from datetime import date, datetime

from django.utils.translation import gettext

from guanxi import journal, ledger
from guanxi.challenges import errors
from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.media import actions as media
from guanxi.spaces import queries as spaces


def undo(
    *,
    space_id: int,
    member_id: int,
    challenge: str,
    day: date | None = None,
    actor: str | None = None,
    at: datetime | None = None,
) -> int:
    """Take back the member's check-in of today, or the one that they made up for `day` today. Returns the void's id.

    What it brought goes back with it; so does the card of a make-up. Refuses with NothingToUndo.
    """
    with tenancy.acting_in(space_id):
        keyring.lock_subjects(space_id=space_id, subject_ids=[member_id])
        moment = at or journal.now(space_id=space_id)
        zone = spaces.space(space_id=space_id).zone
        today = moment.astimezone(zone).date()
        found = statements.rows(
            """
            SELECT k.event_id, k.spend_id, k.at, k.picture_ids FROM challenges_checkin k
            JOIN quests_public_quest q ON q.space_id = k.space_id AND q.quest_id = k.quest_id
            WHERE k.space_id = %s AND k.member_id = %s AND q.slug = %s AND k.local_date = %s AND NOT k.voided
            """,
            [space_id, member_id, challenge, day or today],
        )
        if not found or found[0][2].astimezone(zone).date() != today:
            raise errors.NothingToUndo
        event_id, spend_id, _, pictures = found[0]
        teller = actor or f"member:{member_id}"
        reason = gettext("its author took it back")
        void_id = journal.void(space_id=space_id, event_id=event_id, reason=reason, actor=teller)
        statements.run(
            "UPDATE challenges_checkin SET voided = true WHERE space_id = %s AND event_id = %s AND NOT voided",
            [space_id, event_id],
        )
        media.hide(space_id=space_id, picture_ids=pictures, actor=teller, at=moment)
        if spend_id is not None:
            ledger.refund(space_id=space_id, spend_id=spend_id, reason=reason, actor=teller)
    return void_id
