"""What moderation does with what was told: the words of a check-in can be reported, judged, hidden and shown again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import statements
from guanxi.media import actions as media
from guanxi.moderation import hooks

KIND = "checkin"


def hide(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    """Take it off the board; the day counts on. The author reads why in the notice of the decision."""
    _turn(space_id, subject_id, "checkin.hidden", reason, actor, at)


def show(*, space_id: int, subject_id: int, reason: str, actor: str, at: datetime | None) -> None:
    """Put it on the board again, unless the staff took it off by themselves."""
    _turn(space_id, subject_id, "checkin.shown_again", reason, actor, at)


def described(*, space_id: int, subject_ids: Sequence[int]) -> Mapping[int, hooks.Description]:
    """What members shared, by the event of the check-in."""
    found = statements.rows(
        """
        SELECT event_id, text, member_id, picture_ids, at, hidden_at IS NULL AND NOT voided FROM challenges_checkin
        WHERE space_id = %s AND event_id = ANY(%s) AND shared
        """,
        [space_id, list(subject_ids)],
    )
    return {
        event_id: hooks.Description(
            text=text or "", author_id=author, pictures=tuple(pictures), written_at=at, is_seen=is_seen
        )
        for event_id, text, author, pictures, at, is_seen in found
    }


def _turn(space_id: int, subject_id: int, type_: str, reason: str, actor: str, at: datetime | None) -> None:
    """Nothing is recorded where nothing changes."""
    hiding = type_ == "checkin.hidden"
    author = statements.value(
        "SELECT member_id FROM challenges_checkin WHERE space_id = %s AND event_id = %s", [space_id, subject_id]
    )
    if author is None:
        return
    keyring.lock_subjects(space_id=space_id, subject_ids=[author])  # before the row, as settling locks them
    if not hiding and _staff_hid(space_id, subject_id, author):
        return
    moment = at or journal.now(space_id=space_id)
    found = statements.rows(
        """
        UPDATE challenges_checkin k SET hidden_at = %s::timestamptz FROM quests_public_quest q
        WHERE k.space_id = %s AND k.event_id = %s AND k.shared AND (k.hidden_at IS NULL) = %s
            AND q.space_id = k.space_id AND q.quest_id = k.quest_id
        RETURNING k.member_id, q.slug, k.picture_ids
        """,
        [moment if hiding else None, space_id, subject_id, hiding],
    )
    events = [
        journal.Event(
            type=type_,
            at=at,
            member_id=member_id,
            props={"challenge": slug, "checkin": subject_id, "reason": reason, "by_moderation": True},
            actor=actor,
            source="decision",
        )
        for member_id, slug, _ in found
    ]
    journal.record(space_id=space_id, events=events)
    for _, _, pictures in found:
        let_see(space_id, pictures, hidden_at=moment if hiding else None, actor=actor)


def _staff_hid(space_id: int, event_id: int, member_id: int) -> bool:
    """Whether the last word that hid a check-in was the staff's own. It may lie with one merged into its member."""
    by_moderation = statements.value(
        """
        SELECT coalesce((e.props ->> 'by_moderation')::boolean, FALSE) FROM journal_public_event e
        WHERE e.space_id = %(space)s AND e.id > %(event)s AND e.type = 'checkin.hidden'
            AND (e.props ->> 'checkin')::bigint = %(event)s AND e.member_id IN (
                SELECT m.member_id FROM members_public_member m
                WHERE m.space_id = %(space)s AND (m.member_id = %(member)s OR m.merged_into = %(member)s))
        ORDER BY e.id DESC LIMIT 1
        """,
        {"space": space_id, "event": event_id, "member": member_id},
    )
    return by_moderation is False


def let_see(space_id: int, pictures: Sequence[int], *, hidden_at: datetime | None, actor: str) -> None:
    """Let the pictures of a check-in go and come with its words."""
    if hidden_at is None:
        media.show(space_id=space_id, picture_ids=pictures, actor=actor)
    else:
        media.hide(space_id=space_id, picture_ids=pictures, actor=actor, at=hidden_at)
