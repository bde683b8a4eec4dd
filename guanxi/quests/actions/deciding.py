"""Decisions about value that is held: it waits for a person, never for a timer."""

from django.db import connection

from guanxi import journal
from guanxi.kernel import statements
from guanxi.kernel.tenancy import acting_in
from guanxi.quests import errors


def release_held(*, space_id: int, event_id: int, reason: str, actor: str) -> int:
    """Let what event `event_id` granted, and what was held, go to the member.

    Returns how many grants. Refuses NothingHeld.
    """
    with acting_in(space_id):
        decision = _decide(space_id, event_id, "quest.hold_released", reason, actor)
        return int(statements.value("SELECT quests_release(%s, NULL, %s, NULL, %s)", [space_id, event_id, decision]))


def deny_held(*, space_id: int, event_id: int, reason: str, actor: str) -> int:
    """Take back what was held; the budget has it again. Returns how many grants. Refuses NothingHeld."""
    with acting_in(space_id):
        decision = _decide(space_id, event_id, "quest.hold_denied", reason, actor)
        return int(statements.value("SELECT quests_deny(%s, %s, %s)", [space_id, event_id, decision]))


def _decide(space_id: int, event_id: int, decision: str, reason: str, actor: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT g.member_id, q.slug FROM quests_grant g
            JOIN quests_promise p ON p.space_id = g.space_id AND p.id = g.promise_id
            JOIN quests_quest q ON q.space_id = p.space_id AND q.id = p.quest_id
            WHERE g.space_id = %s AND g.event_id = %s AND g.state = 'held' LIMIT 1
            """,
            [space_id, event_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise errors.NothingHeld(event=event_id)
    told = journal.Event(
        type=decision,
        member_id=row[0],
        props={"quest": row[1], "reason": reason},
        actor=actor,
        cause_id=event_id,
        source="decision",
    )
    return journal.record(space_id=space_id, events=[told]).ids[0]
