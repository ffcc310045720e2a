"""Badges in several styles."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import NamedTuple

from page_tracker.errors import InvalidInput
from page_tracker.svg.colors import colour, ink
from page_tracker.svg.font_metrics import BOLD, FONT, width
from page_tracker.svg.text import coordinate, escaped, one_line

Stop = tuple[str, float]


@dataclass(frozen=True, kw_only=True)
class Style:  # pylint: disable=too-many-instance-attributes  # as there are measures
    """The measures of a badge, in pixels.

    ``shine`` has the stops of a gradient over the whole badge, each a colour and its
    opacity, from the top. ``raised`` says that the text has a shadow. ``line`` is the
    baseline of the text. The two texts are moved ``nudge`` towards each other from the
    middle of their sides. The measures are those of Shields, so that badges fit side by
    side.
    """

    height: int = 20
    radius: int = 3
    size: int = 11
    padding: int = 5
    line: float = 14
    nudge: int = 1
    spacing: float = 0.0
    shine: tuple[Stop, ...] = ()
    raised: bool = False
    capitals: bool = False


STYLES = {
    "flat": Style(shine=(("#fff", 0.1), ("#000", 0.1)), raised=True),
    "flat-square": Style(radius=0),
    "plastic": Style(
        height=18,
        radius=4,
        line=13,
        shine=(("#fff", 0.5), ("#fff", 0.1), ("#000", 0.1), ("#000", 0.3)),
        raised=True,
    ),
    "for-the-badge": Style(
        height=28,
        radius=0,
        size=10,
        padding=12,
        line=17.5,
        nudge=0,
        spacing=1.25,
        capitals=True,
    ),
}
"""Every style by its name."""

# Texts are drawn this many times as large and scaled down: browsers round the sizes and
# positions of letters to pixels, and do not scale the rounded values.
_SCALE = 10

_BLACK = "#000"


class _Side(NamedTuple):
    """One of the two sides, and its text; positions and lengths are in pixels."""

    start: int
    width: int
    text: str
    length: float
    middle: float
    fill: str
    bold: bool

    @property
    def end(self) -> int:
        return self.start + self.width


def badge(
    label: str,
    message: str,
    color: str = "blue",
    label_color: str = "grey",
    style: str = "flat",
) -> str:
    """Return a badge as an SVG document of about 1 KB.

    ``label`` may be empty. The colours are values for :func:`colour`, ``style`` is one
    of :data:`STYLES`. Raises :class:`InvalidInput` with these names.
    """
    label_fill, fill, form = _checked(color, label_color, style)
    texts = one_line(label), one_line(message)
    sides = _sides(*texts, label_fill, fill, form)
    name = escaped(": ".join(filter(None, texts)))
    wide, high = sides[-1].end, form.height
    letters = "".join(_text(side, form) for side in sides)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}"'
        f' viewBox="0 0 {wide} {high}" role="img" aria-label="{name}">'
        f"<title>{name}</title>{_ground(sides, form)}"
        f'<g font-family="{FONT}" font-size="{form.size * _SCALE}"'
        ' text-anchor="middle" text-rendering="geometricPrecision"'
        f' transform="scale({1 / _SCALE:g})"{_spacing(form)}>{letters}</g></svg>'
    )


def _checked(color: str, label_color: str, style: str) -> tuple[str, str, Style]:
    fills, errors = [], {}
    for name, text in (("label_color", label_color), ("color", color)):
        try:
            fills.append(colour(text))
        except ValueError as exc:
            errors[name] = str(exc)
    if style not in STYLES:
        errors["style"] = f"must be one of {', '.join(STYLES)}"
    if errors:
        raise InvalidInput(errors)
    return fills[0], fills[1], STYLES[style]


def _sides(
    label: str, message: str, label_fill: str, fill: str, style: Style
) -> list[_Side]:
    left = _side(label, label_fill, style)
    right = _side(message, fill, style, bold=style.capitals)
    if not label:
        return [right]
    start, middle = left.end, left.end + right.middle - style.nudge
    left = left._replace(middle=left.middle + style.nudge)
    return [left, right._replace(start=start, middle=middle)]


def _side(text: str, fill: str, style: Style, bold: bool = False) -> _Side:
    shown = text.upper() if style.capitals else text
    # Corrects the rounding error of a sum of tenths.
    length: float = int(width(shown, style.size) * (BOLD if bold else 1) + 0.001)
    if style.spacing:
        length += style.spacing * len(shown)
    else:  # an odd length and even paddings: the middle is half a pixel, as a stem
        length += 1 - length % 2
    wide = ceil(length) + 2 * style.padding
    return _Side(0, wide, shown, length, wide / 2, fill, bold)


def _ground(sides: list[_Side], style: Style) -> str:
    """Draw the background colours and the gradient."""
    end, height = sides[-1].end, style.height
    rects = "".join(
        f'<path fill="{side.fill}" d="M{side.start} 0h{side.width}v{height}'
        f'h-{side.width}z"/>'
        for side in sides
    )
    defs = ""
    if style.shine:
        stops = "".join(_stops(style))
        defs = f'<linearGradient id="s" x2="0" y2="1">{stops}</linearGradient>'
        rects += f'<path fill="url(#s)" d="M0 0h{end}v{height}H0z"/>'
    if style.radius:
        corners = f'<rect width="{end}" height="{height}" rx="{style.radius}"/>'
        defs += f'<clipPath id="r">{corners}</clipPath>'
        rects = f'<g clip-path="url(#r)">{rects}</g>'
    return defs + rects


def _stops(style: Style) -> Iterator[str]:
    last = len(style.shine) - 1
    for place, (tint, opacity) in enumerate(style.shine):
        look = f'stop-color="{tint}" stop-opacity="{opacity:g}"'
        yield f'<stop offset="{coordinate(place / last)}" {look}/>'


def _spacing(style: Style) -> str:
    return f' letter-spacing="{style.spacing * _SCALE:g}"' if style.spacing else ""


def _text(side: _Side, style: Style) -> str:
    """Draw the text with a fixed length, so that it fits in any font."""
    tint = ink(side.fill)
    middle, line = coordinate(side.middle * _SCALE), style.line * _SCALE
    weight = ' font-weight="bold"' if side.bold else ""
    length = coordinate(side.length * _SCALE)
    shown = (
        f' textLength="{length}" lengthAdjust="spacingAndGlyphs"'
        f"{weight}>{escaped(side.text)}</text>"
    )
    text = f'<text x="{middle}" y="{coordinate(line)}" fill="{tint}"{shown}'
    if not style.raised or tint == _BLACK:
        return text
    return (
        f'<text x="{middle}" y="{coordinate(line + _SCALE)}" fill="{_BLACK}"'
        f' fill-opacity=".3" aria-hidden="true"{shown}{text}'
    )
