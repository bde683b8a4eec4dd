"""Whether a browser came by somebody's code, for the door that need not ask for it then."""

from datetime import datetime

from guanxi.kernel import statements, tenancy
from guanxi.referral import settings
from guanxi.referral.actions import touching


def is_noted(*, space_id: int, visitor: str, at: datetime) -> bool:
    """Whether this visitor came by a code of the space, lately enough that it can still become a binding."""
    if not visitor:
        return False
    with tenancy.reading_in(space_id):
        found: bool = statements.value(
            "SELECT EXISTS (SELECT FROM referral_touch WHERE space_id = %s AND visitor = %s AND at <= %s AND at > %s)",
            [
                space_id,
                touching.visitor_hash(space_id=space_id, visitor=visitor),
                at,
                at - settings.days(space_id, settings.VALIDITY_DAYS),
            ],
        )
    return found
