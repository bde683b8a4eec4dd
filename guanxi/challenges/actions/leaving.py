"""What becomes of check-ins when their member is erased or merged, and what an export says of them."""

from datetime import datetime

from guanxi.challenges.actions import recording
from guanxi.journal import keyring
from guanxi.kernel import statements
from guanxi.media import queries as media


def take_off_boards(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """Nothing of somebody who is erased stays on a board or in a ranking: no text, no picture, no place."""
    del at, actor
    statements.run(
        """
        UPDATE challenges_checkin SET text = NULL, sealed = NULL, shared = false, picture_ids = '{}', featured_id = NULL
        WHERE space_id = %(space)s AND member_id IN (
            SELECT m.member_id FROM members_public_member m
            WHERE m.space_id = %(space)s AND (m.member_id = %(member)s OR m.merged_into = %(member)s))
        """,
        {"space": space_id, "member": member_id},
    )
    statements.run("DELETE FROM challenges_standing WHERE space_id = %s AND member_id = %s", [space_id, member_id])
    statements.run("DELETE FROM challenges_appearance WHERE space_id = %s AND member_id = %s", [space_id, member_id])


def carry_checkins(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
    """The loser stands in no ranking; what they share is the keeper's, where the keeper has nothing on that day.

    What they kept to themselves stays under their key, which lives as long as the keeper's. A wish to stay out of
    rankings counts for both.
    """
    del actor
    facts = {"space": space_id, "keep": keep, "lose": lose, "event": event_id}
    for statement in (_CARRY_SHARED, _CARRY_WISH, _DROP_STANDING, _DROP_WISH, _APPEAR):
        statements.run(statement, facts)


def exported(*, space_id: int, member_id: int) -> object:
    """Every check-in of a member with what was told, in clear, and whether they are seen in rankings."""
    found = statements.rows(
        """
        SELECT k.event_id, q.slug, k.local_date, k.at, k.made_up, k.text, k.sealed, k.shared, k.voided,
               k.picture_ids, k.member_id
        FROM challenges_checkin k JOIN quests_public_quest q ON q.space_id = k.space_id AND q.quest_id = k.quest_id
        WHERE k.space_id = %(space)s AND k.member_id IN (
            SELECT m.member_id FROM members_public_member m
            WHERE m.space_id = %(space)s AND (m.member_id = %(member)s OR m.merged_into = %(member)s))
        ORDER BY k.event_id
        """,
        {"space": space_id, "member": member_id},
    )
    sealed = [
        keyring.Personal(subject_id=row[10], place=f"{recording.PLACE}:{row[0]}", value=bytes(row[6]))
        for row in found
        if row[6] is not None
    ]
    clear = iter(keyring.unseal_many(space_id=space_id, values=sealed))
    shown = statements.value(
        "SELECT shown FROM challenges_appearance WHERE space_id = %s AND member_id = %s", [space_id, member_id]
    )
    return {
        "seen_in_rankings": shown,
        "checkins": [
            {
                "challenge": row[1],
                "day": row[2].isoformat(),
                "at": row[3].isoformat(),
                "made_up": row[4],
                "text": row[5] if row[6] is None else (next(clear) or b"").decode(),
                "shared": row[7],
                "taken_back": row[8],
                "pictures": [media.file_name(picture) for picture in row[9]],
            }
            for row in found
        ],
    }


_CARRY_SHARED = """
    UPDATE challenges_checkin k SET member_id = %(keep)s
    WHERE k.space_id = %(space)s AND k.member_id = %(lose)s AND k.shared AND NOT k.voided AND NOT EXISTS (
        SELECT FROM challenges_checkin o WHERE o.space_id = k.space_id AND o.member_id = %(keep)s
            AND o.quest_id = k.quest_id AND o.local_date = k.local_date AND NOT o.voided)
"""
_CARRY_WISH = """
    INSERT INTO challenges_appearance AS a (space_id, member_id, shown, event_id)
    SELECT space_id, %(keep)s, shown, %(event)s FROM challenges_appearance
    WHERE space_id = %(space)s AND member_id = %(lose)s
    ON CONFLICT (member_id, space_id) DO UPDATE SET shown = a.shown AND excluded.shown
"""
_DROP_STANDING = "DELETE FROM challenges_standing WHERE space_id = %(space)s AND member_id = %(lose)s"
_DROP_WISH = "DELETE FROM challenges_appearance WHERE space_id = %(space)s AND member_id = %(lose)s"
_APPEAR = "SELECT challenges_appear(%(space)s, ARRAY[%(keep)s]::bigint[])"
