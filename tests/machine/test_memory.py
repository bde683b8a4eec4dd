"""The share of the machine's memory that PostgreSQL keeps pages in."""

from pathlib import Path

import pytest

from guanxi.machine import memory

GIB = 2**30


@pytest.mark.parametrize(("there", "pages"), [(0, 256), (GIB, 256), (4 * GIB, 512), (24 * GIB, 3072), (64 * GIB, 4096)])
def test_is_an_eighth_within_bounds(there: int, pages: int) -> None:
    assert memory.for_pages(there) == pages


def test_is_what_a_container_may_use(tmp_path: Path) -> None:
    limit = tmp_path / "memory.max"
    machine = memory.total(limit)
    limit.write_text("max\n")
    assert memory.total(limit) == machine
    limit.write_text("536870912\n")
    assert memory.total(limit) == 536870912
    limit.write_text(f"{2**62}\n")
    assert memory.total(limit) == (machine or 2**62)
