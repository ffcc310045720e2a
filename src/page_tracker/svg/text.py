"""Escaped texts and short numbers."""

import re
from html import escape

# Characters that no XML document may contain, in any spelling (XML 1.0, 2.2), except
# tabs and line ends, which are blanks.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def one_line(text: str) -> str:
    """Return a text in one line, without characters that XML forbids."""
    return " ".join(_NOT_IN_XML.sub("", text).split())


def escaped(text: str) -> str:
    """Return a text in one line, escaped for XML, also for an attribute."""
    return escape(one_line(text))


def coordinate(number: float) -> str:
    """Return a number rounded to a tenth, in as few characters as possible."""
    return f"{round(number, 1):.10g}"


# Each unit is a thousand times the one before; a quadrillion is the last with a common
# name.
_UNITS = ("", "k", "M", "B", "T", "Q")
_THOUSAND = 1000


def compact(number: int) -> str:
    """Return a number in four characters: ``999``, ``1.2k``, ``12k``, ``345M``.

    It is rounded down, so that it is never too high. Below ten of a unit it has one
    decimal unless that is 0. ``number`` is at least 0; from 10^18 on the result is
    longer.
    """
    unit, tenths = 0, number * 10
    while tenths >= _THOUSAND * 10 and unit < len(_UNITS) - 1:
        unit, tenths = unit + 1, tenths // _THOUSAND
    whole, decimal = divmod(tenths, 10)
    if unit and whole < 10 and decimal:
        return f"{whole}.{decimal}{_UNITS[unit]}"
    return f"{whole}{_UNITS[unit]}"


def noun(word: str, number: int) -> str:
    """Return a noun in the form that goes with a number: ``view`` or ``views``."""
    return word if number == 1 else f"{word}s"
