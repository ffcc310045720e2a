"""Plots: bars, areas and lines, drawn to the scale of what they are put into."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from page_tracker.svg.colors import BARS, VIEWS, VISITORS
from page_tracker.svg.columns import Columns
from page_tracker.svg.text import coordinate, escaped

# So that a single view can be seen beside a million: the share of the depth.
_LEAST = 0.006

# The share of its column that a bar takes: less where there are few of them.
_WIDEST, _NARROWEST, _WIDER = 0.76, 0.12, 0.08

# Where a plot is stretched, its lines are not.
_STROKE = (
    ' fill="none" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"'
    ' vector-effect="non-scaling-stroke"'
)


class Scale(NamedTuple):
    """How wide a column is, how deep the plot is, and the number at its upper edge."""

    column: float
    depth: int
    top: int

    def across(self, place: float) -> str:
        """Return where a column begins, or with a half to its place, its middle."""
        return coordinate(self.column * place)

    def high(self, number: int) -> float:
        """Return how far above the lower edge a number is."""
        return number * self.depth / self.top


def bars(views: Sequence[int], scale: Scale) -> str:
    """Draw a bar for each column."""
    shapes = "".join(_bars(views, scale))
    return f'<path {BARS} d="{shapes}"/>'


def told_bars(columns: Columns, scale: Scale) -> str:
    """Draw a bar for each column; the column says its numbers when pointed at."""
    shapes = f"h{coordinate(scale.column)}v{scale.depth}h-{coordinate(scale.column)}z"
    groups = "".join(
        f'<g class="chart-column"><title>{escaped(columns.told(place))}</title>'
        f'<path fill="none" d="M{scale.across(place)} 0{shapes}"/>'
        f'<path d="{shape}"/></g>'
        for place, shape in enumerate(_bars(columns.views, scale))
    )
    return f'<g {BARS} pointer-events="all">{groups}</g>'


def area(views: Sequence[int], scale: Scale) -> str:
    """Draw an area with a line on top."""
    line = _line(views, scale)
    last = scale.across(len(views) - 0.5)
    return (
        f'<path class="chart-views" fill="{VIEWS}" fill-opacity=".2"'
        f' d="{line}L{last} {scale.depth}H{scale.across(0.5)}z"/>'
        f'<path class="chart-views-line" stroke="{VIEWS}"{_STROKE} d="{line}"/>'
    )


def visitors_line(visitors: Sequence[int], scale: Scale) -> str:
    """Draw a line through the numbers; where there is but one, a short level one."""
    line = _line(visitors, scale)
    if len(visitors) == 1:
        line = f"M{scale.across(0.4)}{line[line.index(' '):]}H{scale.across(0.6)}"
    return f'<path class="chart-visitors" stroke="{VISITORS}"{_STROKE} d="{line}"/>'


def _bars(views: Sequence[int], scale: Scale) -> Iterator[str]:
    share = min(_NARROWEST + _WIDER * len(views), _WIDEST)
    width = coordinate(scale.column * share)
    for place, number in enumerate(views):
        high = max(scale.high(number), _LEAST * scale.depth) if number else 0
        left = scale.across(place + (1 - share) / 2)
        yield f"M{left} {scale.depth}v-{coordinate(high)}h{width}V{scale.depth}z"


def _line(numbers: Sequence[int], scale: Scale) -> str:
    return "M" + " ".join(
        f"{scale.across(place + 0.5)} {coordinate(scale.depth - scale.high(number))}"
        for place, number in enumerate(numbers)
    )
