"""The head of a chart that is an image by itself: its title and what colours mean."""

from page_tracker.drawing.palette import BARS, HEADING, TEXT, VISITORS
from page_tracker.drawing.text import coordinate, escaped
from page_tracker.drawing.widths import BOLD, shortened, width

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
