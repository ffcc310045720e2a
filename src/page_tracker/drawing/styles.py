"""Styles: what badges may look like."""

from dataclasses import dataclass

Stop = tuple[str, float]


@dataclass(frozen=True, kw_only=True)
class Style:
    """The measures of a badge, in pixels.

    ``shine`` has the stops of a gradient over all of it, each a colour and its opacity,
    the first at the top; ``raised`` says that the text throws a shadow.
    """

    height: int = 20
    radius: int = 3
    size: int = 11
    padding: int = 6
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
        shine=(("#fff", 0.5), ("#fff", 0.1), ("#000", 0.1), ("#000", 0.3)),
        raised=True,
    ),
    "for-the-badge": Style(
        height=28, radius=0, size=10, padding=11, spacing=1.2, capitals=True
    ),
}
"""Every style by its name."""
