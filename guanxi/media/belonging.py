"""What becomes of pictures when their sender is merged, erased or exported: what members asks of media."""

from datetime import datetime

from guanxi.media import models, queries


def carry_over(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
    """Let the pictures of `lose` be those of `keep`; they stay sealed under the key of `lose`."""
    del event_id, actor
    models.Picture.objects.filter(space_id=space_id, member_id=lose).update(member_id=keep)


def delete_of_erased(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """Delete the pictures of somebody who is erased, also those of whoever was merged into them."""
    del at, actor
    models.Picture.objects.filter(space_id=space_id, member_id=member_id).delete()
    models.DayCount.objects.filter(space_id=space_id, member_id=member_id).delete()


def exported(*, space_id: int, member_id: int) -> object:
    """The pictures of a member: their number, the file that goes along, when they were sent, how large they are."""
    rows = models.Picture.objects.filter(space_id=space_id, member_id=member_id).order_by("taken_at", "id")
    return [
        {
            "picture": row.id,
            "file": queries.file_name(row.id),
            "taken_at": row.taken_at.isoformat(),
            "width": row.width,
            "height": row.height,
            "hidden_at": None if row.hidden_at is None else row.hidden_at.isoformat(),
        }
        for row in rows
    ]
