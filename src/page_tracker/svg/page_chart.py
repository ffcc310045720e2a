"""Charts within an HTML page, with numbers for each column, and the period before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from page_tracker.svg.chart import levels, marks, ticks
from page_tracker.svg.columns import Columns
from page_tracker.svg.dates import tick
from page_tracker.svg.font_metrics import width
from page_tracker.svg.plot import (
    STROKE,
    Scale,
    area,
    column_shapes,
    line,
    visitors_line,
)
from page_tracker.svg.text import compact, coordinate, escaped

# In pixels: where the plot begins, its depth, and the height of the chart.
_TOP, _DEPTH, _HEIGHT = 10, 196, 232

# In pixels: how far below the plot its labels are, and how far left its numbers.
_BELOW, _BESIDE = 20, 8

# From the middle of small letters down to their baseline.
_HALF_A_LETTER = 4

_TEXT_SIZE = 12

# The width of a column before the plot is stretched.
_UNITS = 10

# The most columns that are drawn as bars, and the most columns.
MAX_BARS = 62
_MAX_COLUMNS = 480

# The most columns with a text of their own, of 100 bytes each; for more columns, the
# table has the numbers.
MAX_TOLD = 31

_HATCH = (
    '<pattern id="so-far" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><path class="chart-hatch" d="M3 0V6"/></pattern>'
)


@dataclass(frozen=True)
class PageChart:
    """The data of a chart; ``before`` are the views of the period before, by column.

    ``so_far`` says that the last column with numbers is incomplete.
    """

    columns: Columns
    title: str
    before: Sequence[int] = ()
    so_far: bool = False

    def html(self) -> str:
        """Return the chart as an HTML element, as wide as its container.

        Only the plot is stretched; texts and lines keep their size. The element has no
        inline style: classes of its parts select their colours.
        """
        name = escaped(f"{self.title}: {self.columns.summary()}")
        shown = self.columns.thinned(_MAX_COLUMNS)
        numbers = ticks(max(shown.highest, *self.before, 0))
        gutter = max(width(compact(each), _TEXT_SIZE) for each in numbers) + _BESIDE
        return (
            f'<div class="chart" role="img" aria-label="{name}"{self._data()}>'
            f'<svg class="axis" width="{coordinate(gutter)}" height="{_HEIGHT}">'
            f"{_at_the_side(numbers, gutter - _BESIDE)}</svg>"
            f'<svg class="plot" width="100%" height="{_HEIGHT}">'
            f"{_grid(numbers)}{_below(shown.starts)}"
            f"{self._plot(shown, numbers[-1])}</svg></div>"
        )

    def _data(self) -> str:
        """Return the data attributes with which a script describes a column."""
        starts = self.columns.starts
        if not starts or len(starts) > _MAX_COLUMNS:
            return ""
        before = ",".join(map(str, self.before))
        so_far = ' data-so-far=""' * self.so_far
        return (
            f' data-columns="{len(starts)}" data-first="{starts[0][:10]}"'
            f'{so_far} data-before="{before}"'
        )

    def _plot(self, shown: Columns, top: int) -> str:
        count = len(shown.starts)
        if not count:
            return ""
        scale = Scale(_UNITS, _DEPTH, top)
        if count > MAX_BARS:
            under, drawn = "", _lines(shown, scale)
        else:
            under = _hatched(shown, scale) if self.so_far and shown.views else ""
            drawn = "".join(self._columns(shown, scale)) + self._marks(scale)
        return (
            f'{under}<svg y="{_TOP}" width="100%" height="{_DEPTH}"'
            f' viewBox="0 0 {_UNITS * count} {_DEPTH}"'
            f' preserveAspectRatio="none">{drawn}</svg>'
        )

    def _columns(self, shown: Columns, scale: Scale) -> Iterator[str]:
        """Yield each column: its views, and its visitors within."""
        shapes = column_shapes(shown, scale)
        last = len(shown.views) - 1
        for place, (views, visitors) in enumerate(shapes):
            is_now = self.so_far and place == last
            title = ""
            if len(shown.views) <= MAX_TOLD:
                title = f"<title>{escaped(self._text_of(shown, place, is_now))}</title>"
            within = f'<path d="{visitors}"/>' if visitors else ""
            yield (
                f'<g class="chart-column{" so-far" * is_now}">{title}'
                f'<path d="{views}"/>{within}</g>'
            )

    def _text_of(self, shown: Columns, place: int, is_now: bool) -> str:
        text = shown.text_of(place) + " so far" * is_now
        if place >= len(self.before):
            return text
        return f"{text} \N{MIDDLE DOT} {self.before[place]:,} before"

    def _marks(self, scale: Scale) -> str:
        """Draw a line across each column at the value of the period before."""
        if not self.before:
            return ""
        levels_before = "".join(
            f"M{scale.across(place)} {coordinate(_DEPTH - scale.high(number))}h{_UNITS}"
            for place, number in enumerate(self.before)
        )
        return f'<path class="chart-before"{STROKE} d="{levels_before}"/>'


def _hatched(shown: Columns, scale: Scale) -> str:
    """Draw the background of the incomplete column; it must not be stretched."""
    place, count = len(shown.views) - 1, len(shown.starts)
    high = scale.high(shown.views[place])
    part = scale.share(count)
    left = 100 * (place + (1 - part) / 2) / count
    return (
        f'{_HATCH}<rect fill="url(#so-far)" x="{left:.2f}%"'
        f' width="{100 * part / count:.2f}%"'
        f' y="{coordinate(_TOP + _DEPTH - high)}" height="{coordinate(high)}"/>'
    )


def _lines(shown: Columns, scale: Scale) -> str:
    drawn = area(shown.views, scale)
    if shown.visitors is None:
        return drawn
    casing = f'<path class="chart-casing"{STROKE} d="{line(shown.visitors, scale)}"/>'
    return drawn + casing + visitors_line(shown.visitors, scale)


def _grid(numbers: Sequence[int]) -> str:
    lines = "".join(
        f'<line x2="100%" y1="{level}" y2="{level}"/>'
        for level in levels(numbers, _TOP, _DEPTH)
    )
    return f'<g class="chart-grid">{lines}</g>'


def _at_the_side(numbers: Sequence[int], right: float) -> str:
    texts = "".join(
        f'<text x="{coordinate(right)}" y="{level}" dy="{_HALF_A_LETTER}">'
        f"{compact(number)}</text>"
        for number, level in zip(numbers, levels(numbers, _TOP, _DEPTH), strict=True)
    )
    return f'<g class="chart-text" text-anchor="end">{texts}</g>'


def _below(starts: Sequence[str]) -> str:
    texts = "".join(
        f'<text x="{coordinate(100 * (place + 0.5) / len(starts))}%"'
        f' y="{_TOP + _DEPTH + _BELOW}">{text}</text>'
        for place, text in marks(starts, tick)
    )
    return f'<g class="chart-text" text-anchor="middle">{texts}</g>'
