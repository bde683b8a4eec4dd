"""Reading which act makes an invitee count."""

from guanxi.kernel import tenancy
from guanxi.referral import models


def qualifying_events(*, space_id: int) -> tuple[str, ...]:
    """The event types that make an invitee of the space count now; empty when nobody has chosen any."""
    with tenancy.reading_in(space_id):
        row = models.QualificationRule.objects.filter(space_id=space_id).order_by("-version").first()
    return tuple(row.event_types) if row else ()
