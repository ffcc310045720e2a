"""Charts: views as bars or as an area, and visitors as a line above them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from page_tracker.drawing.axes import marks, ticks
from page_tracker.drawing.columns import Columns
from page_tracker.drawing.legend import legend
from page_tracker.drawing.numbers import compact
from page_tracker.drawing.palette import DARK, GRID, TEXT
from page_tracker.drawing.plot import Scale, area, bars, told_bars, visitors_line
from page_tracker.drawing.text import coordinate, escaped
from page_tracker.drawing.widths import FONT

# Columns that are bars, and columns at all: more than pixels would show nothing more.
_MOST_BARS = 100
_MOST = 480

# The left edge and the width of the plot, in per cent of the chart.
_LEFT, _ACROSS = 6, 93

_WIDTH_ALONE = 800

# Within a page, how wide a column is before it is stretched.
_UNITS = 10

# How far below the plot its moments are named, in pixels, and how far left of it its
# numbers, in per cent.
_BELOW, _BESIDE = 18, 0.7

# From the middle of small letters down to the line that they stand on, in pixels.
_HALF_A_LETTER = 4


class _Frame(NamedTuple):
    """Where the plot begins, how deep it is, and how high all of it is, in pixels."""

    top: int
    depth: int
    height: int

    def level(self, share: float) -> float:
        """Return how far down a share of the plot is."""
        return self.top + self.depth * (1 - share)


_INLINE = _Frame(top=10, depth=196, height=232)
_ALONE = _Frame(top=50, depth=190, height=268)


def chart(columns: Columns, title: str, *, standalone: bool = False) -> str:
    """Return a chart as an SVG element, or as a document that is an image by itself.

    Within a page it is as wide as what it is in, and its texts keep their size. It has
    no inline style: its parts have colours for a light ground, and classes to be given
    others by: ``chart-views``, ``chart-views-line``, ``chart-visitors``, ``chart-grid``
    and ``chart-text``. Up to a hundred columns are bars, each in a ``chart-column``.
    By itself it has a heading and a legend, and is light or dark as is preferred.
    """
    frame = _ALONE if standalone else _INLINE
    shown, name = columns.thinned(_MOST), escaped(title)
    numbers = ticks(shown.highest)
    names = ("views",) if columns.visitors is None else ("visitors", "views")
    head = DARK + legend(title, names, _WIDTH_ALONE) if standalone else ""
    return (
        f'<svg {_size(frame, standalone)} height="{frame.height}" role="img"'
        f' aria-label="{name}" class="chart" overflow="visible" font-size="11">'
        f"<title>{name}</title><desc>{escaped(columns.summary())}</desc>"
        f"{head}{_grid(numbers, frame)}"
        f'<g class="chart-text" fill="{TEXT}">'
        f"{_at_the_side(numbers, frame)}{_below(shown.starts, frame)}</g>"
        f"{_plot(shown, numbers[-1], frame, standalone)}</svg>"
    )


def _size(frame: _Frame, standalone: bool) -> str:
    if not standalone:
        return 'width="100%"'
    return (
        f'xmlns="http://www.w3.org/2000/svg" width="{_WIDTH_ALONE}"'
        f' viewBox="0 0 {_WIDTH_ALONE} {frame.height}" font-family="{FONT}"'
    )


def _grid(numbers: Sequence[int], frame: _Frame) -> str:
    lines = "".join(
        f'<line x1="{_LEFT}%" x2="{_LEFT + _ACROSS}%" y1="{level}" y2="{level}"/>'
        for level in _levels(numbers, frame)
    )
    return f'<g class="chart-grid" stroke="{GRID}" stroke-opacity=".35">{lines}</g>'


def _at_the_side(numbers: Sequence[int], frame: _Frame) -> str:
    texts = "".join(
        f'<text x="{_LEFT - _BESIDE}%" y="{level}" dy="{_HALF_A_LETTER}">'
        f"{compact(number)}</text>"
        for number, level in zip(numbers, _levels(numbers, frame), strict=True)
    )
    return f'<g text-anchor="end">{texts}</g>'


def _levels(numbers: Sequence[int], frame: _Frame) -> Iterator[str]:
    return (coordinate(frame.level(number / numbers[-1])) for number in numbers)


def _below(starts: Sequence[str], frame: _Frame) -> str:
    line = frame.level(0) + _BELOW
    texts = "".join(
        f'<text x="{coordinate(_LEFT + _ACROSS * (place + 0.5) / len(starts))}%"'
        f' y="{line}">{text}</text>'
        for place, text in marks(starts)
    )
    return f'<g text-anchor="middle">{texts}</g>'


def _plot(columns: Columns, top: int, frame: _Frame, standalone: bool) -> str:
    count = len(columns.starts)
    if not count:
        return ""
    # Within a page it is stretched; by itself its units are pixels.
    across = _WIDTH_ALONE * _ACROSS / 100 if standalone else _UNITS * count
    scale = Scale(across / count, frame.depth, top)
    if count > _MOST_BARS:
        drawn = area(columns.views, scale)
    else:
        drawn = bars(columns.views, scale) if standalone else told_bars(columns, scale)
    if columns.visitors is not None:
        drawn += visitors_line(columns.visitors, scale)
    return (
        f'<svg x="{_LEFT}%" y="{frame.top}" width="{_ACROSS}%" height="{frame.depth}"'
        f' viewBox="0 0 {coordinate(across)} {frame.depth}" overflow="visible"'
        f' preserveAspectRatio="none">{drawn}</svg>'
    )
