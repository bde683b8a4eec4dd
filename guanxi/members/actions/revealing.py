"""What staff take out in clear: for a reason, recorded with who and why, and counted by the hour (P-16)."""

from datetime import datetime

from guanxi.kernel import statements, tenancy
from guanxi.members import errors, values
from guanxi.members.actions import exporting, profile

HAND_OUTS_PER_HOUR = 10
FILES_PER_HOUR = 6
ROWS_PER_HOUR = 1_000
SHORTEST_REASON, LONGEST_REASON = 5, 200


def checked_reason(*, reason: str) -> str:
    """A reason as it is kept. Refuses with ReasonMissing."""
    clean = values.clean_text(reason, longest=LONGEST_REASON)
    if clean is None or len(clean) < SHORTEST_REASON:
        raise errors.ReasonMissing
    return clean


def hand_out(
    *, space_id: int, member_id: int, reason: str, actor: str, at: datetime | None = None
) -> dict[str, object]:
    """Everything about a member in clear, for somebody of the staff. It counts as a look at a personal value, too.

    Refuses with ReasonMissing, UnknownMember, TooManyReveals, TooManyHandOuts.
    """
    clean = checked_reason(reason=reason)
    with tenancy.acting_in(space_id):
        profile.count_reveal(space_id=space_id, actor=actor)
        if not _took(space_id, f"{actor} hand-outs", 1, HAND_OUTS_PER_HOUR):
            raise errors.TooManyHandOuts(limit=HAND_OUTS_PER_HOUR)
        return exporting.export(space_id=space_id, member_id=member_id, actor=actor, at=at, reason=clean)


def count_rows(*, space_id: int, actor: str, rows: int) -> None:
    """Count a file with so many rows of personal answers. Refuses with TooManyTaken, and then counts nothing."""
    if not _took(space_id, f"{actor} files", 1, FILES_PER_HOUR) or not _took(
        space_id, f"{actor} rows", rows, ROWS_PER_HOUR
    ):
        raise errors.TooManyTaken(files=FILES_PER_HOUR, rows=ROWS_PER_HOUR)


def _took(space_id: int, what: str, amount: int, most: int) -> bool:
    """Take so much of what is left in this hour; one statement, so that no burst passes the limit."""
    if amount > most:
        return False
    return bool(
        statements.rows(
            """
            INSERT INTO members_revealcount AS r (space_id, actor, hour, count)
            VALUES (%s, %s, date_trunc('hour', guanxi_now(%s)), %s)
            ON CONFLICT (space_id, actor, hour) DO UPDATE SET count = r.count + excluded.count
                WHERE r.count + excluded.count <= %s
            RETURNING count
            """,
            [space_id, what, space_id, amount, most],
        )
    )
