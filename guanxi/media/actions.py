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


def reserve(*, space_id: int, member_id: int, pictures: int, actor: str) -> None:
    """Count pictures that a member is about to send, before anything is read of them. Refuses with TooManyToday.

    What is refused afterwards stays counted: unpacking is what costs. So this belongs outside of the savepoint that a
    refusal rolls back; `take` then does not count again (`is_counted`).
    """
    del actor
    if pictures:
        with tenancy.acting_in(space_id):
            _count(space_id, member_id, pictures)


def take(
    *,
    space_id: int,
    member_id: int | None,
    content: bytes,
    actor: str,
    is_counted: bool = False,
    at: datetime | None = None,
) -> queries.Picture:
    """Keep a picture of a member, or of the staff when `member_id` is None (then the actor is `staff:<user>`).

    What is kept is made anew from the pixels (media.safety); of a moving picture the first frame. It counts as one of
    the member's pictures of the day, whatever becomes of it, unless `reserve` has counted it.
    Refuses with TooLarge, NotAPicture, TooManyPixels, Damaged, TooManyToday.
    """
    user_id = int(actor.removeprefix("staff:")) if member_id is None else None
    if member_id is not None and not is_counted:
        reserve(space_id=space_id, member_id=member_id, pictures=1, actor=actor)
    with tenancy.acting_in(space_id):
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


def hide(*, space_id: int, picture_ids: Sequence[int], actor: str | None, at: datetime | None = None) -> None:
    """Let only their sender and the staff see pictures from now on; twice is once. Who may is for the caller."""
    del actor
    if picture_ids:
        with tenancy.acting_in(space_id):
            rows = models.Picture.objects.filter(space_id=space_id, id__in=set(picture_ids), hidden_at=None)
            rows.update(hidden_at=at or journal.now(space_id=space_id))


def show(*, space_id: int, picture_ids: Sequence[int], actor: str | None) -> None:
    """Let others see pictures again that were hidden."""
    del actor
    if picture_ids:
        with tenancy.acting_in(space_id):
            models.Picture.objects.filter(space_id=space_id, id__in=set(picture_ids)).update(hidden_at=None)


def put_into(*, space_id: int, picture_ids: Sequence[int], scope_id: int, actor: str | None) -> None:
    """Let only those see pictures who may read the circle `scope_id`; the first circle that shows one keeps it."""
    del actor
    if picture_ids:
        with tenancy.acting_in(space_id):
            rows = models.Picture.objects.filter(space_id=space_id, id__in=set(picture_ids), scope_id=None)
            rows.update(scope_id=scope_id)


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


def _count(space_id: int, member_id: int, pictures: int) -> None:
    """Take so many of the member's pictures of today, or refuse: one statement, so that no burst passes the limit."""
    counted = statements.value(
        """
        INSERT INTO media_daycount AS d (space_id, member_id, date, count)
        SELECT s.space_id, %s, (guanxi_now(s.space_id) AT TIME ZONE s.time_zone)::date, %s
        FROM spaces_public_space s WHERE s.space_id = %s AND %s <= %s
        ON CONFLICT (space_id, member_id, date) DO UPDATE SET count = d.count + excluded.count
            WHERE d.count + excluded.count <= %s
        RETURNING count
        """,
        [member_id, pictures, space_id, pictures, MOST_A_DAY, MOST_A_DAY],
    )
    if counted is None:
        raise errors.TooManyToday(limit=MOST_A_DAY)
