"""Taking pictures in, and deleting them."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from guanxi import journal
from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.media import errors, models, queries, safety

MOST_A_DAY = 60
"""Pictures that a member can send in one day of the space."""

# Drawn at random, so that nobody can count pictures or guess one; exact in JavaScript too.
_ID_BITS = 53


def take(
    *, space_id: int, member_id: int | None, content: bytes, actor: str, at: datetime | None = None
) -> queries.Picture:
    """Keep a picture of a member, or of the staff when `member_id` is None (then the actor is `staff:<user>`).

    What is kept is made anew from the pixels (media.safety); of a moving picture the first frame.
    Refuses with TooLarge, NotAPicture, TooManyPixels, Damaged, TooManyToday.
    """
    user_id = int(actor.removeprefix("staff:")) if member_id is None else None
    with tenancy.acting_in(space_id):
        if member_id is not None:
            _count(space_id, member_id)
        safe = safety.make_safe(content)
        row = models.Picture.objects.create(
            space_id=space_id,
            id=secrets.randbits(_ID_BITS),
            member_id=member_id,
            subject_id=member_id,
            user_id=user_id,
            width=safe.width,
            height=safe.height,
            taken_at=at or journal.now(space_id=space_id),
        )
        _keep_copies(space_id, row, safe)
    return queries.read(row)


def delete(*, space_id: int, picture_ids: Sequence[int], actor: str, at: datetime | None = None) -> int:
    """Delete pictures for good, and return how many there were. Who may is for the caller to know."""
    del actor, at
    with tenancy.acting_in(space_id):
        return int(
            statements.value(
                "WITH gone AS (DELETE FROM media_picture WHERE space_id = %s AND id = ANY(%s) RETURNING 1)"
                " SELECT count(*) FROM gone",
                [space_id, list(picture_ids)],
            )
        )


def _keep_copies(space_id: int, row: models.Picture, safe: safety.Safe) -> None:
    sizes = list(safe.copies)
    contents: list[bytes | None] = [safe.copies[size] for size in sizes]
    if row.subject_id is not None:
        personal = [
            keyring.Personal(subject_id=row.subject_id, place=queries.place(row.id, size), value=safe.copies[size])
            for size in sizes
        ]
        contents = keyring.seal_many(space_id=space_id, values=personal)
    models.Copy.objects.bulk_create(
        models.Copy(space_id=space_id, picture_id=row.id, size=size, content=content)
        for size, content in zip(sizes, contents, strict=True)
        if content is not None
    )


def _count(space_id: int, member_id: int) -> None:
    """Take one of the member's pictures of this day, or refuse: one statement, so that no burst passes the limit."""
    counted = statements.value(
        """
        INSERT INTO media_daycount AS d (space_id, member_id, date, count)
        SELECT s.space_id, %s, (guanxi_now(s.space_id) AT TIME ZONE s.time_zone)::date, 1
        FROM spaces_public_space s WHERE s.space_id = %s
        ON CONFLICT (space_id, member_id, date) DO UPDATE SET count = d.count + 1 WHERE d.count < %s
        RETURNING count
        """,
        [member_id, space_id, MOST_A_DAY],
    )
    if counted is None:
        raise errors.TooManyToday(limit=MOST_A_DAY)
