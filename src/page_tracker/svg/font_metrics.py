"""Widths of texts, as near as one gets without the font of who looks at them.

The table is measured from DejaVu Sans at 11 pixels, whose letters are nearly as wide as
those of Verdana; other fonts are made to fit with ``textLength``.
"""

from functools import lru_cache
from itertools import accumulate
from unicodedata import category, east_asian_width, normalize

FONT = "Verdana,Geneva,DejaVu Sans,sans-serif"
"""The fonts that the widths are near to, for the attribute ``font-family``."""

BOLD = 1.12
"""How much wider a text in bold type is."""

_SIZE = 11

# Pixels: the characters that take as many, to a tenth.
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

# What is put on the character before it, or shows nothing: accents, joiners.
_NO_WIDTH = frozenset({"Mn", "Me", "Cf"})


def width(text: str, size: float = _SIZE) -> float:
    """Return about how many pixels wide a text is in letters of ``size`` pixels."""
    return sum(map(_width, text)) * size / _SIZE


def shortened(text: str, most: float, size: float = _SIZE) -> str:
    """Return a text that is ``most`` pixels wide at the most, cut where it must be."""
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
    # A letter with its accent is as wide as without.
    return _WIDTHS.get(normalize("NFD", char)[0], _OTHERS)
