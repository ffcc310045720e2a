"""Sparklines: the views of a period as an image the size of a few words."""

from page_tracker.svg.colors import DARK, GRID, HEADING, TEXT
from page_tracker.svg.columns import Columns
from page_tracker.svg.dates import span
from page_tracker.svg.font_metrics import FONT
from page_tracker.svg.plot import Scale, area, bars
from page_tracker.svg.text import compact, escaped, noun

_WIDTH, _HEIGHT = 280, 64
_LINE, _TOP, _DEPTH, _EDGE = 14, 23, 38, 2

# The most columns that are drawn as bars, because so few make no line, and the most
# columns.
_MOST_BARS = 3
_MOST = 140


def sparkline(columns: Columns, title: str) -> str:
    """Return an SVG document of the views, below their sum and period.

    It follows the preferred colour scheme.
    """
    name = escaped(title)
    views = sum(columns.views)
    said = f"{compact(views)} {noun('view', views)}"
    days = span(columns.starts[0], columns.starts[-1]) if columns.starts else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}"'
        f' viewBox="0 0 {_WIDTH} {_HEIGHT}"'
        f' role="img" aria-label="{name}" font-family="{FONT}" font-size="11">'
        f"<title>{name}</title><desc>{escaped(columns.summary())}</desc>{DARK}"
        f'<text class="chart-heading" fill="{HEADING}" x="{_EDGE}" y="{_LINE}"'
        f' font-weight="bold">{said}</text>'
        f'<text class="chart-text" fill="{TEXT}" x="{_WIDTH - _EDGE}" y="{_LINE}"'
        f' text-anchor="end" font-size="10">{days}</text>'
        f'<path stroke="{GRID}" stroke-opacity=".5"'
        f' d="M{_EDGE} {_TOP + _DEPTH + 0.5}H{_WIDTH - _EDGE}"/>'
        f"{_plot(columns._replace(visitors=None).thinned(_MOST))}</svg>"
    )


def _plot(columns: Columns) -> str:
    count = len(columns.starts)
    if not count:
        return ""
    scale = Scale((_WIDTH - 2 * _EDGE) / count, _DEPTH, max(columns.highest, 1))
    draw = area if count > _MOST_BARS else bars
    place = f"translate({_EDGE} {_TOP})"
    return f'<g transform="{place}">{draw(columns.views, scale)}</g>'
