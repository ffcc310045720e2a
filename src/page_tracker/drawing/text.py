"""Texts from strangers, made fit to stand in a picture."""

import re
from html import escape

# What no XML document may hold, in whatever spelling (XML 1.0, 2.2), but for tabs and
# the ends of lines, which are blanks.
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def one_line(text: str) -> str:
    """Return a text as a picture shows it: in one line, without what XML forbids."""
    return " ".join(_NOT_IN_XML.sub("", text).split())


def escaped(text: str) -> str:
    """Return a text as one line that means itself in XML, also in an attribute."""
    return escape(one_line(text))


def coordinate(number: float) -> str:
    """Return a number to the tenth, in as few characters as it takes."""
    return f"{round(number, 1):.10g}"
