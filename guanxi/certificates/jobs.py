"""What the worker does for certificates."""

from guanxi import journal
from guanxi.certificates import actions


def settle(space_id: int) -> int:
    """Every five minutes: issue what was granted lately, revoke what was taken back."""
    return actions.settle(space_id=space_id, actor="system:certificates", at=journal.now(space_id=space_id))


def settle_everything(space_id: int) -> int:
    """Every night: the same for all that was ever granted."""
    now = journal.now(space_id=space_id)
    return actions.settle(space_id=space_id, everything=True, actor="system:certificates", at=now)
