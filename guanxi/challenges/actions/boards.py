"""What staff do with what members told: feature it, take it off the board with a reason, put it back."""

from datetime import datetime

from guanxi import journal
from guanxi.challenges import errors
from guanxi.challenges.actions import moderating
from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.members import values

_SHORTEST_REASON, _LONGEST_REASON = 5, 200
_FEATURED = "checkin.featured"


def feature(*, space_id: int, event_id: int, actor: str, at: datetime | None = None) -> int:
    """Put a check-in in front of its board; its author is told. Returns the event's id; twice is once.

    Refuses with UnknownCheckin.
    """
    with tenancy.acting_in(space_id):
        member_id, challenge, featured_id, _ = _on_board(space_id, event_id)
        if featured_id is not None:
            return featured_id
        props = {"challenge": challenge, "checkin": event_id}
        key = _featured_key(space_id, event_id, member_id)
        event = journal.Event(type=_FEATURED, at=at, member_id=member_id, props=props, actor=actor, key=key)
        featured = journal.record(space_id=space_id, events=[event]).ids[0]
        _set(space_id, event_id, "featured_id", featured)
    return featured


def stop_featuring(*, space_id: int, event_id: int, reason: str, actor: str) -> None:
    """Let a check-in stand among the others again; what featuring it brought goes back. Refuses UnknownCheckin."""
    with tenancy.acting_in(space_id):
        _, _, featured_id, _ = _on_board(space_id, event_id)
        if featured_id is None:
            return
        journal.void(space_id=space_id, event_id=featured_id, reason=_reason(reason), actor=actor)
        _set(space_id, event_id, "featured_id", None)


def hide(*, space_id: int, event_id: int, reason: str, actor: str, at: datetime | None = None) -> int:
    """Take what was told off the board, with a reason that its author reads. The check-in itself counts on.

    Returns the event's id. Refuses with UnknownCheckin, ReasonMissing.
    """
    return _turn(space_id, event_id, "checkin.hidden", reason, actor, at)


def show_again(*, space_id: int, event_id: int, reason: str, actor: str, at: datetime | None = None) -> int:
    """Put on the board again what was taken off. Returns the event's id. Refuses with UnknownCheckin, ReasonMissing."""
    return _turn(space_id, event_id, "checkin.shown_again", reason, actor, at)


def _turn(space_id: int, event_id: int, type_: str, reason: str, actor: str, at: datetime | None) -> int:
    clean = _reason(reason)
    with tenancy.acting_in(space_id):
        member_id, challenge, _, pictures = _on_board(space_id, event_id)
        props = {"challenge": challenge, "checkin": event_id, "reason": clean}
        event = journal.Event(type=type_, at=at, member_id=member_id, props=props, actor=actor, source="decision")
        told = journal.record(space_id=space_id, events=[event]).ids[0]
        moment = at or journal.now(space_id=space_id)
        hidden_at = moment if type_ == "checkin.hidden" else None
        _set(space_id, event_id, "hidden_at", hidden_at)
        moderating.let_see(space_id, pictures, hidden_at=hidden_at, actor=actor)
    return told


def _on_board(space_id: int, event_id: int) -> tuple[int, str, int | None, list[int]]:
    """What is shared of a check-in, which nobody else changes meanwhile. Refuses with UnknownCheckin.

    Its member is locked before its row, in the order in which settling locks them.
    """
    locked: int | None = None
    while (member_id := _member_of(space_id, event_id)) != locked:  # a merge gave it to somebody else meanwhile
        keyring.lock_subjects(space_id=space_id, subject_ids=[member_id])
        locked = member_id
    found = statements.rows(
        """
        SELECT k.member_id, q.slug, k.featured_id, k.picture_ids FROM challenges_checkin k
        JOIN quests_public_quest q ON q.space_id = k.space_id AND q.quest_id = k.quest_id
        WHERE k.space_id = %s AND k.event_id = %s AND k.shared AND NOT k.voided
        ORDER BY k.event_id FOR UPDATE OF k
        """,
        [space_id, event_id],
    )
    if not found:
        raise errors.UnknownCheckin
    member_id, challenge, featured_id, pictures = found[0]
    return member_id, challenge, featured_id, pictures


def _member_of(space_id: int, event_id: int) -> int:
    member_id: int | None = statements.value(
        "SELECT member_id FROM challenges_checkin WHERE space_id = %s AND event_id = %s", [space_id, event_id]
    )
    if member_id is None:
        raise errors.UnknownCheckin
    return member_id


def _featured_key(space_id: int, event_id: int, member_id: int) -> str:
    """Featured once, and once more after each time that it stood among the others again."""
    before = statements.value(
        """
        SELECT count(*) FROM journal_public_event
        WHERE space_id = %s AND member_id = %s AND id > %s AND type = %s AND (props ->> 'checkin')::bigint = %s
        """,
        [space_id, member_id, event_id, _FEATURED, event_id],
    )
    return f"challenges:featured:{event_id}:{member_id}:{before}"


def _set(space_id: int, event_id: int, column: str, value: object) -> None:
    statements.run(_SETTING[column], [value, space_id, event_id])


_SETTING = {
    "featured_id": "UPDATE challenges_checkin SET featured_id = %s WHERE space_id = %s AND event_id = %s",
    "hidden_at": "UPDATE challenges_checkin SET hidden_at = %s WHERE space_id = %s AND event_id = %s",
}


def _reason(reason: str) -> str:
    clean = values.clean_text(reason, longest=_LONGEST_REASON)
    if clean is None or len(clean) < _SHORTEST_REASON:
        raise errors.ReasonMissing
    return clean
