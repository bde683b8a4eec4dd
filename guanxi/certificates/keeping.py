"""Pictures of certificates: drawn once for the same content, one at a time, the latest kept in memory.

A page of everybody must not cost a drawing each time that somebody asks: two megapixels take a tenth of a second of a
core. Nothing is written down: what a process forgets it draws again, and what may not be shown is never asked for here.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

from guanxi.certificates import errors, picture

KEPT = 48
"""How many pictures a process keeps; most have less than 100 KB."""
PATIENCE_S = 2.0
DRAWN_AS = 1
"""Raised when certificates are drawn otherwise, so that no older picture is shown."""

_kept: OrderedDict[bytes, bytes] = OrderedDict()
_keeping = threading.Lock()
_drawing = threading.Lock()


def key(shown: picture.Shown, *, size: str, credential: str = "") -> bytes:
    """What a picture is kept under: the same for the same words, name and credential."""
    return hashlib.sha256(f"{DRAWN_AS}:{size}:{shown!r}:{credential}".encode()).digest()


def drawn(wanted: bytes, draw: Callable[[], bytes]) -> bytes:
    """The picture of this key, kept or drawn now. Refuses TooBusy when others draw for longer than PATIENCE_S."""
    found = _known(wanted)
    if found is not None:
        return found
    if not _drawing.acquire(timeout=PATIENCE_S):
        raise errors.TooBusy
    try:
        found = _known(wanted)  # somebody may have drawn the very same while this one waited
        return found if found is not None else _keep(wanted, draw())
    finally:
        _drawing.release()


def _known(wanted: bytes) -> bytes | None:
    with _keeping:
        if wanted in _kept:
            _kept.move_to_end(wanted)
        return _kept.get(wanted)


def _keep(wanted: bytes, made: bytes) -> bytes:
    with _keeping:
        _kept[wanted] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made
