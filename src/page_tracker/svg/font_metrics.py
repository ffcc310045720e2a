"""Widths of texts, estimated without the font of the viewer.

The table is measured from DejaVu Sans at 11 pixels, whose letters are nearly as wide as
those of Verdana; other fonts are fitted with ``textLength``.
"""

from functools import lru_cache
from itertools import accumulate
from unicodedata import category, east_asian_width, normalize

FONT = "Verdana,Geneva,DejaVu Sans,sans-serif"
"""The fonts with about these widths, for the attribute ``font-family``."""

BOLD = 1.12
"""The factor by which bold text is wider."""

_SIZE = 11

# Widths in pixels, to a tenth, and the characters that have each.
_TABLE = {
    3.1: "'ijlIJ‘’",
    3.5: " ,./:;\\|·",
    3.9: "f",
    4.3: "-()[]t!",
    4.5: "r",
    5.1: '"',
    5.7: "*_`s?z“”",
    6.1: "cL",
    6.4: "Fkvxy",
    6.7: "PTYaoe",
    7.0: "$0123456789ESbdghnpqu{}€£",
    7.5: "ABKVXZRC",
    8.2: "UNH",
    8.7: "DG&OQ",
    9.1: "w#+<=>^~×",
    9.5: "M",
    10.6: "%m",
    11.0: "W@—…",
}
_WIDTHS = {char: width for width, chars in _TABLE.items() for char in chars}

# Other letters: the mean of Greek and of small Cyrillic ones.
_OTHERS = 7.2
_WIDE = 11.0
_EMOJI = 14.0
_FIRST_EMOJI = "\N{MAHJONG TILE EAST WIND}"

# Categories of combining and invisible characters: accents, joiners.
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def width(text: str, size: float = _SIZE) -> float:
    """Return the approximate width of a text in letters of ``size`` pixels."""
    return sum(map(_width, text)) * size / _SIZE


def shortened(text: str, most: float, size: float = _SIZE) -> str:
    """Return a text of at most ``most`` pixels, shortened if necessary."""
    if width(text, size) <= most:
        return text
    ends = accumulate(map(_width, text), initial=_width("…"))
    kept = sum(1 for end in ends if end * size / _SIZE <= most)
    return f"{text[: max(kept - 1, 0)].rstrip()}…"


@lru_cache(maxsize=4096)
def _width(char: str) -> float:
    if char in _WIDTHS:
        return _WIDTHS[char]
    if category(char) in _NO_WIDTH:
        return 0.0
    if east_asian_width(char) in "WF":
        return _EMOJI if char >= _FIRST_EMOJI else _WIDE
    # A letter with an accent is as wide as without.
    return _WIDTHS.get(normalize("NFD", char)[0], _OTHERS)
