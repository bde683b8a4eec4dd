"""Having a poster drawn, once for the same content, and forgetting it.

Drawing takes less than a tenth of a second once the ground of a look is there, so it is done at once, one at a time in
a process. Who cannot get their turn within `PATIENCE_S` finds the order with the worker, and the picture soon after.
"""

import threading
from datetime import datetime, timedelta

from guanxi.journal import keyring
from guanxi.kernel import statements, tenancy
from guanxi.posters import errors, looks, models
from guanxi.posters.content import Invitation

KEPT_DAYS = 30
PATIENCE_S = 2.0
LONGEST_DRAWING_S = 20
_PLACE = "posters.poster"

_drawing = threading.Lock()


def picture(*, space_id: int, member_id: int, invitation: Invitation, actor: str | None, at: datetime) -> bytes:
    """The poster as JPEG, from the store or drawn now. Refuses TooBusy; then `order` it."""
    del actor  # a picture is no act
    with tenancy.acting_in(space_id):
        row = models.Poster.objects.filter(space_id=space_id, key=invitation.key, member_id=member_id).first()
        if row is not None and row.sealed_picture is not None:
            kept = _opened(space_id, member_id, bytes(row.sealed_picture))
            if kept is not None:
                return kept
        if not _drawing.acquire(timeout=PATIENCE_S):
            raise errors.TooBusy
        try:
            # A machine that stalls may take seconds; the transaction of the page waits for its picture.
            statements.run(f"SET LOCAL idle_in_transaction_session_timeout = '{LONGEST_DRAWING_S}s'", [])
            drawn = looks.draw(invitation).jpeg(quality=looks.JPEG_QUALITY)
        finally:
            _drawing.release()
        _keep(space_id, member_id, invitation, drawn, at)
    return drawn


def order(*, space_id: int, member_id: int, invitation: Invitation, actor: str | None, at: datetime) -> None:
    """Write down that a poster is wanted, for the job that draws it."""
    del actor
    with tenancy.acting_in(space_id):
        sealed = _sealed(space_id, member_id, invitation.to_json().encode())
        if sealed is None:
            return
        _put(
            models.Poster(space_id=space_id, key=invitation.key, member_id=member_id, sealed_order=sealed, asked_at=at),
            "sealed_order",
        )


def draw_ordered(*, space_id: int, key: bytes, actor: str) -> bool:
    """Draw what `order` wrote down; False when it is gone or done."""
    del actor
    with tenancy.acting_in(space_id):
        row = models.Poster.objects.filter(space_id=space_id, key=key, sealed_picture=None).first()
        if row is None:
            return False
        text = _opened(space_id, row.member_id, bytes(row.sealed_order))
        if text is None:
            return False
        invitation = Invitation.from_json(text.decode())
        with _drawing:
            drawn = looks.draw(invitation).jpeg(quality=looks.JPEG_QUALITY)
        _keep(space_id, row.member_id, invitation, drawn, row.asked_at)
    return True


def forget_old(*, space_id: int, actor: str, at: datetime) -> int:
    """Delete the posters that nobody asked for in KEPT_DAYS; returns how many. They can be drawn again."""
    del actor
    with tenancy.acting_in(space_id):
        old = models.Poster.objects.filter(space_id=space_id, asked_at__lt=at - timedelta(days=KEPT_DAYS))
        return old.delete()[0]


def forget_of_erased(*, space_id: int, member_id: int, at: datetime, actor: str) -> None:
    """No poster outlives the person who stands on it."""
    del at, actor
    models.Poster.objects.filter(space_id=space_id, member_id=member_id).delete()


def forget_of_merged(*, space_id: int, keep: int, lose: int, event_id: int, actor: str) -> None:
    """The keeper of a merge has posters of their own."""
    del event_id, actor
    models.Poster.objects.filter(space_id=space_id, member_id__in=[keep, lose]).delete()


def _keep(space_id: int, member_id: int, invitation: Invitation, drawn: bytes, at: datetime) -> None:
    sealed = _sealed(space_id, member_id, drawn)
    if sealed is None:
        return
    _put(
        models.Poster(
            space_id=space_id,
            key=invitation.key,
            member_id=member_id,
            sealed_order=b"",
            sealed_picture=sealed,
            asked_at=at,
        ),
        "sealed_order",
        "sealed_picture",
    )


def _put(row: models.Poster, *said: str) -> None:
    """Write a row, or over what is there with the same key; in one statement."""
    models.Poster.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["space_id", "key"],
        update_fields=["member_id", "asked_at", *said],
    )


def _sealed(space_id: int, member_id: int, value: bytes) -> bytes | None:
    personal = keyring.Personal(subject_id=member_id, place=_PLACE, value=value)
    return keyring.seal_many(space_id=space_id, values=[personal])[0]


def _opened(space_id: int, member_id: int, value: bytes) -> bytes | None:
    personal = keyring.Personal(subject_id=member_id, place=_PLACE, value=value)
    return keyring.unseal_many(space_id=space_id, values=[personal])[0]
