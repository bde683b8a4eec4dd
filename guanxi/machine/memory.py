"""How much memory there is, and the share of it that PostgreSQL keeps pages in."""

import os
from pathlib import Path

_MIB = 2**20
_LEAST, _MOST = 256, 4096  # MiB
_SHARE = 8
_LIMIT = Path("/sys/fs/cgroup/memory.max")


def for_pages(total: int) -> int:
    """MiB of `total` bytes for shared buffers: an eighth, from 256 to 4096; what is asked for is used as it fills."""
    return min(max(total // _MIB // _SHARE, _LEAST), _MOST)


def total(limit: Path = _LIMIT) -> int:
    """Bytes of memory that this machine has, or its container may use; 0 where neither is told.

    `limit` is where a container on Linux finds its own (cgroup v2: a number of bytes, or "max").
    """
    try:
        there = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        there = 0
    try:
        own = int(limit.read_text())
    except (OSError, ValueError):
        return there
    return min(there, own) if there else own
