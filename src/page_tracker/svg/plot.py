"""Plots: bars, areas and lines, scaled to their container."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from page_tracker.svg.colors import BARS, VIEWS, VISITORS
from page_tracker.svg.columns import Columns
from page_tracker.svg.text import coordinate

# The smallest share of the depth, so that one view is visible beside a million.
_LEAST = 0.006

# The share of its column that a bar takes: less if there are few bars.
_WIDEST, _NARROWEST, _WIDER = 0.76, 0.12, 0.08

# The share of a bar's width that its bar of visitors takes.
_WITHIN = 0.5

# The plot is stretched, but its lines are not.
STROKE = (
    ' fill="none" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round"'
    ' vector-effect="non-scaling-stroke"'
)
"""Attributes of a line that keeps its width if the plot is stretched."""


class Scale(NamedTuple):
    """The width of a column, the depth of the plot, and the number at its top."""

    column: float
    depth: int
    top: int

    def across(self, place: float) -> str:
        """Return where a column begins; add a half to ``place`` for its middle."""
        return coordinate(self.column * place)

    def high(self, number: int) -> float:
        """Return how far above the lower edge a number is."""
        return number * self.depth / self.top

    @staticmethod
    def share(count: int) -> float:
        """Return the share of its column that each of ``count`` bars takes."""
        return min(_NARROWEST + _WIDER * count, _WIDEST)


def bars(views: Sequence[int], scale: Scale) -> str:
    """Draw a bar for each column."""
    shapes = "".join(_bars(views, scale))
    return f'<path {BARS} d="{shapes}"/>'


class ColumnShapes(NamedTuple):
    """The outlines of a column's views, and of its visitors within, or None."""

    views: str
    visitors: str | None


def column_shapes(columns: Columns, scale: Scale) -> Iterator[ColumnShapes]:
    """Yield the outlines of each column."""
    views = _bars(columns.views, scale)
    if columns.visitors is None:
        yield from (ColumnShapes(shape, None) for shape in views)
        return
    pairs = zip(views, _bars(columns.visitors, scale, _WITHIN), strict=True)
    yield from (ColumnShapes(*pair) for pair in pairs)


def area(views: Sequence[int], scale: Scale) -> str:
    """Draw an area with a line on top."""
    path = line(views, scale)
    last = scale.across(len(views) - 0.5)
    return (
        f'<path class="chart-views" fill="{VIEWS}" fill-opacity=".2"'
        f' d="{path}L{last} {scale.depth}H{scale.across(0.5)}z"/>'
        f'<path class="chart-views-line" stroke="{VIEWS}"{STROKE} d="{path}"/>'
    )


def visitors_line(visitors: Sequence[int], scale: Scale) -> str:
    """Draw a line through the numbers; for a single one, a short horizontal line."""
    path = line(visitors, scale)
    if len(visitors) == 1:
        path = f"M{scale.across(0.4)}{path[path.index(' '):]}H{scale.across(0.6)}"
    return f'<path class="chart-visitors" stroke="{VISITORS}"{STROKE} d="{path}"/>'


def _bars(numbers: Sequence[int], scale: Scale, part: float = 1) -> Iterator[str]:
    """Yield outlines of bars; with a ``part``, of that share of the width, centred."""
    share = part * scale.share(len(numbers))
    width = coordinate(scale.column * share)
    for place, number in enumerate(numbers):
        high = max(scale.high(number), _LEAST * scale.depth) if number else 0
        left = scale.across(place + (1 - share) / 2)
        yield f"M{left} {scale.depth}v-{coordinate(high)}h{width}V{scale.depth}z"


def line(numbers: Sequence[int], scale: Scale) -> str:
    """Return the path through the middles of the tops of all columns."""
    return "M" + " ".join(
        f"{scale.across(place + 0.5)} {coordinate(scale.depth - scale.high(number))}"
        for place, number in enumerate(numbers)
    )
