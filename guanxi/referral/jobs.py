"""What the worker does for referral."""

from guanxi.referral import actions


def forget_touches(space_id: int) -> int:
    """Once a day: drop the touches that can become a binding no more."""
    return actions.forget_touches(space_id=space_id, actor="system:referral")
