"""Charts with axes and a legend."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from page_tracker.svg.colors import BARS, DARK, GRID, HEADING, TEXT, VISITORS
from page_tracker.svg.columns import Columns
from page_tracker.svg.dates import day_of, is_hour, short
from page_tracker.svg.font_metrics import BOLD, FONT, shortened, width
from page_tracker.svg.plot import Scale, area, bars, visitors_line
from page_tracker.svg.text import compact, coordinate, escaped

# Intervals between the labels of an axis, at most.
_STEPS = 5
_MOMENTS = 6

# Hours above which only days are labelled.
_NAMED_HOURS = 50


class AxisMark(NamedTuple):
    """The label below the column at index ``place``."""

    place: int
    text: str


def ticks(highest: int) -> list[int]:
    """Return two to six equidistant numbers from 0 up to at least ``highest``.

    The distance is 1, 2 or 5, or one of these times a power of ten.
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


def marks(starts: Sequence[str], named: Callable[[str], str]) -> list[AxisMark]:
    """Return a few evenly spread columns, labelled by ``named``.

    Of many hours, only the first of a day is labelled, with its day.
    """
    by_day = len(starts) > _NAMED_HOURS and is_hour(starts[0])
    names = [day_of(start) if by_day else start for start in starts]
    places = [
        place
        for place, name in enumerate(names)
        if not by_day or place == 0 or names[place - 1] != name
    ]
    step = -(-len(places) // _MOMENTS) or 1
    return [AxisMark(place, named(names[place])) for place in places[::step]]


_EDGE, _LINE, _SIZE = 14, 26, 14
_KEY, _GAP = 18, 18

# The symbol of each, left of its name.
_SHAPES = {
    "visitors": f'class="chart-visitors" stroke="{VISITORS}" stroke-width="2" d="M{{}}'
    f' {_LINE - 4}h12"',
    "views": f'{BARS} d="M{{}} {_LINE - 9}h12v10h-12z"',
}


def legend(title: str, names: tuple[str, ...], across: int) -> str:
    """Draw the legend at ``across`` pixels; ``names`` are of "visitors" and "views"."""
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


# The most columns that are drawn as bars, and the most columns: there are not more
# pixels.
_MOST_BARS = 100
_MOST = 480

# The left edge and the width of the plot, in per cent of the chart.
_LEFT, _ACROSS = 6, 93

_WIDTH = 800

# How far below the plot its time labels are, in pixels, and how far left of it its
# numbers, in per cent.
_BELOW, _BESIDE = 18, 0.7

# From the middle of small letters down to their baseline, in pixels.
_HALF_A_LETTER = 4


class _Frame(NamedTuple):
    """Where the plot begins, its depth, and the height of the chart, in pixels."""

    top: int
    depth: int
    height: int


_FRAME = _Frame(top=50, depth=190, height=268)


def chart(columns: Columns, title: str) -> str:
    """Return a chart as a stand-alone SVG document.

    It has a heading and a legend, and follows the preferred colour scheme.
    """
    shown, name = columns.thinned(_MOST), escaped(title)
    numbers = ticks(shown.highest)
    names = ("views",) if columns.visitors is None else ("visitors", "views")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}"'
        f' viewBox="0 0 {_WIDTH} {_FRAME.height}" font-family="{FONT}"'
        f' height="{_FRAME.height}" role="img"'
        f' aria-label="{name}" class="chart" overflow="visible" font-size="11">'
        f"<title>{name}</title><desc>{escaped(columns.summary())}</desc>"
        f"{DARK}{legend(title, names, _WIDTH)}{_grid(numbers)}"
        f'<g class="chart-text" fill="{TEXT}">'
        f"{_at_the_side(numbers)}{_below(shown.starts)}</g>"
        f"{_plot(shown, numbers[-1])}</svg>"
    )


def levels(numbers: Sequence[int], top: int, depth: int) -> Iterator[str]:
    """Yield the vertical position of each number; the last one is at ``top``."""
    return (coordinate(top + depth * (1 - each / numbers[-1])) for each in numbers)


def _levels(numbers: Sequence[int]) -> Iterator[str]:
    return levels(numbers, _FRAME.top, _FRAME.depth)


def _grid(numbers: Sequence[int]) -> str:
    lines = "".join(
        f'<line x1="{_LEFT}%" x2="{_LEFT + _ACROSS}%" y1="{level}" y2="{level}"/>'
        for level in _levels(numbers)
    )
    return f'<g class="chart-grid" stroke="{GRID}" stroke-opacity=".35">{lines}</g>'


def _at_the_side(numbers: Sequence[int]) -> str:
    texts = "".join(
        f'<text x="{_LEFT - _BESIDE}%" y="{level}" dy="{_HALF_A_LETTER}">'
        f"{compact(number)}</text>"
        for number, level in zip(numbers, _levels(numbers), strict=True)
    )
    return f'<g text-anchor="end">{texts}</g>'


def _below(starts: Sequence[str]) -> str:
    line = _FRAME.top + _FRAME.depth + _BELOW
    texts = "".join(
        f'<text x="{coordinate(_LEFT + _ACROSS * (place + 0.5) / len(starts))}%"'
        f' y="{line}">{text}</text>'
        for place, text in marks(starts, short)
    )
    return f'<g text-anchor="middle">{texts}</g>'


def _plot(columns: Columns, top: int) -> str:
    count = len(columns.starts)
    if not count:
        return ""
    across = _WIDTH * _ACROSS / 100
    scale = Scale(across / count, _FRAME.depth, top)
    draw = area if count > _MOST_BARS else bars
    drawn = draw(columns.views, scale)
    if columns.visitors is not None:
        drawn += visitors_line(columns.visitors, scale)
    return (
        f'<svg x="{_LEFT}%" y="{_FRAME.top}" width="{_ACROSS}%" height="{_FRAME.depth}"'
        f' viewBox="0 0 {coordinate(across)} {_FRAME.depth}" overflow="visible"'
        f' preserveAspectRatio="none">{drawn}</svg>'
    )
