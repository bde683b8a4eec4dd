"""Locks between processes that end with the process, however it ends: the operating system keeps them, not a pid."""

import errno
import os
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _try_lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD_BY_ANOTHER = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}


def try_hold(path: Path) -> int | None:
    """Lock the file and return its descriptor; None when another process holds it. Closing it lets go."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _try_lock(descriptor)
    except OSError as error:
        os.close(descriptor)
        if error.errno in _HELD_BY_ANOTHER:
            return None
        raise
    return descriptor


@contextmanager
def exclusive(path: Path, *, wait_seconds: float) -> Iterator[None]:
    """Hold the lock file for a block. Raises TimeoutError when another process keeps it for longer than the wait."""
    deadline = time.monotonic() + wait_seconds
    while (descriptor := try_hold(path)) is None:
        if time.monotonic() > deadline:
            message = f"another process has kept {path} locked for {wait_seconds:.0f} s"
            raise TimeoutError(message)
        time.sleep(0.02)
    try:
        yield
    finally:
        os.close(descriptor)


class Holder:
    """One process's part in something shared: a locked file of its own in a folder.

    Create, leave and count holders only under an `exclusive` lock of the same thing; otherwise somebody may
    come between the counting and what follows from it.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        self._folder = folder
        self._path = folder / f"{os.getpid()}-{secrets.token_hex(4)}"
        self._descriptor = try_hold(self._path)

    def leave(self) -> bool:
        """Let go; True when nobody else holds on. Files of holders that were killed are swept away."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        self._path.unlink(missing_ok=True)
        return not any(_is_held(path) for path in self._folder.iterdir())


def _is_held(path: Path) -> bool:
    descriptor = try_hold(path)
    if descriptor is None:
        return True
    os.close(descriptor)
    path.unlink(missing_ok=True)
    return False
