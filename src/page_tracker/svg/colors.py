"""Colours by name, contrast, and a palette."""

import re

from page_tracker.svg.css_colors import NAMED, function_color

VIEWS = "#3574e0"
VISITORS = "#a84300"
BARS = 'class="chart-views" fill="#5b8ddb"'
"""Attributes of shapes for views; paler than lines, so that the lines stand out.

Opaque, so that no grid line shines through; the contrast with white is 3.3.
"""

TEXT = "#5f6875"
HEADING = "#1f2733"
GRID = "#8a93a0"

# Overrides the colours of the parts, which are those for a light background.
DARK = (
    "<style>@media (prefers-color-scheme:dark){"
    ".chart-views{fill:#6aa5ff}.chart-views-line{stroke:#6aa5ff}"
    ".chart-visitors{stroke:#ffc27a}.chart-text{fill:#a3acb8}"
    ".chart-heading{fill:#eef1f5}}</style>"
)
"""The style sheet of a stand-alone image for a dark colour scheme."""


# The colours of Shields, in tones on which text is readable; others are those of CSS.
_NAMES = {
    "brightgreen": "44cc11",
    "green": "237a0e",
    "yellowgreen": "a4c614",
    "yellow": "e3bd1f",
    "orange": "f58a2e",
    "red": "c9352b",
    "blue": "0a6fc2",
    "grey": "555555",
    "lightgrey": "9a9a9a",
}
# Colours by their meaning, and other spellings.
_MEANINGS = {
    "success": "brightgreen",
    "important": "orange",
    "critical": "red",
    "informational": "blue",
    "inactive": "lightgrey",
    "gray": "grey",
    "lightgray": "lightgrey",
}

_HEX = re.compile(r"#?([0-9a-f]{6}|[0-9a-f]{3})")

_REFUSAL = "must be a colour such as brightgreen, red or 4c1"


def colour(text: str) -> str:
    """Return the six hexadecimal digits of a colour after a ``#``.

    ``text`` is a name of Shields or CSS, three or six digits with or without a ``#``,
    or ``rgb(…)`` or ``hsl(…)``, in any case. Raises :class:`ValueError` for anything
    else, without quoting it.
    """
    name = text.lower()
    name = _MEANINGS.get(name, name)
    digits = _NAMES.get(name) or NAMED.get(name) or function_color(name)
    if digits is None:
        match = _HEX.fullmatch(name)
        if match is None:
            raise ValueError(_REFUSAL)
        digits = match[1]
    return "#" + (digits if len(digits) > 3 else "".join(2 * each for each in digits))


def ink(background: str) -> str:
    """Return black or white: whichever has more contrast with ``#rrggbb``.

    The contrast is at least 4.5, as WCAG 2 requires of text (1.4.3).
    """
    light = _luminance(background)
    # The contrast with white is 1.05 / (light + 0.05), and that with black is (light +
    # 0.05) / 0.05: they are equal where light + 0.05 is the root of 1.05 * 0.05.
    return "#fff" if (light + 0.05) ** 2 <= 1.05 * 0.05 else "#000"


def _luminance(code: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1 (WCAG 2)."""
    red, green, blue = (int(code[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * _linear(red) + 0.7152 * _linear(green) + 0.0722 * _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
