"""The shape of all function bodies together: most are small, few are long (and rules/body_size.py bounds each)."""

from collections.abc import Iterator

from dev.lint.house import Finding, House
from dev.lint.rules import body_size

MEDIAN_LINES = 10
P95_LINES = 45


def body_lines(house: House) -> list[int]:
    """The number of lines of every function body in guanxi, in order of size; migrations do not count."""
    ours = (source for source in house.sources if source.module and source.is_python)
    return sorted(lines for source in ours for _, lines in body_size.bodies(source))


def findings(house: House) -> Iterator[Finding]:
    """The median over 10 lines, or the 95th percentile over 45."""
    lines = body_lines(house)
    for share, limit, name in ((0.5, MEDIAN_LINES, "median"), (0.95, P95_LINES, "95th percentile")):
        measured = lines[int(len(lines) * share)] if lines else 0
        if measured > limit:
            message = f"the {name} of {len(lines)} function bodies is {measured} lines, the limit is {limit}"
            yield Finding(path="guanxi", line=0, rule="sizes", message=message)
