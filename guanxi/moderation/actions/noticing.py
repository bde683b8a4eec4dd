"""Members have read what they were told."""

from datetime import datetime

from guanxi import journal
from guanxi.kernel import tenancy
from guanxi.moderation import models


def mark_read(*, space_id: int, member_id: int, up_to: int, at: datetime | None = None) -> None:
    """Take note that a member has seen their notices up to the notice `up_to`."""
    with tenancy.acting_in(space_id):
        models.Notice.objects.filter(space_id=space_id, member_id=member_id, read_at=None, id__lte=up_to).update(
            read_at=at or journal.now(space_id=space_id)
        )
