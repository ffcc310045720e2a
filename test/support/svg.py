"""SVG documents in tests: read strictly, and measured."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

SPACE = "{http://www.w3.org/2000/svg}"

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class Line(NamedTuple):
    """A text of a badge: where its middle is, and how long it is, in pixels."""

    text: str
    middle: float
    length: float


class Picture:
    """A document that is well-formed; elements are named without their name space."""

    def __init__(self, document: str) -> None:
        self.root = ElementTree.fromstring(document)
        for element in self.root.iter():
            element.tag = element.tag.removeprefix(SPACE)

    @property
    def size(self) -> tuple[float, float]:
        """Its width and height."""
        return float(self.root.attrib["width"]), float(self.root.attrib["height"])

    def all(self, tag: str, **attributes: str) -> list[ElementTree.Element]:
        """Return the elements with a name, in order, and with attributes if given."""
        wanted = {name.rstrip("_"): text for name, text in attributes.items()}
        found = self.root.iter(tag)
        return [each for each in found if wanted.items() <= each.attrib.items()]

    def texts(self, tag: str = "text") -> list[str]:
        """Return what the elements with a name say."""
        return ["".join(each.itertext()) for each in self.all(tag)]

    def lines(self) -> Iterator[Line]:
        """Yield the texts of a badge, which are scaled by a tenth, without shadows."""
        for each in self.all("text"):
            if "aria-hidden" not in each.attrib:
                place, length = each.attrib["x"], each.attrib["textLength"]
                text = "".join(each.itertext())
                yield Line(text, float(place) / 10, float(length) / 10)

    def numbers(self, class_: str) -> list[float]:
        """Return the numbers in the paths of a class."""
        paths = (each.attrib["d"] for each in self.all("path", class_=class_))
        return [float(number) for path in paths for number in _NUMBER.findall(path)]
