"""Charts with axes and a legend."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from page_tracker.svg.colors import BARS, DARK, GRID, HEADING, TEXT, VISITORS
from page_tracker.svg.columns import Columns
from page_tracker.svg.dates import day_of, is_hour, short
from page_tracker.svg.font_metrics import BOLD, FONT, shortened, width
from page_tracker.svg.plot import Scale, area, bars, told_bars, visitors_line
from page_tracker.svg.text import compact, coordinate, escaped

# Steps between numbers at the side, and moments below, at the most.
_STEPS = 5
_MOMENTS = 6

# Hours above which only days are named.
_NAMED_HOURS = 50


class AxisMark(NamedTuple):
    """What is written below the column at ``place``."""

    place: int
    text: str


def ticks(highest: int) -> list[int]:
    """Return from two to six numbers, from 0 to one that is not below ``highest``.

    They are as far from each other: by 1, 2 or 5, or a power of ten times that.
    """
    step = _step(highest)
    return list(range(0, -(-max(highest, 1) // step) * step + 1, step))


def _step(highest: int) -> int:
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * _STEPS >= highest:
                return step
        power *= 10


def marks(starts: Sequence[str]) -> list[AxisMark]:
    """Return a few columns, evenly spread, and what to write below them.

    Of many hours, only the first of a day is marked, by its day.
    """
    by_day = len(starts) > _NAMED_HOURS and is_hour(starts[0])
    names = [day_of(start) if by_day else start for start in starts]
    places = [
        place
        for place, name in enumerate(names)
        if not by_day or place == 0 or names[place - 1] != name
    ]
    step = -(-len(places) // _MOMENTS) or 1
    return [AxisMark(place, short(names[place])) for place in places[::step]]


_EDGE, _LINE, _SIZE = 14, 26, 14
_KEY, _GAP = 18, 18

# What stands for each, left of its name.
_SHAPES = {
    "visitors": f'class="chart-visitors" stroke="{VISITORS}" stroke-width="2" d="M{{}}'
    f' {_LINE - 4}h12"',
    "views": f'{BARS} d="M{{}} {_LINE - 9}h12v10h-12z"',
}


def legend(title: str, names: tuple[str, ...], across: int) -> str:
    """Draw it across so many pixels; ``names`` are of "visitors" and "views"."""
    keys, end = "", float(across - _EDGE)
    for name in names:
        left = end - width(name)
        shape = _SHAPES[name].format(coordinate(left - _KEY))
        keys += f'<path {shape}/><text x="{coordinate(left)}" y="{_LINE}">{name}</text>'
        end = left - _KEY - _GAP
    room = (end - _EDGE) / BOLD
    return (
        f'<g class="chart-text" fill="{TEXT}">{keys}</g>'
        f'<text class="chart-heading" fill="{HEADING}" x="{_EDGE}" y="{_LINE}"'
        f' font-size="{_SIZE}" font-weight="bold">'
        f"{escaped(shortened(title, room, _SIZE))}</text>"
    )


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
