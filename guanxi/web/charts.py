"""Charts drawn on the server as SVG shapes: no script, and the table behind says the same."""

from dataclasses import dataclass

BAR_STEP = 10
BAR_WIDTH = 7
CHART_HEIGHT = 96
LEAST_HEIGHT = 2


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar of a chart in its own units, with the words that name it."""

    x: int
    y: int
    width: int
    height: int
    label: str
    emphasised: bool


@dataclass(frozen=True, kw_only=True)
class BarChart:
    """Bars in a box of `width` × `height`; whoever shows it may stretch it."""

    width: int
    height: int
    bars: tuple[Bar, ...]


def bars(values: list[tuple[int, str]], *, emphasise_last: int) -> BarChart:
    """One bar for each (value, label), the highest as high as the box; a value above zero is always visible."""
    highest = max((value for value, _ in values), default=0)
    plain = len(values) - emphasise_last
    return BarChart(
        width=len(values) * BAR_STEP,
        height=CHART_HEIGHT,
        bars=tuple(
            _bar(index, value=value, highest=highest, label=label, emphasised=index >= plain)
            for index, (value, label) in enumerate(values)
        ),
    )


def share(part: int, whole: int) -> int:
    """How many percent of `whole` is `part`, for the length of a bar: 0 to 100, 100 only when it is all."""
    if whole <= 0 or part <= 0:
        return 0
    return min(100, part * 100 // whole)


def _bar(index: int, *, value: int, highest: int, label: str, emphasised: bool) -> Bar:
    height = max(LEAST_HEIGHT, value * CHART_HEIGHT // highest) if value > 0 else 0
    return Bar(
        x=index * BAR_STEP,
        y=CHART_HEIGHT - height,
        width=BAR_WIDTH,
        height=height,
        label=label,
        emphasised=emphasised,
    )
