"""What the worker does for referral."""

from guanxi import journal
from guanxi.referral import actions


def forget_touches(space_id: int) -> int:
    """Once a day: drop the touches that can become a binding no more."""
    return actions.forget_touches(space_id=space_id, actor="system:referral")


def reckon(space_id: int) -> int:
    """Every ten minutes: count what came of the channels' codes; returns 1."""
    return int(actions.reckon(space_id=space_id, actor="system:referral", at=journal.now(space_id=space_id)))
