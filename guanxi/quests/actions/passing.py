"""What time and changes in the people do to quests: tiers that run out, members who become one or are erased."""

from datetime import datetime

from django.db import connection

from guanxi import ledger
from guanxi.kernel import statements
from guanxi.kernel.tenancy import acting_in


def review_tiers(*, space_id: int, now: datetime, batch: int = 1000) -> int:
    """Keep or lower the tiers whose term is over by `now`, one step down at a time.

    Returns how many were kept or lowered; who is in the days of grace is due again tomorrow.
    """
    done = 0
    after: str | None = "-infinity"
    after_member = 0
    while after is not None:
        with acting_in(space_id):
            looked, after, after_member = statements.rows(
                "SELECT looked, last::text, last_member FROM quests_review_tiers(%s, %s, %s, %s::timestamptz, %s)",
                [space_id, now, batch, after, after_member],
            )[0]
        done += int(looked)
    return done


def carry_over(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
    """Two members have become one: steps that both reached count once, and what `lose` held and owed is now `keep`'s.

    The progress that `lose` was under way with is not joined to that of `keep`.
    """
    del actor
    statements.value("SELECT quests_merge(%s, %s, %s, %s)", [space_id, keep, lose, event_id])
    statements.value("SELECT ledger_merge(%s, %s, %s, %s)", [space_id, keep, lose, event_id])


def give_up(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """A member is to be erased: balances are forfeit, debt is written off, and nothing waits for them any more.

    The same for who lives on in them: news that had waited in the queue may have brought them something since.
    """
    del at
    everybody = statements.rows(
        "SELECT member_id FROM members_public_member WHERE space_id = %s AND (member_id = %s OR merged_into = %s)",
        [space_id, member_id, member_id],
    )
    people = sorted(int(row[0]) for row in everybody)
    with connection.cursor() as cursor:
        cursor.execute(_END_WAITING, [space_id, people])
    for person in people:
        ledger.forfeit(space_id=space_id, member_id=person, actor=actor)


_END_WAITING = """
    UPDATE quests_grant SET state = CASE WHEN transfer_id IS NULL THEN 'denied' ELSE 'granted' END,
        reason = CASE WHEN transfer_id IS NULL THEN 'erased' ELSE reason END
    WHERE space_id = %s AND member_id = ANY(%s) AND state IN ('held', 'waiting')
"""
