"""Reading pictures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.media import errors, models

SIZES = models.SIZES


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture: its sender (a member or a user of the staff), and the size of its large copy.

    Since `hidden_at` it is for its sender and the staff alone; `scope_id` is the circle whose readers may see it.
    """

    id: int
    member_id: int | None
    user_id: int | None
    width: int
    height: int
    taken_at: datetime
    hidden_at: datetime | None = None
    scope_id: int | None = None


def pictures(*, space_id: int, picture_ids: Sequence[int]) -> dict[int, Picture]:
    """Those of `picture_ids` that are there, by id, in one statement."""
    if not picture_ids:
        return {}
    with tenancy.reading_in(space_id):
        rows = models.Picture.objects.filter(space_id=space_id, id__in=set(picture_ids))
        return {row.id: read(row) for row in rows}


def are_usable(*, space_id: int, picture_ids: Sequence[int], member_id: int | None, user_id: int | None) -> bool:
    """Whether all of the pictures are there and were sent by this member, or by this user of the staff."""
    found = pictures(space_id=space_id, picture_ids=picture_ids)
    return all(
        (one := found.get(picture_id)) is not None and (one.member_id, one.user_id) == (member_id, user_id)
        for picture_id in picture_ids
    )


def content(*, space_id: int, picture_id: int, size: str) -> bytes:
    """One copy of a picture as WebP; who may look is for the caller to know.

    Refuses with UnknownPicture, also when its sender's key is destroyed.
    """
    with tenancy.reading_in(space_id):
        rows = statements.rows(
            "SELECT c.content, p.subject_id FROM media_copy c"
            " JOIN media_picture p ON p.space_id = c.space_id AND p.id = c.picture_id"
            " WHERE c.space_id = %s AND c.picture_id = %s AND c.size = %s",
            [space_id, picture_id, size],
        )
        if not rows:
            raise errors.UnknownPicture(picture=picture_id)
        sealed, subject_id = bytes(rows[0][0]), rows[0][1]
        if subject_id is None:
            return sealed
        value = keyring.Personal(subject_id=subject_id, place=place(picture_id, size), value=sealed)
        clear = keyring.unseal_many(space_id=space_id, values=[value])[0]
    if clear is None:
        raise errors.UnknownPicture(picture=picture_id)
    return clear


def place(picture_id: int, size: str) -> str:
    """Where a copy belongs, for its seal."""
    return f"media.picture:{picture_id}:{size}"


def file_name(picture_id: int) -> str:
    """What a picture is called in an export, where its large copy lies beside the tables."""
    return f"pictures/{picture_id}.webp"


def read(row: models.Picture) -> Picture:
    """A row as it leaves the module."""
    return Picture(
        id=row.id,
        member_id=row.member_id,
        user_id=row.user_id,
        width=row.width,
        height=row.height,
        taken_at=row.taken_at,
        hidden_at=row.hidden_at,
        scope_id=row.scope_id,
    )
